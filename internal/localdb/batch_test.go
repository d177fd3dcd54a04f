package localdb

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestABatchWithAMistakeWritesNothing(t *testing.T) {
	e := things(t)
	const good = `{'PutRequest':{'Item':{'pk':{'S':'good'}}}}`
	puts := func(n int) string {
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprintf(`{'PutRequest':{'Item':{'pk':{'S':'%d'},'sk':{'N':'1'}}}}`, i)
		}
		return strings.Join(list, ",")
	}
	batch := func(plain string) string { return `{'RequestItems':{'plain':[` + good + `,` + plain + `]}}` }
	requireExchanges(t, e, []exchange{
		{"BatchWriteItem", `{}`, oneError + "Value null at 'requestItems' failed to satisfy constraint: Member must not be null"},
		{"BatchWriteItem", `{'RequestItems':{}}`, oneError + "Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"BatchWriteItem", `{'RequestItems':{'plain':[]}}`, oneError + "Value at 'RequestItems.plain.member' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"BatchWriteItem", `{'RequestItems':{'plain':[` + puts(26) + `]}}`, oneError + "Value at 'RequestItems.plain.member' failed to satisfy constraint: Member must have length less than or equal to 25"},
		{"BatchWriteItem", `{'RequestItems':{'plain':[` + good + `],'things':[` + puts(25) + `]}}`, "Too many items requested for the BatchWriteItem call"},
		{"BatchWriteItem", `{'RequestItems':{'no!':[` + good + `]},'ReturnConsumedCapacity':'X'}`, oneError + "Value 'X' at 'returnConsumedCapacity'..."},
		{"BatchWriteItem", `{'RequestItems':{'no!':[` + good + `]}}`, oneError + "Value at 'RequestItems' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]"},
		{"BatchWriteItem", batch(`{}`), "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"},
		{"BatchWriteItem", batch(`{'PutRequest':{}}`), oneError + "Value null at 'requestItems.plain.member.2.member.putRequest.item' failed to satisfy constraint: Member must not be null"},
		{"BatchWriteItem", batch(`{'PutRequest':{'Item':{'pk':{'S':'a'}}},'DeleteRequest':{'Key':{'pk':{'S':'b'}}}}`), "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"},
		{"BatchWriteItem", batch(`{'PutRequest':{'Item':{'pk':{'S':'a'},'v':{'NS':[]}}}}`), invalidValues + "An number set  may not be empty"},
		{"BatchWriteItem", batch(`{'PutRequest':{'Item':{'pk':{'S':'a'},'v':{'S':'` + strings.Repeat("x", 400<<10) + `'}}}}`), "Item size has exceeded the maximum allowed size"},
		{"BatchWriteItem", batch(`{'PutRequest':{'Item':{'pk':{'N':'1'}}}}`), noSchema},
		{"BatchWriteItem", batch(`{'PutRequest':{'Item':{'v':{'N':'1'}}}}`), noSchema},
		{"BatchWriteItem", batch(`{'DeleteRequest':{'Key':{'pk':{'S':'a'},'v':{'N':'1'}}}}`), noSchema},
		{"BatchWriteItem", batch(`{'PutRequest':{'Item':{'pk':{'S':'` + strings.Repeat("a", 2049) + `'}}}}`), invalidValues + "Size of hashkey has exceeded the maximum size limit of2048 bytes"},
		{"BatchWriteItem", batch(`{'DeleteRequest':{'Key':{'pk':{'S':'good'}}}}`), "Provided list of item keys contains duplicates"},
		{"BatchWriteItem", `{'RequestItems':{'plain':[` + good + `],'none':[` + good + `]}}`, "ResourceNotFoundException: Requested resource not found"},
		{"BatchWriteItem", `{'RequestItems':{'plain':[` + good + `],'things':[{'PutRequest':{'Item':{'pk':{'S':'a'},'sk':{'N':'1'},'g':{'N':'1'}}}}]}}`, invalidValues + "Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g"},
		{"GetItem", `{'TableName':'plain','Key':{'pk':{'S':'good'}}}`, "{}"},
		{"BatchWriteItem", `{'RequestItems':{'things':[` + puts(25) + `]}}`, "{'UnprocessedItems':{}}"},
	})
	assert.EqualValues(t, 25, e.find(ptrTo("things")).store.Len())
}

func TestBatchGetItem(t *testing.T) {
	e := things(t)
	keys := func(n int) string {
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprintf(`{'pk':{'S':'%d'}}`, i)
		}
		return strings.Join(list, ",")
	}
	requireExchanges(t, e, []exchange{
		{"BatchWriteItem", `{'RequestItems':{'plain':[{'PutRequest':{'Item':{'pk':{'S':'1'},'x':{'S':'x'},'y':{'S':'y'}}}}],'things':[{'PutRequest':{'Item':{'pk':{'S':'1'},'sk':{'N':'1'},'x':{'S':'z'}}}}]}}`, "{'UnprocessedItems':{}}"},
		{"BatchGetItem", `{'RequestItems':{}}`, oneError + "Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"BatchGetItem", `{'RequestItems':{'plain':{}}}`, oneError + "Value null at 'requestItems.plain.member.keys' failed to satisfy constraint: Member must not be null"},
		{"BatchGetItem", `{'RequestItems':{'plain':{'Keys':[]}}}`, oneError + "Value at 'RequestItems.plain.member.Keys' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"BatchGetItem", `{'RequestItems':{'plain':{'Keys':[` + keys(101) + `]}}}`, oneError + "Value at 'RequestItems.plain.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100"},
		{"BatchGetItem", `{'RequestItems':{'plain':{'Keys':[` + keys(60) + `]},'other':{'Keys':[` + keys(41) + `]}}}`, "Too many items requested for the BatchGetItem call"},
		{"BatchGetItem", `{'RequestItems':{'plain':{'Keys':[` + keys(1) + `,` + keys(1) + `]}}}`, "Provided list of item keys contains duplicates"},
		{"BatchGetItem", `{'RequestItems':{'none':{'Keys':[{'a':{'N':'1'},'b':{'S':'b'}},{'b':{'S':'b'},'a':{'N':'1.0'}}]}}}`, "Provided list of item keys contains duplicates"},
		{"BatchGetItem", `{'RequestItems':{'plain':{'Keys':[{'pk':{'S':'a'}},null]}}}`, "The list of keys in RequestItems for BatchGetItem may not contain null or empty values: plain has one or more empty keys"},
		{"BatchGetItem", `{'RequestItems':{'plain':{'Keys':[{'pk':{'N':'1'}}]}}}`, noSchema},
		{"BatchGetItem", `{'RequestItems':{'plain':{'Keys':[` + keys(1) + `]},'none':{'Keys':[` + keys(1) + `]}}}`, "ResourceNotFoundException: Requested resource not found"},
		{"BatchGetItem", `{'RequestItems':{'plain':{'Keys':[` + keys(1) + `],'AttributesToGet':['x']},'things':{'Keys':[` + keys(1) + `],'ProjectionExpression':'x'}}}`, "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}"},
		{"BatchGetItem", `{'RequestItems':{'plain':{'Keys':[` + keys(1) + `],'ProjectionExpression':'x, x'}}}`, "Invalid ProjectionExpression: Two document paths overlap with each other;..."},
		// What isn't there is charged, too. (DynamoDB Local doesn't.)
		{"BatchGetItem", `{'RequestItems':{'plain':{'Keys':[` + keys(3) + `],'ProjectionExpression':'x'},'things':{'Keys':[{'pk':{'S':'1'},'sk':{'N':'1.0'}}],'ConsistentRead':true}},'ReturnConsumedCapacity':'TOTAL'}`,
			`{'Responses':{'plain':[{'x':{'S':'x'}}],'things':[{'pk':{'S':'1'},'sk':{'N':'1'},'x':{'S':'z'}}]},'UnprocessedKeys':{},'ConsumedCapacity':[{'TableName':'plain','CapacityUnits':1.5},{'TableName':'things','CapacityUnits':1}]}`},
		{"BatchGetItem", `{'RequestItems':{'plain':{'Keys':[{'pk':{'S':'none'}}]}}}`, `{'Responses':{'plain':[]},'UnprocessedKeys':{}}`},
	})
}

func TestABatchReadsAtMost16MB(t *testing.T) {
	e := things(t)
	keys := make([]map[string]types.AttributeValue, 50)
	for i := range keys {
		keys[i] = map[string]types.AttributeValue{"pk": s(fmt.Sprint(100 + i))}
		_, err := e.Do(t.Context(), &dynamodb.PutItemInput{TableName: ptrTo("plain"), Item: map[string]types.AttributeValue{
			"pk": s(fmt.Sprint(100 + i)), "v": s(strings.Repeat("x", 400<<10-6)),
		}})
		require.NoError(t, err)
	}
	in := types.KeysAndAttributes{Keys: keys, ProjectionExpression: ptrTo("pk")}
	out := do[*dynamodb.BatchGetItemOutput](t, e, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{"plain": in}})
	// 40 items of 400 KB have 16,000 KB, which is less than 16 MB; the sizes before projection count.
	assert.Len(t, out.Responses["plain"], 40)
	left := out.UnprocessedKeys["plain"]
	assert.Equal(t, keys[40:], left.Keys)
	assert.Equal(t, "pk", *left.ProjectionExpression)
	out = do[*dynamodb.BatchGetItemOutput](t, e, &dynamodb.BatchGetItemInput{RequestItems: out.UnprocessedKeys})
	assert.Len(t, out.Responses["plain"], 10)
	assert.Empty(t, out.UnprocessedKeys)
}
