package snippets

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

func pydynoxAsync(ctx context.Context, orders *api.Table[Order], key api.Key) (Order, error) {
	// region pydynox-async
	// await order.save(condition=Order.customer.not_exists())
	put := orders.Put(ctx, newOrder("ada", "1"), api.IfNotExists())
	// await order.update(atomic=[Order.total.add(5), Order.notes.append(["gift"])])
	update := orders.Update(ctx, key, api.Changes(api.Increment("total", 5), api.Append("notes", "gift")))
	// order = await Order.get(customer="ada", id="1", consistent_read=True)
	get := orders.Get(ctx, key, api.Consistent())

	if _, err := put.Await(ctx); err != nil {
		return Order{}, err
	}
	if _, err := update.Await(ctx); err != nil {
		return Order{}, err
	}
	got, err := get.Await(ctx)
	// endregion
	return got.Item, err
}

func pydynoxSync(ctx context.Context, ordersSync *api.SyncTable[Order], key api.Key) (Order, error) {
	// region pydynox-sync
	// order.sync_save(condition=Order.customer.not_exists())
	if _, err := ordersSync.Put(ctx, newOrder("ada", "1"), api.IfNotExists()); err != nil {
		return Order{}, err
	}
	// order.sync_update(atomic=[Order.total.add(5), Order.notes.append(["gift"])])
	if _, err := ordersSync.Update(ctx, key, api.Changes(api.Increment("total", 5), api.Append("notes", "gift"))); err != nil {
		return Order{}, err
	}
	// order = Order.sync_get(customer="ada", id="1", consistent_read=True)
	got, err := ordersSync.Get(ctx, key, api.Consistent())
	// endregion
	return got.Item, err
}

// region constructor
// newOrder is what defaults, AutoGenerate and a before_save hook are in Go: a function.
func newOrder(customer, id string) Order {
	now := time.Now()
	return Order{
		Customer: customer, ID: id, Status: "new",
		Placed:  now.Unix(),
		Expires: now.Add(30 * 24 * time.Hour).Unix(), // ExpiresIn.days(30)
	}
}

// endregion

func windowAsync(ctx context.Context, orders *api.Table[Order], ids []string) (int, error) {
	// region window-async
	puts := func(yield func(*api.Future[api.Result[Order]]) bool) {
		for _, id := range ids {
			if !yield(orders.Put(ctx, newOrder("ada", id))) {
				return
			}
		}
	}
	written, err := api.Each(ctx, 1000, puts, func(_ int, _ api.Result[Order], err error) error {
		return err // stop at the first failure
	}).Await(ctx)
	// endregion
	return written, err
}

func windowSync(ctx context.Context, ordersSync *api.SyncTable[Order], ids []string) (int, error) {
	// region window-sync
	cart := make([]Order, len(ids))
	for i, id := range ids {
		cart[i] = newOrder("ada", id)
	}
	written, err := ordersSync.PutMany(ctx, cart) // all at once; the error names those that failed
	// endregion
	return len(written), err
}

func TestComingFromPydynox(t *testing.T) {
	for _, work := range []func(context.Context, *api.Table[Order]) (Order, error){
		func(ctx context.Context, orders *api.Table[Order]) (Order, error) {
			return pydynoxAsync(ctx, orders, theOrder)
		},
		func(ctx context.Context, orders *api.Table[Order]) (Order, error) {
			return pydynoxSync(ctx, orders.Sync(), theOrder)
		},
	} {
		onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
			want := newOrder("ada", "1")
			got, err := work(ctx, orders)
			want.Total, want.Notes = 5, []string{"gift"}
			require.Equal(t, want, got)
			return err
		})
	}
}

func TestABatchWriter(t *testing.T) {
	ids := make([]string, 100)
	for i := range ids {
		ids[i] = strconv.Itoa(i)
	}
	for _, write := range []func(context.Context, *api.Table[Order]) (int, error){
		func(ctx context.Context, orders *api.Table[Order]) (int, error) {
			return windowAsync(ctx, orders, ids)
		},
		func(ctx context.Context, orders *api.Table[Order]) (int, error) {
			return windowSync(ctx, orders.Sync(), ids)
		},
	} {
		db := onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
			written, err := write(ctx, orders)
			require.Equal(t, 100, written)
			return err
		})
		require.Equal(t, 4, db.count("BatchWriteItem"))
	}
}
