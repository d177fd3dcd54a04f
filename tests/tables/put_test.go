package tables

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

func TestPutReplacesTheItemOfItsKey(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		got, err := orders.Put(t.Context(), order{Customer: "ann", ID: "1", Total: 5, Status: "paid"})
		require.NoError(t, err)
		assert.Equal(t, none[order](), got)
		orders.holds(t, rawOrder("1", 5, attributes{"status": s("paid")}))

		got, err = orders.Put(t.Context(), order{Customer: "ann", ID: "1", Total: 6})
		require.NoError(t, err)
		assert.Equal(t, none[order](), got)
		orders.holds(t, rawOrder("1", 6))
	})
}

// Three thousand items, of which two can't be written and some have one key.
func TestPutManyWritesAllThatCanBeWritten(t *testing.T) {
	const size, empty, large = 3000, 1234, 2345
	eachFace(t, func(t *testing.T, orders table[order]) {
		items := make([]order, size)
		var want []attributes
		for i := range items {
			items[i] = order{Customer: "ann", ID: fmt.Sprint(i % 2500), Total: i}
			if i >= size-2500 && i != empty && i != large {
				want = append(want, rawOrder(items[i].ID, i))
			}
		}
		items[empty].ID = ""
		items[large].Lines = []string{strings.Repeat("x", 400<<10)}
		orders.client.made()
		results, err := orders.PutMany(t.Context(), items)
		assert.Equal(t, make([]api.Result[order], size), results)
		requireFailures(t, err, size, map[int]string{empty: `"id"`, large: "400 KB"})
		assert.Less(t, orders.client.made(), size/10, "items should share calls")

		got := orders.read(t)
		require.Len(t, got, len(want))
		byID := map[string]attributes{}
		for _, it := range got {
			byID[it["id"].(*types.AttributeValueMemberS).Value] = it
		}
		for _, it := range want {
			require.Equal(t, it, byID[it["id"].(*types.AttributeValueMemberS).Value])
		}
	})
}

func TestPutManyReturnsOldItemsAndChecksEachCondition(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, rawOrder("1", 1), rawOrder("2", 2))
		results, err := orders.PutMany(t.Context(), []order{
			{Customer: "ann", ID: "1", Total: 10}, {Customer: "ann", ID: "3", Total: 30}, {Customer: "ann", ID: "2", Total: 20},
		}, api.ReturnOld())
		require.NoError(t, err)
		assert.Equal(t, []api.Result[order]{found(order{Customer: "ann", ID: "1", Total: 1}), none[order](), found(order{Customer: "ann", ID: "2", Total: 2})}, results)
		orders.holds(t, rawOrder("1", 10), rawOrder("2", 20), rawOrder("3", 30))

		results, err = orders.PutMany(t.Context(), []order{{Customer: "ann", ID: "4"}, {Customer: "ann", ID: "1"}}, api.IfNotExists())
		assert.Equal(t, make([]api.Result[order], 2), results)
		requireFailures(t, err, 2, map[int]string{1: "ConditionalCheckFailed"})
		orders.holds(t, rawOrder("1", 10), rawOrder("2", 20), rawOrder("3", 30), rawOrder("4", 0))
	})
}

func TestDeleteDeletesTheItemIfThereIsOne(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, rawOrder("1", 1), rawOrder("2", 2), rawOrder("3", 3))
		for _, c := range []struct {
			id   string
			opts []api.DeleteOption
			want api.Result[order]
		}{
			{"1", nil, none[order]()},
			{"1", nil, none[order]()},
			{"2", []api.DeleteOption{api.ReturnOld(), nil}, found(order{Customer: "ann", ID: "2", Total: 2})},
			{"2", []api.DeleteOption{api.ReturnOld()}, none[order]()},
		} {
			got, err := orders.Delete(t.Context(), ann(c.id), c.opts...)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		}
		orders.holds(t, rawOrder("3", 3))
	})
}

func TestDeleteManyDeletesAllThatCanBeDeleted(t *testing.T) {
	const size, bad = 300, 77
	var items []attributes
	keys := make([]api.Key, 0, size+2)
	for i := range size {
		items, keys = append(items, rawOrder(fmt.Sprint(i), i)), append(keys, ann(fmt.Sprint(i)))
	}
	keys = append(keys, ann("0"), ann("missing"))
	keys[bad].Sort = []byte("77")
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, items...)
		results, err := orders.DeleteMany(t.Context(), keys)
		assert.Equal(t, make([]api.Result[order], len(keys)), results)
		requireFailures(t, err, len(keys), map[int]string{bad: `"id"`})
		orders.holds(t, items[bad])

		results, err = orders.DeleteMany(t.Context(), []api.Key{ann("missing"), ann("77")}, api.ReturnOld())
		require.NoError(t, err)
		assert.Equal(t, []api.Result[order]{none[order](), found(order{Customer: "ann", ID: "77", Total: 77})}, results)
		orders.holds(t)
	})
}
