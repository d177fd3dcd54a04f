package snippets

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

func openWithLimits(client api.DynamoDB) (*api.Executor, error) {
	// region limits
	ex, err := api.Open(client,
		api.WithLimits("orders", api.Limits{
			Read:  api.ShareOfCapacity(0.5), // of what DescribeTable reports
			Write: api.UnitsPerSecond(200),  // write units
			Burst: 10 * time.Second,         // what 10 s leave unused may be used at once; a second by default
		}),
		api.WithIndexLimits("orders", "by-customer", api.Limits{Write: api.UnitsPerSecond(50)}),
	)
	// endregion
	return ex, err
}

func setLimitsAsync(ex *api.Executor) error {
	// region set-limits-async
	err := ex.SetLimits("orders", api.Limits{Write: api.UnitsPerSecond(500)})
	// endregion
	return err
}

func setLimitsSync(db *api.SyncExecutor) error {
	// region set-limits-sync
	err := db.SetLimits("orders", api.Limits{Write: api.UnitsPerSecond(500)})
	// endregion
	return err
}

func priorityAsync(ctx context.Context, ex *api.Executor, orders []item) error {
	// region priority-async
	bulk := api.WithPriority(ctx, api.Bulk)
	var puts []*api.Future[*dynamodb.PutItemOutput]
	for _, order := range orders {
		puts = append(puts, ex.PutItem(bulk, &dynamodb.PutItemInput{TableName: &table, Item: order}))
	}
	get := ex.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text("order/1")}}) // goes first
	// endregion
	_, err := get.Await(ctx)
	_, putErr := api.All(puts...).Await(ctx)
	return errors.Join(err, putErr)
}

func prioritySync(ctx context.Context, db *api.SyncExecutor, orders []item) error {
	// region priority-sync
	bulk := api.WithPriority(ctx, api.Bulk)
	errs := make(chan error)
	for _, order := range orders {
		go func() {
			_, err := db.PutItem(bulk, &dynamodb.PutItemInput{TableName: &table, Item: order})
			errs <- err
		}()
	}
	_, err := db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text("order/1")}}) // goes first
	// endregion
	for range orders {
		err = errors.Join(err, <-errs)
	}
	return err
}

func deadlineAsync(ctx context.Context, ex *api.Executor, order item) error {
	// region deadline-async
	ctx, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	_, err := ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order}).Await(ctx)

	var short *api.CapacityError // errors.Is(err, context.DeadlineExceeded) too
	if errors.As(err, &short) {
		fmt.Println("not sent: capacity of", short.Table, "comes in", short.Wait.Round(time.Second))
	}
	// endregion
	return err
}

func deadlineSync(ctx context.Context, db *api.SyncExecutor, order item) error {
	// region deadline-sync
	ctx, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	_, err := db.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order})

	var short *api.CapacityError // errors.Is(err, context.DeadlineExceeded) too
	if errors.As(err, &short) {
		fmt.Println("not sent: capacity of", short.Table, "comes in", short.Wait.Round(time.Second))
	}
	// endregion
	return err
}

func circuitAsync(ctx context.Context, ex *api.Executor, order item) error {
	// region circuit-async
	_, err := ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order}).Await(ctx)

	var open *api.CircuitError
	if errors.As(err, &open) {
		fmt.Println("not sent:", open.Operation, "on", open.Table, "has only failed for", time.Since(open.Since).Round(time.Second))
	}
	// endregion
	return err
}

func circuitSync(ctx context.Context, db *api.SyncExecutor, order item) error {
	// region circuit-sync
	_, err := db.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order})

	var open *api.CircuitError
	if errors.As(err, &open) {
		fmt.Println("not sent:", open.Operation, "on", open.Table, "has only failed for", time.Since(open.Since).Round(time.Second))
	}
	// endregion
	return err
}

func capacityStatsAsync(ex *api.Executor) {
	// region capacity-stats-async
	writes := ex.Stats().Tables["orders"].Write
	fmt.Printf("%.0f units used, %.0f of %.0f a second, refused: %v\n",
		writes.Used, writes.UsedPerSecond, writes.Limit, writes.Throttled)
	// endregion
}

func capacityStatsSync(db *api.SyncExecutor) {
	// region capacity-stats-sync
	waiting := db.Stats().Tables["orders"].Waiting
	fmt.Println(waiting.Capacity, "wait for capacity,", waiting.HotKey, "for their key,", waiting.Retry, "for a retry")
	// endregion
}

func hotKeysAsync(ex *api.Executor) {
	// region hot-keys-async
	for _, key := range ex.Stats().Tables["orders"].HotKeys.ByUnits {
		fmt.Printf("%s: %.0f units in the last minute, %.0f %% of all\n", key.Key, key.Units, 100*key.Share)
	}
	// endregion
}

func hotKeysSync(db *api.SyncExecutor) {
	// region hot-keys-sync
	for _, key := range db.Stats().Tables["orders"].HotKeys.ByThrottles {
		fmt.Printf("%s: %.0f units refused in the last minute\n", key.Key, key.Throttled)
	}
	// endregion
}

// putAll writes orders, all at once.
func putAll(ctx context.Context, ex *api.Executor, orders []item) error {
	var puts []*api.Future[*dynamodb.PutItemOutput]
	for _, order := range orders {
		puts = append(puts, ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order}))
	}
	_, err := api.All(puts...).Await(ctx)
	return err
}

// putAllSync does so in the sync face.
func putAllSync(ctx context.Context, db *api.SyncExecutor, orders []item) error {
	errs := make(chan error)
	for _, order := range orders {
		go func() {
			_, err := db.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order})
			errs <- err
		}()
	}
	var failed error
	for range orders {
		failed = errors.Join(failed, <-errs)
	}
	return failed
}

//parity:async limits are set by options, before there is a face
func TestLimits(t *testing.T) {
	ex, err := openWithLimits(newDatabase(t).client)
	require.NoError(t, err)
	require.NoError(t, putAll(t.Context(), ex, numbered(1)))
	require.NoError(t, ex.Close(t.Context()))
	of := ex.Stats().Tables[table]
	require.Equal(t, 200.0, of.Write.Set)
	require.Equal(t, 50.0, of.Indexes["by-customer"].Write.Set)
}

// forBothFaces runs code that a page shows, in one face after the other.
func forBothFaces(t *testing.T, test func(t *testing.T, sync bool)) {
	t.Helper()
	for name, sync := range map[string]bool{"Async": false, "Sync": true} {
		t.Run(name, func(t *testing.T) { test(t, sync) })
	}
}

func TestLimitsAreChangedWhileRunning(t *testing.T) {
	forBothFaces(t, func(t *testing.T, sync bool) {
		run(t, newDatabase(t).client, func(ctx context.Context, ex *api.Executor) error {
			put := func() time.Duration {
				began := time.Now()
				if sync {
					require.NoError(t, putAllSync(ctx, ex.Sync(), numbered(100)))
				} else {
					require.NoError(t, putAll(ctx, ex, numbered(100)))
				}
				return time.Since(began)
			}
			require.Greater(t, put(), 8*time.Second)
			if sync {
				require.NoError(t, setLimitsSync(ex.Sync()))
			} else {
				require.NoError(t, setLimitsAsync(ex))
			}
			require.Less(t, put(), time.Second)
			return nil
		}, api.WithLimits(table, api.Limits{Write: api.UnitsPerSecond(10)}))
	})
}

func TestPriorities(t *testing.T) {
	forBothFaces(t, func(t *testing.T, sync bool) {
		db := newDatabase(t)
		run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
			if sync {
				return prioritySync(ctx, ex.Sync(), numbered(50))
			}
			return priorityAsync(ctx, ex, numbered(50))
		})
		require.Len(t, db.items(t), 50)
		require.Equal(t, 1, db.count("GetItem"))
	})
}

func TestDeadlines(t *testing.T) {
	forBothFaces(t, func(t *testing.T, sync bool) {
		db := newDatabase(t)
		text := printed(t, func() {
			run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
				limited := ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: item{"id": text("first"), "note": text(string(make([]byte, 3500)))}})
				_, err := limited.Await(ctx)
				require.NoError(t, err)
				began := time.Now()
				if sync {
					err = deadlineSync(ctx, ex.Sync(), item{"id": text("second")})
				} else {
					err = deadlineAsync(ctx, ex, item{"id": text("second")})
				}
				require.Zero(t, time.Since(began), "it fails at once")
				require.ErrorIs(t, err, context.DeadlineExceeded)
				var failure *api.OperationError
				require.ErrorAs(t, err, &failure)
				require.Equal(t, api.NotSent, failure.Outcome)
				return nil
			}, api.WithLimits(table, api.Limits{Write: api.UnitsPerSecond(1)}))
		})
		require.Equal(t, "not sent: capacity of orders comes in 4s\n", text)
		require.NotContains(t, db.items(t), "second")
	})
}

func TestCircuits(t *testing.T) {
	forBothFaces(t, func(t *testing.T, sync bool) {
		db := newDatabase(t)
		db.Control(local.On(local.Fail(&smithy.GenericAPIError{Code: "AccessDeniedException"}), "PutItem"))
		text := printed(t, func() {
			run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
				put := func() error {
					if sync {
						return circuitSync(ctx, ex.Sync(), item{"id": text("mine")})
					}
					return circuitAsync(ctx, ex, item{"id": text("mine")})
				}
				for range 12 {
					require.Error(t, put())
					time.Sleep(150 * time.Millisecond)
				}
				err := put()
				var denied smithy.APIError
				require.ErrorAs(t, err, &denied)
				require.Equal(t, "AccessDeniedException", denied.ErrorCode())
				return nil
			})
		})
		require.Contains(t, text, "not sent: PutItem on orders has only failed for 2s\n")
		require.Less(t, db.count("PutItem"), 12)
	})
}

//parity:async both faces' Stats are read; the puts only fill the counters, which the faces share
func TestCapacityStats(t *testing.T) {
	text := printed(t, func() {
		run(t, newDatabase(t).client, func(ctx context.Context, ex *api.Executor) error {
			if err := putAll(ctx, ex, numbered(100)); err != nil {
				return err
			}
			synctest.Wait() // the answers are there a moment before the counters
			capacityStatsAsync(ex)
			capacityStatsSync(ex.Sync())
			return nil
		}, api.WithLimits(table, api.Limits{Write: api.UnitsPerSecond(1000)}))
	})
	require.Equal(t, "100 units used, 100 of 1000 a second, refused: map[]\n0 wait for capacity, 0 for their key, 0 for a retry\n", text)
}

//parity:async both faces' Stats are read; the updates only fill the counters, which the faces share
func TestHotKeys(t *testing.T) {
	text := printed(t, func() {
		run(t, newDatabase(t).client, func(ctx context.Context, ex *api.Executor) error {
			for range 300 {
				if _, err := ex.UpdateItem(ctx, add(1)).Await(ctx); err != nil {
					return err
				}
			}
			synctest.Wait()
			hotKeysAsync(ex)
			hotKeysSync(ex.Sync())
			return nil
		}, api.WithHotKeyValues())
	})
	require.Equal(t, "counter: 300 units in the last minute, 100 % of all\n", text)
}
