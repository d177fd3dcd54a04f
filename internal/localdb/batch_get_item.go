package localdb

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/expr"
	"github.com/dynactor/dynactor/internal/packed"
	"github.com/dynactor/dynactor/internal/store"
)

const (
	// maxBatchGet is how many items BatchGetItem reads at the most, in all tables.
	maxBatchGet = 100
	// maxBatchGetSize bounds what it reads; keys beyond come back unprocessed.
	maxBatchGetSize = 16 << 20
)

// tableGet is what a BatchGetItem reads of one table.
type tableGet struct {
	name    string // as the request has it
	request types.KeysAndAttributes
	wanted  *expr.Projection
	table   *table
	keys    []store.Key
}

func (e *Engine) batchGetItem(_ context.Context, in *dynamodb.BatchGetItemInput) (*dynamodb.BatchGetItemOutput, error) {
	if err := batchGetConstraints(in); err != nil {
		return nil, err
	}
	gets, err := parseBatchGet(in)
	if err != nil {
		return nil, err
	}
	for i := range gets {
		if gets[i].table, err = e.table(&gets[i].name); err != nil {
			if repeated := repeatedKeys(gets); repeated != nil {
				return nil, repeated
			}
			return nil, err
		}
	}
	for i := range gets {
		if err := gets[i].bind(); err != nil {
			return nil, err
		}
	}
	return readBatch(gets, in.ReturnConsumedCapacity)
}

// parseBatchGet checks what can be checked without the tables, in the order of their names.
func parseBatchGet(in *dynamodb.BatchGetItemInput) ([]tableGet, error) {
	gets := make([]tableGet, 0, len(in.RequestItems))
	legacy, expression, total := false, false, 0
	for _, name := range slices.Sorted(maps.Keys(in.RequestItems)) {
		g := tableGet{name: name, request: in.RequestItems[name]}
		legacy = legacy || g.request.AttributesToGet != nil
		expression = expression || g.request.ProjectionExpression != nil
		total += len(g.request.Keys)
		gets = append(gets, g)
	}
	if total > maxBatchGet {
		return nil, validation("Too many items requested for the BatchGetItem call")
	}
	if err := notMixedReturn(legacy, expression); err != nil {
		return nil, err
	}
	for i := range gets {
		g := &gets[i]
		for _, k := range g.request.Keys {
			if k == nil {
				return nil, validation("The list of keys in RequestItems for BatchGetItem may not contain null or empty values: %s has one or more empty keys", g.name)
			}
			if err := checkValues(k); err != nil {
				return nil, err
			}
		}
		var err error
		if g.wanted, err = parseReturn(g.request.ProjectionExpression, g.request.AttributesToGet, g.request.ExpressionAttributeNames); err != nil {
			return nil, err
		}
	}
	return gets, nil
}

// repeatedKeys refuses equal keys of whatever schema. The service looks for them before it looks for the
// tables; here that is done only if it matters, since with a schema it is cheaper.
func repeatedKeys(gets []tableGet) error {
	for _, g := range gets {
		keys := make([]packed.Item, len(g.request.Keys))
		for i, m := range g.request.Keys {
			keys[i] = packed.Pack(m)
			if slices.ContainsFunc(keys[:i], keys[i].Same) {
				return errDuplicateKeys()
			}
		}
	}
	return nil
}

func (g *tableGet) bind() error {
	g.keys = make([]store.Key, 0, len(g.request.Keys))
	for _, m := range g.request.Keys {
		k, err := g.table.key(m)
		if err != nil {
			return err
		}
		if slices.Contains(g.keys, k) {
			return errDuplicateKeys()
		}
		g.keys = append(g.keys, k)
	}
	return g.table.checkProjectionPaths(g.wanted)
}

func readBatch(gets []tableGet, level types.ReturnConsumedCapacity) (*dynamodb.BatchGetItemOutput, error) {
	out := &dynamodb.BatchGetItemOutput{
		Responses:       make(map[string][]map[string]types.AttributeValue, len(gets)),
		UnprocessedKeys: map[string]types.KeysAndAttributes{},
	}
	var used usages
	var throttled error
	size, processed := 0, 0
	for _, g := range gets {
		u := used.of(g.table, &g.name)
		items := []map[string]types.AttributeValue{}
		var left []map[string]types.AttributeValue
		for i, k := range g.keys {
			if size > maxBatchGetSize {
				left = append(left, g.request.Keys[i])
				continue
			}
			if err := g.table.admit(k.Hash, false); err != nil {
				throttled = err
				left = append(left, g.request.Keys[i])
				continue
			}
			found := g.table.store.Get(k)
			if size += found.Size(); size > maxBatchGetSize {
				left = append(left, g.request.Keys[i])
				continue
			}
			processed++
			u.read(nil, k.Hash, readUnits(found.Size(), aws.ToBool(g.request.ConsistentRead)))
			if found != "" {
				items = append(items, project(found, g.wanted))
			}
		}
		out.Responses[g.name] = items
		if left != nil {
			g.request.Keys = left
			out.UnprocessedKeys[g.name] = g.request
		}
	}
	if processed == 0 {
		return nil, throttled
	}
	out.ConsumedCapacity = used.report(level, false)
	return out, nil
}

func batchGetConstraints(in *dynamodb.BatchGetItemInput) error {
	var b breaches
	if in.RequestItems == nil {
		b.null("requestItems")
	} else if len(in.RequestItems) == 0 {
		b.at("RequestItems", "Member must have length greater than or equal to 1")
	}
	tablesConstraint(&b, in.RequestItems)
	for _, name := range slices.Sorted(maps.Keys(in.RequestItems)) {
		r := in.RequestItems[name]
		path := "RequestItems." + name + ".member.Keys"
		switch {
		case r.Keys == nil:
			b.null("requestItems." + name + ".member.keys")
		case len(r.Keys) > maxBatchGet:
			b.at(path, fmt.Sprintf("Member must have length less than or equal to %d", maxBatchGet))
		case len(r.Keys) == 0:
			b.at(path, "Member must have length greater than or equal to 1")
		}
		attributesToGetConstraint(&b, r.AttributesToGet, "requestItems."+name+".member.attributesToGet")
	}
	enumConstraint(&b, in.ReturnConsumedCapacity, "returnConsumedCapacity", capacityLevels)
	return b.err()
}
