package snippets

import (
	"context"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// ticket is an item of the table orders.
type ticket struct {
	ID    string `dynamodbav:"id"`
	Total int    `dynamodbav:"total"`
}

func callSDK(ctx context.Context, client *dynamodb.Client, id string) (found ticket, err error) {
	// region call-sdk
	out, err := client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text(id)}})
	if err != nil {
		return found, err
	}
	err = attributevalue.UnmarshalMap(out.Item, &found)
	// endregion
	return found, err
}

func callAsync(ctx context.Context, ex *api.Executor, id string) (found ticket, err error) {
	// region call-async
	get := ex.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text(id)}})
	// ... ask for more ...
	out, err := get.Await(ctx)
	if err != nil {
		return found, err
	}
	err = attributevalue.UnmarshalMap(out.Item, &found)
	// endregion
	return found, err
}

func callSync(ctx context.Context, db *api.SyncExecutor, id string) (found ticket, err error) {
	// region call-sync
	out, err := db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text(id)}})
	if err != nil {
		return found, err
	}
	err = attributevalue.UnmarshalMap(out.Item, &found)
	// endregion
	return found, err
}

func batchesSDK(ctx context.Context, client *dynamodb.Client, orders []item) error {
	// region batches-sdk
	var writes []types.WriteRequest
	for _, order := range orders {
		writes = append(writes, types.WriteRequest{PutRequest: &types.PutRequest{Item: order}})
	}
	for len(writes) > 0 {
		n := min(25, len(writes))
		out, err := client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{
			RequestItems: map[string][]types.WriteRequest{table: writes[:n]},
		})
		if err != nil {
			return err // of all 25, for one bad item
		}
		writes = append(writes[n:], out.UnprocessedItems[table]...) // and a backoff, if there are any
	}
	// endregion
	return nil
}

func batchesAsync(ctx context.Context, ex *api.Executor, orders []item) error {
	// region batches-async
	var puts []*api.Future[*dynamodb.PutItemOutput]
	for _, order := range orders {
		puts = append(puts, ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order}))
	}
	_, err := api.All(puts...).Await(ctx) // names each item that failed; all the others are written
	// endregion
	return err
}

func batchesSync(ctx context.Context, db *api.SyncExecutor, orders []item) []error {
	// region batches-sync
	errs := make(chan error)
	for _, order := range orders {
		go func() {
			_, err := db.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order})
			errs <- err
		}()
	}
	var failed []error
	for range orders {
		if err := <-errs; err != nil {
			failed = append(failed, err)
		}
	}
	// endregion
	return failed
}

func pagesAsync(ctx context.Context, ex *api.Executor) (found int, err error) {
	// region pages-async
	in := dynamodb.ScanInput{TableName: &table}
	page := ex.Scan(ctx, &in)
	for {
		out, err := page.Await(ctx)
		if err != nil {
			return found, err
		}
		if in.ExclusiveStartKey = out.LastEvaluatedKey; in.ExclusiveStartKey != nil {
			next := in
			page = ex.Scan(ctx, &next) // on its way while this page is worked on
		}
		found += len(out.Items)
		if in.ExclusiveStartKey == nil {
			return found, nil
		}
	}
	// endregion
}

func pagesSync(ctx context.Context, db *api.SyncExecutor) (found int, err error) {
	// region pages-sync
	pages := dynamodb.NewScanPaginator(db, &dynamodb.ScanInput{TableName: &table}) // the SDK's own
	for pages.HasMorePages() {
		out, err := pages.NextPage(ctx)
		if err != nil {
			return found, err
		}
		found += len(out.Items)
	}
	return found, nil
	// endregion
}

func TestTheSDKsCallAndItsTwins(t *testing.T) {
	db := newDatabase(t, numbered(2)...)
	want := ticket{ID: "order/0001", Total: 1}
	run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
		for _, call := range []func() (ticket, error){
			func() (ticket, error) { return callSDK(ctx, db.client, want.ID) },
			func() (ticket, error) { return callAsync(ctx, ex, want.ID) },
			func() (ticket, error) { return callSync(ctx, ex.Sync(), want.ID) },
		} {
			got, err := call()
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		return nil
	})
}

func TestBatchesByHandAndWithout(t *testing.T) {
	for name, write := range map[string]func(context.Context, *database, *api.Executor) error{
		"sdk": func(ctx context.Context, db *database, _ *api.Executor) error {
			return batchesSDK(ctx, db.client, numbered(100))
		},
		"async": func(ctx context.Context, _ *database, ex *api.Executor) error {
			return batchesAsync(ctx, ex, numbered(100))
		},
		"sync": func(ctx context.Context, _ *database, ex *api.Executor) error {
			for _, err := range batchesSync(ctx, ex.Sync(), numbered(100)) {
				return err
			}
			return nil
		},
	} {
		db := newDatabase(t)
		run(t, db.client, func(ctx context.Context, ex *api.Executor) error { return write(ctx, db, ex) })
		require.Len(t, db.items(t), 100, name)
		require.Equal(t, 4, db.count("BatchWriteItem"), name)
	}
}

func TestPagesByHandAndByThePaginator(t *testing.T) {
	large := numbered(40)
	for _, it := range large {
		it["note"] = text(fmt.Sprintf("%0100000d", 1)) // four pages of 1 MB
	}
	for _, scan := range []func(context.Context, *api.Executor) (int, error){
		pagesAsync,
		func(ctx context.Context, ex *api.Executor) (int, error) { return pagesSync(ctx, ex.Sync()) },
	} {
		db := newDatabase(t, large...)
		run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
			found, err := scan(ctx, ex)
			require.Equal(t, 40, found)
			return err
		})
		require.Equal(t, 4, db.count("Scan"))
	}
}
