package integration

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

// face is one of the executor's two.
type face string

const (
	async face = "async"
	sync_ face = "sync"
)

var faces = []face{async, sync_}

// eachFace runs a test in both faces.
func eachFace(t *testing.T, test func(*testing.T, face)) {
	for _, f := range faces {
		t.Run(string(f), func(t *testing.T) { test(t, f) })
	}
}

type optFn = func(*dynamodb.Options)

// answer is what came of a request.
type answer struct {
	out any
	err error
	// panicked is the type of what the call panicked with.
	panicked string
}

// waiter waits for an answer.
type waiter func() answer

// patience is how long an answer may take before a test gives up: far longer than any does.
const patience = 60 * time.Second

// special is an input that is asked for with optFns, or with a ctx of its own.
type special struct {
	input  any
	ctx    func(context.Context) context.Context
	optFns []optFn
}

// operation is one of DynamoDB's, in the three ways to ask for it.
type operation struct {
	native func(context.Context, api.DynamoDB, any, []optFn) (any, error)
	async  func(context.Context, *api.Executor, any, []optFn) waiter
}

// operations are those that the tests use, by the type of their input.
var operations = map[reflect.Type]operation{}

func register[In, Out any](
	native func(api.DynamoDB, context.Context, *In, ...optFn) (*Out, error),
	async func(*api.Executor, context.Context, *In, ...optFn) *api.Future[*Out],
) bool {
	operations[reflect.TypeFor[*In]()] = operation{
		native: func(ctx context.Context, client api.DynamoDB, in any, optFns []optFn) (any, error) {
			return native(client, ctx, in.(*In), optFns...)
		},
		async: func(ctx context.Context, ex *api.Executor, in any, optFns []optFn) waiter {
			future := async(ex, ctx, in.(*In), optFns...)
			return func() answer {
				ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
				defer cancel()
				out, err := future.Await(ctx)
				if err == context.DeadlineExceeded { // Await's own, not the request's
					panic(fmt.Sprintf("no answer within %v to a %T", patience, in))
				}
				return answer{out: out, err: err}
			}
		},
	}
	return true
}

var _ = register(api.DynamoDB.PutItem, (*api.Executor).PutItem) &&
	register(api.DynamoDB.GetItem, (*api.Executor).GetItem) &&
	register(api.DynamoDB.DeleteItem, (*api.Executor).DeleteItem) &&
	register(api.DynamoDB.UpdateItem, (*api.Executor).UpdateItem) &&
	register(api.DynamoDB.BatchGetItem, (*api.Executor).BatchGetItem) &&
	register(api.DynamoDB.BatchWriteItem, (*api.Executor).BatchWriteItem) &&
	register(api.DynamoDB.Query, (*api.Executor).Query) &&
	register(api.DynamoDB.Scan, (*api.Executor).Scan) &&
	register(api.DynamoDB.TransactGetItems, (*api.Executor).TransactGetItems) &&
	register(api.DynamoDB.TransactWriteItems, (*api.Executor).TransactWriteItems) &&
	register(api.DynamoDB.ExecuteStatement, (*api.Executor).ExecuteStatement) &&
	register(api.DynamoDB.BatchExecuteStatement, (*api.Executor).BatchExecuteStatement) &&
	register(api.DynamoDB.ExecuteTransaction, (*api.Executor).ExecuteTransaction) &&
	register(api.DynamoDB.CreateTable, (*api.Executor).CreateTable) &&
	register(api.DynamoDB.DescribeTable, (*api.Executor).DescribeTable) &&
	register(api.DynamoDB.ListTables, (*api.Executor).ListTables) &&
	register(api.DynamoDB.UpdateTable, (*api.Executor).UpdateTable) &&
	register(api.DynamoDB.DeleteTable, (*api.Executor).DeleteTable) &&
	register(api.DynamoDB.DescribeTimeToLive, (*api.Executor).DescribeTimeToLive) &&
	register(api.DynamoDB.UpdateTimeToLive, (*api.Executor).UpdateTimeToLive) &&
	register(api.DynamoDB.TagResource, (*api.Executor).TagResource) &&
	register(api.DynamoDB.UntagResource, (*api.Executor).UntagResource) &&
	register(api.DynamoDB.ListTagsOfResource, (*api.Executor).ListTagsOfResource) &&
	register(api.DynamoDB.DescribeLimits, (*api.Executor).DescribeLimits) &&
	register(api.DynamoDB.DescribeContinuousBackups, (*api.Executor).DescribeContinuousBackups) &&
	register(api.DynamoDB.CreateBackup, (*api.Executor).CreateBackup)

func operationOf(input any) operation {
	op, ok := operations[reflect.TypeOf(input)]
	if !ok {
		panic(fmt.Sprintf("no operation is registered for %T", input))
	}
	return op
}

// native asks the client and waits; it answers for a panic as well.
func native(ctx context.Context, client api.DynamoDB, input any, optFns ...optFn) (a answer) {
	defer func() {
		if v := recover(); v != nil {
			a = answer{panicked: fmt.Sprintf("%T", v)}
		}
	}()
	if with, ok := input.(special); ok {
		input, optFns = with.input, with.optFns
	}
	out, err := operationOf(input).native(ctx, client, input, optFns)
	return answer{out: out, err: err}
}

// ask asks an executor, through one of its faces, and doesn't wait.
func (f face) ask(ctx context.Context, ex *api.Executor, input any, optFns ...optFn) waiter {
	if with, ok := input.(special); ok {
		if with.ctx != nil {
			ctx = with.ctx(ctx)
		}
		input, optFns = with.input, with.optFns
	}
	if f == async {
		return operationOf(input).async(ctx, ex, input, optFns)
	}
	answers := make(chan answer, 1)
	go func() {
		out, err := operationOf(input).native(ctx, ex.Sync(), input, optFns)
		answers <- answer{out: out, err: err}
	}()
	return func() answer {
		select {
		case a := <-answers:
			answers <- a
			return a
		case <-time.After(patience):
			panic(fmt.Sprintf("no answer within %v to a %T", patience, input))
		}
	}
}

// of is an answer with the output's type.
func of[Out any](a answer) (*Out, error) {
	out, _ := a.out.(*Out)
	return out, a.err
}
