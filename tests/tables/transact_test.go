package tables

import (
	"crypto/rand"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// stock is what orders are made of: another type, in another table.
type stock struct {
	Article string `dynamodbav:"article" dynactor:"partition"`
	Left    int    `dynamodbav:"left"`
}

func rawStock(article string, left int) attributes {
	return attributes{"article": s(article), "left": n(fmt.Sprint(left))}
}

// shop has tables of both types.
type shop struct {
	*subject
	orders table[order]
	stocks table[stock]
}

func eachShop(t *testing.T, test func(*testing.T, shop)) {
	eachExecutor(t, func(t *testing.T, x *subject) {
		test(t, shop{x, newTable[order](t, x), newTable[stock](t, x)})
	})
}

var enough = api.If(expression.Name("left").GreaterThanEqual(expression.Value(2)))

func TestATransactionWritesItemsOfSeveralTypes(t *testing.T) {
	eachShop(t, func(t *testing.T, shop shop) {
		shop.orders.write(t, rawOrder("old", 1), rawOrder("kept", 1))
		shop.stocks.write(t, rawStock("tea", 5))
		token := api.WithTxToken(rand.Text())
		for range 2 { // the second time it has no effect
			_, err := shop.TransactWrite(t.Context(), []api.TxWrite{
				shop.orders.TxPut(order{Customer: "ann", ID: "new", Total: 2}, api.IfNotExists()),
				shop.stocks.TxUpdate(api.Key{Partition: "tea"}, api.Changes(api.Increment("left", -2)), enough),
				shop.orders.TxDelete(ann("old"), api.IfExists()),
				shop.orders.TxCheck(ann("kept"), api.Exists("total")),
			}, token, nil)
			require.NoError(t, err)
			shop.orders.holds(t, rawOrder("new", 2), rawOrder("kept", 1))
			shop.stocks.holds(t, rawStock("tea", 3))
		}
	})
}

func TestACancelledTransactionSaysWhichActionsAreToBlame(t *testing.T) {
	never := api.Exists("never")
	eachShop(t, func(t *testing.T, shop shop) {
		shop.orders.write(t, rawOrder("1", 1), rawOrder("2", 2))
		shop.stocks.write(t, rawStock("tea", 1))
		_, err := shop.TransactWrite(t.Context(), []api.TxWrite{
			shop.orders.TxPut(order{Customer: "ann", ID: "new"}),
			shop.orders.TxPut(order{Customer: "ann", ID: "1"}, api.IfNotExists()),
			shop.stocks.TxUpdate(api.Key{Partition: "tea"}, api.Changes(api.Increment("left", -2)), enough, api.ReturnOnFailure()),
			shop.orders.TxDelete(ann("2"), api.If(never), api.ReturnOnFailure()),
			shop.orders.TxCheck(ann("none"), never, api.ReturnOnFailure()),
		})
		var (
			failed    *api.TransactionError
			cancelled *types.TransactionCanceledException
			operation *api.OperationError
		)
		require.ErrorAs(t, err, &failed)
		require.ErrorAs(t, err, &cancelled)
		require.ErrorAs(t, err, &operation)
		assert.Equal(t, api.Rejected, operation.Outcome)
		assert.Len(t, cancelled.CancellationReasons, 5)
		want := []api.TxFailure{
			{Index: 1, Action: "Put", Table: shop.orders.Name()},
			{Index: 2, Action: "Update", Table: shop.stocks.Name(), Item: rawStock("tea", 1)},
			{Index: 3, Action: "Delete", Table: shop.orders.Name(), Item: rawOrder("2", 2)},
			{Index: 4, Action: "ConditionCheck", Table: shop.orders.Name()},
		}
		require.Len(t, failed.Failures, len(want))
		for i, got := range failed.Failures {
			assert.Contains(t, got.Message, "The conditional request failed")
			want[i].Code, want[i].Message = "ConditionalCheckFailed", got.Message
			assert.Equal(t, want[i], got)
		}
		left, err := shop.stocks.Decode(failed.Failures[1].Item)
		require.NoError(t, err)
		assert.Equal(t, stock{"tea", 1}, left)
		shop.orders.holds(t, rawOrder("1", 1), rawOrder("2", 2))
		shop.stocks.holds(t, rawStock("tea", 1))
	})
}

func TestATransactionReadsItemsOfSeveralTypes(t *testing.T) {
	eachShop(t, func(t *testing.T, shop shop) {
		shop.orders.write(t, rawOrder("1", 1, attributes{"status": s("paid")}))
		shop.stocks.write(t, rawStock("tea", 1))
		items, err := shop.TransactGet(t.Context(), []api.TxGet{
			shop.stocks.TxGet(api.Key{Partition: "tea"}),
			shop.orders.TxGet(ann("none")),
			shop.orders.TxGet(ann("1"), api.Project("status", "total"), api.Consistent()),
			shop.stocks.TxGet(api.Key{Partition: "none"}),
		})
		require.NoError(t, err)
		require.Len(t, items, 4)
		tea, err := shop.stocks.From(items[0])
		require.NoError(t, err)
		assert.Equal(t, found(stock{"tea", 1}), tea)
		for _, i := range []int{1, 2} {
			got, err := shop.orders.From(items[i])
			require.NoError(t, err)
			assert.Equal(t, []api.Result[order]{1: none[order](), 2: found(order{Status: "paid", Total: 1})}[i], got)
		}
		missing, err := shop.stocks.From(items[3])
		require.NoError(t, err)
		assert.Equal(t, none[stock](), missing)

		_, err = shop.orders.From(items[0])
		require.ErrorContains(t, err, shop.stocks.Name())
		require.ErrorContains(t, err, shop.orders.Name())
	})
}

// A hundred actions are the most there are.
func TestATransactionOfAHundredActions(t *testing.T) {
	eachShop(t, func(t *testing.T, shop shop) {
		var writes []api.TxWrite
		var gets []api.TxGet
		for i := range 100 {
			article := fmt.Sprint(i)
			writes = append(writes, shop.stocks.TxPut(stock{article, i}))
			gets = append(gets, shop.stocks.TxGet(api.Key{Partition: article}))
		}
		_, err := shop.TransactWrite(t.Context(), writes)
		require.NoError(t, err)
		items, err := shop.TransactGet(t.Context(), gets)
		require.NoError(t, err)
		for i, it := range items {
			require.Equal(t, rawStock(fmt.Sprint(i), i), it.Item)
		}
	})
}
