package api

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/dynactor/dynactor/internal/backoff"
	"github.com/dynactor/dynactor/internal/trouble"
	"github.com/dynactor/dynactor/messages"
)

// batchCallsInFlight bounds the calls that one ExecuteBatch makes at a time: 200 statements.
const batchCallsInFlight = 8

// statementBatch is an ExecuteBatch under way. Each place is seen to by one goroutine.
type statementBatch struct {
	ex       *Executor
	table    string
	requests []types.BatchStatementRequest
	answers  []statementAnswer
}

// statementAnswer is what became of one statement.
type statementAnswer struct {
	item     map[string]types.AttributeValue
	err      error
	attempts int
	// maybeApplied remembers an attempt whose effect isn't known.
	maybeApplied bool
}

// execute makes the calls, some at a time.
func (b *statementBatch) execute(ctx context.Context, calls [][]int) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(len(calls), batchCallsInFlight) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(calls)); i = next.Add(1) - 1 {
				b.persist(ctx, calls[i])
			}
		})
	}
	workers.Wait()
}

// persist executes the statements of one call, and those again that may succeed later.
func (b *statementBatch) persist(ctx context.Context, places []int) {
	policy := backoff.Policy{Base: b.ex.retry.Base, Max: b.ex.retry.Max}
	for round := 1; ; round++ {
		places = b.call(ctx, places)
		if len(places) == 0 {
			return
		}
		if round >= b.ex.retry.MaxAttempts {
			for _, i := range places {
				b.giveUp(i)
			}
			return
		}
		if err := pause(ctx, policy.Wait(round)); err != nil {
			for _, i := range places {
				b.interrupt(i, err)
			}
			return
		}
	}
}

// call sends statements and keeps their answers. It returns the places of those that may succeed
// later.
func (b *statementBatch) call(ctx context.Context, places []int) (again []int) {
	in := &dynamodb.BatchExecuteStatementInput{Statements: make([]types.BatchStatementRequest, len(places))}
	for n, i := range places {
		in.Statements[n] = b.requests[i]
	}
	out, err := b.ex.BatchExecuteStatement(ctx, in).Await(ctx)
	if err != nil {
		return b.refused(ctx, places, err)
	}
	for n, i := range places {
		a := &b.answers[i]
		a.attempts++
		switch {
		case len(out.Responses) != len(places):
			a.err = b.failure(a, Unknown, errors.New("DynamoDB answered another number of statements than it was sent"))
		case out.Responses[n].Error != nil:
			told := out.Responses[n].Error
			cause := statementError(told)
			a.err = b.failure(a, trouble.OutcomeOf(cause), cause)
			if b.passing(i, told.Code) {
				again = append(again, i)
			}
		default:
			a.item, a.err = out.Responses[n].Item, nil
		}
	}
	return again
}

// refused sees to statements whose call has failed as a whole, after the executor's own retries. If one
// of them is to blame it's found by halving.
func (b *statementBatch) refused(ctx context.Context, places []int, err error) (again []int) {
	var operation *OperationError
	if !errors.As(err, &operation) {
		operation = &OperationError{Operation: messages.BatchExecuteStatement, Outcome: Unknown, Err: err}
	}
	for _, i := range places {
		b.answers[i].attempts += operation.Attempts
	}
	if len(places) > 1 && operation.Outcome == Rejected {
		switch trouble.KindOf(operation.Err) {
		case trouble.Item, trouble.Denied, trouble.Missing:
			half := len(places) / 2
			return append(b.call(ctx, places[:half:half]), b.call(ctx, places[half:])...)
		}
	}
	for _, i := range places {
		a := &b.answers[i]
		a.err = b.failure(a, operation.Outcome, operation.Err)
	}
	return nil
}

// failure is the error of a statement, in the SDK's form.
func (b *statementBatch) failure(a *statementAnswer, outcome Outcome, cause error) error {
	a.maybeApplied = a.maybeApplied || outcome == Unknown
	if a.maybeApplied {
		outcome = Unknown
	}
	var wrapped *smithy.OperationError
	if !errors.As(cause, &wrapped) {
		cause = trouble.As(messages.BatchExecuteStatement, cause)
	}
	return &OperationError{
		Operation: messages.BatchExecuteStatement, Table: b.table,
		Attempts: a.attempts, Outcome: outcome, Err: cause,
	}
}

// giveUp says that a statement's attempts have run out.
func (b *statementBatch) giveUp(i int) {
	a := &b.answers[i]
	var last *OperationError
	if errors.As(a.err, &last) {
		wrapped := *last
		wrapped.Err = trouble.Exhausted(messages.BatchExecuteStatement, a.attempts, last.Err)
		a.err = &wrapped
	}
}

// interrupt says that ctx ended before a statement was sent again.
func (b *statementBatch) interrupt(i int, ctxErr error) {
	a := &b.answers[i]
	var last *OperationError
	if errors.As(a.err, &last) {
		wrapped := *last
		wrapped.Err = trouble.CanceledAfter(messages.BatchExecuteStatement, ctxErr, last.Err)
		a.err = &wrapped
	}
}
