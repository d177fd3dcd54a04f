package localdb

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/store"
)

// gauge is a Meter that counts, and refuses partitions on demand.
type gauge struct {
	read, write float64
	refused     map[uint64]bool
	all         bool
}

func (g *gauge) Admit(hash uint64, write bool) error {
	if g.all || g.refused[hash] {
		message := "too fast"
		return &types.ProvisionedThroughputExceededException{Message: &message}
	}
	return nil
}

func (g *gauge) Charge(_ uint64, write bool, units float64) {
	if write {
		g.write += units
	} else {
		g.read += units
	}
}

func (g *gauge) Update(Resource) {}

// metered is things with gauges by "table" and "table/index".
func metered(t *testing.T) (*Engine, map[string]*gauge) {
	gauges := map[string]*gauge{}
	e := New(Config{NewMeter: func(r Resource) Meter {
		name := r.Table
		if r.Index != "" {
			name += "/" + r.Index
		}
		gauges[name] = &gauge{refused: map[uint64]bool{}}
		return gauges[name]
	}})
	createTable(t, e, tableSpec{name: "things", global: []indexSpec{{name: "by-g", pk: "g"}}})
	createTable(t, e, tableSpec{name: "plain"})
	return e, gauges
}

func TestMetersAreChargedWhatIsReported(t *testing.T) {
	e, gauges := metered(t)
	requireExchanges(t, e, []exchange{
		{"PutItem", `{'TableName':'things','Item':{'pk':{'S':'a'},'g':{'S':'g'}}}`, "{}"},
		{"GetItem", `{'TableName':'things','Key':{'pk':{'S':'a'}}}`, "{'Item':{'pk':{'S':'a'},'g':{'S':'g'}}}"},
		{"PutItem", `{'TableName':'things','Item':{'pk':{'S':'a'}},'ConditionExpression':'attribute_not_exists(pk)'}`, "ConditionalCheckFailedException: The conditional request failed"},
		{"UpdateItem", `{'TableName':'things','Key':{'pk':{'S':'a'}},'UpdateExpression':'SET x = y'}`, "The provided expression refers to an attribute that does not exist in the item"},
		{"TransactGetItems", `{'TransactItems':[{'Get':{'TableName':'things','Key':{'pk':{'S':'a'}}}}]}`, "{'Responses':[{'Item':{'pk':{'S':'a'},'g':{'S':'g'}}}]}"},
		{"TransactWriteItems", `{'TransactItems':[{'Delete':{'TableName':'things','Key':{'pk':{'S':'a'}}}}]}`, "{}"},
	})
	assert.Equal(t, 0.5+2, gauges["things"].read)
	assert.Equal(t, 1+1+2.0, gauges["things"].write) // a false condition costs, too
	assert.Equal(t, 1+2.0, gauges["things/by-g"].write)
	assert.Zero(t, gauges["plain"].write)
}

func TestAThrottledOperationChangesNothing(t *testing.T) {
	e, gauges := metered(t)
	const throttled = "ProvisionedThroughputExceededException: too fast"
	get := func(want string) exchange {
		return exchange{"GetItem", `{'TableName':'things','Key':{'pk':{'S':'a'}}}`, want}
	}
	gauges["things"].refused[store.Hash("a")] = true
	requireExchanges(t, e, []exchange{
		{"PutItem", `{'TableName':'things','Item':{'pk':{'S':'a'}}}`, throttled},
		{"UpdateItem", `{'TableName':'things','Key':{'pk':{'S':'a'}}}`, throttled},
		{"DeleteItem", `{'TableName':'things','Key':{'pk':{'S':'a'}}}`, throttled},
		get(throttled),
		{"TransactWriteItems", `{'TransactItems':[{'Delete':{'TableName':'things','Key':{'pk':{'S':'b'}}}},{'Delete':{'TableName':'things','Key':{'pk':{'S':'a'}}}}]}`, cancelledFor + "[None, ProvisionedThroughputExceeded]"},
		{"TransactGetItems", `{'TransactItems':[{'Get':{'TableName':'things','Key':{'pk':{'S':'a'}}}}]}`, cancelledFor + "[ProvisionedThroughputExceeded]"},
	})
	delete(gauges["things"].refused, store.Hash("a"))

	// An index that is behind holds back the writes that would change it.
	gauges["things/by-g"].refused[store.Hash("slow")] = true
	requireExchanges(t, e, []exchange{
		{"PutItem", `{'TableName':'things','Item':{'pk':{'S':'a'},'g':{'S':'slow'}}}`, throttled}, get("{}"),
		{"TransactWriteItems", `{'TransactItems':[{'Put':{'TableName':'things','Item':{'pk':{'S':'a'},'g':{'S':'slow'}}}}]}`, cancelledFor + "[ProvisionedThroughputExceeded]"}, get("{}"),
		{"PutItem", `{'TableName':'things','Item':{'pk':{'S':'a'},'g':{'S':'fast'}}}`, "{}"},
		{"UpdateItem", `{'TableName':'things','Key':{'pk':{'S':'a'}},'UpdateExpression':'SET g = :g','ExpressionAttributeValues':{':g':{'S':'slow'}}}`, throttled},
		get("{'Item':{'pk':{'S':'a'},'g':{'S':'fast'}}}"),
	})
}

func TestThrottledPartsOfABatchComeBackUnprocessed(t *testing.T) {
	e, gauges := metered(t)
	gauges["plain"].refused[store.Hash("1")] = true
	gauges["things"].refused[store.Hash("2")] = true
	puts := func(keys ...int) (list []types.WriteRequest) {
		for _, k := range keys {
			list = append(list, types.WriteRequest{PutRequest: &types.PutRequest{Item: map[string]types.AttributeValue{"pk": s(fmt.Sprint(k))}}})
		}
		return list
	}
	out := do[*dynamodb.BatchWriteItemOutput](t, e, &dynamodb.BatchWriteItemInput{
		RequestItems:           map[string][]types.WriteRequest{"plain": puts(0, 1), "things": puts(2, 3)},
		ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
	})
	assert.Equal(t, map[string][]types.WriteRequest{"plain": puts(1), "things": puts(2)}, out.UnprocessedItems)
	require.Len(t, out.ConsumedCapacity, 2)
	assert.Equal(t, 1.0, *out.ConsumedCapacity[0].CapacityUnits)

	_, err := e.Do(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: out.UnprocessedItems})
	var throttled *types.ProvisionedThroughputExceededException
	require.ErrorAs(t, err, &throttled, "nothing at all was processed")

	keys := func(keys ...int) (list []map[string]types.AttributeValue) {
		for _, k := range keys {
			list = append(list, map[string]types.AttributeValue{"pk": s(fmt.Sprint(k))})
		}
		return list
	}
	read := do[*dynamodb.BatchGetItemOutput](t, e, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
		"plain": {Keys: keys(0, 1), ConsistentRead: ptrTo(true)}, "things": {Keys: keys(2)},
	}})
	assert.Equal(t, keys(0), read.Responses["plain"])
	assert.Equal(t, map[string]types.KeysAndAttributes{"plain": {Keys: keys(1), ConsistentRead: ptrTo(true)}, "things": {Keys: keys(2)}}, read.UnprocessedKeys)
	_, err = e.Do(t.Context(), &dynamodb.BatchGetItemInput{RequestItems: read.UnprocessedKeys})
	require.ErrorAs(t, err, &throttled)
}
