package engine

import (
	"math"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/bench/internal/server"
	"github.com/dynactor/dynactor/internal/item"
)

// part is what a request did to one table.
type part struct {
	table string
	write bool
	Step
}

// struck is a request that failed by itself: a call, and nothing else.
func struck(r *local.Request) (all []part) {
	for _, table := range r.Tables() {
		all = append(all, part{table, writes(r.Operation), Step{Calls: 1}})
	}
	return all
}

// effect is what became of a request that the DB was asked to apply. Units are
// exact for puts of fresh keys, and for gets; an update, a delete, and an item
// of any other operation count as one unit, which is the least.
func effect(r *local.Request, output any, err error) []part {
	switch in := r.Input.(type) {
	case *dynamodb.PutItemInput:
		return single(r, err, func() float64 { return written(in.Item) })
	case *dynamodb.GetItemInput:
		return single(r, err, func() float64 {
			return read(output.(*dynamodb.GetItemOutput).Item, aws.ToBool(in.ConsistentRead))
		})
	case *dynamodb.BatchWriteItemInput:
		return batchWrite(in.RequestItems, output, err)
	case *dynamodb.BatchGetItemInput:
		return batchGet(in.RequestItems, output, err)
	}
	return single(r, err, func() float64 { return 1 })
}

func single(r *local.Request, err error, units func() float64) (all []part) {
	for _, table := range r.Tables() {
		step := Step{Calls: 1}
		switch {
		case err == nil:
			step.Served, step.Units = 1, units()
		case server.Throttling(err):
			step.Refused = 1
		}
		all = append(all, part{table, writes(r.Operation), step})
	}
	return all
}

func batchWrite(asked map[string][]types.WriteRequest, output any, err error) (all []part) {
	out, _ := output.(*dynamodb.BatchWriteItemOutput)
	for table, requests := range asked {
		step := Step{Calls: 1}
		switch {
		case err == nil:
			for _, w := range requests {
				step.Units += unitsOf(w)
			}
			for _, w := range out.UnprocessedItems[table] {
				step.Units -= unitsOf(w)
			}
			step.Refused = len(out.UnprocessedItems[table])
			step.Served = len(requests) - step.Refused
		case server.Throttling(err):
			step.Refused = len(requests)
		}
		all = append(all, part{table, true, step})
	}
	return all
}

func batchGet(asked map[string]types.KeysAndAttributes, output any, err error) (all []part) {
	out, _ := output.(*dynamodb.BatchGetItemOutput)
	for table, keys := range asked {
		step := Step{Calls: 1}
		consistent := aws.ToBool(keys.ConsistentRead)
		switch {
		case err == nil:
			step.Refused = len(out.UnprocessedKeys[table].Keys)
			step.Served = len(keys.Keys) - step.Refused
			for _, found := range out.Responses[table] {
				step.Units += read(found, consistent)
			}
			absent := step.Served - len(out.Responses[table])
			step.Units += float64(absent) * read(nil, consistent)
		case server.Throttling(err):
			step.Refused = len(keys.Keys)
		}
		all = append(all, part{table, false, step})
	}
	return all
}

func unitsOf(w types.WriteRequest) float64 {
	if w.PutRequest == nil {
		return 1
	}
	return written(w.PutRequest.Item)
}

// written are the units of an item of which there was none before: one for each KB.
func written(content map[string]types.AttributeValue) float64 {
	bytes, _ := item.Size(content)
	return max(1, math.Ceil(float64(bytes)/1024))
}

// read are the units of an item: one for each 4 KB, or half of it.
func read(content map[string]types.AttributeValue, consistent bool) float64 {
	bytes, _ := item.Size(content)
	units := max(1, math.Ceil(float64(bytes)/4096))
	if !consistent {
		units /= 2
	}
	return units
}

func writes(operation string) bool {
	switch operation {
	case "GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems":
		return false
	}
	return true
}
