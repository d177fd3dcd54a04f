package snippets

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

func createAsync(ctx context.Context, orders *api.Table[Order], order Order) (string, error) {
	// region create-async
	_, err := orders.Put(ctx, order, api.IfNotExists()).Await(ctx)

	var failed *types.ConditionalCheckFailedException // the SDK's own type
	if errors.As(err, &failed) {
		return "is there already", nil
	}
	// endregion
	return "stored", err
}

func createSync(ctx context.Context, ordersSync *api.SyncTable[Order], order Order) (string, error) {
	// region create-sync
	_, err := ordersSync.Put(ctx, order, api.IfNotExists())

	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		return "is there already", nil
	}
	// endregion
	return "stored", err
}

func lockAsync(ctx context.Context, orders *api.Table[Order], key api.Key) error {
	// region lock-async
	got, err := orders.Get(ctx, key, api.Consistent()).Await(ctx)
	if err != nil || !got.Found {
		return err
	}
	order := got.Item
	unchanged := expression.Name("version").Equal(expression.Value(order.Version))
	order.Version++
	order.Status = "paid"
	_, err = orders.Put(ctx, order, api.If(unchanged)).Await(ctx) // fails if somebody was faster
	// endregion
	return err
}

func lockSync(ctx context.Context, ordersSync *api.SyncTable[Order], key api.Key) error {
	// region lock-sync
	got, err := ordersSync.Get(ctx, key, api.Consistent())
	if err != nil || !got.Found {
		return err
	}
	order := got.Item
	unchanged := expression.Name("version").Equal(expression.Value(order.Version))
	order.Version++
	order.Status = "paid"
	_, err = ordersSync.Put(ctx, order, api.If(unchanged)) // fails if somebody was faster
	// endregion
	return err
}

func failedAsync(ctx context.Context, orders *api.Table[Order], key api.Key) error {
	// region failed-async
	isNew := expression.Name("status").Equal(expression.Value("new"))
	_, err := orders.Delete(ctx, key, api.If(isNew), api.ReturnOnFailure()).Await(ctx)

	there, decodeErr := orders.FailedItem(err) // makes no call
	if there.Found {
		fmt.Println("not deleted, since it is", there.Item.Status)
	}
	// endregion
	return errors.Join(err, decodeErr)
}

func failedSync(ctx context.Context, ordersSync *api.SyncTable[Order], key api.Key) error {
	// region failed-sync
	isNew := expression.Name("status").Equal(expression.Value("new"))
	_, err := ordersSync.Delete(ctx, key, api.If(isNew), api.ReturnOnFailure())

	there, decodeErr := ordersSync.FailedItem(err) // makes no call
	if there.Found {
		fmt.Println("not deleted, since it is", there.Item.Status)
	}
	// endregion
	return errors.Join(err, decodeErr)
}

func updateAsync(ctx context.Context, orders *api.Table[Order], key api.Key) (Order, error) {
	// region update-async
	changes := api.Changes(
		api.Set("status", "paid"),
		api.Increment("version", 1),
		api.Append("notes", "paid by card"),
	)
	now, err := orders.Update(ctx, key, changes, api.IfExists(), api.ReturnNew()).Await(ctx)
	// endregion
	return now.Item, err
}

func updateSync(ctx context.Context, ordersSync *api.SyncTable[Order], key api.Key) (Order, error) {
	// region update-sync
	changes := api.Changes(
		api.Set("status", "paid"),
		api.Increment("version", 1),
		api.Append("notes", "paid by card"),
	)
	now, err := ordersSync.Update(ctx, key, changes, api.IfExists(), api.ReturnNew())
	// endregion
	return now.Item, err
}

func beyondAsync(ctx context.Context, orders *api.Table[Order], key api.Key) (Order, error) {
	// region beyond-async
	total := expression.Name("total")
	discount := api.Changes(api.Set("status", "discounted")).
		Set(total, total.Minus(expression.Value(5)))
	enough := total.GreaterThanEqual(expression.Value(5)).
		And(expression.Name("status").In(expression.Value("new"), expression.Value("open")))

	now, err := orders.Update(ctx, key, discount, api.If(enough), api.ReturnUpdatedNew()).Await(ctx)
	// endregion
	return now.Item, err
}

func beyondSync(ctx context.Context, ordersSync *api.SyncTable[Order], key api.Key) (Order, error) {
	// region beyond-sync
	total := expression.Name("total")
	discount := api.Changes(api.Set("status", "discounted")).
		Set(total, total.Minus(expression.Value(5)))
	enough := total.GreaterThanEqual(expression.Value(5)).
		And(expression.Name("status").In(expression.Value("new"), expression.Value("open")))

	now, err := ordersSync.Update(ctx, key, discount, api.If(enough), api.ReturnUpdatedNew())
	// endregion
	return now.Item, err
}

func pipelineAsync(ctx context.Context, orders *api.Table[Order], order Order) (int, error) {
	// region pipeline-async
	key, err := orders.KeyOf(order)
	if err != nil {
		return 0, err
	}
	put := orders.Put(ctx, order, api.IfNotExists())
	more := orders.Update(ctx, key, api.Changes(api.Increment("total", 8)), api.IfExists()) // after the put
	get := orders.Get(ctx, key, api.Consistent())                                           // after the update

	got, err := get.Await(ctx)
	_, putErr := put.Await(ctx)
	_, moreErr := more.Await(ctx)
	return got.Item.Total, errors.Join(putErr, moreErr, err)
	// endregion
}

func pipelineSync(ctx context.Context, ordersSync *api.SyncTable[Order], order Order) (int, error) {
	// region pipeline-sync
	key, err := ordersSync.KeyOf(order)
	if err != nil {
		return 0, err
	}
	_, putErr := ordersSync.Put(ctx, order, api.IfNotExists())
	_, moreErr := ordersSync.Update(ctx, key, api.Changes(api.Increment("total", 8)), api.IfExists())

	got, err := ordersSync.Get(ctx, key, api.Consistent())
	return got.Item.Total, errors.Join(putErr, moreErr, err)
	// endregion
}

func TestCreatingAnItemOnce(t *testing.T) {
	onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
		order := Order{Customer: "ada", ID: "1"}
		for _, want := range []string{"stored", "is there already"} {
			got, err := createAsync(ctx, orders, order)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		order.ID = "2"
		for _, want := range []string{"stored", "is there already"} {
			got, err := createSync(ctx, orders.Sync(), order)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		return nil
	})
}

func TestOptimisticLocking(t *testing.T) {
	for _, lock := range []func(context.Context, *api.Table[Order]) error{
		func(ctx context.Context, orders *api.Table[Order]) error { return lockAsync(ctx, orders, theOrder) },
		func(ctx context.Context, orders *api.Table[Order]) error {
			return lockSync(ctx, orders.Sync(), theOrder)
		},
	} {
		onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
			// Four read the item; each write counts the version up, and those that came too late fail.
			errs := make(chan error)
			for range 4 {
				go func() { errs <- lock(ctx, orders) }()
			}
			failures := 0
			for range 4 {
				if err := <-errs; err != nil {
					var failed *types.ConditionalCheckFailedException
					require.ErrorAs(t, err, &failed)
					failures++
				}
			}
			require.Positive(t, failures)
			got, err := orders.Get(ctx, theOrder).Await(ctx)
			require.Equal(t, Order{Customer: "ada", ID: "1", Status: "paid", Version: 8 - failures}, got.Item)
			return err
		}, Order{Customer: "ada", ID: "1", Version: 4})
	}
}

func TestTheItemThatFailedACondition(t *testing.T) {
	for _, remove := range []func(context.Context, *api.Table[Order]) error{
		func(ctx context.Context, orders *api.Table[Order]) error {
			return failedAsync(ctx, orders, theOrder)
		},
		func(ctx context.Context, orders *api.Table[Order]) error {
			return failedSync(ctx, orders.Sync(), theOrder)
		},
	} {
		text := printed(t, func() {
			onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
				var failed *types.ConditionalCheckFailedException
				require.ErrorAs(t, remove(ctx, orders), &failed)
				return nil
			}, Order{Customer: "ada", ID: "1", Status: "paid"})
		})
		require.Equal(t, "not deleted, since it is paid\n", text)
	}
}

func TestUpdates(t *testing.T) {
	was := Order{Customer: "ada", ID: "1", Status: "new", Total: 42, Version: 1}
	for name, test := range map[string]struct {
		update func(context.Context, *api.Table[Order]) (Order, error)
		want   Order
	}{
		"helpers, async": {
			func(ctx context.Context, orders *api.Table[Order]) (Order, error) {
				return updateAsync(ctx, orders, theOrder)
			},
			Order{Customer: "ada", ID: "1", Status: "paid", Total: 42, Version: 2, Notes: []string{"paid by card"}},
		},
		"helpers, sync": {
			func(ctx context.Context, orders *api.Table[Order]) (Order, error) {
				return updateSync(ctx, orders.Sync(), theOrder)
			},
			Order{Customer: "ada", ID: "1", Status: "paid", Total: 42, Version: 2, Notes: []string{"paid by card"}},
		},
		"beyond, async": {
			func(ctx context.Context, orders *api.Table[Order]) (Order, error) {
				return beyondAsync(ctx, orders, theOrder)
			},
			Order{Status: "discounted", Total: 37}, // only what the update names
		},
		"beyond, sync": {
			func(ctx context.Context, orders *api.Table[Order]) (Order, error) {
				return beyondSync(ctx, orders.Sync(), theOrder)
			},
			Order{Status: "discounted", Total: 37},
		},
	} {
		onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
			got, err := test.update(ctx, orders)
			require.Equal(t, test.want, got, name)
			return err
		}, was)
	}
}

func TestAPipelineOnOneKeyDoesAsItReads(t *testing.T) {
	for _, pipeline := range []func(context.Context, *api.Table[Order], Order) (int, error){
		pipelineAsync,
		func(ctx context.Context, orders *api.Table[Order], order Order) (int, error) {
			return pipelineSync(ctx, orders.Sync(), order)
		},
	} {
		onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
			total, err := pipeline(ctx, orders, Order{Customer: "ada", ID: "1", Total: 42})
			require.Equal(t, 50, total)
			return err
		})
	}
}

// The page has a table of what goes in batches.
func TestWhatGoesInBatches(t *testing.T) {
	set := api.Changes(api.Set("total", 1))
	for name, test := range map[string]struct {
		async func(context.Context, *api.Table[Order], Order, api.Key) (api.Result[Order], error)
		sync  func(context.Context, *api.SyncTable[Order], Order, api.Key) (api.Result[Order], error)
		// operation is what all 20 go by if it's native, and what some share if it's a batch.
		operation string
	}{
		"get": {
			func(ctx context.Context, orders *api.Table[Order], _ Order, key api.Key) (api.Result[Order], error) {
				return orders.Get(ctx, key, api.Consistent(), api.Project("total")).Await(ctx)
			},
			func(ctx context.Context, ordersSync *api.SyncTable[Order], _ Order, key api.Key) (api.Result[Order], error) {
				return ordersSync.Get(ctx, key, api.Consistent(), api.Project("total"))
			}, "BatchGetItem",
		},
		"put": {
			func(ctx context.Context, orders *api.Table[Order], order Order, _ api.Key) (api.Result[Order], error) {
				return orders.Put(ctx, order).Await(ctx)
			},
			func(ctx context.Context, ordersSync *api.SyncTable[Order], order Order, _ api.Key) (api.Result[Order], error) {
				return ordersSync.Put(ctx, order)
			}, "BatchWriteItem",
		},
		"delete": {
			func(ctx context.Context, orders *api.Table[Order], _ Order, key api.Key) (api.Result[Order], error) {
				return orders.Delete(ctx, key).Await(ctx)
			},
			func(ctx context.Context, ordersSync *api.SyncTable[Order], _ Order, key api.Key) (api.Result[Order], error) {
				return ordersSync.Delete(ctx, key)
			}, "BatchWriteItem",
		},
		"put if": {
			func(ctx context.Context, orders *api.Table[Order], order Order, _ api.Key) (api.Result[Order], error) {
				return orders.Put(ctx, order, api.IfNotExists()).Await(ctx)
			},
			func(ctx context.Context, ordersSync *api.SyncTable[Order], order Order, _ api.Key) (api.Result[Order], error) {
				return ordersSync.Put(ctx, order, api.IfNotExists())
			}, "PutItem",
		},
		"delete and return": {
			func(ctx context.Context, orders *api.Table[Order], _ Order, key api.Key) (api.Result[Order], error) {
				return orders.Delete(ctx, key, api.ReturnOld()).Await(ctx)
			},
			func(ctx context.Context, ordersSync *api.SyncTable[Order], _ Order, key api.Key) (api.Result[Order], error) {
				return ordersSync.Delete(ctx, key, api.ReturnOld())
			}, "DeleteItem",
		},
		"update": {
			func(ctx context.Context, orders *api.Table[Order], _ Order, key api.Key) (api.Result[Order], error) {
				return orders.Update(ctx, key, set).Await(ctx)
			},
			func(ctx context.Context, ordersSync *api.SyncTable[Order], _ Order, key api.Key) (api.Result[Order], error) {
				return ordersSync.Update(ctx, key, set)
			}, "UpdateItem",
		},
	} {
		for _, face := range []string{"async", "sync"} {
			db := onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
				errs := make(chan error)
				for i := range 20 {
					go func() {
						order := Order{Customer: "ada", ID: fmt.Sprint(i)}
						key, err := orders.KeyOf(order)
						if err == nil && face == "async" {
							_, err = test.async(ctx, orders, order, key)
						} else if err == nil {
							_, err = test.sync(ctx, orders.Sync(), order, key)
						}
						errs <- err
					}()
				}
				for range 20 {
					require.NoError(t, <-errs)
				}
				return nil
			})
			calls := db.count(test.operation)
			if strings.HasPrefix(test.operation, "Batch") {
				require.Positive(t, calls, "%s, %s", name, face)
				require.Less(t, calls, 20, "%s, %s", name, face)
			} else {
				require.Equal(t, 20, calls, "%s, %s", name, face)
			}
		}
	}
}
