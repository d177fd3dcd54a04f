package api

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Result is what an operation on one key found.
type Result[T any] struct {
	// Item is the item, or T's zero value if there's none.
	Item T
	// Found says whether there's an item. Of a write that's the old or new item that an option
	// asked for, such as [ReturnOld]; without such an option it's false.
	Found bool
}

// result makes the result of an item; DynamoDB returns none where there's none.
func (t *Table[T]) result(it map[string]types.AttributeValue) (Result[T], error) {
	if it == nil {
		return Result[T]{}, nil
	}
	value, err := t.Decode(it)
	if err != nil {
		return Result[T]{}, err
	}
	return Result[T]{Item: value, Found: true}, nil
}

// makers make results of the outputs of single-item operations.
type makers[T any] struct {
	get, put, delete, update func(any) (Result[T], error)
}

func makersOf[T any](t *Table[T]) makers[T] {
	return makers[T]{
		get:    func(out any) (Result[T], error) { return t.result(out.(*dynamodb.GetItemOutput).Item) },
		put:    func(out any) (Result[T], error) { return t.result(out.(*dynamodb.PutItemOutput).Attributes) },
		delete: func(out any) (Result[T], error) { return t.result(out.(*dynamodb.DeleteItemOutput).Attributes) },
		update: func(out any) (Result[T], error) { return t.result(out.(*dynamodb.UpdateItemOutput).Attributes) },
	}
}

// FailedItem returns the item that made a condition fail, from the error of a request with the
// option [ReturnOnFailure]. Found is false if err isn't of a failed condition, if the option
// was missing, or if there was no item. It makes no call.
func (t *Table[T]) FailedItem(err error) (Result[T], error) {
	var failed *types.ConditionalCheckFailedException
	if !errors.As(err, &failed) {
		return Result[T]{}, nil
	}
	return t.result(failed.Item)
}
