package api

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/messages"
)

// Get reads the item of a key. That there is none is no error: the result's Found says it. Gets
// are coalesced, also with options.
func (t *Table[T]) Get(ctx context.Context, key Key, opts ...GetOption) *Future[Result[T]] {
	in, err := t.getInput(key, opts)
	if err != nil {
		return refused[Result[T]](t, messages.GetItem, err)
	}
	return ask(t, ctx, messages.GetItem, in, t.made.get)
}

// Put writes an item, in place of the one of its key if there's one. Without options puts are
// coalesced. With [ReturnOld] the result is the item that was replaced.
func (t *Table[T]) Put(ctx context.Context, it T, opts ...PutOption) *Future[Result[T]] {
	in, err := t.putInput(it, opts)
	if err != nil {
		return refused[Result[T]](t, messages.PutItem, err)
	}
	return ask(t, ctx, messages.PutItem, in, t.made.put)
}

// Delete deletes the item of a key, if there's one. Without options deletes are coalesced. With
// [ReturnOld] the result is the item that was deleted.
func (t *Table[T]) Delete(ctx context.Context, key Key, opts ...DeleteOption) *Future[Result[T]] {
	in, err := t.deleteInput(key, opts)
	if err != nil {
		return refused[Result[T]](t, messages.DeleteItem, err)
	}
	return ask(t, ctx, messages.DeleteItem, in, t.made.delete)
}

// Update changes attributes of the item of a key, and makes the item if there's none. What to change
// is an update of the SDK's expression package, which [Changes] writes shorter. With [ReturnOld],
// [ReturnNew] or their kin the result is that item.
func (t *Table[T]) Update(ctx context.Context, key Key, update expression.UpdateBuilder, opts ...UpdateOption) *Future[Result[T]] {
	in, err := t.updateInput(key, update, opts)
	if err != nil {
		return refused[Result[T]](t, messages.UpdateItem, err)
	}
	return ask(t, ctx, messages.UpdateItem, in, t.made.update)
}

func (t *Table[T]) getInput(key Key, opts []GetOption) (*dynamodb.GetItemInput, error) {
	k, err := t.keyOf(key)
	if err != nil {
		return nil, err
	}
	in := &dynamodb.GetItemInput{TableName: &t.name, Key: k}
	if len(opts) == 0 {
		return in, nil
	}
	return in, t.setReads(in, opts)
}

func (t *Table[T]) putInput(it T, opts []PutOption) (*dynamodb.PutItemInput, error) {
	m, err := t.Encode(it)
	if err != nil {
		return nil, err
	}
	w, err := t.written(writeConfigOf(opts, PutOption.put), nil)
	if err != nil {
		return nil, err
	}
	return &dynamodb.PutItemInput{
		TableName: &t.name, Item: m, ConditionExpression: w.Condition(),
		ExpressionAttributeNames: w.Names(), ExpressionAttributeValues: w.Values(),
		ReturnValues: w.returns, ReturnValuesOnConditionCheckFailure: w.onFailure,
	}, nil
}

func (t *Table[T]) deleteInput(key Key, opts []DeleteOption) (*dynamodb.DeleteItemInput, error) {
	k, err := t.keyOf(key)
	if err != nil {
		return nil, err
	}
	w, err := t.written(writeConfigOf(opts, DeleteOption.delete), nil)
	if err != nil {
		return nil, err
	}
	return &dynamodb.DeleteItemInput{
		TableName: &t.name, Key: k, ConditionExpression: w.Condition(),
		ExpressionAttributeNames: w.Names(), ExpressionAttributeValues: w.Values(),
		ReturnValues: w.returns, ReturnValuesOnConditionCheckFailure: w.onFailure,
	}, nil
}

func (t *Table[T]) updateInput(key Key, update expression.UpdateBuilder, opts []UpdateOption) (*dynamodb.UpdateItemInput, error) {
	k, err := t.keyOf(key)
	if err != nil {
		return nil, err
	}
	w, err := t.written(writeConfigOf(opts, UpdateOption.update), &update)
	if err != nil {
		return nil, err
	}
	return &dynamodb.UpdateItemInput{
		TableName: &t.name, Key: k, UpdateExpression: w.Update(), ConditionExpression: w.Condition(),
		ExpressionAttributeNames: w.Names(), ExpressionAttributeValues: w.Values(),
		ReturnValues: w.returns, ReturnValuesOnConditionCheckFailure: w.onFailure,
	}, nil
}
