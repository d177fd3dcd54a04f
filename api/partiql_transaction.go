package api

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/messages"
)

// ExecuteTransaction executes up to 100 PartiQL statements, all or none: only reads (SELECT, each
// with its whole primary key), or only writes (INSERT, UPDATE, DELETE) and conditions (EXISTS). An
// item may be in one statement only. The value has one place for each statement, in order; writes
// find nothing. Reads are consistent whatever the statement says.
//
// Conflicts with other requests are retried, under one token, see [WithTxToken]. Errors are
// those of [Executor.TransactWrite]: the Action of a [TxFailure] is Statement, and its table this
// table. Items are unmarshalled into T whatever table a statement names; if some don't fit, the
// error is a [*PartialError] with their places. Paging isn't possible.
func (t *Table[T]) ExecuteTransaction(ctx context.Context, statements []Statement, opts ...TxOption) *Future[[]Result[T]] {
	in, err := transactionOf(statements, opts)
	if err != nil {
		return refused[[]Result[T]](t, messages.ExecuteTransaction, err)
	}
	names := make([]txName, len(statements))
	for i := range names {
		names[i] = txName{"Statement", t.name}
	}
	n := len(statements)
	return transact(t.ex, ctx, messages.ExecuteTransaction, in, names, func(out any) ([]Result[T], error) {
		results := make([]Result[T], n)
		responses := out.(*dynamodb.ExecuteTransactionOutput).Responses
		if len(responses) > n {
			return nil, fmt.Errorf("DynamoDB answered %d statements of a transaction with %d items", n, len(responses))
		}
		var failures []Failure
		for i, r := range responses { // there are none for writes
			var err error
			if results[i], err = t.result(r.Item); err != nil {
				failures = append(failures, Failure{Index: i, Err: err})
			}
		}
		if failures != nil {
			return results, &PartialError{Of: n, Failures: failures}
		}
		return results, nil
	})
}

func transactionOf(statements []Statement, opts []TxOption) (*dynamodb.ExecuteTransactionInput, error) {
	config, err := txConfigOf(opts)
	switch {
	case err != nil:
		return nil, err
	case len(statements) == 0:
		return nil, errors.New("the transaction has no statements: pass at least one")
	case len(statements) > maxTxActions:
		return nil, fmt.Errorf("the transaction has %d statements, and DynamoDB takes %d: split it, if its parts needn't be done together", len(statements), maxTxActions)
	}
	in := &dynamodb.ExecuteTransactionInput{
		TransactStatements: make([]types.ParameterizedStatement, len(statements)), ClientRequestToken: config.set(),
	}
	var errs []error
	reads, writes := -1, -1
	for i := range statements {
		s := &statements[i]
		params, err := s.oneOfMany()
		if err != nil {
			errs = append(errs, fmt.Errorf("statement %d: %w", i, err))
			continue
		}
		switch verbOf(s.Text) {
		case reading:
			reads = i
		case writing, checking:
			writes = i
		}
		text := s.Text
		in.TransactStatements[i] = types.ParameterizedStatement{
			Statement: &text, Parameters: params, ReturnValuesOnConditionCheckFailure: s.onFailure(),
		}
	}
	if reads >= 0 && writes >= 0 {
		errs = append(errs, fmt.Errorf("statement %d reads and statement %d doesn't, and a transaction of statements does one of the two: split it", reads, writes))
	}
	return in, errors.Join(errs...)
}
