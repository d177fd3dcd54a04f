package jobs

import (
	"context"
	"errors"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/internal/bulk/estimate"
	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/bulk/rejects"
	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/key"
	"github.com/dynactor/dynactor/internal/sealed"
)

// put writes records to a table, as they say.
func (j *run) put(ex *api.Executor, table string) action {
	if j.DryRun {
		return j.pretend(func(r record.Record) Counts {
			if r.Op == record.Delete {
				return Counts{Deleted: 1}
			}
			return Counts{Written: 1}
		})
	}
	return func(ctx context.Context, e *entry) func() (Counts, error) {
		r := e.record
		if r.Op == record.Delete {
			return await(ex.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &table, Key: r.Item}), Counts{Deleted: 1})
		}
		return await(ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: r.Item}), Counts{Written: 1})
	}
}

// await waits for a future without an end of its own: a job that is cancelled withdraws the request.
func await[T any](f *api.Future[T], counts Counts) func() (Counts, error) {
	return func() (Counts, error) {
		_, err := f.Await(context.Background())
		return counts, err
	}
}

// pretend is the action of a dry run: it counts, and estimates units.
func (j *run) pretend(outcome func(record.Record) Counts) action {
	var mu sync.Mutex
	return func(_ context.Context, e *entry) func() (Counts, error) {
		r := e.record
		if size, ok := item.Size(r.Item); ok {
			mu.Lock()
			j.estimated(estimate.WriteUnits(size))
			mu.Unlock()
		}
		return func() (Counts, error) { return outcome(r), nil }
	}
}

func (j *run) estimated(units float64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.units.estimated += units
}

// sealing returns the keys that items are to be sealed with, nil if they aren't to be: if the job looks into them, or an executor
// doesn't take them so.
func (j *run) sealing(keys *sealed.Keys, executors ...*api.Executor) *sealed.Keys {
	for _, ex := range executors {
		if j.Transform != nil || !sealed.Accepts(ex) {
			return nil
		}
	}
	return keys
}

// take puts a record into a step, transformed. Its key by the schema, if there's one, is that of what the transform made.
func (j *run) take(s *step, r record.Record, schema key.Schema) {
	if j.Transform != nil && r.Op == record.Put {
		it, err := j.transform(r.Item)
		switch {
		case err != nil:
			j.reject(s, rejects.Entry{At: r.At, Reason: "the transform failed: " + err.Error(), Item: r.Item})
			return
		case it == nil:
			s.counts.Skipped++
			return
		}
		r.Item = it
	}
	same, _ := schema.Hash(r.Item) // what has no key is refused
	s.entries = append(s.entries, &entry{record: r, same: same})
}

func (j *run) transform(it Item) (out Item, err error) {
	defer func() {
		if v := recover(); v != nil {
			out, err = nil, errors.New("it panicked") // with what, may be the item's content
		}
	}()
	return j.Transform(it)
}

func (j *run) reject(s *step, e rejects.Entry) {
	s.counts.Rejected++
	s.bad = append(s.bad, e)
}

// conditionFailed says that an item isn't as a condition wants it.
func conditionFailed(err error) bool {
	var e *types.ConditionalCheckFailedException
	return errors.As(err, &e)
}

// dryExport counts what would be written to files.
func (j *run) dryExport() action {
	return func(context.Context, *entry) func() (Counts, error) {
		return func() (Counts, error) { return Counts{Written: 1}, nil }
	}
}
