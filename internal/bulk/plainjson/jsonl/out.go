package jsonl

import (
	"errors"
	"fmt"
	"io"
)

// flushSize is how many bytes are gathered before they are written: what a compressor or a file takes well.
const flushSize = 64 << 10

// ErrClosed is what writing behind Close returns.
var ErrClosed = errors.New("writer is closed")

// Out gathers lines and writes them. The first error of the underlying writer is final: nothing is written
// after it, since part of a line may stand there.
type Out struct {
	w   io.Writer
	buf []byte
	err error
}

// NewOut returns an Out that writes to w.
func NewOut(w io.Writer) *Out { return &Out{w: w} }

// Line writes one line, which do appends without its end. If do fails nothing of the line is written, and its
// error is returned.
func (o *Out) Line(do func(dst []byte) ([]byte, error)) error {
	if o.err != nil {
		return o.err
	}
	line, err := do(o.buf)
	if err != nil {
		o.buf = line[:len(o.buf)] // what was grown can be used again
		return err
	}
	o.buf = append(line, '\n')
	if len(o.buf) >= flushSize {
		return o.Flush()
	}
	return nil
}

// Flush writes what was gathered.
func (o *Out) Flush() error {
	if o.err != nil || len(o.buf) == 0 {
		return o.err
	}
	n, err := o.w.Write(o.buf)
	if err == nil && n < len(o.buf) {
		err = io.ErrShortWrite
	}
	o.buf = o.buf[:0]
	if err != nil {
		o.err = fmt.Errorf("can't write lines: %w", err)
	}
	return o.err
}

// Close flushes. Closing again does nothing.
func (o *Out) Close() error {
	err := o.Flush()
	if errors.Is(err, ErrClosed) {
		return nil
	}
	if o.err == nil {
		o.err = ErrClosed
	}
	return err
}
