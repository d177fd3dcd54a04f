package localdb

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
	"github.com/stretchr/testify/assert"
)

func TestQueryConsumesWhatItEvaluates(t *testing.T) {
	e := readEngine(t)
	big := strings.Repeat("b", 3000)
	for s := 1; s <= 5; s++ {
		item := readItem("big", s)
		item["y"] = avS(big)
		item["g"] = avS("big")
		putInto(t, e, "reads", item)
	}
	table := func(n float64) *types.ConsumedCapacity {
		return &types.ConsumedCapacity{TableName: ptr.String("reads"), CapacityUnits: &n, Table: &types.Capacity{CapacityUnits: &n}}
	}
	local := func(index string, own, n float64) *types.ConsumedCapacity {
		c := table(own)
		c.CapacityUnits = ptr.Float64(own + n)
		c.LocalSecondaryIndexes = map[string]types.Capacity{index: {CapacityUnits: &n}}
		return c
	}
	global := func(index string, n float64) *types.ConsumedCapacity {
		c := table(0)
		c.CapacityUnits = &n
		c.GlobalSecondaryIndexes = map[string]types.Capacity{index: {CapacityUnits: &n}}
		return c
	}
	for _, c := range []struct {
		index, wants, partition string
		consistent              bool
		sel                     types.Select
		filter                  bool
		want                    *types.ConsumedCapacity
	}{
		{partition: "none", want: table(0.5)},
		{partition: "a", want: table(0.5)},
		{partition: "a", consistent: true, want: table(1)},
		{partition: "big", want: table(2)}, // some 15 KB in all, not five times 4 KB
		{partition: "big", filter: true, want: table(2)},
		{partition: "big", consistent: true, want: table(4)},
		{partition: "big", sel: types.SelectCount, want: table(2)},
		{partition: "big", wants: "s", want: table(2)},
		{partition: "big", index: "local-keys", want: local("local-keys", 0, 0.5)},
		{partition: "big", index: "local-keys", wants: "l, s", want: local("local-keys", 0, 0.5)},
		{partition: "big", index: "local-keys", sel: types.SelectCount, want: local("local-keys", 0, 0.5)},
		{partition: "big", index: "local-keys", wants: "y", want: local("local-keys", 2.5, 0.5)},
		{partition: "big", index: "local-keys", wants: "y", consistent: true, want: local("local-keys", 5, 1)},
		{partition: "big", index: "local-keys", sel: types.SelectAllAttributes, want: local("local-keys", 2.5, 0.5)},
		{partition: "big", index: "local-all", sel: types.SelectAllAttributes, want: local("local-all", 0, 2)},
		{partition: "big", index: "global-all", want: global("global-all", 2)},
		{partition: "big", index: "global-x", want: global("global-x", 0.5)},
	} {
		in := queryInput(func(in *dynamodb.QueryInput) {
			if c.index != "" {
				in.IndexName = &c.index
			}
			if c.wants != "" {
				in.ProjectionExpression = &c.wants
			}
			in.ConsistentRead, in.Select = &c.consistent, c.sel
			in.ReturnConsumedCapacity = types.ReturnConsumedCapacityIndexes
		})
		in.ExpressionAttributeValues[":p"] = avS(c.partition)
		if c.filter {
			in.FilterExpression = ptr.String("attribute_not_exists(x)")
		}
		out := do[*dynamodb.QueryOutput](t, e, in)
		assert.Equal(t, c.want, out.ConsumedCapacity, "%+v", c)

		in.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
		out = do[*dynamodb.QueryOutput](t, e, in)
		assert.Equal(t, &types.ConsumedCapacity{TableName: ptr.String("reads"), CapacityUnits: c.want.CapacityUnits}, out.ConsumedCapacity)
	}
}
