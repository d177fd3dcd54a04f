package fastpath

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

const (
	// leastRead is the room that is kept for the first read of an answer.
	leastRead = 4 << 10
	// mostHead bounds the head of an answer, as in net/http; DynamoDB's have some 400 bytes.
	mostHead = 10 << 20
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
	n, unwritten := c.Write(request)
	if unwritten != nil && n == 0 {
		return buf, errUnsent{unwritten}
	}
	buf, err := c.receive(ctx, buf, a)
	if unwritten != nil {
		// What the service said before it hung up tells more than that it did.
		a.closes = true
		if err != nil {
			err = unwritten
		}
	}
	return buf, err
}

// receive reads an answer. One whose body ends too early comes with a.broken, and without an error.
func (c *conn) receive(ctx context.Context, buf []byte, a *answer) ([]byte, error) {
	buf, head, n, err := c.readHead(ctx, buf)
	if err != nil {
		return buf, err
	}
	if !a.parseHead(buf[:head:head]) {
		return buf, c.readOdd(ctx, buf[:n], a)
	}
	end := head + a.length
	if n > end {
		n, a.closes = end, true // more than was asked for
	}
	if cap(buf) < end {
		more := make([]byte, end)
		copy(more, buf[:n])
		// What was parsed lies in the old buffer, which stays as it is.
		buf = more
	}
	buf = buf[:end]
	for n < end && a.broken == nil {
		m, err := c.read(ctx, buf[n:end])
		n += m
		if err != nil && n < end {
			a.broken, a.closes = unexpected(err), true
		}
	}
	a.body = buf[head:n]
	return buf, nil
}

// readHead reads until the head of the answer is there, and maybe more: n bytes, of which head
// belong to it.
func (c *conn) readHead(ctx context.Context, buf []byte) (_ []byte, head, n int, _ error) {
	buf = buf[:cap(buf)]
	for {
		if len(buf)-n < leastRead {
			buf = append(buf, make([]byte, max(len(buf), 2*leastRead))...)
			buf = buf[:cap(buf)]
		}
		m, err := c.read(ctx, buf[n:])
		from := max(0, n-3)
		n += m
		if i := bytes.Index(buf[from:n], []byte("\n\r\n")); i >= 0 {
			return buf, from + i + 3, n, nil
		}
		if i := bytes.Index(buf[from:n], []byte("\n\n")); i >= 0 {
			return buf, from + i + 2, n, nil // which net/http takes, too
		}
		switch {
		case err == io.EOF && n > 0:
			return buf, n, n, nil // not a head
		case err != nil:
			return buf, 0, n, err
		case n > mostHead:
			return buf, 0, n, errTooLarge
		}
	}
}

// readOdd reads an answer that isn't of the usual form, with net/http's help.
func (c *conn) readOdd(ctx context.Context, begun []byte, a *answer) error {
	from := &io.LimitedReader{R: io.MultiReader(bytes.NewReader(begun), reader{ctx, c}), N: mostBody}
	r := bufio.NewReader(from)
	var response *http.Response
	for response == nil || response.StatusCode/100 == 1 && response.StatusCode != http.StatusSwitchingProtocols {
		var err error
		if response, err = http.ReadResponse(r, &http.Request{Method: http.MethodPost}); err != nil {
			return err
		}
	}
	body, err := io.ReadAll(response.Body)
	if err != nil && from.N <= 0 {
		err = errTooLarge
	}
	*a = answer{
		status: response.StatusCode, reason: []byte(response.Status), parsed: response.Header,
		body: body, broken: err, length: int(response.ContentLength),
		closes: err != nil || response.Close || response.StatusCode < 200 || r.Buffered() > 0,
	}
	if crc := response.Header.Get("X-Amz-Crc32"); crc != "" {
		a.crc = []byte(crc)
	}
	return nil
}

// reader is the connection as net/http takes it.
type reader struct {
	ctx context.Context
	*conn
}

func (r reader) Read(b []byte) (int, error) { return r.read(r.ctx, b) }

func (c *conn) read(ctx context.Context, b []byte) (int, error) {
	if c.readTimeout <= 0 {
		return c.Conn.Read(b)
	}
	if err := c.SetReadDeadline(time.Now().Add(c.readTimeout)); err != nil {
		return 0, err
	}
	// The deadline that an end of ctx had set is gone.
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = &awshttp.ResponseTimeoutError{TimeoutDur: c.readTimeout} // as the SDK's client has it
	}
	return n, err
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
