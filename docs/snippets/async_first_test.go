package snippets

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

func awaitAsync(ctx context.Context, ex *api.Executor) (*dynamodb.GetItemOutput, error) {
	// region await-async
	get := ex.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text("order/0001")}})
	// ... whatever else there is to do ...
	out, err := get.Await(ctx)
	// endregion
	return out, err
}

func awaitSync(ctx context.Context, db *api.SyncExecutor) (*dynamodb.GetItemOutput, error) {
	// region await-sync
	out, err := db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text("order/0001")}})
	// endregion
	return out, err
}

func selectAsync(ctx context.Context, ex *api.Executor, ticks <-chan time.Time) (waited int, err error) {
	// region select-async
	get := ex.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text("order/0001")}})
	for {
		select {
		case <-get.Done():
			out, err, _ := get.Result() // doesn't wait; its third result is false before Done
			fmt.Println(len(out.Item), "attributes")
			return waited, err
		case <-ticks:
			waited++
		}
	}
	// endregion
}

func selectSync(ctx context.Context, db *api.SyncExecutor, ticks <-chan time.Time) (waited int, err error) {
	// region select-sync
	done := make(chan struct{})
	var out *dynamodb.GetItemOutput
	go func() {
		defer close(done)
		out, err = db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text("order/0001")}})
	}()
	for {
		select {
		case <-done:
			if err == nil {
				fmt.Println(len(out.Item), "attributes")
			}
			return waited, err
		case <-ticks:
			waited++
		}
	}
	// endregion
}

func thenAsync(ctx context.Context, ex *api.Executor, report func(error)) {
	// region then-async
	ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: item{"id": text("visit/1")}}).
		Then(func(_ *dynamodb.PutItemOutput, err error) { report(err) })
	// endregion
}

func thenSync(ctx context.Context, db *api.SyncExecutor, report func(error)) {
	// region then-sync
	go func() {
		_, err := db.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: item{"id": text("visit/2")}})
		report(err)
	}()
	// endregion
}

func allAsync(ctx context.Context, ex *api.Executor, orders []item) error {
	// region all-async
	var puts []*api.Future[*dynamodb.PutItemOutput]
	for _, order := range orders {
		puts = append(puts, ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order}))
	}
	_, err := api.All(puts...).Await(ctx)

	var partial *api.PartialError
	if errors.As(err, &partial) {
		for _, failure := range partial.Failures {
			fmt.Printf("number %d of %d: %v\n", failure.Index, partial.Of, failure.Err)
		}
	}
	// endregion
	return err
}

func allSync(ctx context.Context, db *api.SyncExecutor, orders []item) error {
	// region all-sync
	var wg sync.WaitGroup
	errs := make([]error, len(orders))
	for i, order := range orders {
		wg.Go(func() {
			_, errs[i] = db.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order})
		})
	}
	wg.Wait()

	for i, err := range errs {
		if err != nil {
			fmt.Printf("number %d of %d: %v\n", i, len(errs), err)
		}
	}
	// endregion
	return errors.Join(errs...)
}

func anyAsync(ctx context.Context, ex *api.Executor, archive string) (*dynamodb.GetItemOutput, error) {
	key := item{"id": text("order/0001")}
	// region any-async
	out, err := api.Any(
		ex.GetItem(ctx, &dynamodb.GetItemInput{TableName: &archive, Key: key}),
		ex.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: key}),
	).Await(ctx)
	// endregion
	return out, err
}

func anySync(ctx context.Context, db *api.SyncExecutor, archive string) (*dynamodb.GetItemOutput, error) {
	key := item{"id": text("order/0001")}
	// region any-sync
	out, err := db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &archive, Key: key})
	if err != nil { // one after the other; to ask both at once takes two goroutines and a channel
		out, err = db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: key})
	}
	// endregion
	return out, err
}

func eachAsync(ctx context.Context, ex *api.Executor, orders iter.Seq[item]) (int, error) {
	// region each-async
	puts := func(yield func(*api.Future[*dynamodb.PutItemOutput]) bool) {
		for order := range orders {
			if !yield(ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order})) {
				return
			}
		}
	}
	stored, err := api.Each(ctx, 1000, puts, func(_ int, _ *dynamodb.PutItemOutput, err error) error {
		return err // stop at the first failure
	}).Await(ctx)
	// endregion
	return stored, err
}

func eachSync(ctx context.Context, db *api.SyncExecutor, orders iter.Seq[item]) (int, error) {
	// region each-sync
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var wg sync.WaitGroup
	window := make(chan struct{}, 1000)
	stored := 0
	for order := range orders {
		window <- struct{}{}
		if ctx.Err() != nil {
			break // stop at the first failure
		}
		stored++
		wg.Go(func() {
			defer func() { <-window }()
			if _, err := db.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order}); err != nil {
				stop(err)
			}
		})
	}
	wg.Wait()
	err := context.Cause(ctx)
	// endregion
	return stored, err
}

func withdrawAsync(ctx context.Context, ex *api.Executor) (waiting, request error) {
	// region withdraw-async
	asked, withdraw := context.WithCancel(ctx)
	get := ex.GetItem(asked, &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text("order/0001")}})

	hurry, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	_, waiting = get.Await(hurry) // context.DeadlineExceeded: stops waiting, and nothing else

	withdraw() // the request's own ctx: this is what takes it back
	_, request = get.Await(ctx)
	// endregion
	return waiting, request
}

func withdrawSync(ctx context.Context, db *api.SyncExecutor) (request error) {
	// region withdraw-sync
	asked, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	_, request = db.GetItem(asked, &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text("order/0001")}})
	// endregion
	return request
}

func TestAsyncFirst(t *testing.T) {
	orders := numbered(100)
	db := newDatabase(t, orders...)
	for _, await := range []func(context.Context, *api.Executor) (*dynamodb.GetItemOutput, error){
		awaitAsync,
		func(ctx context.Context, ex *api.Executor) (*dynamodb.GetItemOutput, error) {
			return awaitSync(ctx, ex.Sync())
		},
		func(ctx context.Context, ex *api.Executor) (*dynamodb.GetItemOutput, error) {
			return anyAsync(ctx, ex, "archive")
		},
		func(ctx context.Context, ex *api.Executor) (*dynamodb.GetItemOutput, error) {
			return anySync(ctx, ex.Sync(), "archive")
		},
	} {
		run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
			out, err := await(ctx, ex)
			require.NoError(t, err)
			require.Equal(t, orders[1], out.Item)
			return nil
		})
	}
}

func TestWaitingInASelect(t *testing.T) {
	for _, wait := range []func(context.Context, *api.Executor, <-chan time.Time) (int, error){
		selectAsync,
		func(ctx context.Context, ex *api.Executor, ticks <-chan time.Time) (int, error) {
			return selectSync(ctx, ex.Sync(), ticks)
		},
	} {
		text := printed(t, func() {
			run(t, newDatabase(t, numbered(2)...).client, func(ctx context.Context, ex *api.Executor) error {
				ticker := time.NewTicker(latency * 2 / 3)
				defer ticker.Stop()
				waited, err := wait(ctx, ex, ticker.C)
				require.Positive(t, waited)
				return err
			})
		})
		require.Equal(t, "2 attributes\n", text)
	}
}

func TestThen(t *testing.T) {
	db := newDatabase(t)
	run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
		errs := make(chan error)
		report := func(err error) { errs <- err }
		thenAsync(ctx, ex, report)
		thenSync(ctx, ex.Sync(), report)
		return errors.Join(<-errs, <-errs)
	})
	require.Contains(t, db.items(t), "visit/1")
	require.Contains(t, db.items(t), "visit/2")
}

func TestManyOfWhichOneFails(t *testing.T) {
	orders := numbered(100)
	orders[17]["id"] = number(17) // the key is a string
	for _, all := range []func(context.Context, *api.Executor, []item) error{
		allAsync,
		func(ctx context.Context, ex *api.Executor, orders []item) error {
			return allSync(ctx, ex.Sync(), orders)
		},
	} {
		db := newDatabase(t)
		text := printed(t, func() {
			run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
				require.Error(t, all(ctx, ex, orders))
				return nil
			})
		})
		require.Contains(t, text, "number 17 of 100: PutItem on table \"orders\", rejected after ")
		require.Len(t, db.items(t), 99)
	}
}

func TestEach(t *testing.T) {
	many := func(yield func(item) bool) {
		for _, order := range numbered(5000) {
			if !yield(order) {
				return
			}
		}
	}
	for _, each := range []func(context.Context, *api.Executor, iter.Seq[item]) (int, error){
		eachAsync,
		func(ctx context.Context, ex *api.Executor, orders iter.Seq[item]) (int, error) {
			return eachSync(ctx, ex.Sync(), orders)
		},
	} {
		db := newDatabase(t)
		run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
			stored, err := each(ctx, ex, many)
			require.Equal(t, 5000, stored)
			return err
		})
		require.Len(t, db.items(t), 5000)

		db.Control(local.Fail(local.Error(http.StatusBadRequest, "OutOfOrder", "out of order")))
		run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
			stored, err := each(ctx, ex, many)
			require.ErrorContains(t, err, "out of order")
			require.Less(t, stored, 5000)
			return nil
		})
	}
}

func TestWithdrawing(t *testing.T) {
	run(t, newDatabase(t).client, func(ctx context.Context, ex *api.Executor) error {
		waiting, request := withdrawAsync(ctx, ex)
		require.Equal(t, context.DeadlineExceeded, waiting)
		require.ErrorIs(t, request, context.Canceled)
		var failure *api.OperationError
		require.ErrorAs(t, request, &failure)
		require.ErrorIs(t, withdrawSync(ctx, ex.Sync()), context.DeadlineExceeded)
		return nil
	})
}
