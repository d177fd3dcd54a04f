package tables

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

func TestUpdateChangesAttributes(t *testing.T) {
	lines := attributes{"lines": list(s("tea"))}
	home := attributes{"address": document(attributes{"city": s("Turku")})}
	for name, c := range map[string]struct {
		before  attributes // nil: there's none
		changes expression.UpdateBuilder
		after   attributes
	}{
		"set":                      {rawOrder("1", 5), api.Changes(api.Set("total", 6)), rawOrder("1", 6)},
		"set several":              {rawOrder("1", 5), api.Changes(api.Set("total", 6), nil, api.Set("status", "paid")), rawOrder("1", 6, attributes{"status": s("paid")})},
		"set a part":               {rawOrder("1", 5, home), api.Changes(api.Set("address.city", "Oulu")), rawOrder("1", 5, attributes{"address": document(attributes{"city": s("Oulu")})})},
		"set a place":              {rawOrder("1", 5, lines), api.Changes(api.Set("lines[0]", "salt")), rawOrder("1", 5, attributes{"lines": list(s("salt"))})},
		"set a struct":             {rawOrder("1", 5), api.Changes(api.Set("address", address{City: "Oulu"})), rawOrder("1", 5, attributes{"address": document(attributes{"city": s("Oulu")})})},
		"set an SDK value":         {rawOrder("1", 5), api.Changes(api.Set("total", n("6"))), rawOrder("1", 6)},
		"set nil":                  {rawOrder("1", 5), api.Changes(api.Set("lines", nil)), rawOrder("1", 5, attributes{"lines": null()})},
		"set makes the item":       {nil, api.Changes(api.Set("total", 6)), rawOrder("1", 6)},
		"set if missing":           {rawOrder("1", 5), api.Changes(api.SetIfMissing("status", "paid")), rawOrder("1", 5, attributes{"status": s("paid")})},
		"set if it's there":        {rawOrder("1", 5), api.Changes(api.SetIfMissing("total", 6)), rawOrder("1", 5)},
		"increment":                {rawOrder("1", 5), api.Changes(api.Increment("total", 3)), rawOrder("1", 8)},
		"increment by less than 0": {rawOrder("1", 5), api.Changes(api.Increment("total", -7)), rawOrder("1", -2)},
		"increment by a fraction":  {rawOrder("1", 5), api.Changes(api.Increment("total", 0.5)), rawOrder("1", 0, attributes{"total": n("5.5")})},
		"increment of nothing":     {nil, api.Changes(api.Increment("total", 3)), rawOrder("1", 3)},
		"append":                   {rawOrder("1", 5, lines), api.Changes(api.Append("lines", "salt", "rye")), rawOrder("1", 5, attributes{"lines": list(s("tea"), s("salt"), s("rye"))})},
		"append to nothing":        {rawOrder("1", 5), api.Changes(api.Append("lines", "salt")), rawOrder("1", 5, attributes{"lines": list(s("salt"))})},
		"append of nothing":        {rawOrder("1", 5, lines), api.Changes(api.Append("lines")), rawOrder("1", 5, lines)},
		"append makes the item":    {nil, api.Changes(api.Append("lines", "salt"), api.Set("total", 1)), rawOrder("1", 1, attributes{"lines": list(s("salt"))})},
		"remove":                   {rawOrder("1", 5, lines, home), api.Changes(api.Remove("lines", "address")), rawOrder("1", 5)},
		"remove of nothing":        {rawOrder("1", 5), api.Changes(api.Remove("lines")), rawOrder("1", 5)},
		"remove a place":           {rawOrder("1", 5, attributes{"lines": list(s("tea"), s("salt"))}), api.Changes(api.Remove("lines[0]")), rawOrder("1", 5, attributes{"lines": list(s("salt"))})},
		"all at once": {rawOrder("1", 5, lines), api.Changes(api.Set("status", "paid"), api.Increment("total", 1), api.Append("lines", "rye"), api.SetIfMissing("placed", 7), api.Remove("expires")),
			rawOrder("1", 6, attributes{"status": s("paid"), "lines": list(s("tea"), s("rye")), "placed": n("7")})},
		"an update of the SDK": {rawOrder("1", 5), api.Changes(api.Set("status", "paid")).Set(expression.Name("total"), expression.Name("total").Plus(expression.Value(4))),
			rawOrder("1", 9, attributes{"status": s("paid")})},
	} {
		t.Run(name, func(t *testing.T) {
			eachFace(t, func(t *testing.T, orders table[order]) {
				if c.before != nil {
					orders.write(t, c.before)
				}
				got, err := orders.Update(t.Context(), ann("1"), c.changes)
				require.NoError(t, err)
				assert.Equal(t, none[order](), got)
				orders.holds(t, c.after)
			})
		})
	}
}

func TestUpdateReturnsWhatIsAskedFor(t *testing.T) {
	before := attributes{"status": s("new"), "lines": list(s("tea"))}
	was := order{Customer: "ann", ID: "1", Total: 5, Status: "new", Lines: []string{"tea"}}
	is := order{Customer: "ann", ID: "1", Total: 6, Status: "paid", Lines: []string{"tea"}}
	changes := api.Changes(api.Increment("total", 1), api.Set("status", "paid"))
	for name, c := range map[string]struct {
		opts      []api.UpdateOption
		want      api.Result[order]
		ofNothing api.Result[order] // if there was no item
	}{
		"nothing":             {nil, none[order](), none[order]()},
		"the old item":        {[]api.UpdateOption{api.ReturnOld()}, found(was), none[order]()},
		"the new item":        {[]api.UpdateOption{api.ReturnNew()}, found(is), found(order{Customer: "ann", ID: "1", Total: 1, Status: "paid"})},
		"twice the same":      {[]api.UpdateOption{api.ReturnNew(), nil, api.ReturnNew()}, found(is), found(order{Customer: "ann", ID: "1", Total: 1, Status: "paid"})},
		"what was updated":    {[]api.UpdateOption{api.ReturnUpdatedOld()}, found(order{Total: 5, Status: "new"}), none[order]()},
		"what it's now":       {[]api.UpdateOption{api.ReturnUpdatedNew()}, found(order{Total: 6, Status: "paid"}), found(order{Total: 1, Status: "paid"})},
		"it, on a condition":  {[]api.UpdateOption{api.ReturnNew(), api.If(api.NotExists("expires"))}, found(is), found(order{Customer: "ann", ID: "1", Total: 1, Status: "paid"})},
		"it, and on failures": {[]api.UpdateOption{api.ReturnNew(), api.ReturnOnFailure()}, found(is), found(order{Customer: "ann", ID: "1", Total: 1, Status: "paid"})},
	} {
		t.Run(name, func(t *testing.T) {
			eachFace(t, func(t *testing.T, orders table[order]) {
				got, err := orders.Update(t.Context(), ann("1"), changes, c.opts...)
				require.NoError(t, err)
				assert.Equal(t, c.ofNothing, got)
				orders.write(t, rawOrder("1", 5, before))
				got, err = orders.Update(t.Context(), ann("1"), changes, c.opts...)
				require.NoError(t, err)
				assert.Equal(t, c.want, got)
			})
		})
	}
}
