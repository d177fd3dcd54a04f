package actors

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/coalesce"
	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/key"
	"github.com/dynactor/dynactor/messages"
)

// classify says what can be said of a request by its input alone: whether it's a single-item
// operation, whether a batch could carry it, and about how large it is.
func classify(r *messages.Request) (bytes int64) {
	plain := len(r.OptFns) == 0
	switch in := r.Input.(type) {
	case *dynamodb.PutItemInput:
		r.Flags |= messages.Single
		n, ok := item.Size(in.Item)
		if plain && ok && n <= coalesce.MaxItemBytes && coalesce.Put(in) {
			r.Flags |= messages.Coalescable
		}
		return int64(n)
	case *dynamodb.GetItemInput:
		r.Flags |= messages.Single | messages.Reads
		n, ok := item.Size(in.Key)
		if plain && ok && coalesce.Get(in) {
			r.Flags |= messages.Coalescable
		}
		return int64(n)
	case *dynamodb.DeleteItemInput:
		r.Flags |= messages.Single
		n, ok := item.Size(in.Key)
		if plain && ok && coalesce.Delete(in) {
			r.Flags |= messages.Coalescable
		}
		return int64(n)
	case *dynamodb.UpdateItemInput:
		r.Flags |= messages.Single
		n, _ := item.Size(in.Key)
		m, _ := item.Size(in.ExpressionAttributeValues)
		return int64(n) + int64(m)
	case *dynamodb.BatchWriteItemInput:
		for _, requests := range in.RequestItems {
			for _, w := range requests {
				if w.PutRequest != nil {
					n, _ := item.Size(w.PutRequest.Item)
					bytes += int64(n)
				}
			}
		}
		return bytes
	case *dynamodb.TransactWriteItemsInput:
		for _, w := range in.TransactItems {
			if w.Put != nil {
				n, _ := item.Size(w.Put.Item)
				bytes += int64(n)
			}
		}
		return bytes
	}
	return 0
}

// primaryKey is where a single-item request's key attributes are.
func primaryKey(r *messages.Request) map[string]types.AttributeValue {
	switch in := r.Input.(type) {
	case *dynamodb.PutItemInput:
		return in.Item
	case *dynamodb.GetItemInput:
		return in.Key
	case *dynamodb.DeleteItemInput:
		return in.Key
	case *dynamodb.UpdateItemInput:
		return in.Key
	}
	return nil
}

// identify hashes the request's key by the table's schema. A request without a valid key stays
// without the flag Keyed: DynamoDB will refuse it, and it has to hear that from DynamoDB.
func identify(r *messages.Request, schema key.Schema) {
	if !r.Is(messages.Single) || r.Is(messages.Keyed) {
		return
	}
	k := primaryKey(r)
	if r.Op != messages.PutItem && !schema.IsExactly(k) {
		r.Flags &^= messages.Coalescable
	}
	if h, partition, ok := schema.Hashes(k); ok {
		r.Hash, r.Partition = laneOf(h), partition
		r.Flags |= messages.Keyed
	}
}

// hash is that of the primary key in an item or key, and never the lane of a whole table.
func hash(schema key.Schema, m map[string]types.AttributeValue) (uint64, bool) {
	h, ok := schema.Hash(m)
	return laneOf(h), ok
}

func laneOf(h uint64) uint64 {
	if h == wholeTable {
		h++
	}
	return h
}
