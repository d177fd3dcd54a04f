package local

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// applyPart applies a request, or the part of a batch that controls have left to be applied.
func (db *DB) applyPart(ctx context.Context, r *Request) (any, error) {
	// A batch with a value that can't be read is refused by the engine as a whole, and couldn't be
	// answered in part either.
	if r.kept >= 0 && r.whole {
		switch in := r.Input.(type) {
		case *dynamodb.BatchWriteItemInput:
			return applyFirst(ctx, db, r.kept, in, &in.RequestItems, writeEntries, func(out *dynamodb.BatchWriteItemOutput) *map[string][]types.WriteRequest {
				return &out.UnprocessedItems
			})
		case *dynamodb.BatchGetItemInput:
			return applyFirst(ctx, db, r.kept, in, &in.RequestItems, readEntries, func(out *dynamodb.BatchGetItemOutput) *map[string]types.KeysAndAttributes {
				return &out.UnprocessedKeys
			})
		}
	}
	return db.apply(ctx, r.Input)
}

// entries cuts and joins what a batch has for one table.
type entries[E any] struct {
	count func(E) int
	cut   func(e E, at int) (first, rest E)
	join  func(a, b E) E
}

var writeEntries = entries[[]types.WriteRequest]{
	count: func(e []types.WriteRequest) int { return len(e) },
	cut:   func(e []types.WriteRequest, at int) (first, rest []types.WriteRequest) { return e[:at:at], e[at:] },
	join:  func(a, b []types.WriteRequest) []types.WriteRequest { return slices.Concat(a, b) },
}

// The projection and the consistency of a table go with the keys.
var readEntries = entries[types.KeysAndAttributes]{
	count: func(e types.KeysAndAttributes) int { return len(e.Keys) },
	cut: func(e types.KeysAndAttributes, at int) (first, rest types.KeysAndAttributes) {
		first, rest = e, e
		first.Keys, rest.Keys = e.Keys[:at:at], e.Keys[at:]
		return first, rest
	},
	join: func(a, b types.KeysAndAttributes) types.KeysAndAttributes {
		b.Keys = slices.Concat(a.Keys, b.Keys)
		return b
	},
}

// applyFirst applies the first n entries of a batch and adds the others to the unprocessed ones of
// its output.
func applyFirst[E, Out any](ctx context.Context, db *DB, n int, in any, all *map[string]E, of entries[E], unprocessed func(*Out) *map[string]E) (any, error) {
	kept, rest, applied := map[string]E{}, map[string]E{}, 0
	for _, table := range slices.Sorted(maps.Keys(*all)) {
		e := (*all)[table]
		count := of.count(e)
		at := min(n-applied, count)
		applied += at
		if at == count {
			kept[table] = e // also what's empty, for the engine to judge
			continue
		}
		first, last := of.cut(e, at)
		if rest[table] = last; at > 0 {
			kept[table] = first
		}
	}
	if applied == 0 && len(rest) > 0 {
		return nil, &types.ProvisionedThroughputExceededException{Message: aws.String(nothingProcessed)}
	}
	// The input is the engine's own, there is no caller who could notice.
	*all = kept
	output, err := db.apply(ctx, in)
	if err != nil {
		return nil, err
	}
	into := unprocessed(output.(*Out))
	if *into == nil {
		*into = map[string]E{}
	}
	for table, e := range rest {
		if before, ok := (*into)[table]; ok {
			e = of.join(before, e)
		}
		(*into)[table] = e
	}
	return output, nil
}

// nothingProcessed is what DynamoDB says when it could process nothing of a batch.
const nothingProcessed = "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API."
