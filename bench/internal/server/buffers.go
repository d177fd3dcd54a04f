package server

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"sync"
)

// buffers hold a request's body and its answer. They are used again and again,
// so that the server's garbage collector takes little of the shared processors.
type buffers struct{ body, answer []byte }

var pool = sync.Pool{New: func() any { return new(buffers) }}

func (b *buffers) read(r *http.Request) ([]byte, error) {
	if r.ContentLength < 0 {
		return nil, errors.New("the request has no Content-Length")
	}
	n := int(r.ContentLength)
	b.body = slices.Grow(b.body[:0], n)[:n]
	_, err := io.ReadFull(r.Body, b.body)
	return b.body, err
}
