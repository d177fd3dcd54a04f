package actors

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"

	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/messages"
)

// callReads takes a batch off a queue of reads. Who asks for a key that is in the batch already
// is linked behind the first that did: DynamoDB refuses a batch that names a key twice, and one
// read answers them all.
func (t *table) callReads(qs *queues, kind *readKind) {
	limit := t.engine.config.ReadBatch
	c := t.newCall(qs.priority, reads, reading)
	c.kind = kind
	room := t.meter.room(reading)
	askers := 0
	for r := kind.Head; r != nil; r = kind.Head {
		i := find(c.reqs, r.Hash, 0)
		if i < 0 && (len(c.reqs) == limit || len(c.reqs) > 0 && float64(r.Book.Units) > room) {
			break
		}
		kind.Remove(r)
		askers++
		switch {
		case i < 0:
			c.reqs = append(c.reqs, r)
			room -= float64(r.Book.Units)
		case t.schema.Load().Equal(primaryKey(c.reqs[i]), primaryKey(r)):
			r.Book.Next = c.reqs[i].Book.Next
			c.reqs[i].Book.Next = r
		default: // two keys with one hash
			askers--
			qs.lone[reading].PushBack(r)
		}
	}
	t.stats.deduped.Add(int64(askers - len(c.reqs)))
	t.startBatch(c)
}

func (c *call) makeReads(ctx context.Context) {
	answer, err := c.t.engine.invoke(ctx, messages.BatchGetItem, &dynamodb.BatchGetItemInput{
		RequestItems:           map[string]types.KeysAndAttributes{c.t.name: c.readRequest()},
		ReturnConsumedCapacity: c.t.engine.asks,
	}, nil)
	if err != nil {
		c.err = err
		return
	}
	out, _ := answer.(*dynamodb.BatchGetItemOutput)
	if out == nil {
		out = &dynamodb.BatchGetItemOutput{}
	}
	// The service may name a table otherwise than it was asked for.
	var items, unprocessed []map[string]types.AttributeValue
	for _, is := range out.Responses {
		items = append(items, is...)
	}
	for _, ks := range out.UnprocessedKeys {
		unprocessed = append(unprocessed, ks.Keys...)
	}
	c.consumed = consumedOf(out.ConsumedCapacity)
	c.takeReads(items, unprocessed, out.ResultMetadata)
}

// readRequest makes the call's part of a batch.
func (c *call) readRequest() types.KeysAndAttributes {
	keys := make([]map[string]types.AttributeValue, len(c.reqs))
	for i, r := range c.reqs {
		keys[i] = r.Input.(*dynamodb.GetItemInput).Key
	}
	request := types.KeysAndAttributes{Keys: keys, ExpressionAttributeNames: c.kind.plan.Names}
	if c.kind.consistent {
		request.ConsistentRead = aws.Bool(true)
	}
	if c.kind.plan.Expression != "" {
		request.ProjectionExpression = &c.kind.plan.Expression
	}
	return request
}

// takeReads gives the items to those who asked for them.
func (c *call) takeReads(items, unprocessed []map[string]types.AttributeValue, metadata middleware.Metadata) {
	found := make([]map[string]types.AttributeValue, len(c.reqs))
	back := make([]bool, len(c.reqs))
	next := 0
	for _, it := range items {
		i := c.whoAsked(it, next)
		if i < 0 {
			c.garbled = true
			return
		}
		found[i] = it
		next = i + 1
	}
	for _, k := range unprocessed {
		i := c.whoAsked(k, 0)
		if i < 0 {
			c.garbled = true
			return
		}
		back[i] = true
	}
	if len(items) > 0 && !c.consumed.known {
		c.sample, _ = item.Size(items[0])
	}
	outs := make([]dynamodb.GetItemOutput, len(c.reqs))
	for i, r := range c.reqs {
		if back[i] {
			continue
		}
		for _, attribute := range c.kind.plan.Strip {
			delete(found[i], attribute)
		}
		c.answered[i] = true
		c.settleRead(r, &outs[i], found[i], metadata)
	}
}

// settleRead answers all who asked for a key, each with an item of its own.
func (c *call) settleRead(r *messages.Request, out *dynamodb.GetItemOutput, it map[string]types.AttributeValue, metadata middleware.Metadata) {
	for f := r.Book.Next; f != nil; f = f.Book.Next {
		f.Promise.Settle(&dynamodb.GetItemOutput{Item: item.Clone(it), ResultMetadata: metadata}, nil)
	}
	out.Item, out.ResultMetadata = it, metadata
	r.Promise.Settle(out, nil)
}

// whoAsked finds the request with the key that k holds, most likely the i-th.
func (c *call) whoAsked(k map[string]types.AttributeValue, i int) int {
	h, ok := hash(c.schema, k)
	if !ok {
		return -1
	}
	if i >= len(c.reqs) {
		i = 0
	}
	j := find(c.reqs, h, i)
	if j < 0 || !c.schema.Equal(k, primaryKey(c.reqs[j])) {
		return -1
	}
	return j
}
