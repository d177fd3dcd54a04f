package tables

import (
	"context"
	"iter"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

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
		"a filter on no name":          {query(api.Query{Partition: SECRET, Filter: api.Exists("")}), []string{"lacks something"}},
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
		"a scan that filters on no name":    {scan(api.Scan{Filter: api.Exists("")}), []string{"lacks something"}},
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
