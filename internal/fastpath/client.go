package fastpath

import (
	"context"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/internal/codec"
	"github.com/dynactor/dynactor/messages"
)

// SDK makes a call through the SDK, with these options before the executor's own ones.
type SDK func(ctx context.Context, op messages.Operation, input any, optFns ...func(*dynamodb.Options)) (any, error)

// Client makes calls. It serves any number of goroutines.
type Client struct {
	sdk         SDK
	credentials aws.CredentialsProvider
	transport   transport
	checksums   bool
	timing      awsmiddleware.RecordResponseTiming
	templates   [len(plans)]atomic.Pointer[template]

	mu     sync.Mutex
	pools  map[string]*pool // by scheme and address
	closed bool
}

// New returns a Client that makes the calls of an SDK client, or nil if these can't be made by
// the shorter way.
func New(client *dynamodb.Client, sdk SDK) *Client {
	options := client.Options()
	tr, ok := eligible(&options)
	if !ok {
		return nil
	}
	return &Client{
		sdk: sdk, credentials: options.Credentials, transport: tr,
		checksums: !options.DisableValidateResponseChecksum,
		timing:    awsmiddleware.RecordResponseTiming{DisableClockSkewCorrection: options.DisableClockSkewCorrection},
		pools:     map[string]*pool{},
	}
}

// Close closes the idle connections; those in use are closed after their call.
func (c *Client) Close() {
	c.mu.Lock()
	c.closed = true
	pools := c.pools
	c.pools = nil
	c.mu.Unlock()
	for _, p := range pools {
		p.close()
	}
}

// mostRequest is DynamoDB's limit of a request. Larger ones may be refused before they have been
// read, and only net/http listens while it writes.
const mostRequest = 16 << 20

// headRoom is kept free before a body for the head of the request. A head has some 700 bytes, and
// with a session token up to 2 KB.
const headRoom = 4 << 10

// Invoke makes the call and returns what the SDK's would.
func (c *Client) Invoke(ctx context.Context, op messages.Operation, input any) (any, error) {
	p := planOf(op)
	if p == nil || !p.plain(input) || ctx.Err() != nil || httptrace.ContextClientTrace(ctx) != nil {
		return c.sdk(ctx, op, input)
	}
	credentials, err := c.credentials.Retrieve(ctx)
	if err != nil {
		return c.sdk(ctx, op, input) // which says it in its own words
	}
	slot := &c.templates[p.slot]
	now := time.Now()
	t := slot.Load()
	if t == nil || t.expired(now, &credentials) {
		return c.learn(ctx, p, input, &credentials)
	}
	if t.pool == nil {
		return c.sdk(ctx, op, input)
	}

	request, ok := codec.GetBuffer(), false
	defer func() { codec.PutBuffer(request) }()
	if request.B, ok = p.encode(grown(request.B, headRoom), input); !ok || len(request.B) > headRoom+mostRequest {
		return c.sdk(ctx, op, input)
	}
	wire := t.addHead(request.B, now)

	in := codec.GetBuffer()
	defer func() { codec.PutBuffer(in) }()
	var a answer
	in.B, err = t.pool.exchange(ctx, wire, in.B, &a)
	if err != nil {
		return c.replay(ctx, op, input, t, nil, err)
	}
	if a.status == 200 && a.broken == nil && c.intact(&a) {
		if out, kept, ok := p.decode(ctx, &a, c.timing); ok {
			if kept {
				in = nil // it isn't used again
			}
			return out, nil
		}
	}
	return c.replay(ctx, op, input, t, &a, nil)
}

// grown returns n bytes of room at the start of a buffer.
func grown(b []byte, n int) []byte {
	if cap(b) < n {
		b = make([]byte, n, 4*n)
	}
	return b[:n]
}
