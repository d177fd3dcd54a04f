package fastpath

import (
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/callctx"
	"github.com/dynactor/dynactor/messages"
)

// kinds are the contexts that calls come with: the executor's own, and any other one.
var kinds = map[string]func(t testing.TB) (context.Context, func(error)){
	"Executor": func(t testing.TB) (context.Context, func(error)) {
		ctx := callctx.New(t.Context(), time.Time{})
		return ctx, ctx.Cancel
	},
	"Standard": func(t testing.TB) (context.Context, func(error)) {
		ctx, cancel := context.WithCancel(t.Context())
		return ctx, func(error) { cancel() }
	},
	"Wrapped": func(t testing.TB) (context.Context, func(error)) {
		ctx, cancel := context.WithCancel(t.Context())
		return struct{ context.Context }{ctx}, func(error) { cancel() }
	},
}

// stages are the points at which a call's context may end: the server calls end there.
var stages = map[string]func(w net.Conn, end func()){
	"BeforeTheAnswer": func(_ net.Conn, end func()) { end() },
	"WithinTheHead":   func(w net.Conn, end func()) { say(w, "HTTP/1.1 200 OK\r\nConte"); end() },
	"WithinABody":     func(w net.Conn, end func()) { say(w, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"); end() },
	"WithinAnError":   func(w net.Conn, end func()) { say(w, "HTTP/1.1 400 Bad\r\nContent-Length: 9\r\n\r\n{}"); end() },
	"WithinAChunk": func(w net.Conn, end func()) {
		say(w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{}")
		end()
	},
	"WithinEarlyHints": func(w net.Conn, end func()) { say(w, "HTTP/1.1 103 Early Hints\r\n\r\n"); end() },
}

func TestACallThatIsCancelledEndsAsInTheSDK(t *testing.T) {
	for kind, newContext := range kinds {
		for stage, reach := range stages {
			t.Run(kind+stage, func(t *testing.T) {
				s := newScripted(t)
				p, n := local(t, s.server)
				p.taught(t, messages.GetItem, get).taught(t, messages.GetItem, get)
				over := make(chan bool)
				call := func(invoke func(ctx context.Context, op messages.Operation, input any) (any, error)) (o outcome) {
					ctx, cancel := newContext(t)
					defer cancel(context.Canceled)
					s.will(func(w net.Conn) bool {
						reach(w, func() { time.AfterFunc(0, func() { cancel(context.Canceled) }) })
						<-over
						return true
					})
					o.out, o.err = invoke(ctx, messages.GetItem, get)
					over <- true
					return o
				}
				want := call(func(ctx context.Context, op messages.Operation, input any) (any, error) {
					return p.direct(ctx, op, input)
				})
				have := call(p.fast.Invoke)
				assert.Equal(t, want.out, have.out)
				assert.ErrorIs(t, want.err, context.Canceled)
				assert.ErrorIs(t, have.err, context.Canceled)
				// Whether net/http has seen a head when the end comes is a matter of time.
				if stage == "BeforeTheAnswer" || stage == "WithinTheHead" || stage == "WithinEarlyHints" {
					want.equals(t, have)
				}
				dialled := len(n.dialled())
				_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
				require.NoError(t, err)
				require.Len(t, n.dialled(), dialled+1, "the connection isn't used again")
			})
		}
	}
}

func TestACallThatBeginsTooLateIsNotSent(t *testing.T) {
	s := newServer(t, nil, always)
	p, _ := local(t, s)
	p.taught(t, messages.GetItem, get)
	for _, reason := range []error{context.Canceled, context.DeadlineExceeded} {
		ctx := callctx.New(t.Context(), time.Time{})
		ctx.Cancel(reason)
		var want, have outcome
		want.out, want.err = p.direct(ctx, messages.GetItem, get)
		have.out, have.err = p.fast.Invoke(ctx, messages.GetItem, get)
		require.ErrorIs(t, have.err, reason)
		want.equals(t, have)
	}
	require.Len(t, s.requests(), 1)
}

func TestACallEndsWhileItIsDialling(t *testing.T) {
	s := newServer(t, nil, always)
	p, _ := local(t, s)
	p.taught(t, messages.GetItem, get)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p.dialling(func(ctx context.Context, _, _ string) (net.Conn, error) {
		cancel()
		<-ctx.Done()
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: ctx.Err()}
	})
	_, err := p.fast.Invoke(ctx, messages.GetItem, get)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, err, "StatusCode: 0, RequestID: , canceled, context canceled")
	require.Len(t, s.requests(), 1)
}

// A body of megabytes doesn't fit into the buffers between the two.
func TestACallEndsWhileTheServerDoesNotReadItsBody(t *testing.T) {
	for kind, newContext := range kinds {
		t.Run(kind, func(t *testing.T) {
			s := newServer(t, nil, always)
			p, _ := local(t, s)
			input := &dynamodb.PutItemInput{TableName: aws.String("table"), Item: attributes("pk", strings.Repeat("x", 15<<20))}
			p.taught(t, messages.PutItem, &dynamodb.PutItemInput{TableName: aws.String("table"), Item: attributes("pk", "1")})
			deaf, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			defer deaf.Close()
			ctx, cancel := newContext(t)
			defer cancel(context.Canceled)
			var written atomic.Int64
			p.fast.templates[planOf(messages.PutItem).slot].Load().pool.transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
				c, err := (&net.Dialer{}).DialContext(ctx, network, deaf.Addr().String())
				return &slowly{Conn: c, written: &written, at: 1 << 10, then: func() { cancel(context.Canceled) }}, err
			}
			_, err = p.fast.Invoke(ctx, messages.PutItem, input)
			require.ErrorIs(t, err, context.Canceled)
			require.ErrorContains(t, err, "canceled, context canceled")
			require.Less(t, written.Load(), int64(15<<20))
		})
	}
}

// slowly is a connection that tells when it has written something, before it writes the rest.
type slowly struct {
	net.Conn
	written *atomic.Int64
	at      int
	then    func()
}

func (s *slowly) Write(b []byte) (int, error) {
	n, err := s.Conn.Write(b[:min(s.at, len(b))])
	s.written.Add(int64(n))
	if err != nil || n == len(b) {
		return n, err
	}
	s.then()
	m, err := s.Conn.Write(b[n:])
	s.written.Add(int64(m))
	return n + m, err
}

func TestARequestBeyondDynamoDBsLimitGoesThroughTheSDK(t *testing.T) {
	s := newServer(t, nil, always)
	p, _ := local(t, s)
	p.taught(t, messages.PutItem, &dynamodb.PutItemInput{TableName: aws.String("table"), Item: attributes("pk", "1")})
	_, err := p.fast.Invoke(t.Context(), messages.PutItem, &dynamodb.PutItemInput{TableName: aws.String("table"), Item: attributes("pk", strings.Repeat("x", mostRequest))})
	require.NoError(t, err)
	require.EqualValues(t, 2, p.bySDK.Load())
	require.Greater(t, len(s.last(t).body), mostRequest)
}

// The service may refuse a request before it has read it, and hang up.
func TestWhatTheServiceSaidBeforeItHungUpIsHeard(t *testing.T) {
	s := newServer(t, nil, always)
	p, _ := local(t, s)
	p.taught(t, messages.PutItem, &dynamodb.PutItemInput{TableName: aws.String("table"), Item: attributes("pk", "1")})
	pool := p.fast.templates[planOf(messages.PutItem).slot].Load().pool
	pool.transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
		own, theirs := net.Pipe()
		go func() {
			_, _ = theirs.Read(make([]byte, 100))
			say(theirs, status(413, "Payload Too Large", `{"__type":"TooLarge","message":"no"}`))
			_ = theirs.Close()
		}()
		return halfDeaf{own}, nil
	}
	_, err := p.fast.Invoke(t.Context(), messages.PutItem, &dynamodb.PutItemInput{TableName: aws.String("table"), Item: attributes("pk", strings.Repeat("x", 1000))})
	require.ErrorContains(t, err, "StatusCode: 413")
	require.ErrorContains(t, err, "api error TooLarge: no")
	require.Empty(t, pool.idle)
}

// halfDeaf is a connection whose writes fail after 100 bytes, as if the other side had closed.
type halfDeaf struct{ net.Conn }

func (h halfDeaf) Write(b []byte) (int, error) {
	n, _ := h.Conn.Write(b[:100])
	return n, net.ErrClosed
}

// ending is a context that ends just when the answer is there: what it ends is under way.
type ending struct{ context.Context }

func (ending) AfterFunc(func()) (stop func() bool) { return func() bool { return false } }

func TestAConnectionIsNotUsedAgainIfItsCallEndedJustInTime(t *testing.T) {
	s := newServer(t, nil, always)
	p, n := local(t, s)
	p.taught(t, messages.GetItem, get)
	for i := range 3 {
		_, err := p.fast.Invoke(ending{t.Context()}, messages.GetItem, get)
		require.NoError(t, err)
		require.Len(t, n.dialled(), 2+i)
		require.Empty(t, p.pool().idle)
	}
}
