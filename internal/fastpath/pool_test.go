package fastpath

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/messages"
)

// both runs a test over plain HTTP, and over each version of TLS.
func both(t *testing.T, test func(t *testing.T, secure *tls.Config)) {
	t.Run("Plain", func(t *testing.T) { test(t, nil) })
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			config := authority().server.Clone()
			config.MaxVersion = version
			test(t, config)
		})
	}
}

func (p *pair) pool() *pool { return p.fast.templates[planOf(messages.GetItem).slot].Load().pool }

func TestOneConnectionServesManyCalls(t *testing.T) {
	both(t, func(t *testing.T, secure *tls.Config) {
		s := newServer(t, secure, always)
		p, n := local(t, s)
		for range 100 {
			_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
			require.NoError(t, err)
		}
		require.Equal(t, 2, s.accepted(), "one of the SDK's, which was learned from, and one of our own")
		require.Len(t, n.dialled(), 2)
		require.EqualValues(t, 1, p.bySDK.Load())
		p.fast.Close()
		n.CloseIdleConnections()
		n.allClosed(t)
	})
}

// gone waits until the other side's end of a connection has arrived here.
func gone(t testing.TB, c *conn) {
	under := c.Conn
	if secure, ok := under.(*tls.Conn); ok {
		under = secure.NetConn()
	}
	require.Eventually(t, func() bool {
		quiet, known := silent(under)
		return known && !quiet
	}, 10*time.Second, 100*time.Microsecond)
}

func (p *pair) idle(t testing.TB) *conn {
	p.pool().mu.Lock()
	defer p.pool().mu.Unlock()
	require.Len(t, p.pool().idle, 1)
	return p.pool().idle[0]
}

func TestAnIdleConnectionThatTheServerClosedIsNotUsed(t *testing.T) {
	both(t, func(t *testing.T, secure *tls.Config) {
		s := newServer(t, secure, always)
		p, n := local(t, s)
		p.taught(t, messages.GetItem, get)
		for i := range 5 {
			_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
			require.NoError(t, err)
			require.Len(t, n.dialled(), 2+i)
			s.hangUp()
			gone(t, p.idle(t))
		}
		require.EqualValues(t, 1, p.bySDK.Load())
	})
}

func TestAnIdleConnectionOnWhichTheServerSpeaksIsNotUsed(t *testing.T) {
	both(t, func(t *testing.T, secure *tls.Config) {
		s := newServer(t, secure, always)
		p, n := local(t, s)
		p.taught(t, messages.GetItem, get)
		_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
		require.NoError(t, err)
		s.mu.Lock()
		c := s.conns[1]
		s.mu.Unlock()
		say(c, status(408, "Request Timeout", "{}")+ok(`{"Item":{"pk":{"S":"nobody's"}}}`))
		gone(t, p.idle(t))
		out, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
		require.NoError(t, err)
		require.Empty(t, out.(*dynamodb.GetItemOutput).Item)
		require.Len(t, n.dialled(), 3)
	})
}

// What comes right behind an answer may be read together with it, and is then in TLS's memory.
func TestWhatFollowsAnAnswerIsNotTheNextAnswer(t *testing.T) {
	both(t, func(t *testing.T, secure *tls.Config) {
		for name, surplus := range map[string]func(w net.Conn){
			"AnAnswer": func(w net.Conn) { say(w, ok(`{"Item":{"pk":{"S":"nobody's"}}}`)) },
			"AByte":    func(w net.Conn) { say(w, "x") },
			"TheEnd": func(w net.Conn) {
				if secure, ok := w.(*tls.Conn); ok {
					_ = secure.CloseWrite()
				}
			},
		} {
			t.Run(name, func(t *testing.T) {
				s := newServer(t, secure, func(r received, w net.Conn) bool {
					if r.number != 1 {
						return always(r, w)
					}
					under := w
					if secure, ok := w.(*tls.Conn); ok {
						under = secure.NetConn()
					}
					under.(*corked).together(func() {
						always(r, w)
						surplus(w)
					})
					return true
				})
				p, n := local(t, s)
				p.taught(t, messages.GetItem, get)
				for range 3 {
					out, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
					require.NoError(t, err)
					require.Empty(t, out.(*dynamodb.GetItemOutput).Item)
				}
				if name != "TheEnd" || secure != nil {
					require.Len(t, n.dialled(), 3)
				}
			})
		}
	})
}

func TestACallWhoseConnectionDiesIsNotSentTwice(t *testing.T) {
	both(t, func(t *testing.T, secure *tls.Config) {
		var dying sync.Map
		s := newServer(t, secure, func(r received, w net.Conn) bool {
			if _, dies := dying.LoadAndDelete(r.number); dies {
				return false
			}
			return always(r, w)
		})
		p, _ := local(t, s)
		p.taught(t, messages.GetItem, get)
		for range 5 {
			_, err := p.fast.Invoke(t.Context(), messages.GetItem, get) // on a connection that is used again
			require.NoError(t, err)
			before := len(s.requests())
			dying.Store(before, true)
			_, err = p.fast.Invoke(t.Context(), messages.GetItem, get)
			require.ErrorIs(t, err, io.EOF)
			require.Len(t, s.requests(), before+1)
		}
	})
}

// fickle is a connection whose next write fails at once.
type fickle struct {
	net.Conn
	fails bool
}

func (f *fickle) Write(b []byte) (int, error) {
	if f.fails {
		return 0, net.ErrClosed
	}
	return f.Conn.Write(b)
}

func TestARequestOfWhichNothingWasWrittenIsSentByAnotherConnection(t *testing.T) {
	s := newServer(t, nil, always)
	p, n := local(t, s)
	p.taught(t, messages.GetItem, get)
	_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
	require.NoError(t, err)
	old := p.idle(t)
	old.Conn = &fickle{old.Conn, true}
	_, err = p.fast.Invoke(t.Context(), messages.GetItem, get)
	require.NoError(t, err)
	require.Len(t, s.requests(), 3)
	require.Len(t, n.dialled(), 3)
}

// A new connection that can't be written to is the network's trouble, and no reason to go on.
func TestANewConnectionThatCannotBeWrittenToFailsTheCall(t *testing.T) {
	s := newServer(t, nil, always)
	p, _ := local(t, s)
	p.taught(t, messages.GetItem, get)
	dials := 0
	p.dialling(func(context.Context, string, string) (net.Conn, error) {
		dials++
		own, theirs := net.Pipe()
		_ = theirs.Close()
		return &fickle{own, true}, nil
	})
	_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
	require.ErrorIs(t, err, net.ErrClosed)
	require.NotContains(t, fmt.Sprintf("%+v", err), "errUnsent")
	require.Equal(t, 1, dials)
}

// A connection of the user's own type can't be looked at, only mistrusted.
func TestAConnectionThatCannotBeLookedAtIsNotUsedWhenItWasIdleForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, tr := piped(t, always)
		p := pipedPair(t, clientOf(tr)).taught(t, messages.GetItem, get)
		for _, step := range []struct {
			idle  time.Duration
			conns int
		}{{0, 2}, {blindIdle - 1, 2}, {blindIdle, 3}, {0, 3}} {
			time.Sleep(step.idle)
			_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
			require.NoError(t, err)
			require.Equal(t, step.conns, s.accepted())
		}
	})
}

func TestClosingLeavesNoConnection(t *testing.T) {
	both(t, func(t *testing.T, secure *tls.Config) {
		arrived, release := make(chan bool), make(chan bool)
		s := newServer(t, secure, func(r received, w net.Conn) bool {
			if r.number == 2 {
				arrived <- true
				<-release
			}
			return always(r, w)
		})
		p, n := local(t, s)
		p.taught(t, messages.GetItem, get).taught(t, messages.GetItem, get)
		var inFlight sync.WaitGroup
		inFlight.Go(func() {
			_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
			assert.NoError(t, err)
		})
		<-arrived
		p.fast.Close()
		release <- true
		inFlight.Wait()
		n.CloseIdleConnections()
		n.allClosed(t)
		p.fast.Close()
		for range 2 { // late calls work, and leave nothing behind
			_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
			require.NoError(t, err)
		}
		p.fast.forget()
		_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
		require.NoError(t, err)
		n.CloseIdleConnections()
		n.allClosed(t)
	})
}

func TestAPoolKeepsABoundedNumberOfConnections(t *testing.T) {
	p := pool{transport: transport{Transport: &http.Transport{}}}
	var theirs []net.Conn
	for range mostIdle + 3 {
		own, other := net.Pipe()
		theirs = append(theirs, other)
		p.give(&conn{Conn: own})
	}
	require.Len(t, p.idle, mostIdle)
	for i, c := range theirs {
		if i >= mostIdle {
			_, err := c.Read(make([]byte, 1))
			require.ErrorIs(t, err, io.EOF, strconv.Itoa(i))
		}
	}
	p.close()
	for _, c := range theirs {
		_, err := c.Read(make([]byte, 1))
		require.ErrorIs(t, err, io.EOF)
	}
}
