package integration

import (
	"context"
	"reflect"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
)

// recorder is a client that writes down what is asked of it, and lets a test interfere. It looks
// at the operations that the executor makes calls of by itself; all others just pass.
type recorder struct {
	api.DynamoDB

	mu     sync.Mutex
	inputs []any
	// before is asked before each call that is looked at: it may block, panic, or refuse.
	before func(ctx context.Context, input any) error
}

func record(client api.DynamoDB) *recorder { return &recorder{DynamoDB: client} }

// interfere sets what is asked before each call; nil for nothing.
func (r *recorder) interfere(before func(ctx context.Context, input any) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.before = before
}

// forget forgets what was asked so far.
func (r *recorder) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.inputs = nil
}

// recorded lists the inputs of one type.
func recorded[In any](r *recorder) (list []*In) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, input := range r.inputs {
		if in, ok := input.(*In); ok {
			list = append(list, in)
		}
	}
	return list
}

// batched reports whether a batch carried the put, delete or get.
func (r *recorder) batched(input any) bool {
	switch in := input.(type) {
	case *dynamodb.GetItemInput:
		for _, call := range recorded[dynamodb.BatchGetItemInput](r) {
			for _, asked := range call.RequestItems {
				for _, key := range asked.Keys {
					if reflect.DeepEqual(key, in.Key) {
						return true
					}
				}
			}
		}
	case *dynamodb.PutItemInput:
		for _, call := range recorded[dynamodb.BatchWriteItemInput](r) {
			for _, asked := range call.RequestItems {
				for _, w := range asked {
					if w.PutRequest != nil && reflect.DeepEqual(w.PutRequest.Item, in.Item) {
						return true
					}
				}
			}
		}
	case *dynamodb.DeleteItemInput:
		for _, call := range recorded[dynamodb.BatchWriteItemInput](r) {
			for _, asked := range call.RequestItems {
				for _, w := range asked {
					if w.DeleteRequest != nil && reflect.DeepEqual(w.DeleteRequest.Key, in.Key) {
						return true
					}
				}
			}
		}
	}
	return false
}

// alone reports whether the native operation was called with this very input.
func (r *recorder) alone(input any) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, in := range r.inputs {
		if carries(in, input) {
			return true
		}
	}
	return false
}

// carries says whether a call's input is the caller's: itself, or a copy that asks what the call consumes.
func carries(sent, callers any) bool {
	if sent == callers {
		return true
	}
	if reflect.TypeOf(sent) != reflect.TypeOf(callers) {
		return false
	}
	copied := reflect.New(reflect.TypeOf(callers).Elem())
	copied.Elem().Set(reflect.ValueOf(callers).Elem())
	asks := copied.Elem().FieldByName("ReturnConsumedCapacity")
	if !asks.IsValid() {
		return false
	}
	asks.SetString(string(types.ReturnConsumedCapacityIndexes))
	return reflect.DeepEqual(sent, copied.Interface())
}

// pass writes a call down and makes it.
func pass[In, Out any](r *recorder, ctx context.Context, in *In, optFns []func(*dynamodb.Options),
	next func(context.Context, *In, ...func(*dynamodb.Options)) (*Out, error)) (*Out, error) {
	r.mu.Lock()
	r.inputs = append(r.inputs, in)
	before := r.before
	r.mu.Unlock()
	if before != nil {
		if err := before(ctx, in); err != nil {
			return nil, err
		}
	}
	return next(ctx, in, optFns...)
}

func (r *recorder) PutItem(ctx context.Context, in *dynamodb.PutItemInput, optFns ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	return pass(r, ctx, in, optFns, r.DynamoDB.PutItem)
}

func (r *recorder) GetItem(ctx context.Context, in *dynamodb.GetItemInput, optFns ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	return pass(r, ctx, in, optFns, r.DynamoDB.GetItem)
}

func (r *recorder) DeleteItem(ctx context.Context, in *dynamodb.DeleteItemInput, optFns ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error) {
	return pass(r, ctx, in, optFns, r.DynamoDB.DeleteItem)
}

func (r *recorder) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, optFns ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	return pass(r, ctx, in, optFns, r.DynamoDB.UpdateItem)
}

func (r *recorder) BatchWriteItem(ctx context.Context, in *dynamodb.BatchWriteItemInput, optFns ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error) {
	return pass(r, ctx, in, optFns, r.DynamoDB.BatchWriteItem)
}

func (r *recorder) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, optFns ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	return pass(r, ctx, in, optFns, r.DynamoDB.BatchGetItem)
}

func (r *recorder) DescribeTable(ctx context.Context, in *dynamodb.DescribeTableInput, optFns ...func(*dynamodb.Options)) (*dynamodb.DescribeTableOutput, error) {
	return pass(r, ctx, in, optFns, r.DynamoDB.DescribeTable)
}

func (r *recorder) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, optFns ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	return pass(r, ctx, in, optFns, r.DynamoDB.TransactWriteItems)
}
