package snippets

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// region order
type Order struct {
	Customer string   `dynamodbav:"customer" dynactor:"partition"`
	ID       string   `dynamodbav:"id" dynactor:"sort"`
	Status   string   `dynamodbav:"status,omitempty" dynactor:"gsi:by-status:partition"`
	Placed   int64    `dynamodbav:"placed" dynactor:"gsi:by-status:sort,lsi:by-date"`
	Total    int      `dynamodbav:"total"`
	Notes    []string `dynamodbav:"notes,omitempty"`
	Version  int      `dynamodbav:"version"`
	Expires  int64    `dynamodbav:"expires,omitempty" dynactor:"ttl"`
}

// endregion

// theOrder is the key of the snippets' order.
var theOrder = api.Key{Partition: "ada", Sort: "1"}

// onOrders runs code that a page shows on a table of orders that has these.
func onOrders(t *testing.T, code func(context.Context, *api.Executor, *api.Table[Order]) error, has ...Order) *database {
	t.Helper()
	db := newDatabase(t)
	run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
		orders, err := api.TableOf[Order](ex, "shop-orders")
		require.NoError(t, err)
		_, err = orders.CreateTable(ctx).Await(ctx)
		require.NoError(t, err)
		_, err = orders.PutMany(ctx, has).Await(ctx)
		require.NoError(t, err)
		return code(ctx, ex, orders)
	})
	return db
}

func tableAsync(ctx context.Context, ex *api.Executor) (Order, error) {
	// region table-async
	orders, err := api.TableOf[Order](ex, "shop-orders")
	if err != nil {
		return Order{}, err // T or its tags can't be used
	}
	put := orders.Put(ctx, Order{Customer: "ada", ID: "1", Status: "new", Total: 42})
	get := orders.Get(ctx, api.Key{Partition: "ada", Sort: "1"}, api.Consistent()) // starts when the put is done

	if _, err := put.Await(ctx); err != nil {
		return Order{}, err
	}
	got, err := get.Await(ctx)
	if err != nil {
		return Order{}, err
	}
	if !got.Found {
		return Order{}, errors.New("no such order")
	}
	return got.Item, nil
	// endregion
}

func tableSync(ctx context.Context, ex *api.Executor) (Order, error) {
	// region table-sync
	orders, err := api.TableOf[Order](ex, "shop-orders")
	if err != nil {
		return Order{}, err
	}
	ordersSync := orders.Sync()
	if _, err := ordersSync.Put(ctx, Order{Customer: "ada", ID: "1", Status: "new", Total: 42}); err != nil {
		return Order{}, err
	}
	got, err := ordersSync.Get(ctx, api.Key{Partition: "ada", Sort: "1"}, api.Consistent())
	if err != nil {
		return Order{}, err
	}
	if !got.Found {
		return Order{}, errors.New("no such order")
	}
	return got.Item, nil
	// endregion
}

func manyAsync(ctx context.Context, orders *api.Table[Order], cart []Order, keys []api.Key) ([]api.Result[Order], error) {
	// region many-async
	_, err := orders.PutMany(ctx, cart).Await(ctx)
	var partial *api.PartialError
	if errors.As(err, &partial) {
		for _, failure := range partial.Failures {
			fmt.Println("not written:", cart[failure.Index].ID)
		}
	}

	found, err := orders.GetMany(ctx, keys).Await(ctx) // found[i] is about keys[i]
	// endregion
	return found, err
}

func manySync(ctx context.Context, ordersSync *api.SyncTable[Order], cart []Order, keys []api.Key) ([]api.Result[Order], error) {
	// region many-sync
	_, err := ordersSync.PutMany(ctx, cart)
	var partial *api.PartialError
	if errors.As(err, &partial) {
		for _, failure := range partial.Failures {
			fmt.Println("not written:", cart[failure.Index].ID)
		}
	}

	found, err := ordersSync.GetMany(ctx, keys) // found[i] is about keys[i]
	// endregion
	return found, err
}

func mapAsync(ctx context.Context, ex *api.Executor) (map[string]any, error) {
	// region map-async
	events, err := api.TableOf[map[string]any](ex, "events", api.WithKey("id", ""))
	if err != nil {
		return nil, err
	}
	put := events.Put(ctx, map[string]any{"id": "e1", "n": 7})
	get := events.Get(ctx, api.Key{Partition: "e1"}, api.Consistent())
	if _, err := put.Await(ctx); err != nil {
		return nil, err
	}
	got, err := get.Await(ctx) // got.Item["n"] is float64(7)
	// endregion
	return got.Item, err
}

func mapSync(ctx context.Context, ex *api.Executor) (map[string]any, error) {
	// region map-sync
	events, err := api.TableOf[map[string]any](ex, "events", api.WithKey("id", ""))
	if err != nil {
		return nil, err
	}
	eventsSync := events.Sync()
	if _, err := eventsSync.Put(ctx, map[string]any{"id": "e1", "n": 7}); err != nil {
		return nil, err
	}
	got, err := eventsSync.Get(ctx, api.Key{Partition: "e1"}, api.Consistent()) // got.Item["n"] is float64(7)
	// endregion
	return got.Item, err
}

func adminAsync(ctx context.Context, orders *api.Table[Order]) error {
	// region admin-async
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	table, err := orders.CreateTable(ctx, api.IfMissing()).Await(ctx)
	if err != nil {
		return err
	}
	fmt.Println(*table.TableName, table.TableStatus)

	there, err := orders.TableExists(ctx).Await(ctx)
	if err == nil && there {
		_, err = orders.DeleteTable(ctx).Await(ctx) // with all that is in it
	}
	// endregion
	return err
}

func adminSync(ctx context.Context, ordersSync *api.SyncTable[Order]) error {
	// region admin-sync
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	table, err := ordersSync.CreateTable(ctx, api.IfMissing())
	if err != nil {
		return err
	}
	fmt.Println(*table.TableName, table.TableStatus)

	there, err := ordersSync.TableExists(ctx)
	if err == nil && there {
		_, err = ordersSync.DeleteTable(ctx) // with all that is in it
	}
	// endregion
	return err
}

func mixAsync(ctx context.Context, ex *api.Executor, orders *api.Table[Order], order Order) (Order, error) {
	// region mix-async
	name := orders.Name()
	encoded, err := orders.Encode(order)
	if err != nil {
		return Order{}, err
	}
	out, err := ex.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &name, Item: encoded, ReturnValues: "ALL_OLD",
	}).Await(ctx)
	if err != nil {
		return Order{}, err
	}
	return orders.Decode(out.Attributes) // the order that was there before
	// endregion
}

func mixSync(ctx context.Context, db *api.SyncExecutor, ordersSync *api.SyncTable[Order], order Order) (Order, error) {
	// region mix-sync
	name := ordersSync.Name()
	encoded, err := ordersSync.Encode(order)
	if err != nil {
		return Order{}, err
	}
	out, err := db.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &name, Item: encoded, ReturnValues: "ALL_OLD",
	})
	if err != nil {
		return Order{}, err
	}
	return ordersSync.Decode(out.Attributes) // the order that was there before
	// endregion
}

func badInputAsync(ctx context.Context, ex *api.Executor, orders *api.Table[Order]) {
	// region bad-async
	type ticket struct {
		ID string `dynamodbav:"id" dynactor:"hash"`
	}
	_, err := api.TableOf[ticket](ex, "tickets")
	fmt.Println(err)

	_, err = orders.Get(ctx, api.Key{Partition: "ada", Sort: 1}).Await(ctx)
	fmt.Println(err)
	// endregion
}

func badInputSync(ctx context.Context, ex *api.Executor, ordersSync *api.SyncTable[Order]) {
	// region bad-sync
	type ticket struct {
		ID string `dynamodbav:"id" dynactor:"hash"`
	}
	_, err := api.TableOf[ticket](ex, "tickets")
	fmt.Println(err)

	_, err = ordersSync.Get(ctx, api.Key{Partition: "ada", Sort: 1})
	fmt.Println(err)
	// endregion
}

func TestATypedTable(t *testing.T) {
	for _, open := range []func(context.Context, *api.Executor) (Order, error){tableAsync, tableSync} {
		onOrders(t, func(ctx context.Context, ex *api.Executor, _ *api.Table[Order]) error {
			got, err := open(ctx, ex)
			require.Equal(t, Order{Customer: "ada", ID: "1", Status: "new", Total: 42}, got)
			return err
		})
	}
}

func TestMany(t *testing.T) {
	cart := []Order{{Customer: "ada", ID: "1"}, {ID: "2"}, {Customer: "ada", ID: "3"}}
	keys := []api.Key{{Partition: "ada", Sort: "3"}, {Partition: "ada", Sort: "2"}, {Partition: "ada", Sort: "1"}}
	for _, many := range []func(context.Context, *api.Table[Order]) ([]api.Result[Order], error){
		func(ctx context.Context, orders *api.Table[Order]) ([]api.Result[Order], error) {
			return manyAsync(ctx, orders, cart, keys)
		},
		func(ctx context.Context, orders *api.Table[Order]) ([]api.Result[Order], error) {
			return manySync(ctx, orders.Sync(), cart, keys)
		},
	} {
		text := printed(t, func() {
			db := onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
				found, err := many(ctx, orders)
				require.Equal(t, []api.Result[Order]{{Item: cart[2], Found: true}, {}, {Item: cart[0], Found: true}}, found)
				return err
			})
			require.Equal(t, 1, db.count("BatchWriteItem"))
		})
		require.Equal(t, "not written: 2\n", text)
	}
}

func TestMapsAreItemsToo(t *testing.T) {
	type event struct {
		ID string `dynamodbav:"id" dynactor:"partition"`
	}
	for _, put := range []func(context.Context, *api.Executor) (map[string]any, error){mapAsync, mapSync} {
		run(t, newDatabase(t).client, func(ctx context.Context, ex *api.Executor) error {
			events, err := api.TableOf[event](ex, "events")
			require.NoError(t, err)
			_, err = events.CreateTable(ctx).Await(ctx)
			require.NoError(t, err)
			got, err := put(ctx, ex)
			require.Equal(t, map[string]any{"id": "e1", "n": 7.0}, got)
			return err
		})
	}
}

func TestAdministration(t *testing.T) {
	for _, admin := range []func(context.Context, *api.Table[Order]) error{
		adminAsync,
		func(ctx context.Context, orders *api.Table[Order]) error { return adminSync(ctx, orders.Sync()) },
	} {
		text := printed(t, func() {
			onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
				require.NoError(t, admin(ctx, orders))
				there, err := orders.TableExists(ctx).Await(ctx)
				require.False(t, there)
				return err
			})
		})
		require.Equal(t, "shop-orders ACTIVE\n", text)
	}
}

func TestMixingWithTheExecutorsOperations(t *testing.T) {
	was := Order{Customer: "ada", ID: "1", Total: 1}
	for _, mix := range []func(context.Context, *api.Executor, *api.Table[Order], Order) (Order, error){
		mixAsync,
		func(ctx context.Context, ex *api.Executor, orders *api.Table[Order], order Order) (Order, error) {
			return mixSync(ctx, ex.Sync(), orders.Sync(), order)
		},
	} {
		onOrders(t, func(ctx context.Context, ex *api.Executor, orders *api.Table[Order]) error {
			old, err := mix(ctx, ex, orders, Order{Customer: "ada", ID: "1", Total: 2})
			require.Equal(t, was, old)
			return err
		}, was)
	}
}

// The page quotes what is printed.
func TestBadInputSaysWhatToChange(t *testing.T) {
	for _, bad := range []func(context.Context, *api.Executor, *api.Table[Order]){
		badInputAsync,
		func(ctx context.Context, ex *api.Executor, orders *api.Table[Order]) {
			badInputSync(ctx, ex, orders.Sync())
		},
	} {
		text := printed(t, func() {
			onOrders(t, func(ctx context.Context, ex *api.Executor, orders *api.Table[Order]) error {
				bad(ctx, ex, orders)
				return nil
			})
		})
		page, err := os.ReadFile("../tables-and-keys.md")
		require.NoError(t, err)
		require.Contains(t, string(page), "```text\n"+text+"```\n")
	}
}
