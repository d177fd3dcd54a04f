package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/bulk/segments"
	"github.com/dynactor/dynactor/internal/codec"
	"github.com/dynactor/dynactor/internal/sealed"
)

// source reads a table, an index or a partition, in lanes.
type source struct {
	Source
	j     *run
	ex    *api.Executor
	name  string // its queue's
	table *types.TableDescription
	// left is how many more items to read, if there's a limit.
	left atomic.Int64
	// keep, if set, is given the notes of a step's entries when it's settled, under the run's mu.
	keep func(note []byte) error
	// seal, if it isn't nil, has items be returned sealed, with these keys.
	seal *sealed.Keys
	// countOnly has DynamoDB return how many items there are, and not the items.
	countOnly bool
	// cuttable says that segments may be cut.
	cuttable bool
}

const defaultWorkers = 8

// page is what a request has found. key is where to go on, nil behind the last page.
type page struct {
	items   []record.Item
	count   int64
	scanned int64
	key     record.Item
}

// describe checks a source and looks at its table, and puts what must stay the same into the job's identity.
func (j *run) source(ctx context.Context, ex *api.Executor, field, name string, s Source) (*source, error) {
	bad := func(member, reason string) error { return &SpecError{Field: field + "." + member, Reason: reason} }
	switch {
	case s.Table == "":
		return nil, bad("Table", "name a table")
	case s.Segments < 0 || s.Segments > segments.MaxSegments:
		return nil, bad("Segments", fmt.Sprintf("give 1 to %d, or 0 to have it chosen", segments.MaxSegments))
	case s.Workers < 0:
		return nil, bad("Workers", "it can't be negative")
	case s.Limit < 0:
		return nil, bad("Limit", "it can't be negative")
	case s.KeyCondition != "" && s.Segments > 1:
		return nil, bad("Segments", "a query has no segments: leave it out, or leave out KeyCondition")
	}
	if s.Workers == 0 {
		s.Workers = defaultWorkers
	}
	table, err := j.describe(ctx, ex, field+".Table", name, s.Table)
	if err != nil {
		return nil, err
	}
	j.same(name, map[string]any{
		"index": s.Index, "key condition": s.KeyCondition, "filter": s.Filter, "projection": s.Project,
		"names": s.Names, "values": encoded(s.Values), "segments": s.Segments, "limit": s.Limit,
	})
	src := &source{Source: s, j: j, ex: ex, name: name, table: table}
	if s.KeyCondition == "" && s.Limit == 0 {
		j.total.Add(aws.ToInt64(table.ItemCount))
	}
	src.cuttable = src.canBeCut()
	return src, nil
}

// describe looks at a table, which must stay the same.
func (j *run) describe(ctx context.Context, ex *api.Executor, field, name, table string) (*types.TableDescription, error) {
	if table == "" {
		return nil, &SpecError{Field: field, Reason: "name a table"}
	}
	out, err := ex.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table}).Await(ctx)
	if err != nil {
		return nil, err
	}
	if s := out.Table.TableStatus; s != types.TableStatusActive && s != types.TableStatusUpdating {
		return nil, &SpecError{Field: field, Reason: fmt.Sprintf("table %q is %s: wait until it's ACTIVE", table, s)}
	}
	j.same(name, map[string]any{"table": aws.ToString(out.Table.TableArn), "made": aws.ToTime(out.Table.CreationDateTime).UTC().Format(time.RFC3339Nano), "id": aws.ToString(out.Table.TableId)})
	return out.Table, nil
}

// same has members of the job's identity.
func (j *run) same(prefix string, members map[string]any) {
	for name, v := range members {
		text, _ := json.Marshal(v) // texts, numbers, and maps of texts
		j.identity[prefix+" "+name] = string(text)
	}
}

// encoded are an item's attributes as DynamoDB JSON, for comparing.
func encoded(item record.Item) map[string]string {
	m := map[string]string{}
	for name, v := range item {
		text, err := codec.AppendValue(nil, v)
		if err != nil {
			text = []byte(err.Error())
		}
		m[name] = string(text)
	}
	return m
}

func keyNames(t *types.TableDescription) []string {
	var names []string
	for _, k := range t.KeySchema {
		names = append(names, aws.ToString(k.AttributeName))
	}
	return names
}

// keysOf are the keys of a table and its global indexes.
func keysOf(t *types.TableDescription) *sealed.Keys {
	keys := &sealed.Keys{Primary: keyNames(t)}
	for _, index := range t.GlobalSecondaryIndexes {
		for _, k := range index.KeySchema {
			if name := aws.ToString(k.AttributeName); !slices.Contains(keys.Primary, name) && !slices.Contains(keys.Indexed, name) {
				keys.Indexed = append(keys.Indexed, name)
			}
		}
	}
	return keys
}

// keyOf is an item's primary key. ok is false if it lacks a part.
func keyOf(names []string, item record.Item) (key record.Item, ok bool) {
	key = make(record.Item, len(names))
	for _, name := range names {
		v, ok := item[name]
		if !ok {
			return nil, false
		}
		key[name] = v
	}
	return key, true
}

// lane is a segment, or a query, as one worker reads it.
type lane struct {
	src      *source
	segment  *segments.State // nil for a query, and for a range that was cut off a segment
	start    record.Item
	position func(after record.Item, items int64) error // under the run's mu
	// kept says that positions come after read has returned; whoever keeps the lane releases it then, if it's not done.
	kept    bool
	done    bool
	release func() error

	// flush settles all pages that were visited, and says whether it could. It's nil where that isn't possible.
	flush func(ctx context.Context) (settled bool, err error)
	cut   cut
}

// each reads what is left, in lanes, each of them by read. Segments are handed out to the workers.
func (src *source) each(ctx context.Context, read func(ctx context.Context, l *lane) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if src.Limit > 0 {
		src.left.Store(src.Limit - src.j.snapshotCounts().Read)
	}
	if src.KeyCondition != "" {
		return src.query(ctx, read)
	}
	q, err := src.j.queue(src.name, func() int {
		return segments.Plan(segments.Options{SizeBytes: aws.ToInt64(src.table.TableSizeBytes), Items: aws.ToInt64(src.table.ItemCount), Workers: src.Workers, Requested: src.Segments})
	})
	if err != nil {
		return err
	}
	var workers sync.WaitGroup
	var once sync.Once
	n := src.Workers
	if !src.cuttable {
		n = min(n, q.Progress().Total)
	}
	for range n {
		workers.Go(func() {
			for ctx.Err() == nil {
				if src.Limit > 0 && src.left.Load() <= 0 {
					return
				}
				claim, ok := q.Wait(ctx)
				if !ok {
					return
				}
				e := src.scan(ctx, q, claim, read)
				claim.Leave()
				if e != nil && !errors.Is(e, errEnough) {
					once.Do(func() { err = e })
					cancel()
				}
			}
		})
	}
	workers.Wait()
	if err == nil {
		err = ctx.Err()
	}
	return err
}

// errEnough says that there are as many as the limit. Other lanes find that out by themselves: what they've
// counted against it may be in flight.
var errEnough = errors.New("as many as the limit")

func (src *source) scan(ctx context.Context, q *segments.Queue, claim *segments.Claim, read func(ctx context.Context, l *lane) error) error {
	l := &lane{src: src, segment: &claim.Start, cut: cut{queue: q, claim: claim}}
	for _, k := range []struct {
		text json.RawMessage
		key  *record.Item
	}{{claim.Start.After, &l.start}, {claim.Start.To, &l.cut.to}} {
		if k.text == nil {
			continue
		}
		key, err := codec.ParseItem(k.text)
		if err != nil {
			return &ResumeError{Checkpoint: src.j.Checkpoint, Err: err}
		}
		*k.key = key
	}
	if l.cut.to != nil {
		l.segment = nil
	}
	l.release = claim.Release
	l.position = func(after record.Item, items int64) error {
		if after == nil {
			l.done = true
			return claim.Done(items)
		}
		text, err := codec.AppendItem(nil, after)
		if err != nil {
			return err
		}
		return claim.Settle(text, items)
	}
	err := read(ctx, l)
	if !l.kept && !l.done { // a kept one may be settled by another lane right now
		return errors.Join(err, claim.Release())
	}
	return err
}

// queryState is the position of a query.
type queryState struct {
	After json.RawMessage `json:"after,omitempty"`
	Done  bool            `json:"done,omitempty"`
}

func (src *source) query(ctx context.Context, read func(ctx context.Context, l *lane) error) error {
	name := src.name + " query"
	src.j.mu.Lock()
	saved, ok := src.j.positions[name]
	src.j.mu.Unlock()
	l := &lane{src: src, release: func() error { return nil }}
	if ok {
		var s queryState
		err := json.Unmarshal(saved, &s)
		if err == nil && s.Done {
			return nil
		}
		if err == nil {
			l.start, err = codec.ParseItem(s.After)
		}
		if err != nil {
			return &ResumeError{Checkpoint: src.j.Checkpoint, Err: err}
		}
	}
	l.position = func(after record.Item, _ int64) error {
		s := queryState{Done: after == nil}
		if after != nil {
			text, err := codec.AppendItem(nil, after)
			if err != nil {
				return err
			}
			s.After = text
		}
		text, err := json.Marshal(s)
		if err == nil {
			src.j.positions[name] = text
		}
		return err
	}
	err := read(ctx, l)
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// pages reads a lane's pages, one ahead of the consumer, unless the job is paused.
func (l *lane) pages(ctx context.Context, visit func(p page) error) error {
	var next func() (page, error)
	start := l.start
	for {
		if err := l.src.j.gate(ctx); err != nil {
			return err
		}
		if next == nil {
			next = l.ask(ctx, start)
		}
		p, err := next()
		if err != nil {
			return l.failed(ctx, err)
		}
		full, last := l.trim(&p), p.key == nil
		next, start = nil, p.key
		cut := !full && !last && l.wantsCut(p.key)
		if paused, _, _ := l.src.j.Control.look(); !full && !last && !paused && !cut {
			next = l.ask(ctx, start)
		}
		l.src.j.read.Add(p.count)
		if err := visit(p); err != nil {
			return err
		}
		if full {
			return errEnough
		}
		if last {
			return nil
		}
		if cut {
			if start, err = l.makeCut(ctx, start); err != nil {
				return err
			}
		}
	}
}

// failed is the error of a request.
func (l *lane) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return sourceError(err)
}

// trim cuts a page to what the limit leaves. full says that nothing more is to be read.
func (l *lane) trim(p *page) (full bool) {
	if l.src.Limit == 0 {
		return false
	}
	left := l.src.left.Add(-p.count)
	if left > 0 {
		return false
	}
	p.count = max(0, p.count+left)
	if p.items != nil {
		p.items = p.items[:p.count]
	}
	return true
}

// ask asks for a page, and returns what waits for it.
func (l *lane) ask(ctx context.Context, start record.Item) func() (page, error) {
	s := l.src
	asked := ctx
	if s.seal != nil {
		asked = sealed.Wanting(ctx, s.seal)
	}
	in := dynamodb.ScanInput{
		TableName: &s.Table, IndexName: text(s.Index), FilterExpression: text(s.Filter), ProjectionExpression: text(s.Project),
		ExpressionAttributeNames: s.Names, ExpressionAttributeValues: s.Values, ExclusiveStartKey: start, ConsistentRead: &s.Consistent,
	}
	if len(in.ExpressionAttributeNames) == 0 {
		in.ExpressionAttributeNames = nil
	}
	if len(in.ExpressionAttributeValues) == 0 {
		in.ExpressionAttributeValues = nil
	}
	if s.countOnly {
		in.Select = types.SelectCount
	}
	if s.Limit > 0 && s.Filter == "" {
		in.Limit = aws.Int32(int32(min(max(s.left.Load(), 1), 1<<20)))
	}
	if l.segment != nil {
		l.ofSegment(&in)
		f := s.ex.Scan(asked, &in)
		return func() (page, error) {
			out, err := f.Await(ctx)
			if err != nil {
				return page{}, err
			}
			return page{items: out.Items, count: int64(out.Count), scanned: int64(out.ScannedCount), key: orNil(out.LastEvaluatedKey)}, nil
		}
	}
	query := dynamodb.QueryInput{
		TableName: in.TableName, IndexName: in.IndexName, KeyConditionExpression: &s.KeyCondition, FilterExpression: in.FilterExpression,
		ProjectionExpression: in.ProjectionExpression, ExpressionAttributeNames: in.ExpressionAttributeNames,
		ExpressionAttributeValues: in.ExpressionAttributeValues, ExclusiveStartKey: start, ConsistentRead: in.ConsistentRead, Select: in.Select, Limit: in.Limit,
	}
	if l.cut.to != nil {
		l.untilCut(&query)
	}
	f := s.ex.Query(asked, &query)
	return func() (page, error) {
		out, err := f.Await(ctx)
		if err != nil {
			return page{}, err
		}
		return page{items: out.Items, count: int64(out.Count), scanned: int64(out.ScannedCount), key: orNil(out.LastEvaluatedKey)}, nil
	}
}

func (l *lane) ofSegment(in *dynamodb.ScanInput) {
	if l.segment.Total > 1 {
		in.Segment, in.TotalSegments = aws.Int32(int32(l.segment.Segment)), aws.Int32(int32(l.segment.Total))
	}
}

func orNil(key record.Item) record.Item {
	if len(key) == 0 {
		return nil
	}
	return key
}

func text(s string) *string {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	return &s
}
