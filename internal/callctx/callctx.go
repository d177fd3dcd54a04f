// Package callctx is the ctx of one SDK call: it has the values of its caller's ctx, and ends
// when the executor says so. It's what context.WithTimeout would give, for a third of the
// allocations, since a call needs less than that: its caller's end reaches it through the
// executor, which has to know of it anyway, and not by being linked to the caller's ctx.
package callctx

import (
	"context"
	"sync"
	"time"
)

// Context is a context.Context. Make one with New.
//
// A Context must not be used anew after its call: the HTTP transport may look at it even after
// the call has returned.
type Context struct {
	values   context.Context
	deadline time.Time

	mu   sync.Mutex
	done chan struct{} // made when it's asked for
	err  error
	// first and more are called at the end, see AfterFunc. There's one in an HTTP call; for more
	// than one there is the map.
	first *after
	more  map[*after]struct{}
}

type after struct{ f func() }

var _ context.Context = (*Context)(nil)

// New returns a ctx with the values of another; its deadline is told to who asks, and kept by
// nobody: see Cancel. The zero deadline means none.
func New(values context.Context, deadline time.Time) *Context {
	return &Context{values: values, deadline: deadline}
}

// Cancel ends the ctx with an error, context.Canceled or context.DeadlineExceeded. The first call
// counts.
func (c *Context) Cancel(err error) {
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return
	}
	c.err = err
	if c.done != nil {
		close(c.done)
	}
	first, more := c.first, c.more
	c.first, c.more = nil, nil
	c.mu.Unlock()
	if first != nil {
		go first.f()
	}
	for a := range more {
		go a.f()
	}
}

// Deadline is the earlier one of the call's own and that of the ctx whose values it has.
func (c *Context) Deadline() (time.Time, bool) {
	d, ok := c.values.Deadline()
	if c.deadline.IsZero() || ok && d.Before(c.deadline) {
		return d, ok
	}
	return c.deadline, true
}

// closed is the Done channel of those that ended before anybody asked.
var closed = func() chan struct{} {
	ch := make(chan struct{})
	close(ch)
	return ch
}()

// Done returns a channel that is closed when the ctx ends.
func (c *Context) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done == nil {
		if c.err != nil {
			c.done = closed
		} else {
			c.done = make(chan struct{})
		}
	}
	return c.done
}

// Err is nil until the ctx ends.
func (c *Context) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Value returns the caller's value.
func (c *Context) Value(key any) any { return c.values.Value(key) }

// AfterFunc has f called on a goroutine of its own when the ctx ends. Package context looks for
// this method when it derives a ctx, and would start a goroutine for each without it.
func (c *Context) AfterFunc(f func()) (stop func() bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		go f()
		return func() bool { return false }
	}
	a := &after{f}
	if c.first == nil {
		c.first = a
	} else {
		if c.more == nil {
			c.more = make(map[*after]struct{})
		}
		c.more[a] = struct{}{}
	}
	return func() bool { return c.forget(a) }
}

func (c *Context) forget(a *after) (waited bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.first == a {
		c.first = nil
		return true
	}
	_, waited = c.more[a]
	delete(c.more, a)
	return waited
}
