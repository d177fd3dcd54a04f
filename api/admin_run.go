package api

import (
	"context"
	"runtime/debug"

	"github.com/dynactor/dynactor/messages"
)

// run does work that takes several requests on a goroutine of its own. The work must make all of them
// with ctx and through ex, and must wait for nothing else without watching ctx: so it ends when
// ctx does, and after Close with its next request.
func run[R any](ex *Executor, ctx context.Context, op messages.Operation, table string, work func(context.Context) (R, error)) *Future[R] {
	f := &Future[R]{}
	ctx = orBackground(ctx)
	f.promise.Means = &ex.waiters
	f.promise.Own = ctx.Done()
	go func() {
		var value R
		err := error(&OperationError{Operation: op, Table: table, Outcome: Unknown, Err: messages.NewPanicError(nil, nil)})
		defer func() {
			if v := recover(); v != nil {
				err = &OperationError{Operation: op, Table: table, Outcome: Unknown, Err: messages.NewPanicError(v, debug.Stack())}
			}
			f.promise.Settle(value, err)
		}()
		value, err = work(ctx)
	}()
	return f
}
