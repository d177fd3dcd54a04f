package compress

import (
	"bufio"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	// MaxWindow is the largest window of a zstd frame that is read, in bytes: the most that a reader
	// allocates for the text. It's what the zstd command reads without being told --long or --memory (its
	// ZSTD_WINDOWLOG_LIMIT_DEFAULT, 27): --ultra -22 needs all of it, -19 8 MiB.
	MaxWindow = 128 << 20
	// readBuffer is what is asked of the underlying reader at a time, in bytes.
	readBuffer = 64 << 10
)

// Reader returns a reader of the text that r holds, compressed or not, and how it is compressed, as its
// first bytes tell. An empty input is Plain. The name is for errors; it also tells an input that was cut
// within its first four bytes.
//
// An input that was cut has an error that is [io.ErrUnexpectedEOF], one that's damaged an error that names
// the compression; an error of r comes as it is. After an error every Read returns it again. Close doesn't
// close r, and may be called more than once.
func Reader(name string, r io.Reader) (io.ReadCloser, Kind, error) {
	s := states.Get().(*state)
	s.in = input{r: r}
	s.buf.Reset(&s.in)
	head, err := s.buf.Peek(magicSize)
	if err != nil && err != io.EOF {
		s.release()
		return nil, Plain, err
	}
	kind := detect(head)
	if named, _ := KindOf(name); kind == Plain && len(head) < magicSize && cutInMagic(head, named) {
		s.release()
		return nil, named, explain(name, named, io.ErrUnexpectedEOF)
	}
	text, err := s.open(kind)
	if err != nil {
		err = s.cause(name, kind, err)
		s.release()
		return nil, kind, err
	}
	return &reader{name: name, kind: kind, state: s, text: text}, kind, nil
}

type reader struct {
	name  string
	kind  Kind
	state *state // nil once it is closed
	text  io.Reader
	err   error // the first, returned ever after
}

func (r *reader) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.text.Read(p)
	if err != nil {
		if err != io.EOF {
			err = r.state.cause(r.name, r.kind, err)
		}
		r.err = err
	}
	return n, err
}

func (r *reader) Close() error {
	if r.state != nil {
		r.state.release()
		r.state, r.text, r.err = nil, nil, errClosed
	}
	return nil
}

// state is what a reader needs and the next one can use again.
type state struct {
	in   input
	buf  *bufio.Reader // of in
	gzip *gzip.Reader  // of buf, once it's needed
	zstd *zstd.Decoder // of buf, once it's needed
}

var states = sync.Pool{New: func() any {
	return &state{buf: bufio.NewReaderSize(nil, readBuffer)}
}}

// open returns a reader of the text in s.buf.
func (s *state) open(kind Kind) (io.Reader, error) {
	switch kind {
	case Gzip:
		if s.gzip == nil {
			s.gzip = new(gzip.Reader)
		}
		return s.gzip, s.gzip.Reset(s.buf)
	case Zstd:
		if s.zstd == nil {
			var err error
			// One decoder works in the goroutine of who reads. More would start goroutines that outlive a
			// decoder that waits in the pool.
			s.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(MaxWindow))
			if err != nil {
				return nil, fmt.Errorf("make a zstd decoder: %w", err)
			}
		}
		return s.zstd, s.zstd.Reset(s.buf)
	}
	return s.buf, nil
}

// cause returns the underlying reader's error if it had one, or what the decompressor's error means.
func (s *state) cause(name string, kind Kind, err error) error {
	switch {
	case s.in.err != nil:
		return s.in.err
	case kind == Plain:
		return err
	}
	return explain(name, kind, err)
}

// release gives s back to the pool, without what it read from.
func (s *state) release() {
	s.in = input{}
	s.buf.Reset(&s.in)
	if s.zstd != nil {
		// It fails on a closed decoder only.
		_ = s.zstd.Reset(nil)
	}
	states.Put(s)
}

// input is the underlying reader. It keeps its error, which the decompressors wrap, replace or take for a
// short file.
type input struct {
	r   io.Reader
	err error
}

func (in *input) Read(p []byte) (int, error) {
	if in.r == nil {
		return 0, errClosed
	}
	n, err := in.r.Read(p)
	if err != nil && err != io.EOF {
		in.err = err
	}
	return n, err
}
