package api

import (
	"context"
	"runtime/debug"
	"sync"

	"github.com/dynactor/dynactor/messages"
)

// lazy makes a future's answer of the output that its request was settled with. That runs code of
// the user's, such as an Unmarshaler, so it mustn't run on the goroutine that settles, which may be
// an actor's: it runs once, on the goroutine of whoever asks first.
type lazy[T any] struct {
	once sync.Once
	make func(output any) (T, error)
	// fail, if set, makes the future's error of the one that its request failed with.
	fail  func(error) error
	value T
	err   error
}

func (l *lazy[T]) result(p *messages.Promise) (value T, err error, ok bool) {
	output, err, ok := p.Result()
	if !ok || err != nil && l.fail == nil {
		return value, err, ok
	}
	l.once.Do(func() {
		l.err = messages.NewPanicError(nil, nil) // stays if make doesn't return
		defer func() {
			if v := recover(); v != nil {
				l.err = messages.NewPanicError(v, debug.Stack())
			}
		}()
		if err != nil {
			l.err = l.fail(err)
			return
		}
		l.value, l.err = l.make(output)
	})
	return l.value, l.err, true
}

// pendingLazy is a request and its future in one allocation.
type pendingLazy[T any] struct {
	future  Future[T]
	lazy    lazy[T]
	request messages.Request
}

func prepareLazy[T any](make func(any) (T, error)) *pendingLazy[T] {
	p := &pendingLazy[T]{}
	p.lazy.make = make
	p.future.lazy = &p.lazy
	return p
}

// send makes the request: if seated it returns when it's answered, so that the caller may make the
// call, otherwise at once.
func (p *pendingLazy[T]) send(ex *Executor, ctx context.Context, op messages.Operation, in any, seated bool) *Future[T] {
	if seated {
		ex.fill(&p.request, &p.future.promise, ctx, op, in, nil, messages.Sync)
		ex.awaitSeated(&p.request)
		return &p.future
	}
	ex.fill(&p.request, &p.future.promise, ctx, op, in, nil, 0)
	ex.engine.Submit(&p.request)
	return &p.future
}

// failed is a future that has failed.
func failed[T any](err error) *Future[T] {
	f := &Future[T]{}
	f.promise.Settle(nil, err)
	return f
}
