package api

import (
	"context"
	"runtime/debug"

	"github.com/dynactor/dynactor/messages"
)

// Future is the answer to a request that may still be on its way. Any number of goroutines may
// use it at the same time, and it may be awaited any number of times: all get the same answer.
// Nobody has to wait for it; what was asked for is done all the same.
type Future[T any] struct {
	promise messages.Promise
	// lazy, if set, makes the answer of what the promise was settled with.
	lazy *lazy[T]
}

// Await waits for the answer. When ctx ends first it returns ctx's error and stops waiting, and
// nothing else: the request goes on. To withdraw a request end the ctx that it was made with; if
// that's this ctx, Await returns the withdrawn request's [*OperationError], whose Outcome says
// whether it may have been applied.
func (f *Future[T]) Await(ctx context.Context) (T, error) {
	ctx = orBackground(ctx)
	if ctx.Done() == nil {
		f.promise.Wait(nil)
	} else if !f.promise.Settled() {
		select {
		case <-f.promise.Done():
		case <-ctx.Done():
			if f.promise.Own == ctx.Done() {
				f.promise.Wait(nil) // it's being withdrawn
			} else if !f.promise.Settled() {
				var none T
				return none, ctx.Err()
			}
		}
	}
	value, err, _ := f.Result()
	return value, err
}

// Done returns a channel that is closed when the answer is there.
func (f *Future[T]) Done() <-chan struct{} { return f.promise.Done() }

// Result returns the answer without waiting. ok is false while there is none.
func (f *Future[T]) Result() (value T, err error, ok bool) {
	if f.lazy != nil {
		return f.lazy.result(&f.promise)
	}
	v, err, ok := f.promise.Result()
	value, _ = v.(T)
	return value, err, ok
}

// Then has callback called with the answer, once, on a goroutine of its own: at once if the answer
// is there, otherwise when it comes. A panic in callback is caught and logged, with its type and stack:
// it harms nobody else.
func (f *Future[T]) Then(callback func(T, error)) {
	f.promise.Then(func() {
		defer func() {
			if v := recover(); v != nil && f.promise.Means != nil && f.promise.Means.Panicked != nil {
				f.promise.Means.Panicked(messages.NewPanicError(v, debug.Stack()))
			}
		}()
		value, err, _ := f.Result()
		callback(value, err)
	})
}
