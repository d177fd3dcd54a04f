// Package admission bounds what is pending in an executor, by items and by bytes, so that memory
// is bounded by a promise and not by luck. Callers beyond the bound wait in line or are refused.
package admission

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/dynactor/dynactor/messages"
)

// Gate admits requests while there's room. Make one with New.
//
// Invariants: what was admitted and not released never exceeds the limits; who waits is served
// in the order of arrival, so that a large request isn't overtaken for ever; after Close nobody
// is admitted.
type Gate struct {
	maxItems, maxBytes int64
	failFast           bool

	mu           sync.Mutex
	items, bytes int64
	line         []*waiter
	closed       bool
	idle         chan struct{}

	waiting atomic.Int64
}

type waiter struct {
	bytes int64
	// admitted is closed once the waiter has its room, or err says why it never will.
	admitted chan struct{}
	err      error
}

// New makes a gate for at most maxItems and maxBytes, both above zero. With failFast a full gate
// refuses with ErrOverloaded instead of letting wait.
func New(maxItems int, maxBytes int64, failFast bool) *Gate {
	return &Gate{maxItems: int64(maxItems), maxBytes: maxBytes, failFast: failFast, idle: make(chan struct{})}
}

// Charge is what a request of that many bytes takes from the limit: never more than the whole,
// so that one too large for the limit is admitted alone instead of never.
func (g *Gate) Charge(bytes int64) int64 { return min(bytes, g.maxBytes) }

func (g *Gate) fits(bytes int64) bool {
	return g.items < g.maxItems && g.bytes+bytes <= g.maxBytes
}

// Acquire takes room for one item of that many bytes (see Charge), waiting for it if need be.
// It fails with ctx's error, with ErrClosed, or with ErrOverloaded on a gate that fails fast.
func (g *Gate) Acquire(ctx context.Context, bytes int64) error {
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return messages.ErrClosed
	}
	if len(g.line) == 0 && g.fits(bytes) {
		g.items++
		g.bytes += bytes
		g.mu.Unlock()
		return nil
	}
	if g.failFast {
		g.mu.Unlock()
		return messages.ErrOverloaded
	}
	w := &waiter{bytes: bytes, admitted: make(chan struct{})}
	g.line = append(g.line, w)
	g.mu.Unlock()

	g.waiting.Add(1)
	defer g.waiting.Add(-1)
	select {
	case <-w.admitted:
		return w.err
	case <-ctx.Done():
		return g.leave(ctx, w)
	}
}

// leave takes a waiter out of the line whose ctx has ended; if its turn came in the same moment
// the room goes to the next.
func (g *Gate) leave(ctx context.Context, w *waiter) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, other := range g.line {
		if other == w {
			g.line = append(g.line[:i], g.line[i+1:]...)
			g.serve() // w may have been what held up smaller ones
			return ctx.Err()
		}
	}
	<-w.admitted // closed under mu by who took w out of the line
	if w.err == nil {
		g.release(1, w.bytes)
	}
	return ctx.Err()
}

// Release gives back the room of that many items with their bytes together.
func (g *Gate) Release(items, bytes int64) {
	g.mu.Lock()
	g.release(items, bytes)
	g.mu.Unlock()
}

func (g *Gate) release(items, bytes int64) {
	g.items -= items
	g.bytes -= bytes
	g.serve()
	if g.closed && g.items == 0 {
		g.signalIdle()
	}
}

// serve admits from the front of the line while there's room.
func (g *Gate) serve() {
	n := 0
	for n < len(g.line) && g.fits(g.line[n].bytes) {
		g.items++
		g.bytes += g.line[n].bytes
		close(g.line[n].admitted)
		n++
	}
	if n > 0 {
		rest := copy(g.line, g.line[n:])
		clear(g.line[rest:])
		g.line = g.line[:rest]
	}
}

// Close refuses everybody from now on, those who wait included.
func (g *Gate) Close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return
	}
	g.closed = true
	for _, w := range g.line {
		w.err = messages.ErrClosed
		close(w.admitted)
	}
	g.line = nil
	if g.items == 0 {
		g.signalIdle()
	}
}

func (g *Gate) signalIdle() {
	select {
	case <-g.idle:
	default:
		close(g.idle)
	}
}

// Closed reports whether Close was called.
func (g *Gate) Closed() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closed
}

// Idle is closed when the gate is closed and all that was admitted has been released.
func (g *Gate) Idle() <-chan struct{} { return g.idle }

// Pending is what is admitted and not released, in items and bytes, and how many callers wait.
func (g *Gate) Pending() (items, bytes, waiting int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.items, g.bytes, g.waiting.Load()
}
