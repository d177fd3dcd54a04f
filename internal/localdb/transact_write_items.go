package localdb

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/packed"
	"github.com/dynactor/dynactor/internal/store"
)

const (
	// maxTransaction is how many actions a transaction has at the most.
	maxTransaction = 100
	// maxTransactionSize bounds the items of a transaction together ("Service, account, and table quotas": 4 MB).
	maxTransactionSize = 4 << 20
	// transactional is how often a transaction reads or writes each item: to prepare, and to commit.
	transactional = 2
)

func (e *Engine) transactWriteItems(_ context.Context, in *dynamodb.TransactWriteItemsInput) (*dynamodb.TransactWriteItemsOutput, error) {
	if err := transactWriteConstraints(in); err != nil {
		return nil, err
	}
	actions, err := parseTransaction(in.TransactItems)
	if err != nil {
		return nil, err
	}
	tx := transaction{actions: actions, reasons: make([]error, len(actions))}
	if err := tx.bind(e, in.TransactItems); err != nil {
		return nil, err
	}
	var used usages
	replayed, err := e.once(in.ClientRequestToken, func() fingerprint { return fingerprintOf(in.TransactItems) }, func() error { return tx.write(&used) })
	if err != nil {
		return nil, err
	}
	if replayed {
		tx.chargeReplay(&used)
	}
	return &dynamodb.TransactWriteItemsOutput{
		ConsumedCapacity:      used.report(in.ReturnConsumedCapacity, true),
		ItemCollectionMetrics: collectionsOf(in.ReturnItemCollectionMetrics, actions),
	}, nil
}

// once calls write, unless the request's token tells that the same request has succeeded before.
func (e *Engine) once(clientToken *string, request func() fingerprint, write func() error) (replayed bool, err error) {
	if clientToken == nil {
		return false, write()
	}
	token := *clientToken
	done, err := e.tokens.begin(token, request())
	if done || err != nil {
		return done, err
	}
	defer func() { e.tokens.end(token, err == nil) }()
	return false, write()
}

// transaction is several actions that all happen, or none.
type transaction struct {
	actions []*action
	reasons []error // why an action cannot happen, nil if it can
}

// bind finds tables and keys. What is wrong with the request as a whole is its error; what is wrong with
// one action for the schema of its table cancels the transaction.
func (tx *transaction) bind(e *Engine, items []types.TransactWriteItem) error {
	for i, a := range tx.actions {
		a.named = tableOfAction(&items[i])
		t, err := e.table(a.named)
		if err != nil {
			return err
		}
		a.table = t
	}
	for _, a := range tx.actions {
		if err := a.notEmpty(); err != nil {
			return err
		}
	}
	for i, a := range tx.actions {
		if tx.reasons[i] = a.bind(a.table); tx.reasons[i] == nil && repeats(tx.actions[:i], a) {
			return errRepeatedItem()
		}
	}
	return tx.cancelled()
}

func errRepeatedItem() error {
	return validation("Transaction request cannot include multiple operations on one item")
}

// write carries out the transaction.
func (tx *transaction) write(used *usages) error {
	refs := make([]store.Ref, len(tx.actions))
	for i, a := range tx.actions {
		refs[i] = store.Ref{Table: a.table.store, Key: a.key}
		tx.reasons[i] = a.table.admit(a.key.Hash, true)
	}
	if err := tx.cancelled(); err != nil {
		return err
	}
	var before, after []packed.Item
	store.Transact(refs, func(old []packed.Item) []packed.Item {
		before, after = old, make([]packed.Item, len(old))
		for i, a := range tx.actions {
			if after[i], tx.reasons[i] = a.apply(old[i]); tx.reasons[i] == nil {
				tx.reasons[i] = a.table.admitIndexes(old[i], after[i])
			}
		}
		if tx.cancelled() != nil {
			return nil
		}
		return after
	})
	for _, a := range tx.actions {
		if a.invalid != nil {
			return a.invalid
		}
	}
	err := tx.cancelled()
	for i, a := range tx.actions {
		u := used.of(a.table, a.named)
		if err == nil {
			u.written(a.key.Hash, before[i], after[i], transactional)
		} else {
			u.failed(a.key.Hash, before[i], tx.reasons[i])
		}
	}
	return err
}

// chargeReplay charges for a transaction that had been carried out before: it costs the reads that tell
// so ("TransactWriteItems", API reference).
func (tx *transaction) chargeReplay(used *usages) {
	for _, a := range tx.actions {
		size := a.table.store.Get(a.key).Size()
		used.of(a.table, a.named).read(nil, a.key.Hash, transactional*readUnits(size, true))
	}
}

// parseTransaction checks what can be checked without the tables, action by action.
func parseTransaction(items []types.TransactWriteItem) ([]*action, error) {
	actions := make([]*action, len(items))
	size := 0
	for i := range items {
		a, c, err := actionOf(&items[i])
		if err != nil {
			return nil, err
		}
		n, err := a.checkAttributes()
		if err != nil {
			return nil, err
		}
		size += n
		if err := c.parse(a); err != nil {
			return nil, err
		}
		actions[i] = a
	}
	if size > maxTransactionSize {
		return nil, validation("Transaction payload size cannot exceed 4MB. Payload Size: %d", size)
	}
	return actions, nil
}

// actionOf returns the one action that an element of the list must be.
func actionOf(item *types.TransactWriteItem) (*action, conditions, error) {
	n := 0
	var a action
	var c conditions
	var onFailure types.ReturnValuesOnConditionCheckFailure
	if p := item.Put; p != nil {
		n++
		a.verb, a.attributes = verbPut, p.Item
		c = conditions{condition: p.ConditionExpression, names: p.ExpressionAttributeNames, values: p.ExpressionAttributeValues}
		onFailure = p.ReturnValuesOnConditionCheckFailure
	}
	if u := item.Update; u != nil {
		n++
		a.verb, a.attributes = verbUpdate, u.Key
		c = conditions{update: u.UpdateExpression, condition: u.ConditionExpression, names: u.ExpressionAttributeNames, values: u.ExpressionAttributeValues}
		onFailure = u.ReturnValuesOnConditionCheckFailure
	}
	if d := item.Delete; d != nil {
		n++
		a.verb, a.attributes = verbDelete, d.Key
		c = conditions{condition: d.ConditionExpression, names: d.ExpressionAttributeNames, values: d.ExpressionAttributeValues}
		onFailure = d.ReturnValuesOnConditionCheckFailure
	}
	if k := item.ConditionCheck; k != nil {
		n++
		a.verb, a.attributes = verbCheck, k.Key
		c = conditions{condition: k.ConditionExpression, names: k.ExpressionAttributeNames, values: k.ExpressionAttributeValues}
		onFailure = k.ReturnValuesOnConditionCheckFailure
	}
	switch n {
	case 0:
		return nil, c, validation("Invalid Request: TransactWriteRequest should contain Delete or Put or Update request")
	case 1:
		a.returnOld = onFailure == types.ReturnValuesOnConditionCheckFailureAllOld
		return &a, c, nil
	}
	return nil, c, validation("TransactItems can only contain one of Check, Put, Update or Delete")
}

func tableOfAction(item *types.TransactWriteItem) *string {
	switch {
	case item.Put != nil:
		return item.Put.TableName
	case item.Update != nil:
		return item.Update.TableName
	case item.Delete != nil:
		return item.Delete.TableName
	}
	return item.ConditionCheck.TableName
}

// cancelled returns the error of a transaction with an action that cannot happen, nil if all can.
func (tx *transaction) cancelled() error {
	return cancellation(tx.reasons)
}

func cancellation(causes []error) error {
	for _, cause := range causes {
		if cause == nil {
			continue
		}
		reasons := make([]types.CancellationReason, len(causes))
		codes := make([]byte, 0, 8*len(causes))
		for i, cause := range causes {
			reasons[i] = cancellationReason(cause)
			if i > 0 {
				codes = append(codes, ", "...)
			}
			codes = append(codes, *reasons[i].Code...)
		}
		message := fmt.Sprintf("Transaction cancelled, please refer cancellation reasons for specific reasons [%s]", codes)
		return &types.TransactionCanceledException{Message: &message, CancellationReasons: reasons}
	}
	return nil
}

// cancellationReason says in a transaction's terms what the error of a single operation is.
func cancellationReason(cause error) types.CancellationReason {
	reason := func(code, message string) types.CancellationReason {
		return types.CancellationReason{Code: &code, Message: &message}
	}
	if cause == nil {
		code := "None"
		return types.CancellationReason{Code: &code}
	}
	var (
		failed      *types.ConditionalCheckFailedException
		provisioned *types.ProvisionedThroughputExceededException
		throttled   *types.ThrottlingException
		limited     *types.RequestLimitExceeded
		duplicate   *types.DuplicateItemException
	)
	switch {
	case errors.As(cause, &failed):
		r := reason("ConditionalCheckFailed", failed.ErrorMessage())
		r.Item = failed.Item
		return r
	case errors.As(cause, &duplicate):
		return reason("DuplicateItem", duplicate.ErrorMessage())
	case errors.As(cause, &provisioned):
		return reason("ProvisionedThroughputExceeded", provisioned.ErrorMessage())
	case errors.As(cause, &throttled):
		return reason("ThrottlingError", throttled.ErrorMessage())
	case errors.As(cause, &limited):
		return reason("ThrottlingError", limited.ErrorMessage())
	}
	return reason("ValidationError", messageOf(cause))
}
