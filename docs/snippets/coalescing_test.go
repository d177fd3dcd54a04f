package snippets

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

func hundredAsync(ctx context.Context, ex *api.Executor, orders []item) error {
	// region hundred-async
	var puts []*api.Future[*dynamodb.PutItemOutput]
	for _, order := range orders {
		puts = append(puts, ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order}))
	}
	_, err := api.All(puts...).Await(ctx)

	of := ex.Stats().Tables[table]
	fmt.Printf("%d requests, %d calls, %d of them batches\n", of.Requests, of.Calls, of.BatchCalls)
	// endregion
	return err
}

func hundredSync(ctx context.Context, db *api.SyncExecutor, orders []item) error {
	// region hundred-sync
	var wg sync.WaitGroup
	errs := make([]error, len(orders))
	for i, order := range orders {
		wg.Go(func() {
			_, errs[i] = db.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order})
		})
	}
	wg.Wait()

	of := db.Stats().Tables[table]
	fmt.Printf("%d requests, %d calls, %d of them batches\n", of.Requests, of.Calls, of.BatchCalls)
	// endregion
	return errors.Join(errs...)
}

func aloneAsync(ctx context.Context, ex *api.Executor, order item) error {
	// region alone-async
	alone := api.WithoutCoalescing(ctx) // for every request that is made with this ctx
	first := ex.PutItem(alone, &dynamodb.PutItemInput{TableName: &table, Item: order})

	// or for one request; any optFn has this effect, since a batch could not honour it
	second := ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order}, api.NoCoalescing)
	// endregion
	_, err := first.Await(ctx)
	_, also := second.Await(ctx)
	return errors.Join(err, also)
}

func aloneSync(ctx context.Context, db *api.SyncExecutor, order item) error {
	// region alone-sync
	alone := api.WithoutCoalescing(ctx)
	_, err := db.PutItem(alone, &dynamodb.PutItemInput{TableName: &table, Item: order})

	_, also := db.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order}, api.NoCoalescing)
	// endregion
	return errors.Join(err, also)
}

func TestAHundredPutsAreFourBatches(t *testing.T) {
	for _, hundred := range []func(context.Context, *api.Executor, []item) error{
		hundredAsync,
		func(ctx context.Context, ex *api.Executor, orders []item) error {
			return hundredSync(ctx, ex.Sync(), orders)
		},
	} {
		db := newDatabase(t)
		text := printed(t, func() {
			run(t, db.client, func(ctx context.Context, ex *api.Executor) error { return hundred(ctx, ex, numbered(100)) })
		})
		require.Equal(t, "100 requests, 4 calls, 4 of them batches\n", text)
		require.Equal(t, []string{"DescribeTable", "BatchWriteItem", "BatchWriteItem", "BatchWriteItem", "BatchWriteItem"}, db.calls)
	}
}

func TestAlone(t *testing.T) {
	for _, alone := range []func(context.Context, *api.Executor, item) error{
		aloneAsync,
		func(ctx context.Context, ex *api.Executor, order item) error { return aloneSync(ctx, ex.Sync(), order) },
	} {
		db := newDatabase(t)
		run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
			for _, order := range numbered(2) { // company
				ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order})
			}
			return alone(ctx, ex, item{"id": text("mine")})
		})
		require.Equal(t, 2, db.count("PutItem"))
		require.Equal(t, 1, db.count("BatchWriteItem"))
	}
}
