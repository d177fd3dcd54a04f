package api

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/messages"
)

// QueryCount counts the items of a query, without reading them over the wire: DynamoDB looks at them,
// and charges them, all the same. The pages are added up; if one fails, the value is the sum of
// those before. With Start, the items behind it are counted. Limit, Project and Last are refused.
func (t *Table[T]) QueryCount(ctx context.Context, q Query) *Future[int64] {
	if err := countable(q.Limit, q.Project, q.Last); err != nil {
		return refused[int64](t, messages.Query, err)
	}
	source := pageSource[int64]{op: messages.Query, table: t.name, answer: func(output any) ([]int64, place, bool) {
		out := output.(*dynamodb.QueryOutput)
		return []int64{int64(out.Count)}, place{key: out.LastEvaluatedKey}, len(out.LastEvaluatedKey) > 0
	}}
	plan, _, err := queryPlan(t, q, &source)
	if err != nil {
		return refused[int64](t, messages.Query, err)
	}
	request := source.request
	source.request = func(ask pageAsk) any {
		in := request(ask).(*dynamodb.QueryInput)
		in.Select = types.SelectCount
		return in
	}
	f := newFlow(t.ex, ctx, source)
	f.begin(plan)
	return sum(f)
}

// ScanCount counts the items of a scan, as [Table.QueryCount] does those of a query, with all segments
// that Prefetch allows at a time. What DescribeTable tells as ItemCount costs nothing, and is up to
// six hours old.
func (t *Table[T]) ScanCount(ctx context.Context, scan Scan) *Future[int64] {
	if err := countable(scan.Limit, scan.Project, scan.Last); err != nil {
		return refused[int64](t, messages.Scan, err)
	}
	count := func(in *dynamodb.ScanInput) { in.Select = types.SelectCount }
	f, _ := scanFlow(t, ctx, scan, count, func(output any) ([]int64, place, bool) {
		out := output.(*dynamodb.ScanOutput)
		return []int64{int64(out.Count)}, place{key: out.LastEvaluatedKey}, len(out.LastEvaluatedKey) > 0
	})
	return sum(f)
}

// countable refuses what has no meaning for a count.
func countable(limit int, project []string, last *Token) error {
	var problems []error
	for _, field := range []struct {
		name string
		set  bool
	}{{"Limit", limit != 0}, {"Project", project != nil}, {"Last", last != nil}} {
		if field.set {
			problems = append(problems, fmt.Errorf("%s can't be set for a count, which is of all items: leave it out", field.name))
		}
	}
	return errors.Join(problems...)
}

// sum adds up the counts of pages.
func sum(f *flow[int64]) *Future[int64] {
	total := &Future[int64]{}
	total.promise.Means, total.promise.Own = &f.ex.waiters, f.life.Done()
	go func() {
		var all int64
		for {
			n, ok, err := f.next(f.life)
			if !ok {
				total.promise.Settle(all, err)
				return
			}
			all += n
		}
	}()
	return total
}
