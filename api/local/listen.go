package local

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	// headerTime is how long a connection may take to send the header of a request.
	headerTime = 10 * time.Second
	// transferTime is how long a body may take to arrive, and how long an answer may take to leave.
	transferTime = time.Minute
	// idleTime is how long a connection is kept that sends none.
	idleTime = 2 * time.Minute
	// headerBytes is the longest header. A signed request of an SDK has about 1 KB.
	headerBytes = 64 << 10
	// closingTime is how long requests may take to finish when their server is closed.
	closingTime = time.Second
)

// Server is the wire protocol of a [DB] on an address. It ends with [Server.Close], or with the DB.
type Server struct {
	db       *DB
	listener net.Listener
	http     *http.Server
	cancel   context.CancelFunc
	served   chan error
	closing  time.Duration // closingTime, or a test's
	close    func() error
}

// Listen serves the wire protocol (see [DB.Handler]) on a TCP address and returns at once. An
// address without a host, such as ":8000", is one of the loopback interface, 127.0.0.1: only a host
// that is named opens the DB to others, such as "0.0.0.0:8000", and it lets anyone in. With the port
// 0, or with "", the system chooses a free one: see [Server.URL].
//
// It uses sockets and goroutines of its own, so it isn't for testing/synctest bubbles; there, use
// [DB.Client]. It fails if the address can't be listened on, and with [ErrClosed].
func (db *DB) Listen(addr string) (*Server, error) {
	addr, err := onLoopback(addr)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("api/local: %w", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{
		db: db, listener: listener, cancel: cancel, served: make(chan error, 1), closing: closingTime,
		http: &http.Server{
			Handler:           &handler{db: db, transfer: transferTime},
			ReadHeaderTimeout: headerTime,
			IdleTimeout:       idleTime,
			MaxHeaderBytes:    headerBytes,
			BaseContext:       func(net.Listener) context.Context { return ctx },
		},
	}
	s.close = sync.OnceValue(s.stop)
	db.mu.Lock()
	closed := db.closed.Load()
	if !closed {
		db.servers[s] = struct{}{}
	}
	db.mu.Unlock()
	if closed {
		cancel()
		return nil, errors.Join(ErrClosed, listener.Close())
	}
	go func() { s.served <- s.http.Serve(listener) }()
	return s, nil
}

// onLoopback puts the loopback interface in place of no host.
func onLoopback(addr string) (string, error) {
	if addr == "" {
		addr = ":0"
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("api/local: the address %q isn't HOST:PORT or :PORT: %w", addr, err)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}

// Addr is the address that is listened on.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// URL is what a client takes for its endpoint, such as http://127.0.0.1:8000.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() }

// Close ends the server: it takes no more connections, gives its requests a second to finish, ends
// the ctx of those that haven't, and then their connections. The DB goes on. It returns when the
// server's goroutines have ended, or are about to. Closing again returns the same.
func (s *Server) Close() error { return s.close() }

func (s *Server) stop() error {
	s.db.mu.Lock()
	delete(s.db.servers, s)
	s.db.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), s.closing)
	defer cancel()
	err := s.http.Shutdown(ctx)
	s.cancel()
	if errors.Is(err, context.DeadlineExceeded) {
		// They were given their time; what they lose is their connection.
		err = s.http.Close()
	}
	if served := <-s.served; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
