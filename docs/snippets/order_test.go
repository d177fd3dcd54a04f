package snippets

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

func orderAsync(ctx context.Context, ex *api.Executor) (out *dynamodb.GetItemOutput, err error) {
	// region order-async
	key := item{"id": text("account/1")}
	put := ex.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &table, Item: item{"id": key["id"], "balance": number(100)},
	})
	update := ex.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &table, Key: key,
		UpdateExpression:          aws.String("ADD balance :n"),
		ExpressionAttributeValues: item{":n": number(-30)},
	})
	get := ex.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: key, ConsistentRead: aws.Bool(true)})

	out, err = get.Await(ctx) // balance is 70
	// endregion
	_, putErr := put.Await(ctx)
	_, updateErr := update.Await(ctx)
	return out, errors.Join(putErr, updateErr, err)
}

func orderSync(ctx context.Context, db *api.SyncExecutor) (out *dynamodb.GetItemOutput, err error) {
	// region order-sync
	key := item{"id": text("account/1")}
	if _, err := db.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &table, Item: item{"id": key["id"], "balance": number(100)},
	}); err != nil {
		return nil, err
	}
	if _, err := db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &table, Key: key,
		UpdateExpression:          aws.String("ADD balance :n"),
		ExpressionAttributeValues: item{":n": number(-30)},
	}); err != nil {
		return nil, err
	}
	out, err = db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: key, ConsistentRead: aws.Bool(true)}) // balance is 70
	// endregion
	return out, err
}

func add(n int) *dynamodb.UpdateItemInput {
	return &dynamodb.UpdateItemInput{
		TableName: &table, Key: item{"id": text("counter")},
		UpdateExpression:          aws.String("ADD balance :n"),
		ExpressionAttributeValues: item{":n": number(n)},
	}
}

func unorderedAsync(ctx context.Context, ex *api.Executor) error {
	// region unordered-async
	free := api.WithUnordered(ctx)
	var adds []*api.Future[*dynamodb.UpdateItemOutput]
	for range 100 {
		adds = append(adds, ex.UpdateItem(free, add(1))) // in whatever order: the sum is the same
	}
	_, err := api.All(adds...).Await(ctx)
	// endregion
	return err
}

func unorderedSync(ctx context.Context, db *api.SyncExecutor) error {
	// region unordered-sync
	_, err := db.UpdateItem(api.WithUnordered(ctx), add(1)) // doesn't wait for futures on its key
	// endregion
	return err
}

func flushAsync(ctx context.Context, ex *api.Executor, orders []item) error {
	// region flush-async
	for _, order := range orders {
		ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order}).
			Then(func(_ *dynamodb.PutItemOutput, err error) {
				if err != nil {
					fmt.Println("not stored:", err)
				}
			})
	}
	err := ex.Flush(ctx) // all of them are answered now, well or badly
	// endregion
	return err
}

func flushSync(ctx context.Context, db *api.SyncExecutor) error {
	// region flush-sync
	err := db.Flush(ctx) // the same executor, so it waits for the futures of the async face too
	// endregion
	return err
}

func closeAsync(ctx context.Context, ex *api.Executor) error {
	// region close-async
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	err := ex.Close(ctx)

	var outstanding *api.CloseError
	if errors.As(err, &outstanding) {
		for _, o := range outstanding.Outstanding {
			fmt.Printf("%v on %s: %d waiting, %d in flight\n", o.Operation, o.Table, o.Waiting, o.InFlight)
		}
	}
	// endregion
	return err
}

func closeSync(ctx context.Context, db *api.SyncExecutor) error {
	// region close-sync
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	err := db.Close(ctx)

	var outstanding *api.CloseError
	if errors.As(err, &outstanding) {
		fmt.Printf("%d requests were given up\n", outstanding.Count())
	}
	// endregion
	return err
}

func TestOneKeyIsInOrder(t *testing.T) {
	for _, order := range []func(context.Context, *api.Executor) (*dynamodb.GetItemOutput, error){
		orderAsync,
		func(ctx context.Context, ex *api.Executor) (*dynamodb.GetItemOutput, error) {
			return orderSync(ctx, ex.Sync())
		},
	} {
		db := newDatabase(t)
		run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
			out, err := order(ctx, ex)
			require.NoError(t, err)
			require.Equal(t, item{"id": text("account/1"), "balance": number(70)}, out.Item)
			return nil
		})
		require.Equal(t, []string{"DescribeTable", "PutItem", "UpdateItem", "GetItem"}, db.calls)
	}
}

func TestUnorderedUpdatesDoNotWaitForEachOther(t *testing.T) {
	db := newDatabase(t)
	run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
		start := time.Now()
		require.NoError(t, unorderedAsync(ctx, ex))
		require.Equal(t, latency, time.Since(start), "a hundred calls at once take as long as one")
		return unorderedSync(ctx, ex.Sync())
	}, api.WithKeySchema(table, "id", ""))
	require.Equal(t, number(101), db.items(t)["counter"]["balance"])
}

//parity:async both faces' Flush is called; what they wait for are futures, a sync caller waits by itself
func TestFlush(t *testing.T) {
	db := newDatabase(t)
	run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
		require.NoError(t, flushAsync(ctx, ex, numbered(60)))
		require.Len(t, db.items(t), 60)
		ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: item{"id": text("one more")}})
		require.NoError(t, flushSync(ctx, ex.Sync()))
		require.Contains(t, db.items(t), "one more")
		return nil
	})
}

func TestCloseNamesWhatIsOutstanding(t *testing.T) {
	for name, test := range map[string]struct {
		close func(context.Context, *api.Executor) error
		says  string
	}{
		"async": {closeAsync, "PutItem on orders: 1 waiting, 1 in flight\n"},
		"sync":  {func(ctx context.Context, ex *api.Executor) error { return closeSync(ctx, ex.Sync()) }, "2 requests were given up\n"},
	} {
		var ended error
		text := printed(t, func() {
			synctest.Test(t, func(t *testing.T) {
				db := newDatabase(t)
				db.Control(local.On(local.Hold(nil), "PutItem")) // never answers
				ex, err := api.Open(db.client, api.WithKeySchema(table, "id", ""))
				require.NoError(t, err)
				var puts []*api.Future[*dynamodb.PutItemOutput]
				for range 2 { // on one key, so the second waits for the first
					puts = append(puts, ex.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item{"id": text("mine")}}))
				}
				synctest.Wait()
				ended = test.close(t.Context(), ex)
				for i, outcome := range []api.Outcome{api.Unknown, api.NotSent} {
					_, err := puts[i].Await(t.Context())
					require.ErrorIs(t, err, api.ErrClosed)
					var failure *api.OperationError
					require.ErrorAs(t, err, &failure)
					require.Equal(t, outcome, failure.Outcome)
				}
				_, err = ex.Sync().PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item{"id": text("mine")}})
				require.ErrorIs(t, err, api.ErrClosed)
			})
		})
		require.ErrorIs(t, ended, context.DeadlineExceeded, name)
		require.Equal(t, test.says, text, name)
	}
}
