package truth

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// entry is one request of a batch, for one of the call's tables.
type entry[T any] struct {
	table   int // its index
	request T
}

// entriesOf lists a batch's requests, and the tables that they are for. The order is always the
// same, so that a seed is.
func entriesOf[V, T any](batch map[string]V, list func(V) []T) (tables []string, entries []entry[T]) {
	tables = slices.Sorted(maps.Keys(batch))
	for i, name := range tables {
		for _, request := range list(batch[name]) {
			entries = append(entries, entry[T]{i, request})
		}
	}
	return tables, entries
}

func (f *fake) BatchWriteItem(ctx context.Context, in *dynamodb.BatchWriteItemInput, optFns ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error) {
	names, writes := entriesOf(in.RequestItems, func(requests []types.WriteRequest) []types.WriteRequest { return requests })
	c := &call{op: "BatchWriteItem", tables: names, size: len(writes)}
	for _, w := range writes {
		if w.request.PutRequest != nil {
			c.ids = append(c.ids, text(w.request.PutRequest.Item["id"]))
		} else if w.request.DeleteRequest != nil {
			c.keys = append(c.keys, printKey(w.request.DeleteRequest.Key))
		}
	}
	out := &dynamodb.BatchWriteItemOutput{UnprocessedItems: map[string][]types.WriteRequest{}}
	err := f.serve(ctx, c, optFns, func(tables []*model, fate fate) error {
		if f.trouble.Denied {
			return coded("AccessDeniedException", "not authorized to perform: dynamodb:BatchWriteItem")
		}
		if err := f.judgeWrites(tables, writes); err != nil {
			return err
		}
		chosen, rest := f.choose(fate, len(writes))
		if len(chosen) == 0 {
			return exceeded()
		}
		for _, i := range chosen {
			t, w := tables[writes[i].table], writes[i].request
			var e *effect
			if w.PutRequest != nil {
				e, _ = t.put(f.tick(), w.PutRequest.Item)
			} else {
				e, _ = t.delete(f.tick(), w.DeleteRequest.Key)
			}
			f.keep(c, e)
		}
		for _, i := range rest {
			name := names[writes[i].table]
			out.UnprocessedItems[name] = append(out.UnprocessedItems[name], normalRequest(writes[i].request))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (f *fake) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, optFns ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	names, keys := entriesOf(in.RequestItems, func(request types.KeysAndAttributes) []attrs { return request.Keys })
	c := &call{op: "BatchGetItem", tables: names, size: len(keys)}
	for _, k := range keys {
		c.keys = append(c.keys, printKey(k.request))
	}
	out := &dynamodb.BatchGetItemOutput{Responses: map[string][]attrs{}, UnprocessedKeys: map[string]types.KeysAndAttributes{}}
	err := f.serve(ctx, c, optFns, func(tables []*model, fate fate) error {
		if f.trouble.Denied {
			return coded("AccessDeniedException", "not authorized to perform: dynamodb:BatchGetItem")
		}
		if err := f.judgeReads(tables, keys); err != nil {
			return err
		}
		chosen, rest := f.choose(fate, len(keys))
		if len(chosen) == 0 {
			return exceeded()
		}
		for _, name := range names {
			out.Responses[name] = []attrs{}
		}
		for _, i := range chosen {
			name, key := names[keys[i].table], keys[i].request
			request := in.RequestItems[name]
			projection := named(request.ProjectionExpression, request.ExpressionAttributeNames)
			if item, _ := tables[keys[i].table].get(key, f.stale(fate, request.ConsistentRead), projection); item != nil {
				out.Responses[name] = append(out.Responses[name], item)
			}
		}
		for _, i := range rest {
			name := names[keys[i].table]
			back, begun := out.UnprocessedKeys[name]
			if !begun {
				back = in.RequestItems[name]
				back.Keys = nil
			}
			back.Keys = append(back.Keys, normalize(deepCopy(keys[i].request)))
			out.UnprocessedKeys[name] = back
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// choose draws which of a batch's n items are processed, in any order, and which are not.
func (f *fake) choose(fate fate, n int) (chosen, rest []int) {
	unprocessed := f.trouble.Unprocessed
	if fate.fault == internalHalfway {
		unprocessed = 500
	}
	for _, i := range fate.rng.Perm(n) {
		if fate.chance(unprocessed) {
			rest = append(rest, i)
		} else {
			chosen = append(chosen, i)
		}
	}
	return chosen, rest
}

// normalRequest is a write as DynamoDB gives it back: its own copy, its own spelling.
func normalRequest(w types.WriteRequest) types.WriteRequest {
	if w.PutRequest != nil {
		return types.WriteRequest{PutRequest: &types.PutRequest{Item: normalize(deepCopy(w.PutRequest.Item))}}
	}
	return types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: normalize(deepCopy(w.DeleteRequest.Key))}}
}
