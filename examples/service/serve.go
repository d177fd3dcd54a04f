package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// stopWithin bounds the graceful part of stopping.
const stopWithin = 10 * time.Second

// serve serves until ctx ends, and then stops so that nothing is lost.
func serve(ctx context.Context, listener net.Listener, links *service) error {
	server := &http.Server{Handler: links.routes(), ReadHeaderTimeout: 5 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	// The handlers first, for they use the executor. Closing the executor then waits for what they
	// left behind, such as the visits, which no handler waits for.
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	return errors.Join(server.Shutdown(stopping), links.ex.Close(stopping))
}
