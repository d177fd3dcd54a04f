package actors

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/internal/capacity"
	"github.com/dynactor/dynactor/messages"
)

// costs are how much more, or less, than by the documented rules the operations of a table have been
// consuming: reads depend on items that aren't known before, writes on those that they replace.
type costs [scanCost + 1]float64 // 0 is for 1

// The operations that are told apart.
const (
	putCost = iota
	getCost
	updateCost
	deleteCost
	queryCost
	scanCost
)

// costOf is the operation's place among the costs.
func costOf(op messages.Operation) int {
	switch op {
	case messages.PutItem:
		return putCost
	case messages.UpdateItem:
		return updateCost
	case messages.DeleteItem:
		return deleteCost
	case messages.Query:
		return queryCost
	case messages.Scan:
		return scanCost
	}
	return getCost
}

// costMemory is the weight of the past against one call's: an eighth is new.
const costMemory = 8

// The factors stay within these bounds, whatever a server reports.
const leastFactor, mostFactor = 1.0 / 64, 1e6

func (c *costs) factor(op messages.Operation) float64 {
	if f := c[costOf(op)]; f != 0 {
		return f
	}
	return 1
}

// learn is told what a call of that operation was expected to consume and what it did.
func (c *costs) learn(op messages.Operation, expected, actual float64) {
	if expected <= 0 || actual < 0 {
		return
	}
	f := c.factor(op)
	c[costOf(op)] = min(max(f+f*(actual/expected-1)/costMemory, leastFactor), mostFactor)
}

// estimate is what r is expected to consume, in units of what it draws on.
func (t *table) estimate(r *messages.Request) float64 {
	var units float64
	switch in := r.Input.(type) {
	case *dynamodb.PutItemInput:
		units = capacity.WriteUnits(int(r.Bytes))
	case *dynamodb.UpdateItemInput:
		units = capacity.WriteUnits(int(r.Bytes))
	case *dynamodb.DeleteItemInput:
		units = 1
	case *dynamodb.GetItemInput:
		units = readUnit(in.ConsistentRead)
	case *dynamodb.QueryInput:
		units = readUnit(in.ConsistentRead)
	case *dynamodb.ScanInput:
		units = readUnit(in.ConsistentRead)
	case *dynamodb.BatchWriteItemInput, *dynamodb.TransactWriteItemsInput, *dynamodb.BatchGetItemInput, *dynamodb.TransactGetItemsInput:
		return 0 // charged to the tables that they name, see several
	default:
		return 0
	}
	return units * t.costs.factor(r.Op)
}

// readUnit is what the least read costs.
func readUnit(consistent *bool) float64 { return capacity.ReadUnits(1, aws.ToBool(consistent)) }

// draws is the capacity of the table itself that r draws on. A Query or Scan of a global secondary index
// has that index's.
func (t *table) draws(r *messages.Request) access {
	if r.Op == messages.Query || r.Op == messages.Scan {
		if name := indexOf(r); name != "" && t.globalIndex(name) {
			return elsewhere
		}
	}
	if t.name == "" || t.name == overflow {
		return elsewhere
	}
	return accessOf(r.Op)
}

// indexOf is the name of the index that r reads, empty for the table itself.
func indexOf(r *messages.Request) string {
	switch in := r.Input.(type) {
	case *dynamodb.QueryInput:
		return aws.ToString(in.IndexName)
	case *dynamodb.ScanInput:
		return aws.ToString(in.IndexName)
	}
	return ""
}
