package files

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// object is a file or a stream that's being read.
type object struct {
	ctx      context.Context
	name     string
	r        io.Reader
	at       io.ReaderAt // nil if r is a stream
	c        io.Closer   // nil if it isn't ours to close
	size     int64
	identity string
}

func (o *object) Read(p []byte) (int, error) {
	if err := o.ctx.Err(); err != nil {
		return 0, fmt.Errorf("read %s: %w", o.name, err)
	}
	n, err := o.r.Read(p)
	return n, o.explain(err)
}

func (o *object) ReadAt(p []byte, off int64) (int, error) {
	if o.at == nil {
		return 0, fmt.Errorf("read %s at byte %d: it's a stream and can be read from front to back only; save it to a file first: %w",
			o.name, off, errors.ErrUnsupported)
	}
	if err := o.ctx.Err(); err != nil {
		return 0, fmt.Errorf("read %s: %w", o.name, err)
	}
	n, err := o.at.ReadAt(p, off)
	return n, o.explain(err)
}

// explain leaves io.EOF as it is: callers compare with it.
func (o *object) explain(err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	return explain("read", o.name, err)
}

func (o *object) Size() int64      { return o.size }
func (o *object) Identity() string { return o.identity }

func (o *object) Close() error {
	if o.c == nil {
		return nil
	}
	if err := o.c.Close(); err != nil {
		return explain("close", o.name, err)
	}
	return nil
}
