package localdb

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// maxBatchWrite is how many items BatchWriteItem writes at the most, in all tables. Its limit of 16 MB
// cannot be met: 25 items have 10 MB.
const maxBatchWrite = 25

// batchWriteItem writes nothing if any of the requests is wrong; but once it writes, every item stands
// for itself.
func (e *Engine) batchWriteItem(_ context.Context, in *dynamodb.BatchWriteItemInput) (*dynamodb.BatchWriteItemOutput, error) {
	if err := batchWriteConstraints(in); err != nil {
		return nil, err
	}
	names := slices.Sorted(maps.Keys(in.RequestItems)) // an order that can be repeated
	total := 0
	for _, name := range names {
		total += len(in.RequestItems[name])
	}
	if total > maxBatchWrite {
		return nil, validation("Too many items requested for the BatchWriteItem call")
	}
	actions := make([]*action, 0, total)
	for _, name := range names {
		for _, w := range in.RequestItems[name] {
			a, err := batchAction(w)
			if err != nil {
				return nil, err
			}
			actions = append(actions, a)
		}
	}
	tables := make([]*table, len(names))
	for i, name := range names {
		t, err := e.table(&name)
		if err != nil {
			return nil, err
		}
		tables[i] = t
	}
	n := 0
	for i, name := range names {
		for range in.RequestItems[name] {
			if err := actions[n].bindInBatch(tables[i]); err != nil {
				return nil, err
			}
			if repeats(actions[:n], actions[n]) {
				return nil, errDuplicateKeys()
			}
			n++
		}
	}
	return writeBatch(in, names, actions)
}

func errDuplicateKeys() error { return validation("Provided list of item keys contains duplicates") }

// writeBatch carries out what has been found good. What is throttled comes back unprocessed, unless that
// is all of it.
func writeBatch(in *dynamodb.BatchWriteItemInput, names []string, actions []*action) (*dynamodb.BatchWriteItemOutput, error) {
	out := &dynamodb.BatchWriteItemOutput{UnprocessedItems: map[string][]types.WriteRequest{}}
	var used usages
	var throttled error
	written := make([]*action, 0, len(actions))
	n := 0
	for _, name := range names {
		for _, w := range in.RequestItems[name] {
			a := actions[n]
			n++
			if _, _, err := a.write(used.of(a.table, &name)); err != nil {
				throttled = err
				out.UnprocessedItems[name] = append(out.UnprocessedItems[name], w)
				continue
			}
			written = append(written, a)
		}
	}
	if len(written) == 0 {
		return nil, throttled
	}
	out.ConsumedCapacity = used.report(in.ReturnConsumedCapacity, false)
	out.ItemCollectionMetrics = collectionsOf(in.ReturnItemCollectionMetrics, written)
	return out, nil
}

// batchAction checks a request as far as that can be done without its table.
func batchAction(w types.WriteRequest) (*action, error) {
	switch {
	case (w.PutRequest == nil) == (w.DeleteRequest == nil):
		// Not its own words: the service takes the union for an attribute value.
		return nil, validation("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes")
	case w.PutRequest != nil:
		return &action{verb: verbPut, attributes: w.PutRequest.Item}, checkItem(w.PutRequest.Item)
	}
	return &action{verb: verbDelete, attributes: w.DeleteRequest.Key}, checkValues(w.DeleteRequest.Key)
}

func batchWriteConstraints(in *dynamodb.BatchWriteItemInput) error {
	var b breaches
	if in.RequestItems == nil {
		b.null("requestItems")
	} else if len(in.RequestItems) == 0 {
		b.at("RequestItems", "Member must have length greater than or equal to 1")
	}
	enumConstraint(&b, in.ReturnConsumedCapacity, "returnConsumedCapacity", capacityLevels)
	enumConstraint(&b, in.ReturnItemCollectionMetrics, "returnItemCollectionMetrics", metricsLevels)
	for _, name := range slices.Sorted(maps.Keys(in.RequestItems)) {
		requests := in.RequestItems[name]
		path := "RequestItems." + name + ".member"
		switch {
		case len(requests) > maxBatchWrite:
			b.at(path, fmt.Sprintf("Member must have length less than or equal to %d", maxBatchWrite))
		case len(requests) == 0:
			b.at(path, "Member must have length greater than or equal to 1")
		}
		for i, w := range requests {
			if w.PutRequest != nil && w.PutRequest.Item == nil {
				b.null(fmt.Sprintf("requestItems.%s.member.%d.member.putRequest.item", name, i+1))
			}
			if w.DeleteRequest != nil && w.DeleteRequest.Key == nil {
				b.null(fmt.Sprintf("requestItems.%s.member.%d.member.deleteRequest.key", name, i+1))
			}
		}
	}
	if len(b) == 0 {
		tablesConstraint(&b, in.RequestItems) // told only if it is all that is wrong
	}
	return b.err()
}
