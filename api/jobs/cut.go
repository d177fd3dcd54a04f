package jobs

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/middle"
	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/bulk/segments"
	"github.com/dynactor/dynactor/internal/codec"
	"github.com/dynactor/dynactor/internal/expr"
)

const (
	// hugePages is how many pages of a segment, one behind the other, have to be of one partition key before the rest of
	// its items is cut off. A page is 1 MB (developer guide, "Scan"): what is 4 MB may well have as much to come.
	hugePages = 4
	// middles is how many sort keys are tried to halve a range. Each halves what may be between: 8 find the items of
	// all but one in 256 of it.
	middles = 8
	// restPages is for how many pages a range that couldn't be halved is left in peace.
	restPages = 8

	cutHash, cutSort, cutFrom, cutTo = "#dynactor_hash", "#dynactor_sort", ":dynactor_from", ":dynactor_to"
	cutKey                           = ":dynactor_key"
)

// cut is what a lane knows of where it may be cut. See package segments.
type cut struct {
	queue *segments.Queue // nil for a query
	claim *segments.Claim
	// to is the last item's key, if the lane is a range that was cut off a segment.
	to record.Item
	// last is where the last page ended, and pages how many have ended in its partition key behind a first one.
	last  record.Item
	pages int
	// rest is for how many pages no cut is tried.
	rest int
}

// canBeCut says whether the scan of a table can be gone on with behind the items of a partition key, and these be queried. Not
// that of an index, where several items may have one key. A filter of a query can't have key attributes.
func (src *source) canBeCut() bool {
	if src.Index != "" || src.KeyCondition != "" || src.Limit > 0 || len(src.table.KeySchema) != 2 {
		return false
	}
	for _, name := range []string{cutHash, cutSort} {
		if _, taken := src.Names[name]; taken {
			return false
		}
	}
	for _, name := range []string{cutKey, cutFrom, cutTo} {
		if _, taken := src.Values[name]; taken {
			return false
		}
	}
	if text(src.Filter) == nil {
		return true
	}
	filter, err := parseFilter(src.Source)
	if err != nil {
		return false
	}
	return !slices.ContainsFunc(filter.Attributes(), func(name string) bool { return slices.Contains(keyNames(src.table), name) })
}

// parts are those of a key.
func (l *lane) parts(key record.Item) (hash, sort types.AttributeValue) {
	names := keyNames(l.src.table)
	return key[names[0]], key[names[1]]
}

// wantsCut notes that a page has ended with that key, and says whether the lane is to be cut behind it: a worker has nothing to do,
// and this one has much, as far as that can be known.
func (l *lane) wantsCut(at record.Item) bool {
	c := &l.cut
	if c.queue == nil || !l.src.cuttable {
		return false
	}
	if c.rest > 0 {
		c.rest--
	}
	if c.to != nil {
		return c.rest == 0 && c.queue.Hungry()
	}
	if c.last != nil && l.follows(c.last, at) {
		c.pages++
	} else {
		c.pages = 0
	}
	c.last = at
	return c.pages >= hugePages && c.rest == 0 && l.flush != nil && c.queue.Hungry()
}

// follows says that b is behind a among the items of one partition key.
func (l *lane) follows(a, b record.Item) bool {
	aHash, aSort := l.parts(a)
	bHash, bSort := l.parts(b)
	if !expr.Equal(aHash, bHash) {
		return false
	}
	order, ok := expr.Compare(aSort, bSort)
	return ok && order < 0
}

// makeCut cuts the lane behind at, if that's possible, and returns where it goes on.
func (l *lane) makeCut(ctx context.Context, at record.Item) (next record.Item, err error) {
	if l.cut.to != nil {
		return at, l.halve(ctx, at)
	}
	return l.carve(ctx, at)
}

// carve cuts the rest of a partition key's items off a segment.
func (l *lane) carve(ctx context.Context, at record.Item) (next record.Item, err error) {
	l.cut.pages, l.cut.rest = 0, restPages
	settled, err := l.flush(ctx)
	if err != nil || !settled {
		return at, err
	}
	last, err := l.find(ctx, &dynamodb.QueryInput{KeyConditionExpression: aws.String(cutHash + " = " + cutKey), ScanIndexForward: aws.Bool(false)}, at, nil)
	if err != nil || last == nil || !l.follows(at, last) {
		return at, err
	}
	// That items of a partition key come one behind the other, in the order of their sort keys, is documented of how they're stored, and
	// of queries, but not of scans. So the scan is asked.
	beyond, err := l.scanOne(ctx, last)
	if err != nil {
		return at, err
	}
	if beyond != nil {
		hash, _ := l.parts(beyond)
		if own, _ := l.parts(at); expr.Equal(hash, own) {
			return at, nil
		}
	}
	from, err := codec.AppendItem(nil, at)
	if err != nil {
		return at, err
	}
	to, err := codec.AppendItem(nil, last)
	if err != nil {
		return at, err
	}
	if err := l.cut.claim.Carve(from, to); errors.Is(err, segments.ErrNotSettled) {
		return at, nil
	} else if err != nil {
		return at, err
	}
	l.cut.last = last
	return last, nil
}

// halve gives away about half of what is left of a range. It's cut at an item that there is.
func (l *lane) halve(ctx context.Context, at record.Item) error {
	l.cut.rest = restPages
	_, low := l.parts(at)
	_, high := l.parts(l.cut.to)
	end := high
	for range middles {
		m, ok := middle.Between(low, high)
		if !ok {
			return nil
		}
		found, err := l.find(ctx, &dynamodb.QueryInput{KeyConditionExpression: aws.String(cutHash + " = " + cutKey + " AND " + cutSort + " BETWEEN " + cutFrom + " AND " + cutTo)}, at, record.Item{cutFrom: m, cutTo: end})
		if err != nil {
			return err
		}
		if found == nil || !l.follows(found, l.cut.to) { // there's nothing to give behind m
			high = m
			continue
		}
		text, err := codec.AppendItem(nil, found)
		if err != nil {
			return err
		}
		l.cut.to, l.cut.rest = found, 0
		return l.cut.claim.Halve(text)
	}
	return nil
}

// find returns the key of the first item of at's partition key that meets a condition, nil if there's none.
func (l *lane) find(ctx context.Context, in *dynamodb.QueryInput, at record.Item, values record.Item) (record.Item, error) {
	hash, _ := l.parts(at)
	names := keyNames(l.src.table)
	in.TableName, in.Limit, in.ConsistentRead = &l.src.Table, aws.Int32(1), &l.src.Consistent
	in.ProjectionExpression = aws.String(cutHash + ", " + cutSort)
	in.ExpressionAttributeNames = map[string]string{cutHash: names[0], cutSort: names[1]}
	in.ExpressionAttributeValues = record.Item{cutKey: hash}
	maps.Copy(in.ExpressionAttributeValues, values)
	out, err := l.src.ex.Query(ctx, in).Await(ctx)
	if err != nil {
		return nil, l.failed(ctx, err)
	}
	return first(out.Items), nil
}

// scanOne returns the key of the item behind a key in the lane's segment, nil if there's none.
func (l *lane) scanOne(ctx context.Context, at record.Item) (record.Item, error) {
	project, names := projection(keyNames(l.src.table))
	in := &dynamodb.ScanInput{
		TableName: &l.src.Table, Limit: aws.Int32(1), ConsistentRead: &l.src.Consistent, ExclusiveStartKey: at,
		ProjectionExpression: &project, ExpressionAttributeNames: names,
	}
	l.ofSegment(in)
	out, err := l.src.ex.Scan(ctx, in).Await(ctx)
	if err != nil {
		return nil, l.failed(ctx, err)
	}
	return first(out.Items), nil
}

func first(items []record.Item) record.Item {
	if len(items) == 0 {
		return nil
	}
	return items[0]
}

// untilCut makes a query that of a range.
func (l *lane) untilCut(in *dynamodb.QueryInput) {
	hash, sort := l.parts(l.cut.to)
	names := keyNames(l.src.table)
	in.KeyConditionExpression = aws.String(cutHash + " = " + cutKey + " AND " + cutSort + " <= " + cutTo)
	in.ExpressionAttributeNames, in.ExpressionAttributeValues = maps.Clone(in.ExpressionAttributeNames), maps.Clone(in.ExpressionAttributeValues)
	if in.ExpressionAttributeNames == nil {
		in.ExpressionAttributeNames = map[string]string{}
	}
	if in.ExpressionAttributeValues == nil {
		in.ExpressionAttributeValues = record.Item{}
	}
	in.ExpressionAttributeNames[cutHash], in.ExpressionAttributeNames[cutSort] = names[0], names[1]
	in.ExpressionAttributeValues[cutKey], in.ExpressionAttributeValues[cutTo] = hash, sort
}
