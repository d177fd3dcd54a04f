package wire

import (
	"bytes"
	"io"

	smithy "github.com/aws/smithy-go"

	"github.com/dynactor/dynactor/internal/codec"
)

// Body is the body of a request, as the SDK reads and rewinds it. It serves one goroutine at a
// time. Its bytes never change, so that whoever has them may keep them.
type Body struct {
	bytes.Reader
	data []byte
}

func newBody(data []byte) *Body {
	b := &Body{data: data}
	b.Reset(data)
	return b
}

// encode writes in, or says that only the SDK can.
func encode(in smithy.Serializable) (*Body, bool) {
	buffer := codec.GetBuffer()
	defer codec.PutBuffer(buffer)
	var err error
	if buffer.B, err = codec.Append(buffer.B, in); err != nil {
		return nil, false
	}
	return newBody(bytes.Clone(buffer.B)), true
}

// WriteTo writes what has not been read to w. ReadBody gets the bytes themselves.
func (b *Body) WriteTo(w io.Writer) (int64, error) {
	t, ok := w.(*taker)
	if !ok || len(t.data) > 0 {
		return b.Reader.WriteTo(w)
	}
	n, end := b.Len(), len(b.data)
	t.data = b.data[end-n : end : end] // so that nothing can be appended in place
	_, err := b.Seek(0, io.SeekEnd)
	return int64(n), err
}

// taker is the writer that a Body knows. Anything between the two that isn't transparent hides
// it, and then it gets what it is written like any other writer.
type taker struct{ data []byte }

func (t *taker) Write(p []byte) (int, error) {
	t.data = append(t.data, p...)
	return len(p), nil
}

// ReadBody reads length bytes of r, which is the body of an HTTP request. It does not copy them
// if they are those of a Body, however the SDK has wrapped it. The result must not be changed.
// The error is io.ErrUnexpectedEOF or io.EOF if there are less, or that of r.
func ReadBody(r io.Reader, length int) ([]byte, error) {
	w, ok := r.(io.WriterTo)
	if !ok {
		data := make([]byte, length)
		_, err := io.ReadFull(r, data)
		return data, err
	}
	var t taker
	_, err := w.WriteTo(&t)
	if err == nil && len(t.data) < length {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	return t.data[:length:length], nil
}
