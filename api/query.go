package api

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/pagetoken"
	"github.com/dynactor/dynactor/messages"
)

// Query says what to read of one partition, in the order of the sort key.
type Query struct {
	// Index is the secondary index to read, "" for the table itself.
	Index string
	// Partition is the value of its partition key: a Go value, or a types.AttributeValue.
	Partition any
	// Sort, if set, is a condition on its sort key, such as
	// expression.Key("id").BeginsWith("2024-").
	Sort expression.KeyConditionBuilder
	// Filter, if set, is a condition on the items' other attributes. What it leaves out is read
	// and charged all the same.
	Filter expression.ConditionBuilder
	// Project are the attributes to return, as in [Project]; nil is all.
	Project []string
	// Descending reads from the end of the partition. Default: from its beginning.
	Descending bool
	// Consistent reads every write that was answered before, which global indexes can't. Default:
	// eventually consistent, at half the capacity units.
	Consistent bool

	// Limit is how many items there are at most in all; 0 is all.
	Limit int
	// PageSize is how many items DynamoDB looks at for a page, before the filter; 0 is as many as
	// are in 1 MB, its limit. It's never more than what the Limit leaves, if there's no filter.
	PageSize int32
	// Prefetch is how many pages are in flight or not consumed, at most: 1 to 1,000. 0 is 2, one to
	// consume and one to fetch meanwhile. It takes as many times 1 MB of memory, or as many
	// pages of PageSize items.
	Prefetch int
	// Start is where to begin: a Last of an earlier query of the same partition, index and direction.
	// "" is the beginning.
	Start Token
	// Last, if set, is kept at where to go on, item by item: it's set when the query begins, and
	// whenever an item is received, by the goroutine that receives it. It's "" once all was
	// received, so if the query was cut short by its Limit, an error or a break, it isn't. To keep
	// it costs about a microsecond an item.
	Last *Token
}

// Query reads the items of a partition. It returns at once with the stream of them, and fetches
// ahead. What is wrong with q is the stream's error, an [*OperationError] with outcome [NotSent].
func (t *Table[T]) Query(ctx context.Context, q Query) *Stream[T] {
	source := pageSource[rawItem]{op: messages.Query, table: t.name, answer: queryItems}
	plan, hidden, err := queryPlan(t, q, &source)
	s := &Stream[T]{flow: newFlow(t.ex, ctx, source), decode: without(hidden, t.Decode)}
	if err != nil {
		s.flow.refuse(t.refusal(messages.Query, err))
		return s
	}
	s.flow.begin(plan)
	return s
}

func queryItems(output any) (items []rawItem, after place, more bool) {
	out := output.(*dynamodb.QueryOutput)
	return out.Items, place{key: out.LastEvaluatedKey}, len(out.LastEvaluatedKey) > 0
}

// queryPlan checks q, and says how to make its requests and where to begin.
func queryPlan[I, T any](t *Table[T], q Query, source *pageSource[I]) (plan flowPlan[I], hidden []string, err error) {
	paged := pageConfig{q.Limit, q.PageSize, q.Prefetch}
	if err := paged.check(); err != nil {
		return plan, nil, err
	}
	target, err := targetOf(t.spec, q.Index, q.Consistent)
	if err != nil {
		return plan, nil, err
	}
	partition, err := target.partition.Value(q.Partition)
	if err != nil {
		return plan, nil, err
	}
	in, hidden, err := queryInput(t.name, target, partition, q)
	if err != nil {
		return plan, nil, err
	}
	tokens := tokenSource{pagetoken.Token{
		Kind: pagetoken.Query, Table: t.name, Index: q.Index, Descending: q.Descending, Partition: pagetoken.PartitionOf(partition),
	}}
	plan = flowPlan[I]{Total: 1, Next: 1, Open: []position{{}}, Prefetch: q.Prefetch, MaxOpen: 1, Limit: q.Limit}
	if plan.Prefetch == 0 {
		plan.Prefetch = defaultPrefetch
	}
	start, given, err := tokens.parse(q.Start)
	if err != nil {
		return plan, nil, fmt.Errorf("start: %w", err)
	}
	if given {
		plan.Open = positionsOf(start)
	}
	if q.Last != nil {
		source.last, source.token = q.Last, tokens.encode
		plan.After, _ = any(target.keyOf()).(func(I) place)
	}
	source.request = func(ask pageAsk) any {
		page := in
		page.ExclusiveStartKey, page.Limit = ask.At.key, paged.size(ask.Want, q.Filter.IsSet())
		return &page
	}
	return plan, hidden, nil
}

// queryInput is what the inputs of all pages have in common.
func queryInput(table string, target readTarget, partition types.AttributeValue, q Query) (in dynamodb.QueryInput, hidden []string, err error) {
	condition := expression.Key(target.partition.Name).Equal(expression.Value(partition))
	if q.Sort.IsSet() {
		if err := checkSort(target, q.Sort); err != nil {
			return in, nil, err
		}
		condition = condition.And(q.Sort)
	}
	b := expression.NewBuilder().WithKeyCondition(condition)
	b, hidden, err = target.shape(b, q.Filter, q.Project)
	if err != nil {
		return in, nil, err
	}
	e, err := b.Build()
	if err != nil {
		return in, nil, unbuilt("the query's filter or projection", "name each attribute", err)
	}
	in = dynamodb.QueryInput{
		TableName: &table, KeyConditionExpression: e.KeyCondition(), FilterExpression: e.Filter(), ProjectionExpression: e.Projection(),
		ExpressionAttributeNames: e.Names(), ExpressionAttributeValues: e.Values(),
	}
	if q.Index != "" {
		in.IndexName = &q.Index
	}
	if q.Consistent {
		in.ConsistentRead = &q.Consistent
	}
	if q.Descending {
		ascending := false
		in.ScanIndexForward = &ascending
	}
	return in, hidden, nil
}

// shape adds a filter and a projection, if there are any.
func (r readTarget) shape(b expression.Builder, filter expression.ConditionBuilder, project []string) (_ expression.Builder, hidden []string, err error) {
	if filter.IsSet() {
		b = b.WithFilter(filter)
	}
	if len(project) == 0 {
		return b, nil, nil
	}
	p, hidden, err := r.projection(project)
	if err != nil {
		return b, nil, err
	}
	return b.WithProjection(p), hidden, nil
}

// checkSort sees to it that a condition is on the sort key alone, and that its values can be such.
func checkSort(target readTarget, condition expression.KeyConditionBuilder) error {
	if target.sort.Name == "" {
		return errors.New("there's no sort key for Sort to be about: leave it out, and use Filter for other attributes")
	}
	e, err := expression.NewBuilder().WithKeyCondition(condition).Build()
	if err != nil {
		return unbuilt("sort", "name the sort key, such as expression.Key(\"id\").BeginsWith(\"a\")", err)
	}
	for _, name := range e.Names() {
		if name != target.sort.Name {
			return fmt.Errorf("sort is about attribute %q, and the sort key is %q: give the partition key by Partition, and use Filter for other attributes", name, target.sort.Name)
		}
	}
	for _, v := range e.Values() {
		if _, err := target.sort.Value(v); err != nil {
			return fmt.Errorf("sort: %w", err)
		}
	}
	return nil
}
