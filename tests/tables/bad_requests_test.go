package tables

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

func TestBadTransactionsAreRefused(t *testing.T) {
	write := func(actions func(table[order]) []api.TxWrite, opts ...api.TxOption) func(context.Context, table[order]) error {
		return func(ctx context.Context, o table[order]) error { return of(o.TransactWrite(ctx, actions(o), opts...)) }
	}
	get := func(actions func(table[order]) []api.TxGet, opts ...api.TxOption) func(context.Context, table[order]) error {
		return func(ctx context.Context, o table[order]) error { return of(o.TransactGet(ctx, actions(o), opts...)) }
	}
	it := order{Customer: SECRET, ID: SECRET}
	key := api.Key{Partition: SECRET, Sort: SECRET}
	one := func(o table[order]) []api.TxWrite { return []api.TxWrite{o.TxPut(it)} }
	eachBad(t, map[string]bad{
		"nothing":             {write(func(table[order]) []api.TxWrite { return nil }), []string{"no actions"}},
		"no reads":            {get(func(table[order]) []api.TxGet { return nil }), []string{"no actions"}},
		"too many":            {write(func(o table[order]) []api.TxWrite { return slices.Repeat(one(o), 101) }), []string{"101", "100", "split"}},
		"too many reads":      {get(func(o table[order]) []api.TxGet { return slices.Repeat([]api.TxGet{o.TxGet(key)}, 101) }), []string{"101", "100", "split"}},
		"a zero action":       {write(func(o table[order]) []api.TxWrite { return append(one(o), api.TxWrite{}) }), []string{"action 1", "TxPut"}},
		"a zero read":         {get(func(table[order]) []api.TxGet { return []api.TxGet{{}} }), []string{"action 0", "TxGet"}},
		"one item twice":      {write(func(o table[order]) []api.TxWrite { return append(one(o), o.TxDelete(key)) }), []string{"action", "0", "1", "item"}},
		"one item read twice": {get(func(o table[order]) []api.TxGet { return []api.TxGet{o.TxGet(key), o.TxGet(key)} }), []string{"action", "0", "1", "item"}},
		"a bad action":        {write(func(o table[order]) []api.TxWrite { return append(one(o), o.TxPut(order{Customer: SECRET})) }), []string{"action 1", "Put", `"id"`}},
		"an old item":         {write(func(o table[order]) []api.TxWrite { return []api.TxWrite{o.TxPut(it, api.ReturnOld())} }), []string{"action 0", "ALL_OLD", "ReturnOnFailure"}},
		"an empty condition": {write(func(o table[order]) []api.TxWrite {
			return []api.TxWrite{o.TxCheck(key, expression.ConditionBuilder{})}
		}), []string{"action 0", "condition is empty"}},
		"a check of no name":  {write(func(o table[order]) []api.TxWrite { return []api.TxWrite{o.TxCheck(key, api.Exists(""))} }), []string{"action 0", "name"}},
		"an empty update":     {write(func(o table[order]) []api.TxWrite { return []api.TxWrite{o.TxUpdate(key, api.Changes())} }), []string{"action 0", "api.Changes"}},
		"a token of nothing":  {write(one, api.WithTxToken("")), []string{"token", "1 to 36"}},
		"a token that's long": {write(one, api.WithTxToken(strings.Repeat("x", 37))), []string{"37", "1 to 36"}},
		"a token for a read":  {get(func(o table[order]) []api.TxGet { return []api.TxGet{o.TxGet(key)} }, api.WithTxToken("x")), []string{"token", "WithTxToken"}},
		"too many bytes": {write(func(o table[order]) (all []api.TxWrite) {
			for _, id := range strings.Split("abcdefghijkl", "") {
				all = append(all, o.TxPut(order{Customer: "x", ID: id, Lines: []string{strings.Repeat("x", 390<<10)}}))
			}
			return all
		}), []string{"4 MB", "split"}},
	})
}

func TestBadStatementsAreRefused(t *testing.T) {
	execute := func(st api.Statement) func(context.Context, table[order]) error {
		return func(ctx context.Context, o table[order]) error { return of(api.Collect(o.Execute(ctx, st))) }
	}
	batch := func(st ...api.Statement) func(context.Context, table[order]) error {
		return func(ctx context.Context, o table[order]) error { return of(o.ExecuteBatch(ctx, st)) }
	}
	transaction := func(st ...api.Statement) func(context.Context, table[order]) error {
		return func(ctx context.Context, o table[order]) error { return of(o.ExecuteTransaction(ctx, st)) }
	}
	read := api.Statement{Text: "SELECT * FROM orders WHERE customer = 'SECRET' AND id = '1'"}
	write := api.Statement{Text: "DELETE FROM orders WHERE customer = 'SECRET' AND id = '1'"}
	var last api.Token
	eachBad(t, map[string]bad{
		"no text":                  {execute(api.Statement{}), []string{"statement is empty", "Text"}},
		"blanks":                   {execute(api.Statement{Text: " \n"}), []string{"statement is empty", "Text"}},
		"a parameter of no kind":   {execute(api.Statement{Text: read.Text, Params: []any{"a", make(chan int)}}), []string{"parameter 1", "chan int"}},
		"a negative limit":         {execute(api.Statement{Text: read.Text, Limit: -1}), []string{"-1", "imit"}},
		"a bad token":              {execute(api.Statement{Text: read.Text, Start: "SECRET!"}), []string{"token"}},
		"no text in a batch":       {batch(api.Statement{}), []string{"statement is empty", "Text"}},
		"pages in a batch":         {batch(api.Statement{Text: read.Text, PageSize: 1, Last: &last}), []string{"PageSize, Last", "Execute"}},
		"no statements":            {transaction(), []string{"no statements"}},
		"no text in a transaction": {transaction(write, api.Statement{}), []string{"statement 1", "Text"}},
		"reads and writes":         {transaction(read, write), []string{"statement 0 reads", "statement 1", "split"}},
		"too many":                 {transaction(slices.Repeat([]api.Statement{write}, 101)...), []string{"101", "100"}},
	})
}

// What only DynamoDB can judge keeps its words, and is told apart from what was never sent.
func TestWhatDynamoDBRefusesIsRejected(t *testing.T) {
	key := api.Key{Partition: SECRET, Sort: SECRET}
	for name, c := range map[string]struct {
		do   func(context.Context, table[order]) error
		says string
	}{
		"sets a key": {func(ctx context.Context, o table[order]) error {
			return of(o.Update(ctx, key, api.Changes(api.Set("id", SECRET))))
		}, "part of the key"},
		"sets an attribute twice": {func(ctx context.Context, o table[order]) error {
			return of(o.Update(ctx, key, api.Changes(api.Set("total", 1), api.Increment("total", 1))))
		}, "overlap"},
		"increments by a word": {func(ctx context.Context, o table[order]) error {
			return of(o.Update(ctx, key, expression.Add(expression.Name("total"), expression.Value(SECRET))))
		}, "operand type"},
		"projects what overlaps": {func(ctx context.Context, o table[order]) error {
			return of(o.Get(ctx, key, api.Project("address", "address.city")))
		}, "overlap"},
		"no statement": {func(ctx context.Context, o table[order]) error {
			return of(api.Collect(o.Execute(ctx, api.Statement{Text: "HELLO"})))
		}, "Statement"},
	} {
		t.Run(name, func(t *testing.T) {
			eachFace(t, func(t *testing.T, orders table[order]) {
				err := c.do(t.Context(), orders)
				require.ErrorContains(t, err, "ValidationException")
				require.ErrorContains(t, err, c.says)
				assert.NotContains(t, err.Error(), SECRET)
				var op *api.OperationError
				require.ErrorAs(t, err, &op)
				assert.Equal(t, api.Rejected, op.Outcome)
				orders.holds(t)
			})
		})
	}
}
