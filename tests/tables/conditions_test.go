package tables

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// writes are the operations that take conditions, each on ann's order 1: what they make of an order with
// total 5.
var writes = map[string]struct {
	do    func(context.Context, face[order], ...api.WriteOption) error
	after []attributes
}{
	"put": {func(ctx context.Context, orders face[order], opts ...api.WriteOption) error {
		_, err := orders.Put(ctx, order{Customer: "ann", ID: "1", Total: 9}, optionsAs[api.PutOption](opts)...)
		return err
	}, []attributes{rawOrder("1", 9)}},
	"delete": {func(ctx context.Context, orders face[order], opts ...api.WriteOption) error {
		_, err := orders.Delete(ctx, ann("1"), optionsAs[api.DeleteOption](opts)...)
		return err
	}, nil},
	"update": {func(ctx context.Context, orders face[order], opts ...api.WriteOption) error {
		_, err := orders.Update(ctx, ann("1"), api.Changes(api.Set("total", 9)), optionsAs[api.UpdateOption](opts)...)
		return err
	}, []attributes{rawOrder("1", 9)}},
}

// optionsAs has options that every write takes be those of one of them.
func optionsAs[O any](opts []api.WriteOption) (as []O) {
	for _, o := range opts {
		as = append(as, o.(O))
	}
	return as
}

func TestWritesAreDoneOnlyIfTheirConditionsHold(t *testing.T) {
	total := func(v int) api.WriteOption {
		return api.If(expression.Name("total").Equal(expression.Value(v)))
	}
	eachFace(t, func(t *testing.T, orders table[order]) {
		for name, c := range map[string]struct {
			opts []api.WriteOption
			// whether it holds for an order with total 5, and for none.
			item, none bool
		}{
			"if it exists":          {[]api.WriteOption{api.IfExists()}, true, false},
			"if it doesn't":         {[]api.WriteOption{api.IfNotExists()}, false, true},
			"if a value is":         {[]api.WriteOption{total(5)}, true, false},
			"if a value isn't":      {[]api.WriteOption{total(6)}, false, false},
			"if an attribute is":    {[]api.WriteOption{api.If(api.Exists("total"))}, true, false},
			"if an attribute isn't": {[]api.WriteOption{api.If(api.NotExists("status"))}, true, true},
			"all of several hold":   {[]api.WriteOption{api.IfExists(), total(5), api.If(api.NotExists("status"))}, true, false},
			"one of several fails":  {[]api.WriteOption{api.IfExists(), total(5), api.If(api.Exists("status"))}, false, false},
			"either":                {[]api.WriteOption{api.If(api.Exists("status").Or(api.NotExists("id")))}, false, true},
			"a combined one and another": {[]api.WriteOption{api.If(api.Exists("status").Or(api.Exists("total"))),
				api.If(api.Exists("status").Or(api.Exists("expires")))}, false, false},
		} {
			for kind, w := range writes {
				t.Run(name+"/"+kind, func(t *testing.T) {
					orders.clear(t, "customer", "id")
					err := w.do(t.Context(), orders, c.opts...)
					if c.none {
						require.NoError(t, err)
						orders.holds(t, w.after...)
					} else {
						requireConditionFailed(t, err)
						orders.holds(t)
					}
					orders.write(t, rawOrder("1", 5))
					err = w.do(t.Context(), orders, c.opts...)
					if c.item {
						require.NoError(t, err)
						orders.holds(t, w.after...)
					} else {
						requireConditionFailed(t, err)
						orders.holds(t, rawOrder("1", 5))
					}
				})
			}
		}
	})
}

func requireConditionFailed(t *testing.T, err error) {
	t.Helper()
	var failed *types.ConditionalCheckFailedException
	require.ErrorAs(t, err, &failed)
	var op *api.OperationError
	require.ErrorAs(t, err, &op)
	require.Equal(t, api.Rejected, op.Outcome)
}

func TestAFailedConditionTellsItsItemIfAsked(t *testing.T) {
	never := api.If(api.Exists("status"))
	for kind, w := range writes {
		t.Run(kind, func(t *testing.T) {
			eachFace(t, func(t *testing.T, orders table[order]) {
				for _, c := range []struct {
					name   string
					before []attributes
					opts   []api.WriteOption
					want   api.Result[order]
				}{
					{"there is none", nil, []api.WriteOption{never, api.ReturnOnFailure()}, none[order]()},
					{"it isn't asked for", []attributes{rawOrder("1", 5)}, []api.WriteOption{never}, none[order]()},
					{"it's asked for", []attributes{rawOrder("1", 5)}, []api.WriteOption{never, api.ReturnOnFailure()}, found(order{Customer: "ann", ID: "1", Total: 5})},
					{"the old one, too", []attributes{rawOrder("1", 5)}, []api.WriteOption{never, api.ReturnOnFailure(), api.ReturnOld()}, found(order{Customer: "ann", ID: "1", Total: 5})},
				} {
					t.Run(c.name, func(t *testing.T) {
						orders.write(t, c.before...)
						err := w.do(t.Context(), orders, c.opts...)
						requireConditionFailed(t, err)
						got, err := orders.FailedItem(err)
						require.NoError(t, err)
						assert.Equal(t, c.want, got)
					})
				}
			})
		})
	}
}

func TestOtherErrorsHaveNoFailedItem(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		_, bad := orders.Put(t.Context(), order{})
		require.Error(t, bad)
		for _, err := range []error{nil, context.Canceled, bad} {
			got, err := orders.FailedItem(err)
			require.NoError(t, err)
			assert.Equal(t, none[order](), got)
		}
	})
}
