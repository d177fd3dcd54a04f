package actors

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Every operation that consumes capacity units says how many, if it's asked. The executor asks where the
// caller hasn't, and takes the answer out again, so that the caller doesn't see that it was asked.

// consumed is what an answer says of the units that one table's part of it has cost.
type consumed struct {
	known bool
	// table are the table's own units, with those of its local indexes, which share them.
	table float64
	// indexes are those of the global secondary indexes, by name.
	indexes map[string]float64
}

// consumedBy reads one table's part. Without details all counts as the table's.
func consumedBy(c *types.ConsumedCapacity) consumed {
	if c == nil || c.CapacityUnits == nil {
		return consumed{}
	}
	u := consumed{known: true, table: *c.CapacityUnits}
	if len(c.GlobalSecondaryIndexes) > 0 {
		u.indexes = make(map[string]float64, len(c.GlobalSecondaryIndexes))
		for name, units := range c.GlobalSecondaryIndexes {
			u.indexes[name] = aws.ToFloat64(units.CapacityUnits)
			u.table -= u.indexes[name]
		}
		u.table = max(u.table, 0)
	}
	return u
}

// consumedOf finds a table's part in a batch's answer; without a name it's the only one.
func consumedOf(all []types.ConsumedCapacity, name ...string) consumed {
	for i := range all {
		if len(name) == 0 || aws.ToString(all[i].TableName) == name[0] {
			return consumedBy(&all[i])
		}
	}
	return consumed{}
}
