package fastpath

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/messages"
)

// dialling has our own connections made as the test wants, but not the SDK's: learning needs a call
// that succeeds.
func (p *pair) dialling(dial func(ctx context.Context, network, address string) (net.Conn, error)) {
	p.fast.templates[planOf(messages.GetItem).slot].Load().pool.transport.DialContext = dial
}

func TestServersOfUnknownAuthoritiesAreRefused(t *testing.T) {
	s := newServer(t, authority().server, always)
	n := newNetwork(t, s.address)
	p := newPair(t, dynamodb.Options{BaseEndpoint: &s.url, HTTPClient: clientOf(n.Transport)})
	p.taught(t, messages.GetItem, get)
	// Only our own connections, whose configuration was cloned, hear of it.
	p.fast.templates[planOf(messages.GetItem).slot].Load().pool.tls.RootCAs = x509.NewCertPool()
	var want, have outcome
	have.out, have.err = p.fast.Invoke(t.Context(), messages.GetItem, get)
	strange := newNetwork(t, s.address)
	strange.TLSClientConfig.RootCAs = x509.NewCertPool()
	other := newPair(t, dynamodb.Options{BaseEndpoint: &s.url, HTTPClient: clientOf(strange.Transport)})
	want.out, want.err = other.direct(t.Context(), messages.GetItem, get)
	var unknown x509.UnknownAuthorityError
	require.ErrorAs(t, have.err, &unknown)
	want.equals(t, have)
	n.CloseIdleConnections()
	n.mu.Lock()
	defer n.mu.Unlock()
	require.ErrorIs(t, n.conns[1].SetDeadline(time.Now()), net.ErrClosed, "the connection is closed")
}

func TestClientCertificatesAreShown(t *testing.T) {
	config := authority().server.Clone()
	config.ClientAuth = tls.RequireAndVerifyClientCert
	s := newServer(t, config, always)
	n := newNetwork(t, s.address)
	n.TLSClientConfig.Certificates = []tls.Certificate{authority().client}
	p := newPair(t, dynamodb.Options{BaseEndpoint: &s.url, HTTPClient: clientOf(n.Transport)})
	p.taught(t, messages.GetItem, get)
	_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
	require.NoError(t, err)
	require.Equal(t, 1, s.last(t).conn)
}

func TestTheServersNameCanBeSet(t *testing.T) {
	var names sync.Map
	config := authority().server.Clone()
	config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		names.Store(hello.ServerName, true)
		return nil, nil
	}
	s := newServer(t, config, always)
	n := newNetwork(t, s.address)
	n.TLSClientConfig.ServerName = "dynamodb.eu-north-1.amazonaws.com"
	p := newPair(t, dynamodb.Options{BaseEndpoint: &s.url, HTTPClient: clientOf(n.Transport)})
	p.taught(t, messages.GetItem, get)
	_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
	require.NoError(t, err)
	_, there := names.Load("")
	require.False(t, there)
	require.Len(t, n.dialled(), 2)
}

func TestMaxConnsPerHostBoundsTheConnections(t *testing.T) {
	const most, calls = 3, 60
	var open, highest atomic.Int64
	s := newServer(t, nil, func(r received, w net.Conn) bool {
		always(r, w)
		return r.number%4 != 0 // some connections end
	})
	n := newNetwork(t, s.address)
	dial := n.DialContext
	n.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		for now := open.Add(1); ; {
			had := highest.Load()
			if now <= had || highest.CompareAndSwap(had, now) {
				return &counted{Conn: c, open: &open}, nil
			}
		}
	}
	n.MaxConnsPerHost = most
	p := newPair(t, dynamodb.Options{BaseEndpoint: &s.url, HTTPClient: clientOf(n.Transport)})
	p.taught(t, messages.GetItem, get)
	n.CloseIdleConnections() // the SDK's own
	var all sync.WaitGroup
	for range calls {
		all.Go(func() {
			_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
			if err != nil { // a connection that ended while it was idle, and couldn't be looked at
				assert.ErrorContains(t, err, "request send failed")
			}
		})
	}
	all.Wait()
	require.LessOrEqual(t, highest.Load(), int64(most))
	require.Empty(t, p.fast.templates[planOf(messages.GetItem).slot].Load().pool.permits, "all permits came back")
}

// counted is a connection of the user's own type.
type counted struct {
	net.Conn
	open *atomic.Int64
	once sync.Once
}

func (c *counted) Close() error {
	c.once.Do(func() { c.open.Add(-1) })
	return c.Conn.Close()
}

func TestACallThatWaitsForAConnectionEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		arrived, release := make(chan bool, 1), make(chan bool)
		_, tr := piped(t, func(r received, w net.Conn) bool {
			if r.number == 1 {
				arrived <- true
				<-release
			}
			return always(r, w)
		})
		tr.MaxConnsPerHost = 1
		p := pipedPair(t, clientOf(tr)).taught(t, messages.GetItem, get)
		var first sync.WaitGroup
		first.Go(func() {
			_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
			assert.NoError(t, err)
		})
		<-arrived
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		began := time.Now()
		_, err := p.fast.Invoke(ctx, messages.GetItem, get)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, time.Minute, time.Since(began))
		close(release)
		first.Wait()
		_, err = p.fast.Invoke(t.Context(), messages.GetItem, get)
		require.NoError(t, err)
	})
}

func TestIdleConnTimeoutClosesIdleConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		together := make(chan bool)
		s, tr := piped(t, func(r received, w net.Conn) bool {
			if r.number == 1 || r.number == 2 {
				select { // two calls at once need two connections
				case together <- true:
				case <-together:
				}
			}
			return always(r, w)
		})
		tr.IdleConnTimeout = time.Minute
		p := pipedPair(t, clientOf(tr)).taught(t, messages.GetItem, get)
		pool := p.fast.templates[planOf(messages.GetItem).slot].Load().pool
		call := func() {
			_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
			assert.NoError(t, err)
		}
		var both sync.WaitGroup
		both.Go(call)
		both.Go(call)
		both.Wait()
		idle := func() int {
			synctest.Wait()
			pool.mu.Lock()
			defer pool.mu.Unlock()
			return len(pool.idle)
		}
		require.Equal(t, 2, idle())
		time.Sleep(time.Second)
		call() // by the one that was used last
		require.Equal(t, 3, s.accepted())
		time.Sleep(59*time.Second - 1)
		require.Equal(t, 2, idle())
		time.Sleep(time.Nanosecond)
		require.Equal(t, 1, idle())
		time.Sleep(time.Second)
		require.Equal(t, 0, idle())
		require.Nil(t, pool.sweep)
		call()
		require.Equal(t, 1, idle())
		require.NotNil(t, pool.sweep)
	})
}

func TestAStuckHandshakeEndsAsInTheSDK(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, tr := piped(t, always)
		tr.TLSHandshakeTimeout = 7 * time.Second
		p := pipedPair(t, clientOf(tr)).taught(t, messages.GetItem, get)
		pool := p.fast.templates[planOf(messages.GetItem).slot].Load().pool
		pool.tls = &tls.Config{ServerName: "memory.example", MinVersion: tls.VersionTLS12} // to a server that doesn't speak TLS
		began := time.Now()
		_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
		require.Equal(t, 7*time.Second, time.Since(began))
		require.ErrorContains(t, err, `request send failed, Post "http://memory.example/": net/http: TLS handshake timeout`)
		require.NotErrorIs(t, err, context.DeadlineExceeded)
		var timeout net.Error
		require.ErrorAs(t, err, &timeout)
		require.True(t, timeout.Timeout())
		require.Equal(t, 2, n.accepted())

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = p.fast.Invoke(ctx, messages.GetItem, get)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, "canceled, context deadline exceeded")
	})
}

// The SDK's client for HTTP has its own timeout, for silence.
func TestTheReadTimeoutIsForSilenceOnly(t *testing.T) {
	for name, answer := range map[string]string{"BeforeTheHead": "", "WithinTheHead": "HTTP/1.1 200 OK\r\n", "WithinTheBody": "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}",
		"WithinChunks": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				// The server is silent for a while after each byte, and then for too long.
				s, tr := piped(t, func(r received, w net.Conn) bool {
					if r.number == 0 || r.number == 2 {
						return always(r, w)
					}
					for i := range len(answer) {
						time.Sleep(900 * time.Millisecond)
						say(w, answer[i:i+1])
					}
					time.Sleep(1100 * time.Millisecond)
					return false
				})
				build := awshttp.NewBuildableClient().WithTransportOptions(func(to *http.Transport) { to.MaxConnsPerHost = 3 }).WithReadTimeout(time.Second)
				p := pipedPair(t, build)
				// The SDK gives this client a dialer of its own, so that both have to be led astray.
				p.fast.transport.DialContext = tr.DialContext
				p.fast.sdk = func(ctx context.Context, op messages.Operation, input any, optFns ...func(*dynamodb.Options)) (any, error) {
					astray := func(o *dynamodb.Options) { o.HTTPClient = clientOf(tr) }
					return p.direct(ctx, op, input, append([]func(*dynamodb.Options){astray}, optFns...)...)
				}
				p.taught(t, messages.GetItem, get)
				_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
				var timeout *awshttp.ResponseTimeoutError
				require.ErrorAs(t, err, &timeout)
				require.Equal(t, time.Second, timeout.TimeoutDur)
				_, err = p.fast.Invoke(t.Context(), messages.GetItem, get)
				require.NoError(t, err)
				require.Equal(t, 3, s.accepted(), "the connection wasn't used again")
			})
		})
	}
}

func TestADialThatFailsIsTheCallsError(t *testing.T) {
	s := newServer(t, nil, always)
	p, _ := local(t, s)
	p.taught(t, messages.GetItem, get)
	broken := errors.New("no route today")
	p.dialling(func(context.Context, string, string) (net.Conn, error) { return nil, broken })
	_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
	require.ErrorIs(t, err, broken)
}
