package capacity

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

// face asks for operations in one of the executor's faces. What comes of it is told to done: later by the
// async one, before returning by the sync one.
type face struct {
	name string
	put  func(ctx context.Context, ex *api.Executor, in *dynamodb.PutItemInput, done func(error))
	get  func(ctx context.Context, ex *api.Executor, in *dynamodb.GetItemInput, done func(error))
	// waits says that a caller has one request at a time.
	waits bool
}

// tested are the faces that tests run in: under the race detector the async one, which the other one awaits.
func tested() []face {
	if raced {
		return faces[:1]
	}
	return faces
}

var faces = []face{
	{
		name: "async",
		put: func(ctx context.Context, ex *api.Executor, in *dynamodb.PutItemInput, done func(error)) {
			ex.PutItem(ctx, in).Then(func(_ *dynamodb.PutItemOutput, err error) { done(err) })
		},
		get: func(ctx context.Context, ex *api.Executor, in *dynamodb.GetItemInput, done func(error)) {
			ex.GetItem(ctx, in).Then(func(_ *dynamodb.GetItemOutput, err error) { done(err) })
		},
	},
	{
		name: "sync",
		put: func(ctx context.Context, ex *api.Executor, in *dynamodb.PutItemInput, done func(error)) {
			_, err := ex.Sync().PutItem(ctx, in)
			done(err)
		},
		get: func(ctx context.Context, ex *api.Executor, in *dynamodb.GetItemInput, done func(error)) {
			_, err := ex.Sync().GetItem(ctx, in)
			done(err)
		},
		waits: true,
	},
}
