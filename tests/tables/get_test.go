package tables

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

func TestGetSaysWhetherThereIsAnItem(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, rawOrder("1", 5, attributes{
			"status": s("paid"), "lines": list(s("tea"), s("salt")), "address": document(attributes{"city": s("Turku"), "street": s("Main")}),
		}))
		whole := order{Customer: "ann", ID: "1", Status: "paid", Total: 5, Lines: []string{"tea", "salt"}, Address: &address{"Turku", "Main"}}
		for name, c := range map[string]struct {
			key  api.Key
			opts []api.GetOption
			want api.Result[order]
		}{
			"an item":                  {ann("1"), nil, found(whole)},
			"by values of the SDK":     {api.Key{Partition: s("ann"), Sort: s("1")}, nil, found(whole)},
			"consistently":             {ann("1"), []api.GetOption{api.Consistent()}, found(whole)},
			"a nil option":             {ann("1"), []api.GetOption{nil}, found(whole)},
			"no such partition":        {api.Key{Partition: "bob", Sort: "1"}, nil, none[order]()},
			"no such sort key":         {ann("2"), nil, none[order]()},
			"none consistently":        {ann("2"), []api.GetOption{api.Consistent()}, none[order]()},
			"some attributes":          {ann("1"), []api.GetOption{api.Project("total", "status")}, found(order{Status: "paid", Total: 5})},
			"in two options":           {ann("1"), []api.GetOption{api.Project("total"), api.Project("status", "total")}, found(order{Status: "paid", Total: 5})},
			"parts of attributes":      {ann("1"), []api.GetOption{api.Project("address.city", "lines[1]")}, found(order{Lines: []string{"salt"}, Address: &address{City: "Turku"}})},
			"attributes that it lacks": {ann("1"), []api.GetOption{api.Project("expires")}, found(order{})},
			"attributes of no item":    {ann("2"), []api.GetOption{api.Project("total")}, none[order]()},
			"projected, consistently":  {ann("1"), []api.GetOption{api.Project("id"), api.Consistent()}, found(order{ID: "1"})},
			"a projection of no names": {ann("1"), []api.GetOption{api.Project()}, found(whole)},
			"a name that's a key word": {ann("1"), []api.GetOption{api.Project("status", "value")}, found(order{Status: "paid"})},
			"the key and more of it":   {ann("1"), []api.GetOption{api.Project("customer", "total")}, found(order{Customer: "ann", Total: 5})},
		} {
			t.Run(name, func(t *testing.T) {
				got, err := orders.Get(t.Context(), c.key, c.opts...)
				require.NoError(t, err)
				assert.Equal(t, c.want, got)
			})
		}
	})
}

// GetMany reads thousands of keys, of which every second has an item and some are asked for twice.
func TestGetManyAnswersEachKeyAtItsPlace(t *testing.T) {
	const distinct, asked = 4000, 5000
	items := make([]attributes, distinct/2)
	for i := range items {
		items[i] = rawOrder(fmt.Sprint(2*i), i)
	}
	keys := make([]api.Key, asked)
	for i := range keys {
		keys[i] = ann(fmt.Sprint(i * 7 % distinct)) // from 4000 on all are again there
	}
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, items...)
		orders.client.made()
		got, err := orders.GetMany(t.Context(), keys, api.Consistent())
		require.NoError(t, err)
		require.Len(t, got, asked)
		for i, r := range got {
			id := i * 7 % distinct
			want := none[order]()
			if id%2 == 0 {
				want = found(order{Customer: "ann", ID: fmt.Sprint(id), Total: id / 2})
			}
			require.Equal(t, want, r, i)
		}
		assert.Less(t, orders.client.made(), distinct/10, "keys should share calls")
	})
}

func TestGetManyTellsWhichKeysAreBadAndReadsTheOthers(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, rawOrder("1", 5), rawOrder("3", 7))
		got, err := orders.GetMany(t.Context(), []api.Key{ann("1"), {Partition: 8, Sort: "1"}, ann("2"), {Partition: "ann"}, ann("3"), ann("1"), {Partition: 8, Sort: "1"}}, api.Project("total"))
		assert.Equal(t, []api.Result[order]{found(order{Total: 5}), none[order](), none[order](), none[order](), found(order{Total: 7}), found(order{Total: 5}), none[order]()}, got)
		requireFailures(t, err, 7, map[int]string{1: "customer", 3: `"id"`, 6: "customer"})
	})
}

func TestManyOfNothingAreNothing(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		for name, many := range map[string]func() ([]api.Result[order], error){
			"get":    func() ([]api.Result[order], error) { return orders.GetMany(t.Context(), nil) },
			"put":    func() ([]api.Result[order], error) { return orders.PutMany(t.Context(), nil) },
			"delete": func() ([]api.Result[order], error) { return orders.DeleteMany(t.Context(), []api.Key{}) },
		} {
			got, err := many()
			require.NoError(t, err, name)
			assert.Empty(t, got, name)
		}
		assert.Zero(t, orders.client.made())
	})
}

// requireFailures checks that these places failed, each with an error that says so.
func requireFailures(t *testing.T, err error, of int, says map[int]string) {
	t.Helper()
	var partial *api.PartialError
	require.ErrorAs(t, err, &partial)
	require.Equal(t, of, partial.Of)
	failed := map[int]bool{}
	for _, f := range partial.Failures {
		part, expected := says[f.Index]
		require.True(t, expected, "place %d: %v", f.Index, f.Err)
		require.ErrorContains(t, f.Err, part)
		failed[f.Index] = true
	}
	require.Len(t, failed, len(says))
}
