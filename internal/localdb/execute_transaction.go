package localdb

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/dynactor/dynactor/internal/partiql"
	"github.com/dynactor/dynactor/internal/store"
)

// executeTransaction executes statements that all read, at one moment, or that all happen or none.
func (e *Engine) executeTransaction(_ context.Context, in *dynamodb.ExecuteTransactionInput) (*dynamodb.ExecuteTransactionOutput, error) {
	if err := executeTransactionConstraints(in); err != nil {
		return nil, err
	}
	statements, err := parseTransactStatements(in.TransactStatements)
	if err != nil {
		return nil, err
	}
	tx := transaction{actions: make([]*action, len(statements)), reasons: make([]error, len(statements))}
	if err := tx.bindStatements(e, statements, in.TransactStatements); err != nil {
		return nil, err
	}
	if readsStatement(statements[0]) {
		return tx.readStatements(in, statements)
	}
	return e.writeStatements(in, &tx)
}

// writeStatements carries out a transaction of writes.
func (e *Engine) writeStatements(in *dynamodb.ExecuteTransactionInput, tx *transaction) (*dynamodb.ExecuteTransactionOutput, error) {
	request := statementsFingerprint(in.TransactStatements)
	var used usages
	replayed, err := e.once(in.ClientRequestToken, func() fingerprint { return request }, func() error { return tx.write(&used) })
	switch {
	case err != nil:
		return nil, tx.statementError(err)
	case replayed:
		tx.chargeReplay(&used)
	}
	return &dynamodb.ExecuteTransactionOutput{
		Responses:        []types.ItemResponse{},
		ConsumedCapacity: used.report(in.ReturnConsumedCapacity, true),
	}, nil
}

// statementError returns the error of a transaction that was cancelled. What is wrong with an update for
// the item that it finds fails the request, and doesn't count as a reason to cancel it.
func (tx *transaction) statementError(err error) error {
	var cancelled *types.TransactionCanceledException
	if !errors.As(err, &cancelled) {
		return err
	}
	for _, reason := range tx.reasons {
		var invalid *smithy.GenericAPIError
		if errors.As(reason, &invalid) {
			return reason
		}
	}
	return err
}

// readStatements carries out a transaction of reads. It has no need of a token.
func (tx *transaction) readStatements(in *dynamodb.ExecuteTransactionInput, statements []partiql.Statement) (*dynamodb.ExecuteTransactionOutput, error) {
	refs := make([]store.Ref, len(tx.actions))
	for i, a := range tx.actions {
		refs[i] = store.Ref{Table: a.table.store, Key: a.key}
		tx.reasons[i] = a.table.admit(a.key.Hash, false)
	}
	if err := tx.cancelled(); err != nil {
		return nil, err
	}
	items := store.Snapshot(refs)
	out := &dynamodb.ExecuteTransactionOutput{Responses: make([]types.ItemResponse, len(items))}
	var used usages
	size := 0
	for i, found := range items {
		size += found.Size()
		used.of(tx.actions[i].table, nil).read(nil, refs[i].Key.Hash, transactional*readUnits(found.Size(), true))
		if found != "" {
			out.Responses[i].Item = statements[i].(*partiql.Select).Project(found.Unpack())
		}
	}
	if size > maxTransactionSize {
		return nil, validation("Payload in response is too large.%d", size)
	}
	out.ConsumedCapacity = used.report(in.ReturnConsumedCapacity, true)
	return out, nil
}

func executeTransactionConstraints(in *dynamodb.ExecuteTransactionInput) error {
	var b breaches
	if in.ClientRequestToken != nil {
		lengthConstraint(&b, len(*in.ClientRequestToken), *in.ClientRequestToken, "clientRequestToken", 1, 36)
	}
	enumConstraint(&b, in.ReturnConsumedCapacity, "returnConsumedCapacity", capacityLevels)
	if len(in.TransactStatements) <= maxTransaction {
		for i, s := range in.TransactStatements {
			path := fmt.Sprintf("transactStatements.%d.member.", i+1)
			parametersConstraint(&b, s.Parameters, path+"parameters")
			enumConstraint(&b, s.ReturnValuesOnConditionCheckFailure, path+"returnValuesOnConditionCheckFailure", onFailures)
		}
	}
	if err := b.err(); err != nil {
		return err
	}
	empty := len(in.TransactStatements) == 0
	for _, s := range in.TransactStatements {
		empty = empty || aws.ToString(s.Statement) == ""
	}
	switch {
	case empty:
		return validation("ExecutePartiQLTransaction can not have empty statement.")
	case len(in.TransactStatements) > maxTransaction:
		return validation("Member must have length less than or equal to %d", maxTransaction)
	}
	return nil
}
