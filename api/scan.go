package api

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/internal/pagetoken"
	"github.com/dynactor/dynactor/internal/schema"
	"github.com/dynactor/dynactor/messages"
)

// AutoSegments, as a Scan's TotalSegments, has the number of segments be chosen by the size that
// DescribeTable tells: one for each 64 MB, which is 64 pages, and at most 64. DynamoDB updates that
// size about every six hours, so a table that was just filled is taken for a small one.
const AutoSegments = -1

const (
	// autoSegmentBytes and maxAutoSegments are the rule of AutoSegments.
	autoSegmentBytes = 64 << 20
	maxAutoSegments  = 64
	// maxSegments is DynamoDB's, from the API reference of Scan.
	maxSegments = 1_000_000
	// prefetchedSegments bounds what a scan works on at a time by default.
	prefetchedSegments = 16
)

// Scan says what to read of a whole table or index.
type Scan struct {
	// Index is the secondary index to read, "" for the table itself.
	Index string
	// Filter, if set, is a condition on the items. What it leaves out is read and charged all the
	// same.
	Filter expression.ConditionBuilder
	// Project are the attributes to return, as in [Project]; nil is all.
	Project []string
	// Consistent reads every write that was answered before, which global indexes can't. Default:
	// eventually consistent, at half the capacity units.
	Consistent bool

	// Limit is how many items there are at most in all; 0 is all.
	Limit int
	// PageSize is how many items DynamoDB looks at for a page, before the filter; 0 is as many as
	// are in 1 MB, its limit. It's never more than what the Limit leaves, if there's no filter.
	PageSize int32
	// Prefetch is how many pages of all segments together are in flight or not consumed, at most: 1
	// to 1,000. 0 is 2 for each segment, and 32 at most. It takes as many times 1 MB of
	// memory, or as many pages of PageSize items.
	Prefetch int
	// Start is where to begin: a Last of an earlier scan of the same table, index and segments. ""
	// is the beginning.
	Start Token
	// Last, if set, is kept at where to go on, as in [Query]. It has a key for each segment that is
	// worked on, so to keep it costs about a microsecond an item for each of these.
	Last *Token

	// TotalSegments is how many segments the table is read in, 1 to 1,000,000. They're read in
	// ascending order, as many at a time as Prefetch allows, and 256 at most. Items of different
	// segments come in no order. 0 is 1, and [AutoSegments] has the number chosen; with a Start
	// it's the token's.
	TotalSegments int
	// Segments are those of TotalSegments to read, from 0, for workers that share a scan; nil is all.
	Segments []int
}

// Scan reads all items of the table or an index. It returns at once with the stream of them, and
// fetches ahead. What is wrong with scan is the stream's error, an [*OperationError] with outcome [NotSent].
func (t *Table[T]) Scan(ctx context.Context, scan Scan) *Stream[T] {
	flow, hidden := scanFlow(t, ctx, scan, nil, scanItems)
	return &Stream[T]{flow: flow, decode: without(hidden, t.Decode)}
}

func scanItems(output any) (items []rawItem, after place, more bool) {
	out := output.(*dynamodb.ScanOutput)
	return out.Items, place{key: out.LastEvaluatedKey}, len(out.LastEvaluatedKey) > 0
}

// scanFlow begins a scan; adapt, if set, changes its requests.
func scanFlow[I, T any](t *Table[T], ctx context.Context, s Scan, adapt func(*dynamodb.ScanInput), answer func(any) ([]I, place, bool)) (*flow[I], []string) {
	r := &scanRead{Scan: s, table: t.name, adapt: adapt}
	source := pageSource[I]{op: messages.Scan, table: t.name, answer: answer, request: r.request}
	target, hidden, err := r.check(t.spec)
	if s.Last != nil {
		source.last, source.token = s.Last, r.encode
	}
	f := newFlow(t.ex, ctx, source)
	if err != nil {
		f.refuse(t.refusal(messages.Scan, err))
		return f, nil
	}
	plan := func() flowPlan[I] {
		p := flowPlan[I]{Total: r.TotalSegments, Share: r.Segments, Next: r.next, Open: r.open, Prefetch: r.Prefetch, MaxOpen: pagetoken.MaxOpen, Limit: s.Limit}
		if p.Prefetch == 0 {
			p.Prefetch = defaultPrefetch * min(r.share(), prefetchedSegments)
		}
		if s.Last != nil {
			p.After, _ = any(target.keyOf()).(func(I) place)
		}
		return p
	}
	if r.TotalSegments != AutoSegments {
		f.begin(plan())
		return f, hidden
	}
	f.beginLater(func(ctx context.Context) (*messages.Promise, func() (flowPlan[I], error)) {
		described := t.ex.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &t.name})
		return &described.promise, func() (flowPlan[I], error) {
			out, err, _ := described.Result()
			r.TotalSegments = 1
			if err == nil {
				r.TotalSegments = segmentsFor(out, s.Index)
			}
			return plan(), err
		}
	})
	return f, hidden
}

// segmentsFor is the rule of AutoSegments.
func segmentsFor(out *dynamodb.DescribeTableOutput, index string) int {
	if out == nil || out.Table == nil {
		return 1
	}
	size := out.Table.TableSizeBytes
	for _, ix := range out.Table.GlobalSecondaryIndexes {
		if ix.IndexName != nil && *ix.IndexName == index {
			size = ix.IndexSizeBytes
		}
	}
	for _, ix := range out.Table.LocalSecondaryIndexes {
		if ix.IndexName != nil && *ix.IndexName == index {
			size = ix.IndexSizeBytes
		}
	}
	if size == nil {
		return 1
	}
	return int(min(max(1, (*size+autoSegmentBytes-1)/autoSegmentBytes), maxAutoSegments))
}

// scanRead is a checked scan.
type scanRead struct {
	Scan
	table string
	input dynamodb.ScanInput
	adapt func(*dynamodb.ScanInput)
	// next and open are where it begins.
	next int
	open []position
}

// check checks a scan and completes it: segments sorted, and where to begin.
func (r *scanRead) check(spec *schema.Spec) (target readTarget, hidden []string, err error) {
	if err := (pageConfig{r.Limit, r.PageSize, r.Prefetch}).check(); err != nil {
		return target, nil, err
	}
	if target, err = targetOf(spec, r.Index, r.Consistent); err != nil {
		return target, nil, err
	}
	if hidden, err = r.build(target); err != nil {
		return target, nil, err
	}
	if r.TotalSegments == 0 {
		r.TotalSegments = 1
	}
	if r.TotalSegments != AutoSegments && (r.TotalSegments < 1 || r.TotalSegments > maxSegments) {
		return target, nil, fmt.Errorf("total segments is %d: set it to 1 to %d, DynamoDB's limit, to 0 for 1, or to AutoSegments", r.TotalSegments, maxSegments)
	}
	if err := r.checkShare(); err != nil {
		return target, nil, err
	}
	start, given, err := tokenSource{r.like()}.parse(r.Start)
	if err != nil {
		return target, nil, fmt.Errorf("start: %w", err)
	}
	if given {
		r.TotalSegments, r.next, r.open = start.TotalSegments, start.Next, positionsOf(start)
	}
	return target, hidden, nil
}

// checkShare checks the segments that are given, and sorts them.
func (r *scanRead) checkShare() error {
	if r.Segments == nil {
		return nil
	}
	if r.TotalSegments == AutoSegments {
		return errors.New("segments are of a number of segments that isn't known with AutoSegments: set TotalSegments to it")
	}
	if len(r.Segments) == 0 {
		return errors.New("segments is empty: name those to read, or leave it nil for all")
	}
	r.Segments = slices.Sorted(slices.Values(r.Segments))
	for i, segment := range r.Segments {
		if segment < 0 || segment >= r.TotalSegments {
			return fmt.Errorf("segment %d of %d: segments are numbered from 0 to %d", segment, r.TotalSegments, r.TotalSegments-1)
		}
		if i > 0 && segment == r.Segments[i-1] {
			return fmt.Errorf("segment %d is given twice: name each once", segment)
		}
	}
	return nil
}

// share is how many segments are to be read.
func (r *scanRead) share() int {
	if r.Segments == nil {
		return r.TotalSegments
	}
	return len(r.Segments)
}

// like is what tokens of the scan are of. With AutoSegments the token says how many there are.
func (r *scanRead) like() pagetoken.Token {
	return pagetoken.Token{
		Kind: pagetoken.Scan, Table: r.table, Index: r.Index,
		TotalSegments: max(0, r.TotalSegments), Given: pagetoken.GivenOf(r.Segments),
	}
}

func (r *scanRead) encode(next int, open []position) (Token, error) {
	like := r.like()
	like.TotalSegments = max(1, like.TotalSegments) // of the beginning, before the number is known
	return tokenSource{like}.encode(next, open)
}

// build makes what the inputs of all pages have in common.
func (r *scanRead) build(target readTarget) (hidden []string, err error) {
	r.input = dynamodb.ScanInput{TableName: &r.table}
	if r.Index != "" {
		r.input.IndexName = &r.Index
	}
	if r.Consistent {
		r.input.ConsistentRead = &r.Consistent
	}
	if !r.Filter.IsSet() && len(r.Project) == 0 {
		return nil, nil
	}
	b, hidden, err := target.shape(expression.NewBuilder(), r.Filter, r.Project)
	if err != nil {
		return nil, err
	}
	e, err := b.Build()
	if err != nil {
		return nil, unbuilt("the scan's filter or projection", "name each attribute", err)
	}
	r.input.FilterExpression, r.input.ProjectionExpression = e.Filter(), e.Projection()
	r.input.ExpressionAttributeNames, r.input.ExpressionAttributeValues = e.Names(), e.Values()
	return hidden, nil
}

// request makes the input of a page.
func (r *scanRead) request(ask pageAsk) any {
	page := r.input
	page.ExclusiveStartKey = ask.At.key
	page.Limit = pageConfig{r.Limit, r.PageSize, r.Prefetch}.size(ask.Want, r.Filter.IsSet())
	if r.TotalSegments > 1 {
		segment, total := int32(ask.Segment), int32(r.TotalSegments)
		page.Segment, page.TotalSegments = &segment, &total
	}
	if r.adapt != nil {
		r.adapt(&page)
	}
	return &page
}
