package peers

import (
	"context"
	"math"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/bench/internal/items"
)

// Executor is the executor that is measured.
type Executor struct{ *api.Executor }

// OpenExecutor opens an executor that knows the benchmark's table.
func OpenExecutor(client api.DynamoDB, options ...api.Option) (Executor, error) {
	options = append([]api.Option{api.WithKeySchema(items.Table, items.PartitionKey, "")}, options...)
	ex, err := api.Open(client, options...)
	return Executor{ex}, err
}

// OpenExecutorFor opens an executor that admits so many requests at once.
func OpenExecutorFor(client api.DynamoDB, pending int) (Executor, error) {
	return OpenExecutor(client, api.WithMaxPending(pending, math.MaxInt64))
}

// AsyncPuts pipelines the async face's puts.
func (e Executor) AsyncPuts(name string, callers, hold int) Peer {
	ask := func(ctx context.Context, key string) *api.Future[*dynamodb.PutItemOutput] {
		return e.PutItem(ctx, putInput(key))
	}
	check := func(*dynamodb.PutItemOutput, string) error { return nil }
	return pipeline(name, callers, hold, ask, check)
}

// AsyncGets pipelines the async face's gets.
func (e Executor) AsyncGets(name string, callers, hold int) Peer {
	ask := func(ctx context.Context, key string) *api.Future[*dynamodb.GetItemOutput] {
		return e.GetItem(ctx, getInput(key))
	}
	check := func(out *dynamodb.GetItemOutput, key string) error { return items.Check(out.Item, key) }
	return pipeline(name, callers, hold, ask, check)
}
