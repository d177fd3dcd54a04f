package tables

import (
	"context"
	"fmt"
	"iter"
	"slices"
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

// keyed operations take a key.
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

func TestBadReadsAreRefused(t *testing.T) {
	query := func(q api.Query) func(context.Context, table[order]) error {
		return func(ctx context.Context, o table[order]) error { return of(api.Collect(o.Query(ctx, q))) }
	}
	scan := func(s api.Scan) func(context.Context, table[order]) error {
		return func(ctx context.Context, o table[order]) error { return of(api.Collect(o.Scan(ctx, s))) }
	}
	var last api.Token
	sort := expression.Key("id").Equal
	eachBad(t, map[string]bad{
		"no partition":                 {query(api.Query{}), []string{`"customer"`, "nil"}},
		"a partition of another type":  {query(api.Query{Partition: 8}), []string{`"customer"`, "string", "int"}},
		"a partition of an index":      {query(api.Query{Index: "by-status", Partition: 8}), []string{`"status"`, "string", "int"}},
		"an unknown index":             {query(api.Query{Index: "by-state", Partition: SECRET}), []string{`"by-state"`, "by-status", "by-date"}},
		"a sort key of another type":   {query(api.Query{Partition: SECRET, Sort: sort(expression.Value(8))}), []string{`"id"`, "string", "number"}},
		"a sort on another attribute":  {query(api.Query{Partition: SECRET, Sort: expression.Key("total").Equal(expression.Value(8))}), []string{`"total"`, `"id"`, "Filter"}},
		"a sort on the partition":      {query(api.Query{Partition: SECRET, Sort: expression.Key("customer").Equal(expression.Value(SECRET))}), []string{`"customer"`, `"id"`, "Partition"}},
		"consistent on a global index": {query(api.Query{Index: "by-status", Partition: SECRET, Consistent: true}), []string{"by-status", "onsistent"}},
		"a negative limit":             {query(api.Query{Partition: SECRET, Limit: -1}), []string{"-1", "imit"}},
		"a negative page size":         {query(api.Query{Partition: SECRET, PageSize: -1}), []string{"-1", "age size"}},
		"a negative prefetch":          {query(api.Query{Partition: SECRET, Prefetch: -1}), []string{"-1", "refetch"}},
		"too many pages ahead":         {query(api.Query{Partition: SECRET, Prefetch: 1001}), []string{"1001", "1000"}},
		"a token that's none":          {query(api.Query{Partition: SECRET, Start: "SECRET!"}), []string{"token"}},
		"a filter on no name":          {query(api.Query{Partition: SECRET, Filter: api.Exists("")}), []string{"can't be built"}},
		"a projection of no name":      {query(api.Query{Partition: SECRET, Project: []string{""}}), []string{"projection", `""`}},
		"a count with a limit": {func(ctx context.Context, o table[order]) error {
			return of(o.QueryCount(ctx, api.Query{Partition: SECRET, Limit: 1}))
		}, []string{"Limit"}},
		"a count with a projection": {func(ctx context.Context, o table[order]) error {
			return of(o.QueryCount(ctx, api.Query{Partition: SECRET, Project: []string{"id"}}))
		}, []string{"Project"}},
		"a count with a place":              {func(ctx context.Context, o table[order]) error { return of(o.ScanCount(ctx, api.Scan{Last: &last})) }, []string{"Last"}},
		"a scan of an unknown index":        {scan(api.Scan{Index: "by-state"}), []string{`"by-state"`, "by-status", "by-date"}},
		"a consistent scan of an index":     {scan(api.Scan{Index: "by-status", Consistent: true}), []string{"by-status", "onsistent"}},
		"less than no segments":             {scan(api.Scan{TotalSegments: -2}), []string{"-2", "1000000"}},
		"too many segments":                 {scan(api.Scan{TotalSegments: 1_000_001}), []string{"1000001", "1000000"}},
		"a segment beyond":                  {scan(api.Scan{TotalSegments: 3, Segments: []int{1, 3}}), []string{"segment 3", "0 to 2"}},
		"a negative segment":                {scan(api.Scan{TotalSegments: 3, Segments: []int{-1}}), []string{"segment -1", "0 to 2"}},
		"a segment twice":                   {scan(api.Scan{TotalSegments: 3, Segments: []int{1, 1}}), []string{"segment 1", "twice"}},
		"segments of nothing":               {scan(api.Scan{TotalSegments: 3, Segments: []int{}}), []string{"empty"}},
		"segments of an unknown number":     {scan(api.Scan{TotalSegments: api.AutoSegments, Segments: []int{1}}), []string{"AutoSegments", "TotalSegments"}},
		"a scan with a token that's none":   {scan(api.Scan{Start: "SECRET!"}), []string{"token"}},
		"a scan with a negative limit":      {scan(api.Scan{Limit: -1}), []string{"-1", "imit"}},
		"a scan that filters on no name":    {scan(api.Scan{Filter: api.Exists("")}), []string{"can't be built"}},
		"a scan that projects a wrong name": {scan(api.Scan{Project: []string{"a..b"}}), []string{"projection", "a..b"}},
	})
}

// A token goes on only in what it's of.
func TestForeignTokensAreRefused(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, shelf()...)
		token := func(read func(last *api.Token) iter.Seq2[order, error]) (last api.Token) {
			t.Helper()
			require.Len(t, ids(t, first(1, read(&last))), 1)
			require.NotEmpty(t, last)
			return last
		}
		q := token(func(last *api.Token) iter.Seq2[order, error] {
			return orders.Query(t.Context(), api.Query{Partition: "ann", Last: last})
		})
		s := token(func(last *api.Token) iter.Seq2[order, error] {
			return orders.Scan(t.Context(), api.Scan{TotalSegments: 4, Last: last})
		})
		x := token(func(last *api.Token) iter.Seq2[order, error] {
			st := orders.statement("SELECT * FROM %s")
			st.PageSize, st.Last = 1, last
			return orders.Execute(t.Context(), st)
		})
		other := newTable[order](t, orders.subject)
		query := func(q api.Query) func(context.Context, table[order]) error {
			return func(ctx context.Context, o table[order]) error { return of(api.Collect(o.Query(ctx, q))) }
		}
		scan := func(s api.Scan) func(context.Context, table[order]) error {
			return func(ctx context.Context, o table[order]) error { return of(api.Collect(o.Scan(ctx, s))) }
		}
		execute := func(start api.Token) func(context.Context, table[order]) error {
			return func(ctx context.Context, o table[order]) error {
				st := o.statement("SELECT * FROM %s")
				st.Start = start
				return of(api.Collect(o.Execute(ctx, st)))
			}
		}
		for name, c := range map[string]bad{
			"of another partition": {query(api.Query{Partition: SECRET, Start: q}), []string{"token", "partition"}},
			"of another direction": {query(api.Query{Partition: "ann", Descending: true, Start: q}), []string{"token", "escending"}},
			"of another index":     {query(api.Query{Partition: "ann", Index: "by-date", Start: q}), []string{"token", "by-date"}},
			"of another table": {func(ctx context.Context, _ table[order]) error {
				return of(api.Collect(other.Query(ctx, api.Query{Partition: "ann", Start: q})))
			}, []string{"token", "table"}},
			"of a scan, for a query":  {query(api.Query{Partition: "ann", Start: s}), []string{"token", "scan", "query"}},
			"of a query, for a scan":  {scan(api.Scan{Start: q}), []string{"token", "scan", "query"}},
			"of other segments":       {scan(api.Scan{TotalSegments: 3, Start: s}), []string{"token", "4", "3"}},
			"of segments, for some":   {scan(api.Scan{TotalSegments: 4, Segments: []int{1}, Start: s}), []string{"token", "segments"}},
			"of a statement":          {query(api.Query{Partition: "ann", Start: x}), []string{"token", "tatement"}},
			"of a query, to execute":  {execute(q), []string{"token", "query"}},
			"cut short":               {query(api.Query{Partition: "ann", Start: q[:len(q)-1]}), []string{"token"}},
			"changed":                 {query(api.Query{Partition: "ann", Start: q[:10] + "A" + q[11:]}), []string{"token"}},
			"with something appended": {query(api.Query{Partition: "ann", Start: q + "AAAA"}), []string{"token"}},
		} {
			t.Run(name, func(t *testing.T) { requireRefused(t, orders, c) })
		}
	})
}

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

// stubborn quotes what it refuses.
type stubborn string

func (v stubborn) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) {
	return nil, fmt.Errorf("refused: %s", string(v))
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
			return of(o.Update(ctx, key, api.Changes(api.Increment("total", SECRET))))
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
