package snippets

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

func latestAsync(ctx context.Context, orders *api.Table[Order]) error {
	// region latest-async
	latest := orders.Query(ctx, api.Query{
		Partition:  "ada",
		Sort:       expression.Key("id").BeginsWith("2026-"),
		Descending: true,
		Limit:      20,
	}) // returns at once, and is being fetched
	// ... whatever else there is to do ...
	for order, err := range latest.All(ctx) {
		if err != nil {
			return err
		}
		fmt.Println(order.ID, order.Total)
	}
	// endregion
	return nil
}

func latestSync(ctx context.Context, ordersSync *api.SyncTable[Order]) error {
	// region latest-sync
	latest := ordersSync.Query(ctx, api.Query{
		Partition:  "ada",
		Sort:       expression.Key("id").BeginsWith("2026-"),
		Descending: true,
		Limit:      20,
	}) // asks for nothing before it's ranged over
	for order, err := range latest {
		if err != nil {
			return err
		}
		fmt.Println(order.ID, order.Total)
	}
	// endregion
	return nil
}

func indexAsync(ctx context.Context, orders *api.Table[Order], from, to int64) ([]Order, error) {
	// region index-async
	large, err := orders.Query(ctx, api.Query{
		Index:     "by-status",
		Partition: "paid",
		Sort:      expression.Key("placed").Between(expression.Value(from), expression.Value(to)),
		Filter:    expression.Name("total").GreaterThan(expression.Value(100)),
		Project:   []string{"id", "total"},
	}).Collect().Await(ctx)
	// endregion
	return large, err
}

func indexSync(ctx context.Context, ordersSync *api.SyncTable[Order], from, to int64) ([]Order, error) {
	// region index-sync
	large, err := api.Collect(ordersSync.Query(ctx, api.Query{
		Index:     "by-status",
		Partition: "paid",
		Sort:      expression.Key("placed").Between(expression.Value(from), expression.Value(to)),
		Filter:    expression.Name("total").GreaterThan(expression.Value(100)),
		Project:   []string{"id", "total"},
	}))
	// endregion
	return large, err
}

func enoughAsync(ctx context.Context, orders *api.Table[Order], enough int) (sum int, err error) {
	// region enough-async
	stream := orders.Scan(ctx, api.Scan{})
	defer stream.Stop() // withdraws what is in flight, and discards what was prefetched
	for sum < enough {
		order, ok, err := stream.Next(ctx)
		if err != nil {
			return sum, err
		}
		if !ok {
			break // there are no more
		}
		sum += order.Total
	}
	// endregion
	return sum, nil
}

func enoughSync(ctx context.Context, ordersSync *api.SyncTable[Order], enough int) (sum int, err error) {
	// region enough-sync
	for order, err := range ordersSync.Scan(ctx, api.Scan{}) {
		if err != nil {
			return sum, err
		}
		sum += order.Total
		if sum >= enough {
			break // does what Stop does
		}
	}
	// endregion
	return sum, nil
}

func bothAsync(ctx context.Context, orders *api.Table[Order]) (paid, sent int, err error) {
	// region both-async
	_, err = api.All(
		orders.Query(ctx, api.Query{Index: "by-status", Partition: "paid"}).Each(func(o Order) error {
			paid += o.Total
			return nil
		}),
		orders.Query(ctx, api.Query{Index: "by-status", Partition: "sent"}).Each(func(o Order) error {
			sent += o.Total
			return nil
		}),
	).Await(ctx)
	// endregion
	return paid, sent, err
}

func bothSync(ctx context.Context, ordersSync *api.SyncTable[Order]) (paid, sent int, err error) {
	// region both-sync
	sum := func(status string, into *int) error {
		for o, err := range ordersSync.Query(ctx, api.Query{Index: "by-status", Partition: status}) {
			if err != nil {
				return err
			}
			*into += o.Total
		}
		return nil
	}
	var wg sync.WaitGroup
	var errPaid, errSent error
	wg.Go(func() { errPaid = sum("paid", &paid) })
	wg.Go(func() { errSent = sum("sent", &sent) })
	wg.Wait()
	err = errors.Join(errPaid, errSent)
	// endregion
	return paid, sent, err
}

// region page-async
// pageAsync is a page of a customer's orders, and the link to the next, "" if there's none.
func pageAsync(ctx context.Context, orders *api.Table[Order], customer string, asked url.Values) ([]Order, string, error) {
	var next api.Token
	found, err := orders.Query(ctx, api.Query{
		Partition: customer,
		Limit:     20,
		Start:     api.Token(asked.Get("from")), // "" is the beginning
		Last:      &next,
	}).Collect().Await(ctx)
	if err != nil || next == "" {
		return found, "", err
	}
	return found, "/orders?from=" + string(next), nil // it needs no escaping
}

// endregion

// region page-sync
// pageSync is a page of a customer's orders, and the link to the next, "" if there's none.
func pageSync(ctx context.Context, ordersSync *api.SyncTable[Order], customer string, asked url.Values) ([]Order, string, error) {
	var next api.Token
	found, err := api.Collect(ordersSync.Query(ctx, api.Query{
		Partition: customer,
		Limit:     20,
		Start:     api.Token(asked.Get("from")),
		Last:      &next,
	}))
	if err != nil || next == "" {
		return found, "", err
	}
	return found, "/orders?from=" + string(next), nil
}

// endregion

func goOnAsync(ctx context.Context, orders *api.Table[Order], done *api.Token, index func(Order)) (unfit int, err error) {
	// region go-on-async
	for order, err := range orders.Scan(ctx, api.Scan{Start: *done, Last: done}).All(ctx) {
		var bad *api.DecodeError
		switch {
		case errors.As(err, &bad):
			unfit++ // this item doesn't fit Order; the others are still to come
		case err != nil:
			return unfit, err // the stream has ended, and done says where to go on
		default:
			index(order)
		}
	}
	// endregion
	return unfit, nil
}

func goOnSync(ctx context.Context, ordersSync *api.SyncTable[Order], done *api.Token, index func(Order)) (unfit int, err error) {
	// region go-on-sync
	for order, err := range ordersSync.Scan(ctx, api.Scan{Start: *done, Last: done}) {
		var bad *api.DecodeError
		switch {
		case errors.As(err, &bad):
			unfit++
		case err != nil:
			return unfit, err
		default:
			index(order)
		}
	}
	// endregion
	return unfit, nil
}

func countAsync(ctx context.Context, orders *api.Table[Order]) (paid, all int64, err error) {
	// region count-async
	counts, err := api.All(
		orders.QueryCount(ctx, api.Query{Index: "by-status", Partition: "paid"}),
		orders.ScanCount(ctx, api.Scan{TotalSegments: api.AutoSegments}),
	).Await(ctx)
	// endregion
	return counts[0], counts[1], err
}

func countSync(ctx context.Context, ordersSync *api.SyncTable[Order]) (paid, all int64, err error) {
	// region count-sync
	paid, err = ordersSync.QueryCount(ctx, api.Query{Index: "by-status", Partition: "paid"})
	if err != nil {
		return 0, 0, err
	}
	all, err = ordersSync.ScanCount(ctx, api.Scan{TotalSegments: api.AutoSegments})
	// endregion
	return paid, all, err
}

func shareAsync(ctx context.Context, orders *api.Table[Order], worker, workers int, done *api.Token, index func(Order) error) (int, error) {
	// region share-async
	const total = 64 // the same in all workers, and when one of them goes on
	var mine []int
	for segment := worker; segment < total; segment += workers {
		mine = append(mine, segment)
	}
	indexed, err := orders.Scan(ctx, api.Scan{
		TotalSegments: total,
		Segments:      mine,
		Start:         *done,
		Last:          done,
	}).Each(index).Await(ctx)
	// endregion
	return indexed, err
}

func shareSync(ctx context.Context, ordersSync *api.SyncTable[Order], worker, workers int, done *api.Token, index func(Order) error) (indexed int, err error) {
	// region share-sync
	const total = 64 // the same in all workers, and when one of them goes on
	var mine []int
	for segment := worker; segment < total; segment += workers {
		mine = append(mine, segment)
	}
	scan := api.Scan{TotalSegments: total, Segments: mine, Start: *done, Last: done}
	for order, err := range ordersSync.Scan(ctx, scan) {
		if err == nil {
			err = index(order)
		}
		if err != nil {
			return indexed, err
		}
		indexed++
	}
	// endregion
	return indexed, nil
}

// monthly are orders of one customer, 2025-01 to 2026-12, each with the total of its number.
func monthly(customer, status string) (orders []Order) {
	for year := 2025; year <= 2026; year++ {
		for month := 1; month <= 12; month++ {
			n := len(orders)
			orders = append(orders, Order{
				Customer: customer, ID: fmt.Sprintf("%d-%02d", year, month), Status: status, Placed: int64(n), Total: 10 * n,
			})
		}
	}
	return orders
}

func TestQueryOfAPartition(t *testing.T) {
	for _, latest := range []func(context.Context, *api.Table[Order]) error{
		latestAsync,
		func(ctx context.Context, orders *api.Table[Order]) error { return latestSync(ctx, orders.Sync()) },
	} {
		text := printed(t, func() {
			onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
				return latest(ctx, orders)
			}, monthly("ada", "paid")...)
		})
		require.Regexp(t, "^2026-12 230\n2026-11 220\n(.*\n){9}2026-01 120\n$", text)
	}
}

func TestQueryOfAnIndex(t *testing.T) {
	for _, query := range []func(ctx context.Context, orders *api.Table[Order], from, to int64) ([]Order, error){
		indexAsync,
		func(ctx context.Context, orders *api.Table[Order], from, to int64) ([]Order, error) {
			return indexSync(ctx, orders.Sync(), from, to)
		},
	} {
		onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
			large, err := query(ctx, orders, 9, 12)
			require.Equal(t, []Order{{ID: "2025-12", Total: 110}, {ID: "2026-01", Total: 120}}, large)
			return err
		}, monthly("ada", "paid")...)
	}
}

func TestEnough(t *testing.T) {
	for _, enough := range []func(context.Context, *api.Table[Order], int) (int, error){
		enoughAsync,
		func(ctx context.Context, orders *api.Table[Order], enough int) (int, error) {
			return enoughSync(ctx, orders.Sync(), enough)
		},
	} {
		onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
			some, err := enough(ctx, orders, 100)
			require.Equal(t, 100, some) // 0 to 40, in the order of the only partition
			require.NoError(t, err)
			all, err := enough(ctx, orders, 1_000_000)
			require.Equal(t, 2760, all)
			return err
		}, monthly("ada", "paid")...)
	}
}

func TestTwoStreamsAtOnce(t *testing.T) {
	for _, both := range []func(context.Context, *api.Table[Order]) (int, int, error){
		bothAsync,
		func(ctx context.Context, orders *api.Table[Order]) (int, int, error) {
			return bothSync(ctx, orders.Sync())
		},
	} {
		onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
			paid, sent, err := both(ctx, orders)
			require.Equal(t, []int{2760, 30}, []int{paid, sent})
			return err
		}, append(monthly("ada", "paid"), monthly("bob", "sent")[:3]...)...)
	}
}

func TestPagesByLinks(t *testing.T) {
	type pageOf func(context.Context, *api.Table[Order], string, url.Values) ([]Order, string, error)
	for _, page := range []pageOf{
		pageAsync,
		func(ctx context.Context, orders *api.Table[Order], customer string, asked url.Values) ([]Order, string, error) {
			return pageSync(ctx, orders.Sync(), customer, asked)
		},
	} {
		db := onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
			first, link, err := page(ctx, orders, "ada", nil)
			require.NoError(t, err)
			require.Len(t, first, 20)
			to, err := url.Parse(link)
			require.NoError(t, err)

			_, _, err = page(ctx, orders, "bob", to.Query())
			var refused *api.OperationError
			require.ErrorAs(t, err, &refused, "a token of another customer's orders")
			require.Equal(t, api.NotSent, refused.Outcome)

			second, link, err := page(ctx, orders, "ada", to.Query())
			require.Empty(t, link)
			require.Equal(t, monthly("ada", "paid"), append(first, second...))
			return err
		}, monthly("ada", "paid")...)
		require.Equal(t, 2, db.count("Query"), "a limit of 20 makes pages of 20, and the refused token made no call")
	}
}

// A limit that is the number of items there are leaves a token that leads to nothing.
func TestTheEndIsKnownOnlyOnceItWasSeen(t *testing.T) {
	onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
		for _, query := range []func(api.Query) ([]Order, error){
			func(q api.Query) ([]Order, error) { return orders.Query(ctx, q).Collect().Await(ctx) },
			func(q api.Query) ([]Order, error) { return api.Collect(orders.Sync().Query(ctx, q)) },
		} {
			var last api.Token
			found, err := query(api.Query{Partition: "ada", Limit: 24, Last: &last})
			require.NoError(t, err)
			require.Len(t, found, 24)
			require.NotEmpty(t, last)
			found, err = query(api.Query{Partition: "ada", Start: last, Last: &last})
			require.NoError(t, err)
			require.Empty(t, found)
			require.Empty(t, last)
		}
		return nil
	}, monthly("ada", "paid")...)
}

func TestAScanGoesOn(t *testing.T) {
	for _, scan := range []func(context.Context, *api.Table[Order], *api.Token, func(Order)) (int, error){
		goOnAsync,
		func(ctx context.Context, orders *api.Table[Order], done *api.Token, index func(Order)) (int, error) {
			return goOnSync(ctx, orders.Sync(), done, index)
		},
	} {
		db := newDatabase(t)
		run(t, db.client, func(ctx context.Context, ex *api.Executor) error {
			orders, err := api.TableOf[Order](ex, "shop-orders")
			require.NoError(t, err)
			_, err = orders.CreateTable(ctx).Await(ctx)
			require.NoError(t, err)
			_, err = orders.PutMany(ctx, monthly("ada", "paid")).Await(ctx)
			require.NoError(t, err)
			name := orders.Name()
			_, err = ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &name, Item: item{
				"customer": text("ada"), "id": text("2025-00"), "total": text("a lot"),
			}}).Await(ctx)
			require.NoError(t, err)

			var indexed []Order
			index := func(o Order) { indexed = append(indexed, o) }
			var done api.Token
			remove := db.Control(local.On(local.Fail(local.Error(http.StatusBadRequest, "OutOfOrder", "out of order")), "Scan"))
			_, err = scan(ctx, orders, &done, index)
			require.ErrorContains(t, err, "out of order")
			require.NotEmpty(t, done)
			remove()

			unfit, err := scan(ctx, orders, &done, index)
			require.Equal(t, 1, unfit)
			require.Equal(t, monthly("ada", "paid"), indexed)
			require.Empty(t, done)
			return err
		})
	}
}

func TestCounts(t *testing.T) {
	for _, count := range []func(context.Context, *api.Table[Order]) (int64, int64, error){
		countAsync,
		func(ctx context.Context, orders *api.Table[Order]) (int64, int64, error) {
			return countSync(ctx, orders.Sync())
		},
	} {
		onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
			paid, all, err := count(ctx, orders)
			require.Equal(t, []int64{24, 27}, []int64{paid, all})
			return err
		}, append(monthly("ada", "paid"), monthly("bob", "sent")[:3]...)...)
	}
}

func TestWorkersShareAScanAndGoOn(t *testing.T) {
	type shareOf func(ctx context.Context, orders *api.Table[Order], worker, workers int, done *api.Token, index func(Order) error) (int, error)
	for _, share := range []shareOf{
		shareAsync,
		func(ctx context.Context, orders *api.Table[Order], worker, workers int, done *api.Token, index func(Order) error) (int, error) {
			return shareSync(ctx, orders.Sync(), worker, workers, done, index)
		},
	} {
		var all []Order
		for i := range 40 {
			all = append(all, monthly(fmt.Sprintf("customer/%02d", i), "paid")...)
		}
		onOrders(t, func(ctx context.Context, _ *api.Executor, orders *api.Table[Order]) error {
			var indexed []Order
			enough := errors.New("enough")
			for worker := range 3 {
				var done api.Token
				stop := 50
				index := func(o Order) error {
					indexed = append(indexed, o)
					if stop--; stop == 0 {
						return enough
					}
					return nil
				}
				n, err := share(ctx, orders, worker, 3, &done, index)
				require.ErrorIs(t, err, enough)
				require.Equal(t, 49, n)
				require.NotEmpty(t, done)
				_, err = share(ctx, orders, worker, 3, &done, index)
				require.NoError(t, err)
				require.Empty(t, done)
			}
			slices.SortFunc(indexed, func(a, b Order) int {
				return cmp.Or(cmp.Compare(a.Customer, b.Customer), cmp.Compare(a.ID, b.ID))
			})
			require.Equal(t, all, indexed, "each once")
			return nil
		}, all...)
	}
}
