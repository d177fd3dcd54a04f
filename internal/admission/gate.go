package admission

import (
	"context"
	"sync"

	"github.com/dynactor/dynactor/messages"
)

const (
	// turn is how many interactive requests go before bulk ones that wait until one bulk request
	// goes: bulk gets about 6 % of what both want, enough not to starve.
	turn = 16
	// reserve is the part of the limits, 1/16, that bulk requests leave to interactive ones.
	reserve = 16
)

// Gate admits requests while there's room. Make one with New.
type Gate struct {
	all, ofBulk room // the limits
	failFast    bool

	mu                sync.Mutex
	held, heldByBulk  room // what bulk holds is part of held
	interactive, bulk line
	passed            int // interactive requests admitted while bulk ones wait, since a bulk one was
	closed            bool
	idle              chan struct{}
}

// room is a number of items with their bytes together.
type room struct{ items, bytes int64 }

func (r *room) add(items, bytes int64) {
	r.items += items
	r.bytes += bytes
}

// fits says whether one more item of that many bytes keeps within limit.
func (r *room) fits(bytes int64, limit *room) bool {
	return r.items < limit.items && r.bytes+bytes <= limit.bytes
}

// New makes a gate for at most maxItems and maxBytes, both above zero. With failFast a full gate
// refuses with ErrOverloaded instead of letting wait.
func New(maxItems int, maxBytes int64, failFast bool) *Gate {
	all := room{int64(maxItems), maxBytes}
	return &Gate{
		all: all, ofBulk: room{part(all.items), part(all.bytes)},
		failFast: failFast, idle: make(chan struct{}),
	}
}

// part is what bulk requests may hold of a limit: all but a sixteenth, rounded up, and never nothing.
func part(limit int64) int64 { return max(1, limit-1-(limit-1)/reserve) }

// Charge is what a request of that many bytes takes from the limit: never more than the whole,
// so that one too large for the limit is admitted alone instead of never.
func (g *Gate) Charge(bytes int64) int64 { return min(bytes, g.all.bytes) }

// bulkFits says whether the bulk requests' part has room. One that is larger than the part goes
// when no other bulk request is pending.
func (g *Gate) bulkFits(bytes int64) bool {
	return g.heldByBulk.items == 0 || g.heldByBulk.fits(bytes, &g.ofBulk)
}

// bulksTurn says that the first of the bulk line goes before the interactive ones: nobody
// interactive waits, or it has let enough of them pass. While it's the other bulk requests that
// leave it no room it isn't its turn, since holding up interactive ones wouldn't help it.
func (g *Gate) bulksTurn() bool {
	w := g.bulk.first
	return w != nil && (g.interactive.first == nil || g.passed >= turn) && g.bulkFits(w.bytes)
}

// nobodyBefore says whether a request that just came is the next, since nobody interactive waits.
func (g *Gate) nobodyBefore(bytes int64, p messages.Priority) bool {
	if p == messages.Bulk {
		return g.bulk.first == nil && g.bulkFits(bytes)
	}
	return g.passed < turn || !g.bulksTurn()
}

func (g *Gate) admit(bytes int64, p messages.Priority) {
	g.held.add(1, bytes)
	if p == messages.Bulk {
		g.heldByBulk.add(1, bytes)
		g.passed = 0
	} else if g.bulk.first != nil {
		g.passed++
	}
}

// Acquire takes room for one item of that many bytes (see Charge), waiting for it if need be.
// It fails with ctx's error, with ErrClosed, or with ErrOverloaded on a gate that fails fast.
func (g *Gate) Acquire(ctx context.Context, bytes int64, p messages.Priority) error {
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return messages.ErrClosed
	}
	// Most requests are spared the call of nobodyBefore, which isn't inlined.
	if g.interactive.first == nil && g.held.fits(bytes, &g.all) &&
		(p == messages.Interactive && g.bulk.first == nil || g.nobodyBefore(bytes, p)) {
		g.admit(bytes, p)
		g.mu.Unlock()
		return nil
	}
	if g.failFast {
		g.mu.Unlock()
		return messages.ErrOverloaded
	}
	w := &waiter{bytes: bytes, admitted: make(chan struct{})}
	l := g.lineOf(p)
	l.join(w)
	g.mu.Unlock()

	select {
	case <-w.admitted:
		return w.err
	case <-ctx.Done():
		g.leave(w, p)
		return ctx.Err()
	}
}

func (g *Gate) lineOf(p messages.Priority) *line {
	if p == messages.Bulk {
		return &g.bulk
	}
	return &g.interactive
}

// leave takes a waiter out of the line whose ctx has ended; if its turn came in the same moment
// the room goes to the next.
func (g *Gate) leave(w *waiter, p messages.Priority) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case w.waits:
		g.lineOf(p).leave(w)
		if g.bulk.first == nil {
			g.passed = 0
		}
		g.serve() // w may have been what held up smaller ones
	case w.err == nil:
		g.release(1, w.bytes, p)
	}
}

// Release gives back the room of that many items of one priority with their bytes together.
func (g *Gate) Release(items, bytes int64, p messages.Priority) {
	g.mu.Lock()
	g.release(items, bytes, p)
	g.mu.Unlock()
}

func (g *Gate) release(items, bytes int64, p messages.Priority) {
	g.held.add(-items, -bytes)
	if p == messages.Bulk {
		g.heldByBulk.add(-items, -bytes)
	}
	if g.interactive.first != nil || g.bulk.first != nil { // serve isn't inlined
		g.serve()
	}
	if g.closed && g.held.items == 0 {
		g.signalIdle()
	}
}

// serve admits from the front of the lines while there's room.
func (g *Gate) serve() {
	for {
		l, p := &g.interactive, messages.Interactive
		if g.bulksTurn() {
			l, p = &g.bulk, messages.Bulk
		}
		w := l.first
		if w == nil || !g.held.fits(w.bytes, &g.all) {
			return
		}
		l.leave(w)
		g.admit(w.bytes, p)
		close(w.admitted)
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
	for _, l := range []*line{&g.interactive, &g.bulk} {
		for w := l.first; w != nil; w = l.first {
			l.leave(w)
			w.err = messages.ErrClosed
			close(w.admitted)
		}
	}
	if g.held.items == 0 {
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
	return g.held.items, g.held.bytes, g.interactive.length + g.bulk.length
}
