package fastpath

import (
	"bytes"
	"context"
	"hash/crc32"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// learn makes a call through the SDK, and keeps how the SDK made it. A plain answer is decoded here, as those of later calls are: many
// calls begin at a time where a program begins, and each of them may have a page of 1 MB.
func (c *Client) learn(ctx context.Context, p *plan, input any, credentials *aws.Credentials) (any, error) {
	seen := sighting{decode: func(a *answer) (out any, ok bool) {
		if !c.intact(a) {
			return nil, false
		}
		out, _, ok = p.decode(ctx, a, c.timing)
		return out, ok
	}}
	out, err := c.sdk(ctx, p.op, input, func(o *dynamodb.Options) {
		seen.next = o.HTTPClient
		o.HTTPClient = &seen
	})
	// Who was refused may have sent something that isn't worth keeping: a wrong clock, say.
	if err == nil && seen.request != nil {
		c.templates[p.slot].Store(c.templateOf(&seen, credentials))
	}
	if err == nil && seen.out != nil {
		return seen.out, nil
	}
	return out, err
}

// templateOf returns one without a pool if the SDK's request can't be repeated.
func (c *Client) templateOf(seen *sighting, credentials *aws.Credentials) *template {
	t := newTemplate(seen.request, seen.body, credentials, seen.at)
	if t != nil && seen.straight {
		t.pool = c.poolFor(seen.request.URL)
	}
	if t == nil || t.pool == nil {
		return &template{credentials: *credentials, until: seen.at.Add(lifetime)}
	}
	return t
}

// sighting is an HTTP client that looks at what the SDK sends.
type sighting struct {
	next    dynamodb.HTTPClient
	request *http.Request
	body    []byte
	at      time.Time
	// straight says that the answer came by HTTP/1, and from where the request was sent first.
	straight bool
	// decode decodes an answer, to out. The SDK then gets an empty one.
	decode func(a *answer) (out any, ok bool)
	out    any
}

func (s *sighting) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	closeErr := r.Body.Close()
	if err == nil {
		err = closeErr
	}
	if err != nil {
		return nil, err
	}
	s.at, s.body = time.Now(), body
	s.request = r.Clone(context.Background())
	r.Body = io.NopCloser(bytes.NewReader(body))
	response, err := s.next.Do(r)
	s.straight = err == nil && response.ProtoMajor == 1 && (response.Request == nil || response.Request.Response == nil)
	if s.straight && response.StatusCode == http.StatusOK && response.ContentLength >= 0 && response.ContentLength <= mostBody {
		s.take(response)
	}
	return response, err
}

// bodyRoom is how much memory an answer gets before it has come: a page of 1 MB is up to 2 MB of JSON.
const bodyRoom = 2 << 20

// take decodes an answer's body, and puts an empty one in its place. One that it can't read, or decode, is the SDK's.
func (s *sighting) take(response *http.Response) {
	var read bytes.Buffer
	read.Grow(int(min(response.ContentLength, bodyRoom)) + bytes.MinRead)
	_, err := read.ReadFrom(response.Body)
	body := read.Bytes()
	if err != nil {
		response.Body = rest{io.MultiReader(bytes.NewReader(body), failing{err}), response.Body}
		return
	}
	a := answer{status: response.StatusCode, reason: []byte(response.Status), body: body, length: len(body), parsed: response.Header}
	if crc := response.Header.Get("X-Amz-Crc32"); crc != "" {
		a.crc = []byte(crc)
	}
	out, ok := s.decode(&a)
	if !ok {
		response.Body = rest{bytes.NewReader(body), response.Body}
		return
	}
	s.out = out
	const empty = "{}"
	response.Header = response.Header.Clone()
	response.Header.Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(empty))), 10)) // without one the SDK expects 0
	response.Header.Set("Content-Length", strconv.Itoa(len(empty)))
	response.ContentLength = int64(len(empty))
	response.Body = rest{strings.NewReader(empty), response.Body}
}

// rest is what of a body is left to be read.
type rest struct {
	io.Reader
	io.Closer
}
