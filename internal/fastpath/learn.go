package fastpath

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// learn makes a call through the SDK, and keeps how the SDK made it.
func (c *Client) learn(ctx context.Context, p *plan, input any, credentials *aws.Credentials) (any, error) {
	var seen sighting
	out, err := c.sdk(ctx, p.op, input, func(o *dynamodb.Options) {
		seen.next = o.HTTPClient
		o.HTTPClient = &seen
	})
	// Who was refused may have sent something that isn't worth keeping: a wrong clock, say.
	if err == nil && seen.request != nil {
		c.templates[p.slot].Store(c.templateOf(&seen, credentials))
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
	return response, err
}
