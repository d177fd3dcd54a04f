package tables

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// SECRET is in what's bad and mustn't be in what is said of it.
const SECRET = "SECRET"

// bad is an operation on orders, and what its error says. It's refused before anything is sent.
type bad struct {
	do   func(context.Context, table[order]) error
	says []string
}

func requireRefused(t *testing.T, orders table[order], c bad) {
	t.Helper()
	orders.client.made()
	err := c.do(t.Context(), orders)
	require.Error(t, err)
	for _, part := range c.says {
		assert.ErrorContains(t, err, part)
	}
	assert.NotContains(t, err.Error(), SECRET)
	var op *api.OperationError
	require.ErrorAs(t, err, &op)
	assert.Equal(t, api.NotSent, op.Outcome)
	assert.Zero(t, orders.client.made(), "something was sent")
	t.Log(err)
}

func eachBad(t *testing.T, cases map[string]bad) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		for name, c := range cases {
			t.Run(name, func(t *testing.T) { requireRefused(t, orders, c) })
		}
	})
}

// byKey are the operations that take a key.
var byKey = map[string]func(context.Context, table[order], api.Key) error{
	"get": func(ctx context.Context, o table[order], k api.Key) error { return of(o.Get(ctx, k)) },
	"get many": func(ctx context.Context, o table[order], k api.Key) error {
		return of(o.GetMany(ctx, []api.Key{k}))
	},
	"delete": func(ctx context.Context, o table[order], k api.Key) error { return of(o.Delete(ctx, k)) },
	"delete many": func(ctx context.Context, o table[order], k api.Key) error {
		return of(o.DeleteMany(ctx, []api.Key{k}))
	},
	"update": func(ctx context.Context, o table[order], k api.Key) error {
		return of(o.Update(ctx, k, api.Changes(api.Set("total", 1))))
	},
	"transact get": func(ctx context.Context, o table[order], k api.Key) error {
		return of(o.TransactGet(ctx, []api.TxGet{o.TxGet(k)}))
	},
	"transact delete": func(ctx context.Context, o table[order], k api.Key) error {
		return of(o.TransactWrite(ctx, []api.TxWrite{o.TxDelete(k)}))
	},
	"transact update": func(ctx context.Context, o table[order], k api.Key) error {
		return of(o.TransactWrite(ctx, []api.TxWrite{o.TxUpdate(k, api.Changes(api.Set("total", 1)))}))
	},
	"transact check": func(ctx context.Context, o table[order], k api.Key) error {
		return of(o.TransactWrite(ctx, []api.TxWrite{o.TxCheck(k, api.Exists("total"))}))
	},
}

func TestBadKeysAreRefusedByEveryOperation(t *testing.T) {
	cases := map[string]bad{}
	for name, c := range map[string]struct {
		key  api.Key
		says []string
	}{
		"of another type":      {api.Key{Partition: 8, Sort: SECRET}, []string{`partition key "customer"`, "string", "int"}},
		"with another sort":    {api.Key{Partition: SECRET, Sort: []byte(SECRET)}, []string{`sort key "id"`, "string", "[]byte"}},
		"of nothing":           {api.Key{}, []string{`partition key "customer"`, "nil"}},
		"without a sort key":   {api.Key{Partition: SECRET}, []string{`sort key "id"`, "nil"}},
		"an empty one":         {api.Key{Partition: "", Sort: SECRET}, []string{`partition key "customer"`, "empty"}},
		"too large":            {api.Key{Partition: strings.Repeat(SECRET, 400), Sort: SECRET}, []string{"2400 bytes", "2048"}},
		"too large to sort":    {api.Key{Partition: SECRET, Sort: strings.Repeat(SECRET, 200)}, []string{"1200 bytes", "1024"}},
		"a pointer to nothing": {api.Key{Partition: (*string)(nil), Sort: SECRET}, []string{`partition key "customer"`, "nil"}},
		"an SDK value":         {api.Key{Partition: n("8"), Sort: SECRET}, []string{`partition key "customer"`, "string", "number"}},
		"a struct":             {api.Key{Partition: order{ID: SECRET}, Sort: SECRET}, []string{`partition key "customer"`, "tables.order"}},
		"not UTF-8":            {api.Key{Partition: "\xff" + SECRET, Sort: SECRET}, []string{"UTF-8", "binary"}},
		"a channel":            {api.Key{Partition: make(chan int), Sort: SECRET}, []string{`partition key "customer"`, "chan int"}},
	} {
		for kind, do := range byKey {
			cases[kind+"/"+name] = bad{func(ctx context.Context, o table[order]) error { return do(ctx, o, c.key) }, c.says}
		}
	}
	eachBad(t, cases)
}

func TestBadItemsAreRefusedByEveryOperation(t *testing.T) {
	puts := map[string]func(context.Context, table[order], order) error{
		"put":      func(ctx context.Context, o table[order], it order) error { return of(o.Put(ctx, it)) },
		"put many": func(ctx context.Context, o table[order], it order) error { return of(o.PutMany(ctx, []order{it})) },
		"transact": func(ctx context.Context, o table[order], it order) error {
			return of(o.TransactWrite(ctx, []api.TxWrite{o.TxPut(it)}))
		},
	}
	cases := map[string]bad{}
	for name, c := range map[string]struct {
		item order
		says []string
	}{
		"without a key":      {order{ID: SECRET}, []string{`"customer"`, "empty"}},
		"without a sort key": {order{Customer: SECRET}, []string{`"id"`, "empty"}},
		"too large":          {order{Customer: SECRET, ID: SECRET, Lines: []string{strings.Repeat(SECRET, 100<<10)}}, []string{"400 KB", "smaller"}},
		"its key too large":  {order{Customer: strings.Repeat(SECRET, 400), ID: SECRET}, []string{"2400 bytes", "2048"}},
		"its index's key":    {order{Customer: SECRET, ID: SECRET, Status: strings.Repeat(SECRET, 400)}, []string{`"status"`, "2400 bytes", "2048"}},
	} {
		for kind, do := range puts {
			cases[kind+"/"+name] = bad{func(ctx context.Context, o table[order]) error { return do(ctx, o, c.item) }, c.says}
		}
	}
	eachBad(t, cases)
}

func TestBadOptionsAreRefused(t *testing.T) {
	key, set := api.Key{Partition: SECRET, Sort: SECRET}, api.Changes(api.Set("total", SECRET))
	update := func(u expression.UpdateBuilder, opts ...api.UpdateOption) func(context.Context, table[order]) error {
		return func(ctx context.Context, o table[order]) error { return of(o.Update(ctx, key, u, opts...)) }
	}
	get := func(opts ...api.GetOption) func(context.Context, table[order]) error {
		return func(ctx context.Context, o table[order]) error { return of(o.Get(ctx, key, opts...)) }
	}
	eachBad(t, map[string]bad{
		"no changes":                 {update(api.Changes()), []string{"api.Changes(api.Set("}},
		"nil changes":                {update(api.Changes(nil)), []string{"api.Changes(api.Set("}},
		"no update":                  {update(expression.UpdateBuilder{}), []string{"api.Changes(api.Set("}},
		"removes nothing":            {update(api.Changes(api.Remove())), []string{"api.Changes(api.Set("}},
		"sets no name":               {update(api.Changes(api.Set("", SECRET))), []string{"update", "name"}},
		"increments no name":         {update(api.Changes(api.Increment("", 1))), []string{"update", "name"}},
		"appends to no name":         {update(api.Changes(api.Append("", SECRET))), []string{"update", "name"}},
		"removes no name":            {update(api.Changes(api.Remove(""))), []string{"update", "name"}},
		"an empty condition":         {update(set, api.If(expression.ConditionBuilder{})), []string{"If", "empty"}},
		"a condition on no name":     {update(set, api.If(api.Exists(""))), []string{"condition", "name"}},
		"a condition on an odd path": {update(set, api.If(api.Exists("a..b"))), []string{"condition", "name"}},
		"returns old and new":        {update(set, api.ReturnOld(), api.ReturnNew()), []string{"ALL_OLD", "ALL_NEW", "pass one"}},
		"puts on no name": {func(ctx context.Context, o table[order]) error {
			return of(o.Put(ctx, order{Customer: SECRET, ID: SECRET}, api.If(api.Exists(""))))
		}, []string{"condition", "name"}},
		"deletes on no name": {func(ctx context.Context, o table[order]) error {
			return of(o.Delete(ctx, key, api.If(api.NotExists(""))))
		}, []string{"condition", "name"}},
		"deletes many on no": {func(ctx context.Context, o table[order]) error {
			return of(o.DeleteMany(ctx, []api.Key{key}, api.If(expression.ConditionBuilder{})))
		}, []string{"If", "empty"}},
		"projects no name":              {get(api.Project("total", "")), []string{"projection", `""`}},
		"projects an odd path":          {get(api.Project("a..b")), []string{"projection", "a..b"}},
		"projects an odd index":         {get(api.Project("lines[x")), []string{"projection", "lines[x"}},
		"sets what can't be marshalled": {update(api.Changes(api.Set("total", stubborn(SECRET)))), []string{"update", "Marshaler"}},
		"compares with what can't be marshalled": {func(ctx context.Context, o table[order]) error {
			return of(o.Delete(ctx, key, api.If(expression.Name("total").Equal(expression.Value(stubborn(SECRET))))))
		}, []string{"condition", "Marshaler"}},
	})
}

// stubborn quotes what it refuses.
type stubborn string

func (v stubborn) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) {
	return nil, fmt.Errorf("refused: %s", string(v))
}
