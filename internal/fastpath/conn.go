package fastpath

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

const (
	// leastRead is the room that is kept for the first read of an answer.
	leastRead = 4 << 10
	// mostHead bounds the head of an answer; DynamoDB's have some 400 bytes.
	mostHead = 64 << 10
	// mostBody bounds an answer. DynamoDB's have 16 MB of items at the most, which JSON may double.
	mostBody = 256 << 20
)

var errTooLarge = errors.New("HTTP response is too large")

// conn is a connection to the service, used by one call at a time.
type conn struct {
	net.Conn
	readTimeout time.Duration
	idleSince   time.Time
	used        bool // it has carried a call
}

// errUnsent says that nothing of the request has left.
type errUnsent struct{ error }

// roundTrip sends a request and reads its answer into buf, which it returns grown. With an error,
// or when a.closes, the connection can't be used again.
func (c *conn) roundTrip(ctx context.Context, request, buf []byte, a *answer) ([]byte, error) {
	if n, err := c.Write(request); err != nil {
		if n == 0 {
			err = errUnsent{err}
		}
		return buf, err
	}
	buf, head, n, err := c.readHead(ctx, buf, a)
	if err != nil {
		return buf, err
	}
	if a.chunked || a.length < 0 {
		return c.readOdd(buf[:n], a)
	}
	if a.length > mostBody {
		return buf, errTooLarge
	}
	end := head + a.length
	if n > end {
		return buf, errMalformed
	}
	if cap(buf) < end {
		more := make([]byte, end)
		copy(more, buf[:n])
		// What was parsed lies in the old buffer, which stays as it is.
		buf = more
	}
	buf = buf[:end]
	for n < end {
		m, err := c.read(ctx, buf[n:end])
		n += m
		if err != nil && n < end {
			return buf, unexpected(err)
		}
	}
	a.body = buf[head:end]
	return buf, nil
}

// readHead reads until the head of the answer is there, and maybe more: n bytes, of which head
// belong to it.
func (c *conn) readHead(ctx context.Context, buf []byte, a *answer) (_ []byte, head, n int, _ error) {
	buf = buf[:cap(buf)]
	for {
		if len(buf)-n < leastRead {
			buf = append(buf, make([]byte, max(len(buf), 2*leastRead))...)
			buf = buf[:cap(buf)]
		}
		m, err := c.read(ctx, buf[n:])
		from := max(0, n-3)
		n += m
		if i := bytes.Index(buf[from:n], []byte("\r\n\r\n")); i >= 0 {
			head = from + i + 4
			return buf, head, n, a.parseHead(buf[: head-4 : head-4])
		}
		switch {
		case err != nil:
			if n > 0 {
				err = unexpected(err)
			}
			return buf, 0, n, err
		case n > mostHead:
			return buf, 0, n, errTooLarge
		}
	}
}

// readOdd reads an answer that doesn't tell its length, with net/http's help.
func (c *conn) readOdd(begun []byte, a *answer) ([]byte, error) {
	r := bufio.NewReader(io.MultiReader(bytes.NewReader(begun), c.Conn))
	response, err := http.ReadResponse(r, &http.Request{Method: http.MethodPost})
	if err != nil {
		return begun, err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, mostBody+1))
	if err != nil {
		return begun, err
	}
	if len(body) > mostBody {
		return begun, errTooLarge
	}
	a.closes = a.closes || response.Close || r.Buffered() > 0
	a.body = body
	return begun, nil
}

func (c *conn) read(ctx context.Context, b []byte) (int, error) {
	if c.readTimeout > 0 {
		if err := c.SetReadDeadline(time.Now().Add(c.readTimeout)); err != nil {
			return 0, err
		}
		// The deadline that an end of ctx had set is gone.
		if err := ctx.Err(); err != nil {
			return 0, err
		}
	}
	return c.Conn.Read(b)
}

// unexpected is the error of an answer that ends in its middle.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// abort makes a round trip end at once, from another goroutine.
func (c *conn) abort() { _ = c.SetDeadline(time.Unix(1, 0)) }
