package localdb

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/store"
)

// collectionMetrics is the ItemCollectionMetrics of a write: how large the items with the same
// partition key are, together with their entries in local indexes. Only tables with local indexes have
// item collections, whose size is limited to 10 GB in the service. (DynamoDB Local never reports them.)
func (t *table) collectionMetrics(level types.ReturnItemCollectionMetrics, k store.Key, key map[string]types.AttributeValue) *types.ItemCollectionMetrics {
	if level != types.ReturnItemCollectionMetricsSize || !t.hasLocalIndexes() {
		return nil
	}
	name := t.schema.Partition.Name
	gigabytes := float64(t.collectionSize(k.Partition) >> 30)
	return &types.ItemCollectionMetrics{
		ItemCollectionKey:   map[string]types.AttributeValue{name: cloneKeyValue(key[name])},
		SizeEstimateRangeGB: []float64{gigabytes, gigabytes + 1}, // whole gigabytes, as the service estimates
	}
}

func (t *table) hasLocalIndexes() bool {
	indexes := t.allIndexes()
	return len(indexes) > 0 && !indexes[0].Global // local ones come first
}

// collectionSize returns the bytes of an item collection. It walks the collection only if the whole
// table is large enough for the answer to differ.
func (t *table) collectionSize(partition string) int64 {
	total := t.store.Bytes()
	for _, ix := range t.allIndexes() {
		if !ix.Global {
			_, bytes := t.store.IndexLen(ix.Name)
			total += bytes
		}
	}
	if total < 1<<30 {
		return total
	}
	return t.walkCollection(partition)
}

func (t *table) walkCollection(partition string) (size int64) {
	add := func(e *store.Entry) bool {
		size += int64(e.Item.Size())
		return true
	}
	t.store.Query("", store.Range{Partition: partition}, add)
	for _, ix := range t.allIndexes() {
		if !ix.Global {
			t.store.Query(ix.Name, store.Range{Partition: partition}, func(e *store.Entry) bool {
				size += int64(ix.Size(e.Item))
				return true
			})
		}
	}
	return size
}

// cloneKeyValue copies the value of a key attribute, since the caller gets it.
func cloneKeyValue(v types.AttributeValue) types.AttributeValue {
	if b, ok := v.(*types.AttributeValueMemberB); ok {
		return &types.AttributeValueMemberB{Value: append([]byte(nil), b.Value...)}
	}
	return v
}
