package api

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/key"
)

// TxWrite is one action of a write transaction: what [Table.TxPut], [Table.TxUpdate], [Table.TxDelete]
// or [Table.TxCheck] made, for [Executor.TransactWrite]. It names its table and belongs to no
// executor. It may be used several times; the item or key that it was made of must then stay as it
// is, if that was a map. Its zero value is no action.
type TxWrite struct {
	txAction
	write types.TransactWriteItem
}

// txAction is what both kinds of transactions know of an action.
type txAction struct {
	// kind is what DynamoDB calls it: Put, Update, Delete, ConditionCheck or Get; "" for none.
	kind   string
	table  string
	schema key.Schema
	// key holds the primary key: it's the key, or the item with more in it.
	key map[string]types.AttributeValue
	// bytes is what's known of the size of what is written.
	bytes int
	// err is why the action can't be done.
	err error
}

// TxPut is [Table.Put] as an action of a write transaction. It makes no call; what's wrong with it
// is told by TransactWrite. Of the options [If], [IfExists], [IfNotExists] and [ReturnOnFailure]
// can be used.
func (t *Table[T]) TxPut(it T, opts ...WriteOption) TxWrite {
	m, err := t.Encode(it)
	action, w := t.txAction("Put", m, err, nil, opts)
	return TxWrite{action, types.TransactWriteItem{Put: &types.Put{
		TableName: &t.name, Item: m, ConditionExpression: w.Condition(),
		ExpressionAttributeNames: w.Names(), ExpressionAttributeValues: w.Values(),
		ReturnValuesOnConditionCheckFailure: w.onFailure,
	}}}
}

// TxDelete is [Table.Delete] as an action of a write transaction. It makes no call; what's wrong with
// it is told by TransactWrite. Of the options [If], [IfExists], [IfNotExists] and [ReturnOnFailure]
// can be used.
func (t *Table[T]) TxDelete(key Key, opts ...WriteOption) TxWrite {
	k, err := t.keyOf(key)
	action, w := t.txAction("Delete", k, err, nil, opts)
	return TxWrite{action, types.TransactWriteItem{Delete: &types.Delete{
		TableName: &t.name, Key: k, ConditionExpression: w.Condition(),
		ExpressionAttributeNames: w.Names(), ExpressionAttributeValues: w.Values(),
		ReturnValuesOnConditionCheckFailure: w.onFailure,
	}}}
}

// TxUpdate is [Table.Update] as an action of a write transaction. It makes no call; what's wrong with
// it is told by TransactWrite. Of the options [If], [IfExists], [IfNotExists] and [ReturnOnFailure]
// can be used.
func (t *Table[T]) TxUpdate(key Key, update expression.UpdateBuilder, opts ...WriteOption) TxWrite {
	k, err := t.keyOf(key)
	action, w := t.txAction("Update", k, err, &update, opts)
	return TxWrite{action, types.TransactWriteItem{Update: &types.Update{
		TableName: &t.name, Key: k, UpdateExpression: w.Update(), ConditionExpression: w.Condition(),
		ExpressionAttributeNames: w.Names(), ExpressionAttributeValues: w.Values(),
		ReturnValuesOnConditionCheckFailure: w.onFailure,
	}}}
}

// TxCheck is an action of a write transaction that writes nothing: all the others are done only if
// the condition holds for the item of the key. It makes no call; what's wrong with it is told by
// TransactWrite. Of the options [If], [IfExists], [IfNotExists] (then all must hold) and
// [ReturnOnFailure] can be used. An item that another action of the transaction writes is checked by
// an option of that one.
func (t *Table[T]) TxCheck(key Key, condition expression.ConditionBuilder, opts ...WriteOption) TxWrite {
	k, err := t.keyOf(key)
	if !condition.IsSet() {
		err = errors.New("the condition is empty: build one, such as api.Exists(\"id\")")
	}
	action, w := t.txAction("ConditionCheck", k, err, nil, append([]WriteOption{If(condition)}, opts...))
	return TxWrite{action, types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		TableName: &t.name, Key: k, ConditionExpression: w.Condition(),
		ExpressionAttributeNames: w.Names(), ExpressionAttributeValues: w.Values(),
		ReturnValuesOnConditionCheckFailure: w.onFailure,
	}}}
}

// txAction is an action on the item or key m, which couldn't be made if err isn't nil, with what its
// options come to.
func (t *Table[T]) txAction(kind string, m map[string]types.AttributeValue, err error, update *expression.UpdateBuilder, opts []WriteOption) (a txAction, w written) {
	a = t.txOn(kind)
	if err == nil {
		w, err = t.written(writeConfigOf(opts, WriteOption.put), update)
	}
	if err == nil {
		err = refuseReturns(w.returns)
	}
	if a.err = err; err == nil {
		a.keyed(m)
	}
	return a, w
}

// txOn is an action on the table.
func (t *Table[T]) txOn(kind string) txAction {
	return txAction{kind: kind, table: t.name, schema: key.Schema{Partition: t.spec.Partition.Name, Sort: t.spec.Sort.Name}}
}

func (a *txAction) keyed(m map[string]types.AttributeValue) {
	a.key = m
	a.bytes, _ = item.Size(m)
}

// refuseReturns refuses what a transaction doesn't return.
func refuseReturns(what types.ReturnValue) error {
	if what == "" {
		return nil
	}
	return fmt.Errorf("a transaction doesn't return items, and an option asks for %s: leave it out, and read the item before or after; the item of a failed condition comes with ReturnOnFailure", what)
}
