package load

import (
	"context"
	"errors"
	"time"
)

// What an operation may end with and its caller goes on.
var (
	// ErrThrottled says that an operation was given up for lack of capacity. It
	// counts as such.
	ErrThrottled = errors.New("throttled")
	// ErrFailed says that an operation failed where failures are what is counted.
	ErrFailed = errors.New("failed")
	// ErrAside says that an operation was done, and that its time isn't asked for.
	ErrAside = errors.New("done, beside what is measured")
)

type (
	// Do does a caller's next operation and returns when it's done. What has to
	// arrive for it is noted in the recorder; its time is noted by whoever calls.
	Do func(ctx context.Context, r *Recorder) error
	// Ask asks for a caller's next operation and returns at once.
	Ask func(ctx context.Context) Wait
	// Wait returns when the operation is done; or, if it has a second part, when
	// that was asked for, and how to wait for that.
	Wait func(r *Recorder) (Wait, error)
)

// holders is how many goroutines hold the futures of a closed loop at most, as
// a program's few loops over many items would.
const holders = 8

// Closed runs so many callers, each one operation after the other until the
// time is over; the first one does one at least. Each has its own Do. The first
// failure ends it.
func Closed(ctx context.Context, callers int, until time.Time, caller func(n int) Do) ([]*Recorder, error) {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	recorders, err := Callers(callers, func(n int, r *Recorder) error {
		do := caller(n)
		for first := n == 0; ; first = false {
			start := time.Now()
			if !first && !start.Before(until) || ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if err := r.ended(start, do(ctx, r)); err != nil {
				fail(err)
				return err
			}
		}
	})
	return recorders, first(ctx, err)
}

// first is the failure that made all others fail, if there is one.
func first(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	return context.Cause(ctx)
}

// ClosedAsync keeps so many operations asked for until the time is over. They
// are held by up to 8 goroutines, each of which awaits the oldest of its own
// before it asks on. Each has its own Ask.
func ClosedAsync(ctx context.Context, callers int, until time.Time, caller func(n int) Ask) ([]*Recorder, error) {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	goroutines := min(callers, holders)
	recorders, err := Callers(goroutines, func(n int, r *Recorder) error {
		held := &held{ring: make([]asked, share(callers, goroutines, n))}
		ask := caller(n)
		for first := n == 0; held.failure == nil; {
			if held.waiting == len(held.ring) {
				held.awaitOldest(r)
				continue
			}
			start := time.Now()
			if !first && !start.Before(until) || ctx.Err() != nil {
				break
			}
			first = false
			held.push(asked{ask(ctx), start})
		}
		if held.failure != nil {
			fail(held.failure) // so that the rest doesn't take long
		}
		for held.waiting > 0 {
			held.awaitOldest(r)
		}
		if held.failure == nil {
			return context.Cause(ctx)
		}
		return held.failure
	})
	return recorders, first(ctx, err)
}

// share is how many of n things the last but one or so of several gets: they
// differ by one at most.
func share(n, of, number int) int { return n*(number+1)/of - n*number/of }

// asked is an operation that is under way.
type asked struct {
	wait  Wait
	start time.Time
}

// held are the operations that one goroutine has asked for, in a ring.
type held struct {
	ring            []asked
	oldest, waiting int
	failure         error
}

func (h *held) push(a asked) {
	h.ring[(h.oldest+h.waiting)%len(h.ring)] = a
	h.waiting++
}

func (h *held) awaitOldest(r *Recorder) {
	a := h.ring[h.oldest]
	h.ring[h.oldest] = asked{}
	h.oldest = (h.oldest + 1) % len(h.ring)
	h.waiting--
	next, err := a.wait(r)
	if err == nil && next != nil {
		h.push(asked{next, a.start})
		return
	}
	if err := r.ended(a.start, err); err != nil && h.failure == nil {
		h.failure = err
	}
}
