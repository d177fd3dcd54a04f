package truth

import (
	"context"
	"maps"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// one is the only entry of a map; the executor never has a call span tables.
func one[V any](f *fake, m map[string]V) (name string, v V) {
	if len(m) != 1 {
		f.mu.Lock()
		f.breach("a batch for %d tables", len(m))
		f.mu.Unlock()
	}
	for name, v = range maps.All(m) {
		break
	}
	return name, v
}

func (f *fake) BatchWriteItem(ctx context.Context, in *dynamodb.BatchWriteItemInput, optFns ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error) {
	table, requests := one(f, in.RequestItems)
	c := &call{op: "BatchWriteItem", table: table, size: len(requests)}
	for _, w := range requests {
		if w.PutRequest != nil {
			c.ids = append(c.ids, text(w.PutRequest.Item["id"]))
		} else if w.DeleteRequest != nil {
			c.keys = append(c.keys, printKey(w.DeleteRequest.Key))
		}
	}
	var back []types.WriteRequest
	err := f.serve(ctx, c, optFns, func(t *model, fate fate) error {
		if f.trouble.Denied {
			return coded("AccessDeniedException", "not authorized to perform: dynamodb:BatchWriteItem")
		}
		if err := f.judgeWrites(t, requests); err != nil {
			return err
		}
		chosen, rest := f.choose(fate, len(requests))
		if len(chosen) == 0 {
			return exceeded()
		}
		for _, i := range chosen {
			var e *effect
			if put := requests[i].PutRequest; put != nil {
				e, _ = t.put(f.tick(), put.Item)
			} else {
				e, _ = t.delete(f.tick(), requests[i].DeleteRequest.Key)
			}
			f.keep(c, e)
		}
		for _, i := range rest {
			back = append(back, normalRequest(requests[i]))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := &dynamodb.BatchWriteItemOutput{}
	if len(back) > 0 {
		out.UnprocessedItems = map[string][]types.WriteRequest{table: back}
	}
	return out, nil
}

func (f *fake) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, optFns ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	table, request := one(f, in.RequestItems)
	c := &call{op: "BatchGetItem", table: table, size: len(request.Keys)}
	for _, k := range request.Keys {
		c.keys = append(c.keys, printKey(k))
	}
	out := &dynamodb.BatchGetItemOutput{Responses: map[string][]map[string]types.AttributeValue{table: {}}}
	err := f.serve(ctx, c, optFns, func(t *model, fate fate) error {
		if f.trouble.Denied {
			return coded("AccessDeniedException", "not authorized to perform: dynamodb:BatchGetItem")
		}
		if err := f.judgeReads(t, request.Keys); err != nil {
			return err
		}
		chosen, rest := f.choose(fate, len(request.Keys))
		if len(chosen) == 0 {
			return exceeded()
		}
		names := named(request.ProjectionExpression, request.ExpressionAttributeNames)
		for _, i := range chosen {
			if item, _ := t.get(request.Keys[i], f.stale(fate, request.ConsistentRead), names); item != nil {
				out.Responses[table] = append(out.Responses[table], item)
			}
		}
		if len(rest) > 0 {
			back := request
			back.Keys = nil
			for _, i := range rest {
				back.Keys = append(back.Keys, normalize(deepCopy(request.Keys[i])))
			}
			out.UnprocessedKeys = map[string]types.KeysAndAttributes{table: back}
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
