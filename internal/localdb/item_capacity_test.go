package localdb

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// units of an operation: of the table, and of each index that was written.
func consumed(t *testing.T, e *Engine, operation, request string) string {
	t.Helper()
	text := answerTo(t, e, operation, request)
	_, text, found := strings.Cut(text, "'ConsumedCapacity':")
	require.True(t, found, text)
	return text
}

func TestIndexWritesAreChargedByWhatChangesInTheIndex(t *testing.T) {
	e := things(t)
	big := strings.Repeat("x", 2000)
	// by-l projects x; by-g only keys; by-gb everything.
	for _, step := range []struct {
		why, attributes string
		table           float64
		indexes         map[string]float64
	}{
		{"in no index", ``, 1, nil},
		{"enters by-g, which needs no b", `,'g':{'S':'1'}`, 1, map[string]float64{"by-g": 1}},
		{"enters by-gb", `,'g':{'S':'1'},'b':{'B':'AAAA'}`, 1, map[string]float64{"by-gb": 1}},
		{"changes nothing", `,'g':{'S':'1'},'b':{'B':'AAAA'}`, 1, nil},
		{"changes what only by-gb projects", `,'g':{'S':'1'},'b':{'B':'AAAA'},'z':{'S':'` + big + `'}`, 2, map[string]float64{"by-gb": 2}},
		{"changes a key: out and in again", `,'g':{'S':'2'},'b':{'B':'AAAA'},'z':{'S':'` + big + `'}`, 2, map[string]float64{"by-gb": 4, "by-g": 2}},
		{"leaves both", ``, 2, map[string]float64{"by-gb": 2, "by-g": 1}},
		{"enters by-l", `,'l':{'N':'1'}`, 1, map[string]float64{"by-l": 1}},
		{"changes what by-l projects", `,'l':{'N':'1.0'},'x':{'S':'1'}`, 1, map[string]float64{"by-l": 1}},
		{"changes what by-l does not project", `,'l':{'N':'1'},'x':{'S':'1'},'y':{'S':'1'}`, 1, nil},
		{"changes the key of by-l", `,'l':{'N':'2'},'x':{'S':'1'}`, 1, map[string]float64{"by-l": 2}},
	} {
		in := `{'TableName':'things','Item':{'pk':{'S':'a'},'sk':{'N':'1'}` + step.attributes + `},'ReturnConsumedCapacity':'INDEXES'}`
		out, err := send(t, e, "PutItem", in)
		require.NoError(t, err)
		c := out.(*dynamodb.PutItemOutput).ConsumedCapacity
		got := map[string]float64{}
		total := *c.Table.CapacityUnits
		for name, u := range c.LocalSecondaryIndexes {
			assert.Equal(t, "by-l", name)
			got[name] = *u.CapacityUnits
			total += *u.CapacityUnits
		}
		for name, u := range c.GlobalSecondaryIndexes {
			assert.NotEqual(t, "by-l", name)
			got[name] = *u.CapacityUnits
			total += *u.CapacityUnits
		}
		if step.indexes == nil {
			step.indexes = map[string]float64{}
		}
		assert.Equal(t, step.indexes, got, step.why)
		assert.Equal(t, step.table, *c.Table.CapacityUnits, step.why)
		assert.Equal(t, total, *c.CapacityUnits, step.why)
	}
}

func TestReadsAreChargedBySizeAndConsistency(t *testing.T) {
	e := things(t)
	put := `{'TableName':'plain','Item':{'pk':{'S':'a'},'v':{'S':'` + strings.Repeat("x", 4093) + `'}}}` // 4 KB and a byte
	require.Equal(t, "{}", answerTo(t, e, "PutItem", put))
	for _, c := range []struct{ request, units string }{
		{`{'TableName':'plain','Key':{'pk':{'S':'a'}},'ProjectionExpression':'pk','ReturnConsumedCapacity':'TOTAL'}`, "1"},
		{`{'TableName':'plain','Key':{'pk':{'S':'a'}},'ProjectionExpression':'pk','ConsistentRead':true,'ReturnConsumedCapacity':'TOTAL'}`, "2"},
		{`{'TableName':'plain','Key':{'pk':{'S':'none'}},'ReturnConsumedCapacity':'TOTAL'}`, "0.5"},
		{`{'TableName':'plain','Key':{'pk':{'S':'none'}},'ConsistentRead':true,'ReturnConsumedCapacity':'TOTAL'}`, "1"},
	} {
		assert.Contains(t, consumed(t, e, "GetItem", c.request), "'CapacityUnits':"+c.units+",", c.request)
	}
	out, err := send(t, e, "GetItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}}}`)
	require.NoError(t, err)
	assert.Nil(t, out.(*dynamodb.GetItemOutput).ConsumedCapacity, "not asked for")
}

func TestWritesAreChargedForTheLargerOfBothItems(t *testing.T) {
	e := things(t)
	big := strings.Repeat("x", 3000)
	requireExchanges(t, e, []exchange{
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'},'v':{'S':'` + big + `'}},'ReturnConsumedCapacity':'TOTAL'}`, "{'ConsumedCapacity':{'CapacityUnits':3,'TableName':'plain'}}"},
		{"UpdateItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'UpdateExpression':'REMOVE v','ReturnConsumedCapacity':'TOTAL'}`, "{'ConsumedCapacity':{'CapacityUnits':3,'TableName':'plain'}}"},
		{"DeleteItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'ReturnConsumedCapacity':'TOTAL'}`, "{'ConsumedCapacity':{'CapacityUnits':1,'TableName':'plain'}}"},
		{"DeleteItem", `{'TableName':'plain','Key':{'pk':{'S':'a'}},'ReturnConsumedCapacity':'TOTAL'}`, "{'ConsumedCapacity':{'CapacityUnits':1,'TableName':'plain'}}"},
	})
}

func TestATableThatIsNamedByItsARNIsReportedByIt(t *testing.T) {
	const arn = "arn:aws:dynamodb:us-east-1:000000000000:table/plain"
	const item = `{'TableName':'` + arn + `','Item':{'pk':{'S':'a'}}`
	requireExchanges(t, things(t), []exchange{
		{"PutItem", item + `,'ReturnConsumedCapacity':'TOTAL'}`, `{'ConsumedCapacity':{'TableName':'` + arn + `','CapacityUnits':1}}`},
		{"BatchGetItem", `{'RequestItems':{'` + arn + `':{'Keys':[{'pk':{'S':'a'}}]}},'ReturnConsumedCapacity':'TOTAL'}`, `{'Responses':{'` + arn + `':[{'pk':{'S':'a'}}]},'UnprocessedKeys':{},'ConsumedCapacity':[{'TableName':'` + arn + `','CapacityUnits':0.5}]}`},
		{"TransactWriteItems", `{'TransactItems':[{'Put':` + item + `}}],'ReturnConsumedCapacity':'TOTAL'}`, `{'ConsumedCapacity':[{'TableName':'` + arn + `','CapacityUnits':2,'WriteCapacityUnits':2}]}`},
	})
}

func TestItemCollectionsAreMeasuredWhereThereAreLocalIndexes(t *testing.T) {
	const metrics = `{'ItemCollectionKey':{'pk':{'S':'a'}},'SizeEstimateRangeGB':[0,1]}`
	requireExchanges(t, things(t), []exchange{
		{"PutItem", `{'TableName':'things','Item':{'pk':{'S':'a'},'sk':{'N':'1'}},'ReturnItemCollectionMetrics':'SIZE'}`, `{'ItemCollectionMetrics':` + metrics + `}`},
		{"UpdateItem", `{'TableName':'things','Key':{'pk':{'S':'a'},'sk':{'N':'1'}},'ReturnItemCollectionMetrics':'SIZE'}`, `{'ItemCollectionMetrics':` + metrics + `}`},
		{"DeleteItem", `{'TableName':'things','Key':{'pk':{'S':'a'},'sk':{'N':'1'}},'ReturnItemCollectionMetrics':'SIZE'}`, `{'ItemCollectionMetrics':` + metrics + `}`},
		{"DeleteItem", `{'TableName':'things','Key':{'pk':{'S':'a'},'sk':{'N':'1'}},'ReturnItemCollectionMetrics':'NONE'}`, "{}"},
		{"PutItem", `{'TableName':'plain','Item':{'pk':{'S':'a'}},'ReturnItemCollectionMetrics':'SIZE'}`, "{}"},
		{"BatchWriteItem", `{'RequestItems':{'things':[{'PutRequest':{'Item':{'pk':{'S':'a'},'sk':{'N':'1'}}}},{'PutRequest':{'Item':{'pk':{'S':'a'},'sk':{'N':'2'}}}}],'plain':[{'DeleteRequest':{'Key':{'pk':{'S':'a'}}}}]},'ReturnItemCollectionMetrics':'SIZE'}`,
			`{'UnprocessedItems':{},'ItemCollectionMetrics':{'things':[` + metrics + `]}}`},
	})
}

func TestTheSizeOfACollectionCountsItsIndexEntries(t *testing.T) {
	e := things(t)
	put := func(pk, sk string) {
		_, err := e.Do(t.Context(), &dynamodb.PutItemInput{TableName: ptrTo("things"), Item: map[string]types.AttributeValue{
			"pk": s(pk), "sk": n(sk), "l": n("1"), "y": s("yyyy"),
		}})
		require.NoError(t, err)
	}
	put("a", "1")
	put("a", "2")
	tab := e.find(ptrTo("things"))
	// pk 2 + 1, sk 2 + 2, l 1 + 2, y 1 + 4; the entry lacks y.
	const item, entry = 15, 10
	assert.EqualValues(t, 2*(item+entry), tab.collectionSize("a"))
	assert.EqualValues(t, 2*(item+entry), tab.walkCollection("a"))
	put("b", "1")
	assert.EqualValues(t, 2*(item+entry), tab.walkCollection("a"))
	assert.EqualValues(t, item+entry, tab.walkCollection("b"))
}

func ptrTo[T any](v T) *T { return &v }
