package tables

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// maps have no type that would keep one from putting in what is wrong.
func TestBadItemsInMapsAreRefused(t *testing.T) {
	eachExecutor(t, func(t *testing.T, x *subject) {
		refused := func(t *testing.T, err error, says ...string) {
			require.Error(t, err)
			for _, part := range says {
				assert.ErrorContains(t, err, part)
			}
			assert.NotContains(t, err.Error(), SECRET)
			var op *api.OperationError
			require.ErrorAs(t, err, &op)
			assert.Equal(t, api.NotSent, op.Outcome)
			assert.Zero(t, x.client.made())
			t.Log(err)
		}
		loose := openTable[map[string]any](t, x, freshName(), api.WithKey("pk", "sk"))
		raw := openTable[map[string]types.AttributeValue](t, x, freshName(), api.WithKey("pk", ""))
		for name, c := range map[string]struct {
			item map[string]any
			says []string
		}{
			"nil":              {nil, []string{`"pk"`, "missing"}},
			"empty":            {map[string]any{}, []string{`"pk"`, "missing"}},
			"without a key":    {map[string]any{"sk": SECRET}, []string{`"pk"`, "missing"}},
			"without the sort": {map[string]any{"pk": SECRET}, []string{`"sk"`, "missing"}},
			"a nil key":        {map[string]any{"pk": nil, "sk": SECRET}, []string{`"pk"`}},
			"a true key":       {map[string]any{"pk": true, "sk": SECRET}, []string{`"pk"`, "boolean"}},
		} {
			t.Run("any/"+name, func(t *testing.T) { refused(t, of(loose.Put(t.Context(), c.item)), c.says...) })
		}
		for name, c := range map[string]struct {
			item attributes
			says []string
		}{
			"nil":           {nil, []string{"nil"}},
			"without a key": {attributes{"x": s(SECRET)}, []string{`"pk"`, "missing"}},
			"a nil key":     {attributes{"pk": nil}, []string{`"pk"`, "missing"}},
			"a nil value":   {attributes{"pk": s(SECRET), "x": nil}, []string{`"x"`, "nil"}},
			"nil in a list": {attributes{"pk": s(SECRET), "x": list(nil)}, []string{`"x"`, "nil"}},
			"a list as key": {attributes{"pk": list(s(SECRET))}, []string{`"pk"`, "list"}},
		} {
			t.Run("values/"+name, func(t *testing.T) { refused(t, of(raw.Put(t.Context(), c.item)), c.says...) })
		}
		t.Run("an index", func(t *testing.T) {
			refused(t, of(api.Collect(loose.Query(t.Context(), api.Query{Index: "by-x", Partition: SECRET}))), `"by-x"`)
		})
		t.Run("creation", func(t *testing.T) { refused(t, of(loose.CreateTable(t.Context())), `"pk"`, "type") })
		t.Run("ttl", func(t *testing.T) { refused(t, of(loose.EnableTTL(t.Context())), "ttl") })
	})
}

// What can't be a table is refused when it's opened, and names what to change.
func TestTypesThatCantBeItemsAreRefused(t *testing.T) {
	type untagged struct{ ID string }
	type twice struct {
		A string `dynactor:"partition"`
		B string `dynactor:"partition"`
	}
	type misspelt struct {
		A string `dynactor:"partiton"`
	}
	type unkeyable struct {
		A bool `dynactor:"partition"`
	}
	eachExecutor(t, func(t *testing.T, x *subject) {
		for name, c := range map[string]struct {
			open func() error
			says []string
		}{
			"no tags":                {func() error { return of(api.TableOf[untagged](x.ex, "t")) }, []string{`"t"`, "untagged", "partition"}},
			"a pointer":              {func() error { return of(api.TableOf[*order](x.ex, "t")) }, []string{"TableOf[order]"}},
			"two partition keys":     {func() error { return of(api.TableOf[twice](x.ex, "t")) }, []string{"twice", "A", "B", "partition"}},
			"a misspelt tag":         {func() error { return of(api.TableOf[misspelt](x.ex, "t")) }, []string{"misspelt", `"partiton"`, `"partition"`}},
			"a key of no kind":       {func() error { return of(api.TableOf[unkeyable](x.ex, "t")) }, []string{"unkeyable", "A", "bool"}},
			"an interface":           {func() error { return of(api.TableOf[any](x.ex, "t")) }, []string{"interface"}},
			"a slice":                {func() error { return of(api.TableOf[[]order](x.ex, "t")) }, []string{"[]tables.order"}},
			"a map of numbers":       {func() error { return of(api.TableOf[map[int]any](x.ex, "t", api.WithKey("id", ""))) }, []string{"map[int]interface {}"}},
			"a map without a key":    {func() error { return of(api.TableOf[map[string]any](x.ex, "t")) }, []string{"WithKey"}},
			"a key that isn't there": {func() error { return of(api.TableOf[untagged](x.ex, "t", api.WithKey("id", ""))) }, []string{`"id"`, "untagged"}},
			"a key of no name":       {func() error { return of(api.TableOf[map[string]any](x.ex, "t", api.WithKey("", "sk"))) }, []string{"partition key", "empty"}},
			"two keys of one name":   {func() error { return of(api.TableOf[map[string]any](x.ex, "t", api.WithKey("id", "id"))) }, []string{`"id"`}},
			"tags and an option":     {func() error { return of(api.TableOf[order](x.ex, "t", api.WithKey("customer", "id"))) }, []string{"WithKey", "order"}},
			"no executor":            {func() error { return of(api.TableOf[order](nil, "t")) }, []string{"executor", "api.Open"}},
			"no name":                {func() error { return of(api.TableOf[order](x.ex, "")) }, []string{"name"}},
		} {
			t.Run(name, func(t *testing.T) {
				err := c.open()
				require.Error(t, err)
				for _, part := range c.says {
					assert.ErrorContains(t, err, part)
				}
				t.Log(err)
			})
		}
		assert.Zero(t, x.client.made())
	})
}
