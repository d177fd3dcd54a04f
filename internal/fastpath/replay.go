package fastpath

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go"

	"github.com/dynactor/dynactor/internal/callctx"
	"github.com/dynactor/dynactor/messages"
)

// replay hands what came of an exchange to the SDK, as if its own HTTP client had come back with
// it, and returns what the SDK makes of it.
func (c *Client) replay(ctx context.Context, op messages.Operation, input any, t *template, a *answer, failure error) (any, error) {
	if a != nil && a.redirects() {
		// The service has done nothing. Whether to follow is for the SDK's HTTP client to say.
		c.forget()
		return c.sdk(ctx, op, input)
	}
	// The SDK doesn't begin a call whose ctx has ended, so this one ends when the call has begun.
	late := callctx.New(context.WithoutCancel(ctx), time.Time{})
	defer late.Cancel(context.Canceled)
	out, err := c.sdk(late, op, input, func(o *dynamodb.Options) {
		o.HTTPClient = replayed(func(r *http.Request) (*http.Response, error) {
			if err := ctx.Err(); err != nil {
				late.Cancel(err)
			}
			if failure != nil {
				return nil, &url.Error{Op: "Post", URL: t.url, Err: failure}
			}
			return a.response(r), nil
		})
	})
	if doubts(err) {
		c.forget()
	}
	return out, err
}

type replayed func(*http.Request) (*http.Response, error)

func (f replayed) Do(r *http.Request) (*http.Response, error) { return f(r) }

// redirects says that an HTTP client may send the request again, elsewhere.
func (a *answer) redirects() bool {
	switch a.status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return a.header().Get("Location") != ""
	}
	return false
}

func (a *answer) response(r *http.Request) *http.Response {
	// An error may keep the response for longer than the body's buffer is there.
	var body io.Reader = bytes.NewReader(bytes.Clone(a.body))
	if a.broken != nil {
		body = io.MultiReader(body, failing{a.broken})
	}
	return &http.Response{
		Status: string(a.reason), StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header(), Body: io.NopCloser(body), ContentLength: int64(a.length), Request: r,
	}
}

// failing is the rest of a body that never came.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// doubts says that the service doesn't accept a request as it was signed or addressed.
func doubts(err error) bool {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	switch code := api.ErrorCode(); code {
	case "AccessDeniedException", "UnrecognizedClientException", "ExpiredTokenException", "RequestExpired",
		"RequestTimeTooSkewed", "AuthFailure", "InvalidEndpointException":
		return true
	default:
		return strings.Contains(code, "Signature") || strings.Contains(code, "Token")
	}
}

// forget drops all templates, so that the next calls go through the SDK and are learned from.
func (c *Client) forget() {
	for i := range c.templates {
		c.templates[i].Store(nil)
	}
}
