package messages

import (
	"sync"
	"sync/atomic"
)

const (
	pending uint32 = iota
	settling
	settled
)

// Promise is the writable side of a future: it's settled once, by whoever comes first, and any
// number of goroutines may wait for it. The zero value is a pending promise.
//
// A promise that nobody waits for while it's pending costs no allocation beyond itself: what
// a waiter needs is made when it begins to wait.
type Promise struct {
	state atomic.Uint32
	// waiters is a stack of those to wake; gone once settled, see closed.
	waiters atomic.Pointer[waiter]
	// done is what Done returns, if it was asked. It's not one of the waiters, since these can
	// be reused in the moment they're woken, so nobody but who settles may walk their stack.
	done  atomic.Pointer[chan struct{}]
	value any
	err   error
	// Means, if set, are what those wait with who wait without end.
	Means *Waiters
	// Own is the Done channel of the ctx that settles the promise when it ends, if there's one.
	Own <-chan struct{}
}

// Job is a piece of work that the one who waits for it may do.
type Job interface{ Run() }

// waiter is one entry of a promise's stack.
type waiter struct {
	next *waiter
	// wake has room for two: a job, and nil once the promise is settled.
	wake chan Job
	// inline is called by who settles the promise.
	inline func()
}

// closed stands in a settled promise's stack: who finds it has nothing to wait for.
var closed = &waiter{}

// settledDone is what Done returns for settled promises.
var settledDone = func() *chan struct{} {
	c := make(chan struct{})
	close(c)
	return &c
}()

// Waiters keeps the means of waiting for reuse, with their channels. It belongs to one executor:
// a channel made in a test's bubble of testing/synctest must not get out of it. The zero value is
// ready for use.
type Waiters struct {
	pool sync.Pool
	// Panicked, if set, is told of a callback that panicked.
	Panicked func(*PanicError)
}

func (ws *Waiters) get() *waiter {
	if w, ok := ws.pool.Get().(*waiter); ok {
		return w
	}
	return &waiter{wake: make(chan Job, 2)}
}

// Settle gives the promise its value or error and wakes who waits. It reports false, and changes
// nothing, if the promise was settled before.
func (p *Promise) Settle(value any, err error) bool {
	if !p.state.CompareAndSwap(pending, settling) {
		return false
	}
	p.value, p.err = value, err
	p.state.Store(settled)
	// From here on push fails for new waiters; the stack taken is nobody else's.
	for w := p.waiters.Swap(closed); w != nil; {
		next := w.next // w may be reused by its owner as soon as it's awake
		if w.inline != nil {
			w.inline()
		} else {
			w.wake <- nil
		}
		w = next
	}
	if c := p.done.Swap(settledDone); c != nil {
		close(*c)
	}
	return true
}

// Settled reports whether the promise has its value or error.
func (p *Promise) Settled() bool { return p.state.Load() == settled }

// Result returns the value and the error; ok is false while the promise is pending.
func (p *Promise) Result() (value any, err error, ok bool) {
	if !p.Settled() {
		return nil, nil, false
	}
	return p.value, p.err, true
}

// push adds w to those to be woken; false if there's nothing to wait for any more.
func (p *Promise) push(w *waiter) bool {
	for {
		head := p.waiters.Load()
		if head == closed {
			return false
		}
		w.next = head
		if p.waiters.CompareAndSwap(head, w) {
			return true
		}
	}
}

// Done returns a channel that is closed when the promise is settled; all calls share one.
func (p *Promise) Done() <-chan struct{} {
	if c := p.done.Load(); c != nil {
		return *c
	}
	mine := make(chan struct{})
	if p.done.CompareAndSwap(nil, &mine) {
		return mine // whoever settles finds it and closes it
	}
	return *p.done.Load()
}

// Wait waits until the promise is settled or stop is closed, and reports which: true if settled.
func (p *Promise) Wait(stop <-chan struct{}) bool {
	if p.Settled() {
		return true
	}
	if stop == nil && p.Means != nil {
		return p.WaitOnce(nil)
	}
	select {
	case <-p.Done():
		return true
	case <-stop:
		return p.Settled()
	}
}

// WaitOnce is Wait with the promise's Means, so that it allocates nothing. Each call that is stopped
// leaves a small entry behind until the promise is settled: it's for those who wait once.
func (p *Promise) WaitOnce(stop <-chan struct{}) bool {
	if p.Settled() {
		return true
	}
	w := p.Means.get()
	if !p.push(w) {
		p.Means.pool.Put(w)
		return true
	}
	select {
	case <-w.wake:
		w.next = nil
		p.Means.pool.Put(w)
		return true
	case <-stop:
		return p.Settled() // w stays on the stack, so it isn't reused
	}
}

// Then runs f on a goroutine of its own once the promise is settled, at once if it is already.
func (p *Promise) Then(f func()) {
	p.Inline(func() { go f() })
}

// Inline calls f once the promise is settled, on the goroutine that settles it, or at once if it
// is settled already. That may be an actor's: f must be short, must not block, and must not be
// a user's code.
func (p *Promise) Inline(f func()) {
	if !p.push(&waiter{inline: f}) {
		f()
	}
}
