package api

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/messages"
)

// ExecuteBatch executes any number of PartiQL statements, each by itself: SELECT with the whole
// primary key, INSERT, UPDATE or DELETE. The value has one place for each, in order; a write finds
// an item only if its statement returns one. If some fail the error is a [*PartialError] with
// their places; all the others are done. Items are unmarshalled into T whatever table a statement
// names.
//
// They go in calls of up to 25, reads and writes apart, with up to 8 calls at a time. Nothing is
// said about the order in which they're done: statements that depend on each other, or that are on
// one item, belong into calls of ExecuteBatch that are awaited one by one. Statements that are
// throttled or in conflict with others are sent again by the retry policy. One that has a batch
// refused as a whole fails alone.
//
// Paging isn't possible here, and EXISTS is for [Table.ExecuteTransaction] alone.
func (t *Table[T]) ExecuteBatch(ctx context.Context, statements []Statement) *Future[[]Result[T]] {
	b := &statementBatch{ex: t.ex, table: t.name, answers: make([]statementAnswer, len(statements))}
	calls := b.prepare(statements)
	f := &Future[[]Result[T]]{lazy: &lazy[[]Result[T]]{make: func(any) ([]Result[T], error) { return t.batchResults(b.answers) }}}
	done := run(t.ex, ctx, messages.BatchExecuteStatement, t.name, func(ctx context.Context) (struct{}, error) {
		b.execute(ctx, calls)
		return struct{}{}, nil
	})
	f.promise.Means, f.promise.Own = done.promise.Means, done.promise.Own
	done.promise.Inline(func() {
		_, err, _ := done.promise.Result()
		f.promise.Settle(nil, err)
	})
	return f
}

// batchResults unmarshals what statements found, each by itself.
func (t *Table[T]) batchResults(answers []statementAnswer) ([]Result[T], error) {
	results := make([]Result[T], len(answers))
	var failures []Failure
	for i, a := range answers {
		err := a.err
		if err == nil {
			results[i], err = t.result(a.item)
		}
		if err != nil {
			failures = append(failures, Failure{Index: i, Err: err})
		}
	}
	if failures != nil {
		return results, &PartialError{Of: len(answers), Failures: failures}
	}
	return results, nil
}

var errBatchExists = errors.New("EXISTS is for ExecuteTransaction alone: use a SELECT of the item")

// prepare checks statements and says which of them go in one call. Those that can't be sent have
// their answer. One of a kind that isn't known goes alone: DynamoDB has to say what it is.
func (b *statementBatch) prepare(statements []Statement) (calls [][]int) {
	b.requests = make([]types.BatchStatementRequest, len(statements))
	var open [2][]int
	for i := range statements {
		s := &statements[i]
		params, err := s.oneOfMany()
		kind := verbOf(s.Text)
		if err == nil && kind == checking {
			err = errBatchExists
		}
		if err != nil {
			b.answers[i].err = &OperationError{Operation: messages.BatchExecuteStatement, Table: b.table, Outcome: NotSent, Err: err}
			continue
		}
		text := s.Text
		b.requests[i] = types.BatchStatementRequest{
			Statement: &text, Parameters: params, ReturnValuesOnConditionCheckFailure: s.onFailure(),
		}
		if s.Consistent {
			consistent := true
			b.requests[i].ConsistentRead = &consistent
		}
		if kind == unknownVerb {
			calls = append(calls, []int{i})
			continue
		}
		group := &open[kind-reading]
		if *group = append(*group, i); len(*group) == maxBatchStatements {
			calls = append(calls, *group)
			*group = nil
		}
	}
	for _, group := range open {
		if len(group) > 0 {
			calls = append(calls, group)
		}
	}
	return calls
}

// maxBatchStatements is DynamoDB's limit, from the API reference of BatchExecuteStatement.
const maxBatchStatements = 25
