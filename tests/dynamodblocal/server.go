package dynamodblocal

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// portAttempts is how many ports are tried. Each costs an engine's start when it turns out to be taken,
// and one being taken within that second is rare already.
const portAttempts = 5

// errExited says that the engine's process ended without being told to.
var errExited = errors.New("the process ended by itself")

// Server is a running DynamoDB Local. It keeps everything in memory; closing it forgets it all.
type Server struct {
	endpoint  string
	process   *process
	output    *tail
	transport *http.Transport
	workdir   string

	closing  sync.Once
	closeErr error
}

// Start fetches DynamoDB Local when the cache does not hold it (56 MB), starts it on a free port, and
// returns when it answers. The context bounds the fetching and the starting, not the server's life:
// that ends with [Server.Close], or on Linux with this process, however it ends.
//
// The error is an [*Unavailable] when this machine cannot run it, for want of java for example.
func Start(ctx context.Context, opts ...Option) (*Server, error) {
	with := defaultSettings()
	for _, opt := range opts {
		opt(&with)
	}
	java, err := findJava()
	if err != nil {
		return nil, err
	}
	root, err := cacheRoot()
	if err != nil {
		return nil, err
	}
	folder, err := pinned.install(ctx, root)
	if err != nil {
		return nil, err
	}
	for range portAttempts {
		port, err := freePort()
		if err != nil {
			return nil, err
		}
		s, err := launch(ctx, with, java, folder, port)
		if !errors.Is(err, errPortTaken) {
			return s, err
		}
	}
	return nil, fmt.Errorf("dynamodblocal: %d free ports were taken before DynamoDB Local could listen on them: "+
		"look for a program that listens on many ports", portAttempts)
}

// Endpoint is the server's address, such as http://127.0.0.1:34567.
func (s *Server) Endpoint() string { return s.endpoint }

// Client returns a client of this server, with credentials that it accepts. All its clients share
// connections, which [Server.Close] closes.
func (s *Server) Client(optFns ...func(*dynamodb.Options)) *dynamodb.Client {
	return newLocalClient(s.endpoint, s.transport, optFns...)
}

// Close kills the server, and returns when its process is gone. The error is about the time before: it
// says so when the server had ended by itself, which explains many a failed test. Closing again does
// nothing, and returns the same.
func (s *Server) Close() error {
	s.closing.Do(func() {
		select {
		case <-s.process.exited:
			s.closeErr = fmt.Errorf("dynamodblocal: DynamoDB Local at %s, before it was closed: %w%s",
				s.endpoint, errors.Join(errExited, s.process.err), s.output.quoted())
		default:
		}
		if err := s.kill(); err != nil {
			s.closeErr = fmt.Errorf("dynamodblocal: killing DynamoDB Local (process %d): %w", s.process.cmd.Process.Pid, err)
		}
	})
	return s.closeErr
}

// kill ends the process first: its folder must not be removed while it may still write there.
func (s *Server) kill() error {
	err := s.process.kill()
	s.transport.CloseIdleConnections()
	return errors.Join(err, os.RemoveAll(s.workdir))
}
