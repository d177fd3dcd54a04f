package server

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime/debug"
	"time"
)

// greeting is the line by which a server process tells its address.
const greeting = "listening on "

// gcPercent lets the server collect its garbage less often than the client:
// its live heap is tiny, and memory isn't what is measured here.
const gcPercent = 800

// Serve runs the server on a free loopback port, which it writes to stdout,
// until stdin ends. A parent that dies closes its end of that pipe, so no
// server is left behind.
func Serve(stdin io.Reader, stdout io.Writer, latency time.Duration) error {
	debug.SetGCPercent(gcPercent)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: newHandler(latency)}
	go func() {
		_, _ = io.Copy(io.Discard, stdin)
		_ = server.Close()
	}()
	if err := Greet(stdout, listener.Addr()); err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Greet tells the parent process the address, as Start expects it.
func Greet(stdout io.Writer, address net.Addr) error {
	_, err := fmt.Fprintln(stdout, greeting+address.String())
	return err
}
