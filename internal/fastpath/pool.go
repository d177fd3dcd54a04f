package fastpath

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// mostIdle bounds the idle connections. There are never more than calls were in flight at once.
const mostIdle = 4096

// pool has the connections to one address.
type pool struct {
	transport transport
	address   string
	tls       *tls.Config // nil for plain HTTP
	// permits bound the calls in flight, if the transport bounds its connections.
	permits chan struct{}

	mu     sync.Mutex
	idle   []*conn // the one that was used last is at the end, and is used first
	sweep  *time.Timer
	closed bool
}

// poolFor returns the pool for a URL; nil if it can't be reached from here, or the client is closed.
func (c *Client) poolFor(u *url.URL) *pool {
	if proxy := c.transport.Proxy; proxy != nil {
		if via, err := proxy(&http.Request{Method: http.MethodPost, URL: u, Host: u.Host, Header: http.Header{}}); via != nil || err != nil {
			return nil
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	name := u.Scheme + "://" + u.Host
	p := c.pools[name]
	if p == nil {
		p = newPool(c.transport, u)
		c.pools[name] = p
	}
	return p
}

func newPool(t transport, u *url.URL) *pool {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	p := &pool{transport: t, address: net.JoinHostPort(u.Hostname(), port)}
	if u.Scheme == "https" {
		p.tls = t.TLSClientConfig.Clone()
		if p.tls == nil {
			p.tls = &tls.Config{}
		}
		if p.tls.ServerName == "" {
			p.tls.ServerName = u.Hostname()
		}
		p.tls.NextProtos = []string{"http/1.1"}
	}
	if n := t.MaxConnsPerHost; n > 0 {
		p.permits = make(chan struct{}, n)
	}
	return p
}

// exchange sends a request and reads its answer into buf, which it returns grown.
func (p *pool) exchange(ctx context.Context, request, buf []byte, a *answer) ([]byte, error) {
	if p.permits != nil {
		select {
		case p.permits <- struct{}{}:
			defer func() { <-p.permits }()
		case <-ctx.Done():
			return buf, ctx.Err()
		}
	}
	for {
		c, err := p.take(ctx)
		if err != nil {
			return buf, err
		}
		again := c.used
		stop := afterFunc(ctx, c.abort)
		buf, err = c.roundTrip(ctx, request, buf, a)
		stopped := stop()
		if err == nil && stopped && !a.closes {
			p.give(c)
			return buf, nil
		}
		_ = c.Close()
		if ended := ctx.Err(); ended != nil {
			if a.broken != nil {
				a.broken = ended
			}
			if err != nil {
				err = ended
			}
			return buf, err
		}
		if unsent, ok := err.(errUnsent); ok {
			if again {
				continue // it was closed while it was idle: nothing is lost
			}
			err = unsent.error
		}
		return buf, err
	}
}

// take returns an idle connection, or a new one.
func (p *pool) take(ctx context.Context) (*conn, error) {
	for {
		p.mu.Lock()
		n := len(p.idle)
		if n == 0 {
			p.mu.Unlock()
			return p.dial(ctx)
		}
		c := p.idle[n-1]
		p.idle[n-1] = nil
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		if c.alive() {
			return c, nil
		}
		_ = c.Close()
	}
}

// give takes a connection back after a call.
func (p *pool) give(c *conn) {
	c.used = true
	c.idleSince = time.Now()
	p.mu.Lock()
	keep := !p.closed && len(p.idle) < mostIdle
	if keep {
		p.idle = append(p.idle, c)
		if p.sweep == nil && p.transport.IdleConnTimeout > 0 {
			p.sweep = time.AfterFunc(p.transport.IdleConnTimeout, p.sweepIdle)
		}
	}
	p.mu.Unlock()
	if !keep {
		_ = c.Close()
	}
}

// sweepIdle closes connections that have been idle for too long.
func (p *pool) sweepIdle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	timeout := p.transport.IdleConnTimeout
	n := 0
	for n < len(p.idle) && time.Since(p.idle[n].idleSince) >= timeout {
		_ = p.idle[n].Close()
		n++
	}
	left := copy(p.idle, p.idle[n:])
	clear(p.idle[left:])
	p.idle = p.idle[:left]
	if left == 0 || p.closed {
		p.sweep = nil
		return
	}
	p.sweep.Reset(timeout - time.Since(p.idle[0].idleSince))
}

func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, c := range p.idle {
		_ = c.Close()
	}
	p.idle = nil
	if p.sweep != nil {
		p.sweep.Stop()
	}
}

func (p *pool) dial(ctx context.Context) (*conn, error) {
	dial := p.transport.DialContext
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	c, err := dial(ctx, "tcp", p.address)
	if err != nil {
		return nil, err
	}
	if p.tls != nil {
		if c, err = p.handshake(ctx, c); err != nil {
			return nil, err
		}
	}
	return &conn{Conn: c, readTimeout: p.transport.readTimeout}, nil
}

func (p *pool) handshake(ctx context.Context, under net.Conn) (net.Conn, error) {
	within := ctx
	if d := p.transport.TLSHandshakeTimeout; d > 0 {
		var cancel context.CancelFunc
		within, cancel = context.WithTimeout(ctx, d)
		defer cancel()
	}
	c := tls.Client(under, p.tls)
	if err := c.HandshakeContext(within); err != nil {
		_ = under.Close()
		if within.Err() != nil && ctx.Err() == nil {
			err = handshakeTimeout{}
		}
		return nil, err
	}
	return c, nil
}

// handshakeTimeout is net/http's error, which mustn't look like the end of the call's ctx.
type handshakeTimeout struct{}

func (handshakeTimeout) Error() string   { return "net/http: TLS handshake timeout" }
func (handshakeTimeout) Timeout() bool   { return true }
func (handshakeTimeout) Temporary() bool { return true }

// afterFunc is context.AfterFunc, without the goroutine that it starts for types it doesn't know.
func afterFunc(ctx context.Context, f func()) (stop func() bool) {
	if a, ok := ctx.(interface{ AfterFunc(func()) func() bool }); ok {
		return a.AfterFunc(f)
	}
	if ctx.Done() == nil {
		return func() bool { return true }
	}
	return context.AfterFunc(ctx, f)
}
