package api

import (
	"context"

	"github.com/dynactor/dynactor/messages"
)

// ask makes a single-item request: in the async face it returns at once, in the sync face when it's
// answered, so that the caller may make the call.
func ask[T, R any](t *Table[T], ctx context.Context, op messages.Operation, in any, make func(any) (R, error)) *Future[R] {
	return prepareLazy(make).send(t.ex, ctx, op, in, t.seated)
}

// begin makes a request that returns at once in both faces: one of several.
func begin[T, R any](t *Table[T], ctx context.Context, op messages.Operation, in any, make func(any) (R, error)) *Future[R] {
	return prepareLazy(make).send(t.ex, ctx, op, in, false)
}

// refused is the future of a request that wasn't made for what's wrong with it.
func refused[R, T any](t *Table[T], op messages.Operation, err error) *Future[R] {
	return failed[R](t.refusal(op, err))
}

func (t *Table[T]) refusal(op messages.Operation, err error) error {
	return &OperationError{Operation: op, Table: t.name, Outcome: NotSent, Err: err}
}
