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
	w := TxWrite{txAction: t.txAction("Put")}
	in, err := t.putInput(it, optionsAs[PutOption](opts))
	if err == nil {
		err = refuseReturns(in.ReturnValues)
	}
	if err != nil {
		w.err = err
		return w
	}
	w.keyed(in.Item)
	w.write.Put = &types.Put{
		TableName: in.TableName, Item: in.Item, ConditionExpression: in.ConditionExpression,
		ExpressionAttributeNames: in.ExpressionAttributeNames, ExpressionAttributeValues: in.ExpressionAttributeValues,
		ReturnValuesOnConditionCheckFailure: in.ReturnValuesOnConditionCheckFailure,
	}
	return w
}

// TxDelete is [Table.Delete] as an action of a write transaction. It makes no call; what's wrong with
// it is told by TransactWrite. Of the options [If], [IfExists], [IfNotExists] and [ReturnOnFailure]
// can be used.
func (t *Table[T]) TxDelete(key Key, opts ...WriteOption) TxWrite {
	w := TxWrite{txAction: t.txAction("Delete")}
	in, err := t.deleteInput(key, optionsAs[DeleteOption](opts))
	if err == nil {
		err = refuseReturns(in.ReturnValues)
	}
	if err != nil {
		w.err = err
		return w
	}
	w.keyed(in.Key)
	w.write.Delete = &types.Delete{
		TableName: in.TableName, Key: in.Key, ConditionExpression: in.ConditionExpression,
		ExpressionAttributeNames: in.ExpressionAttributeNames, ExpressionAttributeValues: in.ExpressionAttributeValues,
		ReturnValuesOnConditionCheckFailure: in.ReturnValuesOnConditionCheckFailure,
	}
	return w
}

// TxUpdate is [Table.Update] as an action of a write transaction. It makes no call; what's wrong with
// it is told by TransactWrite. Of the options [If], [IfExists], [IfNotExists] and [ReturnOnFailure]
// can be used.
func (t *Table[T]) TxUpdate(key Key, update expression.UpdateBuilder, opts ...WriteOption) TxWrite {
	w := TxWrite{txAction: t.txAction("Update")}
	in, err := t.updateInput(key, update, optionsAs[UpdateOption](opts))
	if err == nil {
		err = refuseReturns(in.ReturnValues)
	}
	if err != nil {
		w.err = err
		return w
	}
	w.keyed(in.Key)
	w.write.Update = &types.Update{
		TableName: in.TableName, Key: in.Key, UpdateExpression: in.UpdateExpression, ConditionExpression: in.ConditionExpression,
		ExpressionAttributeNames: in.ExpressionAttributeNames, ExpressionAttributeValues: in.ExpressionAttributeValues,
		ReturnValuesOnConditionCheckFailure: in.ReturnValuesOnConditionCheckFailure,
	}
	return w
}

// TxCheck is an action of a write transaction that writes nothing: all the others are done only if
// the condition holds for the item of the key. It makes no call; what's wrong with it is told by
// TransactWrite. Of the options [If], [IfExists], [IfNotExists] (then all must hold) and
// [ReturnOnFailure] can be used. An item that another action of the transaction writes is checked by
// an option of that one.
func (t *Table[T]) TxCheck(key Key, condition expression.ConditionBuilder, opts ...WriteOption) TxWrite {
	w := TxWrite{txAction: t.txAction("ConditionCheck")}
	if !condition.IsSet() {
		w.err = errors.New("the condition is empty: build one, such as api.Exists(\"id\")")
		return w
	}
	in, err := t.deleteInput(key, append([]DeleteOption{If(condition)}, optionsAs[DeleteOption](opts)...))
	if err == nil {
		err = refuseReturns(in.ReturnValues)
	}
	if err != nil {
		w.err = err
		return w
	}
	w.keyed(in.Key)
	w.write.ConditionCheck = &types.ConditionCheck{
		TableName: in.TableName, Key: in.Key, ConditionExpression: in.ConditionExpression,
		ExpressionAttributeNames: in.ExpressionAttributeNames, ExpressionAttributeValues: in.ExpressionAttributeValues,
		ReturnValuesOnConditionCheckFailure: in.ReturnValuesOnConditionCheckFailure,
	}
	return w
}

func (t *Table[T]) txAction(kind string) txAction {
	return txAction{kind: kind, table: t.name, schema: key.Schema{Partition: t.spec.Partition.Name, Sort: t.spec.Sort.Name}}
}

func (a *txAction) keyed(m map[string]types.AttributeValue) {
	a.key = m
	a.bytes, _ = item.Size(m)
}

// optionsAs are the options as those of one kind of write. Nil ones stay nil, and are skipped later.
func optionsAs[O any](opts []WriteOption) []O {
	as := make([]O, len(opts))
	for i, o := range opts {
		as[i], _ = o.(O)
	}
	return as
}

// refuseReturns refuses what a transaction doesn't return.
func refuseReturns(what types.ReturnValue) error {
	if what == "" {
		return nil
	}
	return fmt.Errorf("a transaction doesn't return items, and an option asks for %s: leave it out, and read the item before or after; the item of a failed condition comes with ReturnOnFailure", what)
}
