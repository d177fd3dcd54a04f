package tables

import (
	"fmt"
	"iter"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// shelf is twelve orders of ann's, a0 to a5 and b0 to b5, and one of bob's. The even ones are paid and in the
// indexes, placed the later the smaller their ids are.
func shelf() (items []attributes) {
	for i, prefix := range []string{"a", "b"} {
		for j := range 6 {
			total := 6*i + j
			it := rawOrder(prefix+strconv.Itoa(j), total)
			if j%2 == 0 {
				it = with(it, attributes{"status": s("paid"), "placed": n(strconv.Itoa(100 - total))})
			}
			items = append(items, it)
		}
	}
	return append(items, attributes{"customer": s("bob"), "id": s("a0"), "total": n("50"), "status": s("paid"), "placed": n("50")})
}

// ids collects the ids of orders, each behind its customer's name if that isn't ann.
func ids(t *testing.T, orders iter.Seq2[order, error]) []string {
	t.Helper()
	ids := []string{}
	for o, err := range orders {
		require.NoError(t, err)
		if o.Customer != "ann" {
			o.ID = o.Customer + " " + o.ID
		}
		ids = append(ids, o.ID)
	}
	return ids
}

// queries are what is asked of the shelf.
var queries = map[string]struct {
	query api.Query
	want  []string
}{
	"a partition":                  {api.Query{Partition: "ann"}, []string{"a0", "a1", "a2", "a3", "a4", "a5", "b0", "b1", "b2", "b3", "b4", "b5"}},
	"a partition by an SDK value":  {api.Query{Partition: s("bob")}, []string{"bob a0"}},
	"no such partition":            {api.Query{Partition: "eve"}, []string{}},
	"from its end":                 {api.Query{Partition: "ann", Descending: true, Limit: 3}, []string{"b5", "b4", "b3"}},
	"consistently":                 {api.Query{Partition: "bob", Consistent: true}, []string{"bob a0"}},
	"a sort key":                   {api.Query{Partition: "ann", Sort: expression.Key("id").Equal(expression.Value("a3"))}, []string{"a3"}},
	"less than":                    {api.Query{Partition: "ann", Sort: expression.Key("id").LessThan(expression.Value("a2"))}, []string{"a0", "a1"}},
	"less than or equal":           {api.Query{Partition: "ann", Sort: expression.Key("id").LessThanEqual(expression.Value("a2"))}, []string{"a0", "a1", "a2"}},
	"greater than":                 {api.Query{Partition: "ann", Sort: expression.Key("id").GreaterThan(expression.Value("b3"))}, []string{"b4", "b5"}},
	"greater than or equal":        {api.Query{Partition: "ann", Sort: expression.Key("id").GreaterThanEqual(expression.Value("b3"))}, []string{"b3", "b4", "b5"}},
	"between":                      {api.Query{Partition: "ann", Sort: expression.Key("id").Between(expression.Value("a4"), expression.Value("b1"))}, []string{"a4", "a5", "b0", "b1"}},
	"begins with":                  {api.Query{Partition: "ann", Sort: expression.Key("id").BeginsWith("b")}, []string{"b0", "b1", "b2", "b3", "b4", "b5"}},
	"a global index":               {api.Query{Index: "by-status", Partition: "paid"}, []string{"bob a0", "b4", "b2", "b0", "a4", "a2", "a0"}},
	"a global index from its end":  {api.Query{Index: "by-status", Partition: "paid", Descending: true}, []string{"a0", "a2", "a4", "b0", "b2", "b4", "bob a0"}},
	"a part of a global index":     {api.Query{Index: "by-status", Partition: "paid", Sort: expression.Key("placed").LessThan(expression.Value(93))}, []string{"bob a0", "b4", "b2"}},
	"a local index":                {api.Query{Index: "by-date", Partition: "ann"}, []string{"b4", "b2", "b0", "a4", "a2", "a0"}},
	"a local index consistently":   {api.Query{Index: "by-date", Partition: "ann", Consistent: true, Sort: expression.Key("placed").GreaterThan(expression.Value(95))}, []string{"a4", "a2", "a0"}},
	"a filter":                     {api.Query{Partition: "ann", Filter: expression.Name("total").GreaterThan(expression.Value(9))}, []string{"b4", "b5"}},
	"a filter with empty pages":    {api.Query{Partition: "ann", PageSize: 2, Filter: expression.Name("total").GreaterThan(expression.Value(9))}, []string{"b4", "b5"}},
	"a filter that nothing passes": {api.Query{Partition: "ann", PageSize: 1, Filter: api.Exists("expires")}, []string{}},
	"a filter and a limit":         {api.Query{Partition: "ann", PageSize: 3, Limit: 2, Filter: api.Exists("status")}, []string{"a0", "a2"}},
	"a sort key and a filter":      {api.Query{Partition: "ann", Sort: expression.Key("id").BeginsWith("b"), Filter: api.NotExists("status")}, []string{"b1", "b3", "b5"}},
	"pages":                        {api.Query{Partition: "ann", PageSize: 5, Limit: 11}, []string{"a0", "a1", "a2", "a3", "a4", "a5", "b0", "b1", "b2", "b3", "b4"}},
	"one page ahead":               {api.Query{Partition: "ann", PageSize: 2, Prefetch: 1, Limit: 5}, []string{"a0", "a1", "a2", "a3", "a4"}},
	"many pages ahead":             {api.Query{Partition: "ann", PageSize: 1, Prefetch: 8, Limit: 7}, []string{"a0", "a1", "a2", "a3", "a4", "a5", "b0"}},
	"a limit beyond the end":       {api.Query{Partition: "ann", Sort: expression.Key("id").BeginsWith("a"), Limit: 100}, []string{"a0", "a1", "a2", "a3", "a4", "a5"}},
	"a projection with the key":    {api.Query{Partition: "ann", Project: []string{"id", "customer"}, Limit: 1}, []string{"a0"}},
}

func TestQueryReadsInTheOrderOfTheSortKey(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, shelf()...)
		for name, c := range queries {
			t.Run(name, func(t *testing.T) {
				assert.Equal(t, c.want, ids(t, orders.Query(t.Context(), c.query)))
			})
		}
	})
}

func TestQueryCountCountsWhatQueryReads(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, shelf()...)
		for name, c := range queries {
			if c.query.Limit != 0 || c.query.Project != nil {
				continue // refused, see the tests of bad input
			}
			t.Run(name, func(t *testing.T) {
				got, err := orders.QueryCount(t.Context(), c.query)
				require.NoError(t, err)
				assert.EqualValues(t, len(c.want), got)
			})
		}
	})
}

// Wherever a query stops, its token has another one go on there, in whatever pages.
func TestQueryGoesOnWhereItStopped(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, shelf()...)
		for name, c := range queries {
			if c.query.Limit != 0 || c.query.Project != nil {
				continue
			}
			for _, limit := range []int{1, 2, 5} {
				t.Run(fmt.Sprintf("%s/%d at a time", name, limit), func(t *testing.T) {
					assert.Equal(t, c.want, inParts(t, limit, func(limit int, start api.Token, last *api.Token) iter.Seq2[order, error] {
						q := c.query
						q.Limit, q.Start, q.Last = limit, start, last
						return orders.Query(t.Context(), q)
					}))
				})
			}
		}
	})
}

// inParts reads so many items at a time, by a limit and by stopping in turn.
func inParts(t *testing.T, size int, read func(limit int, start api.Token, last *api.Token) iter.Seq2[order, error]) []string {
	t.Helper()
	all := []string{}
	var token api.Token
	for part := 0; ; part++ {
		require.Less(t, part, 100, "it should end")
		var last api.Token
		if part%2 == 0 {
			all = append(all, ids(t, read(size, token, &last))...)
		} else {
			all = append(all, ids(t, first(size, read(0, token, &last)))...)
		}
		if last == "" {
			return all
		}
		token = last
	}
}

// first is the first n items.
func first(n int, items iter.Seq2[order, error]) iter.Seq2[order, error] {
	return func(yield func(order, error) bool) {
		left := n
		for it, err := range items {
			if left--; !yield(it, err) || left == 0 {
				return
			}
		}
	}
}

func TestQueryReturnsWhatIsProjected(t *testing.T) {
	for name, c := range map[string]struct {
		query api.Query
		want  order
	}{
		"all":                {api.Query{Partition: "bob"}, order{Customer: "bob", ID: "a0", Total: 50, Status: "paid", Placed: 50}},
		"one attribute":      {api.Query{Partition: "bob", Project: []string{"total"}}, order{Total: 50}},
		"twice":              {api.Query{Partition: "bob", Project: []string{"total", "total", "status"}}, order{Total: 50, Status: "paid"}},
		"what it lacks":      {api.Query{Partition: "bob", Project: []string{"expires"}}, order{}},
		"what the index has": {api.Query{Index: "by-status", Partition: "paid", Limit: 1}, order{Customer: "bob", ID: "a0", Status: "paid", Placed: 50}},
		"of an index":        {api.Query{Index: "by-status", Partition: "paid", Limit: 1, Project: []string{"placed"}}, order{Placed: 50}},
	} {
		t.Run(name, func(t *testing.T) {
			eachFace(t, func(t *testing.T, orders table[order]) {
				orders.write(t, shelf()...)
				q := c.query
				for _, last := range []*api.Token{nil, new(api.Token)} { // a token needs the key, which must not be seen
					q.Last = last
					got, err := api.Collect(orders.Query(t.Context(), q))
					require.NoError(t, err)
					assert.Equal(t, []order{c.want}, got)
				}
			})
		})
	}
}

// An item that can't be unmarshalled is an error at its place, and the query goes on behind it.
func TestReadsGoOnBehindAnItemThatDoesntFit(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, rawOrder("1", 1), rawOrder("2", 0, attributes{"total": s("SECRET")}), rawOrder("3", 3))
		for name, read := range map[string]iter.Seq2[order, error]{
			"query": orders.Query(t.Context(), api.Query{Partition: "ann", PageSize: 1}),
			"scan":  orders.Scan(t.Context(), api.Scan{}),
		} {
			t.Run(name, func(t *testing.T) {
				var totals []int
				var errs []error
				for o, err := range read {
					if err != nil {
						errs = append(errs, err)
						continue
					}
					totals = append(totals, o.Total)
				}
				assert.Equal(t, []int{1, 3}, totals)
				require.Len(t, errs, 1)
				var decode *api.DecodeError
				require.ErrorAs(t, errs[0], &decode)
				require.NotContains(t, errs[0].Error(), "SECRET")
			})
		}
		items, err := api.Collect(orders.Query(t.Context(), api.Query{Partition: "ann"}))
		require.Error(t, err)
		assert.Len(t, items, 1, "what was before it is kept")
	})
}

// A consumer that stops must leave nothing behind: goleak sees to that, and the executor's Close.
func TestReadsStopWithTheirConsumer(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, shelf()...)
		for name, read := range map[string]iter.Seq2[order, error]{
			"query": orders.Query(t.Context(), api.Query{Partition: "ann", PageSize: 1}),
			"scan":  orders.Scan(t.Context(), api.Scan{PageSize: 1, TotalSegments: 3}),
		} {
			orders.client.made()
			assert.Len(t, ids(t, first(1, read)), 1, name)
			assert.LessOrEqual(t, orders.client.made(), 8, "%s: it shouldn't read on", name)
		}
	})
}
