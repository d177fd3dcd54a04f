package actors

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"

	"github.com/dynactor/dynactor/messages"
)

// callWrites takes a batch off the queue of writes. DynamoDB refuses a batch with two writes on
// one key. The async face never has two that could go, by their lane; callers of the sync face
// may, and a second one goes alone, as it would have with the SDK.
func (t *table) callWrites(qs *queues) {
	q, config := &qs.writes, &t.engine.config
	c := t.newCall(qs.priority, writes, writing)
	room := t.meter.room(writing)
	var bytes int64
	for r := q.Head; r != nil && len(c.reqs) < config.WriteBatch; r = q.Head {
		if len(c.reqs) > 0 && (bytes+int64(r.Bytes) > config.BatchBytes || float64(r.Book.Units) > room) {
			break
		}
		q.Remove(r)
		if find(c.reqs, r.Hash, 0) >= 0 {
			qs.lone[writing].PushBack(r)
			continue
		}
		bytes += int64(r.Bytes)
		room -= float64(r.Book.Units)
		c.reqs = append(c.reqs, r)
	}
	t.startBatch(c)
}

func (c *call) makeWrites(ctx context.Context) {
	answer, err := c.t.engine.invoke(ctx, messages.BatchWriteItem, &dynamodb.BatchWriteItemInput{
		RequestItems:           map[string][]types.WriteRequest{c.t.name: writeRequests(c.reqs)},
		ReturnConsumedCapacity: c.t.engine.asks,
	}, nil)
	if err != nil {
		c.err = err
		return
	}
	out, _ := answer.(*dynamodb.BatchWriteItemOutput)
	if out == nil {
		out = &dynamodb.BatchWriteItemOutput{}
	}
	var unprocessed []types.WriteRequest
	for _, ws := range out.UnprocessedItems {
		unprocessed = append(unprocessed, ws...)
	}
	c.consumed = consumedOf(out.ConsumedCapacity)
	c.takeWrites(unprocessed, out.ResultMetadata)
}

// takeWrites answers those whose writes were processed.
func (c *call) takeWrites(unprocessed []types.WriteRequest, metadata middleware.Metadata) {
	back := make([]bool, len(c.reqs))
	for _, w := range unprocessed {
		i := c.whose(w)
		if i < 0 {
			c.garbled = true
			return
		}
		back[i] = true
	}
	puts := make([]dynamodb.PutItemOutput, 0, len(c.reqs))
	for i, r := range c.reqs {
		if back[i] {
			continue
		}
		c.answered[i] = true
		if r.Op == messages.DeleteItem {
			r.Promise.Settle(&dynamodb.DeleteItemOutput{ResultMetadata: metadata}, nil)
			continue
		}
		puts = append(puts, dynamodb.PutItemOutput{ResultMetadata: metadata})
		r.Promise.Settle(&puts[len(puts)-1], nil)
	}
}

// writeRequests makes the batch's list, with one allocation for all puts.
func writeRequests(reqs []*messages.Request) []types.WriteRequest {
	list := make([]types.WriteRequest, len(reqs))
	puts := make([]types.PutRequest, len(reqs))
	for i, r := range reqs {
		switch in := r.Input.(type) {
		case *dynamodb.PutItemInput:
			puts[i].Item = in.Item
			list[i].PutRequest = &puts[i]
		case *dynamodb.DeleteItemInput:
			list[i].DeleteRequest = &types.DeleteRequest{Key: in.Key}
		}
	}
	return list
}

// whose finds the request that an unprocessed write came from.
func (c *call) whose(w types.WriteRequest) int {
	var k map[string]types.AttributeValue
	switch {
	case w.PutRequest != nil:
		k = w.PutRequest.Item
	case w.DeleteRequest != nil:
		k = w.DeleteRequest.Key
	}
	h, ok := hash(c.schema, k)
	if !ok {
		return -1
	}
	return find(c.reqs, h, 0)
}
