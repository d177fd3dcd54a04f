package api

import (
	"context"
	"fmt"
	"iter"
	"runtime/debug"
	"sync/atomic"

	"github.com/dynactor/dynactor/messages"
)

// Failure is one of many futures that failed.
type Failure struct {
	// Index is the future's place among those that were given, from 0.
	Index int
	// Err is its error.
	Err error
}

// PartialError is the error of a combinator over many futures of which some failed. errors.Is and
// errors.As look into the failures, in order.
type PartialError struct {
	// Of is how many futures there were.
	Of int
	// Failures are those that failed, by index.
	Failures []Failure
}

func (e *PartialError) Error() string {
	if len(e.Failures) == 0 {
		return fmt.Sprintf("none of %d futures", e.Of)
	}
	return fmt.Sprintf("%d of %d failed, the first of them number %d: %v",
		len(e.Failures), e.Of, e.Failures[0].Index, e.Failures[0].Err)
}

// Unwrap returns the failures' errors.
func (e *PartialError) Unwrap() []error {
	errs := make([]error, len(e.Failures))
	for i, f := range e.Failures {
		errs[i] = f.Err
	}
	return errs
}

// All returns a future that is done when all of the given ones are. Its value has one place for
// each, in order, whether others failed or not; its error is nil if all succeeded, otherwise
// a [*PartialError]. Nothing that succeeded is ever discarded.
func All[T any](futures ...*Future[T]) *Future[[]T] {
	all := &Future[[]T]{}
	inherit(&all.promise, futures)
	afterAll(futures, func() { all.promise.Settle(collect(futures)) })
	return all
}

// inherit lets a future made of others belong to their executor.
func inherit[T any](p *messages.Promise, futures []*Future[T]) {
	if len(futures) > 0 {
		p.Means = futures[0].promise.Means
	}
}

// afterAll runs then on a goroutine of its own when the last future is done.
func afterAll[T any](futures []*Future[T], then func()) {
	if len(futures) == 0 {
		then()
		return
	}
	var left atomic.Int64
	left.Store(int64(len(futures)))
	done := func() {
		if left.Add(-1) == 0 {
			go then()
		}
	}
	for _, f := range futures {
		f.promise.Inline(done)
	}
}

func collect[T any](futures []*Future[T]) (any, error) {
	values := make([]T, len(futures))
	var failures []Failure
	for i, f := range futures {
		value, err, _ := f.Result()
		values[i] = value
		if err != nil {
			failures = append(failures, Failure{Index: i, Err: err})
		}
	}
	if failures == nil {
		return values, nil
	}
	return values, &PartialError{Of: len(futures), Failures: failures}
}

// Any returns a future with the value of the first one that succeeds. If none does it fails with
// a [*PartialError]. The others go on; they aren't withdrawn. Success is the lack of an error: a get
// that found no item has succeeded.
func Any[T any](futures ...*Future[T]) *Future[T] {
	first := &Future[T]{}
	inherit(&first.promise, futures)
	for _, f := range futures {
		succeed := func() {
			if value, err, _ := f.Result(); err == nil {
				first.promise.Settle(value, nil)
			}
		}
		if f.lazy != nil {
			f.promise.Then(succeed) // to make its answer may take a user's code
		} else {
			f.promise.Inline(succeed)
		}
	}
	afterAll(futures, func() {
		// The last future's callbacks run in no order, so its success may not have been seen yet.
		for _, f := range futures {
			if value, err, _ := f.Result(); err == nil {
				first.promise.Settle(value, nil)
				return
			}
		}
		_, err := collect(futures)
		if len(futures) == 0 {
			err = &PartialError{}
		}
		first.promise.Settle(nil, err) // unless one has succeeded
	})
	return first
}

// Each draws futures from a sequence, holds at most window of them at a time, and calls visit with
// the place of each, from 0, and its answer, in their order. Drawing one usually makes the request, so window bounds
// what is under way; 1,000 keeps an executor busy. The future returned is done when the sequence
// is over and all were visited; its value is how many were.
//
// It stops early, with that error, when visit returns one or ctx ends; a panic of the sequence or
// of visit ends it with a [*PanicError]. What was drawn before goes on by itself. The sequence
// and visit run on one goroutine, which isn't the caller's.
func Each[T any](ctx context.Context, window int, futures iter.Seq[*Future[T]], visit func(i int, value T, err error) error) *Future[int] {
	each := &Future[int]{}
	if window < 1 {
		each.promise.Settle(0, fmt.Errorf("each: window is %d: set it to 1 or more, such as 1000", window))
		return each
	}
	go func() {
		visited := 0
		err := error(messages.NewPanicError(nil, nil))
		defer func() {
			if v := recover(); v != nil {
				err = messages.NewPanicError(v, debug.Stack())
			}
			each.promise.Settle(visited, err)
		}()
		err = visitAll(orBackground(ctx), window, futures, func(value T, failed error) error {
			visited++
			return visit(visited-1, value, failed)
		})
	}()
	return each
}

func visitAll[T any](ctx context.Context, window int, futures iter.Seq[*Future[T]], visit func(T, error) error) error {
	held := make([]*Future[T], 0, min(window, 1024))
	oldest := 0
	next := func() error {
		f := held[oldest]
		held[oldest] = nil
		if oldest++; oldest > len(held)/2 {
			rest := copy(held, held[oldest:])
			clear(held[rest:])
			held, oldest = held[:rest], 0
		}
		value, err := f.Await(ctx)
		if err != nil && ctx.Err() != nil && !f.promise.Settled() {
			return ctx.Err()
		}
		return visit(value, err)
	}
	var err error
	for f := range futures {
		held = append(held, f)
		if len(held)-oldest >= window {
			if err = next(); err != nil {
				return err
			}
		}
		if err = ctx.Err(); err != nil {
			return err
		}
	}
	for oldest < len(held) {
		if err = next(); err != nil {
			return err
		}
	}
	return nil
}

// Go runs work on a goroutine of its own, and returns the future of what it returns: for work that takes several
// requests one after the other, and is one of many that All or Each wait for. A panic in work is the future's
// error, a [*PanicError].
func Go[T any](work func() (T, error)) *Future[T] {
	f := &Future[T]{}
	go func() {
		var value T
		err := error(messages.NewPanicError(nil, nil)) // stays if work doesn't return
		defer func() {
			if v := recover(); v != nil {
				err = messages.NewPanicError(v, debug.Stack())
			}
			f.promise.Settle(value, err)
		}()
		value, err = work()
	}()
	return f
}
