package localdb

import (
	"strings"
	"testing"
)

// The keys of tables and indexes are scalars, so an expression that looks into one is wrong, whatever
// the items. (Found with DynamoDB Local.)
func TestExpressionsThatLookIntoKeysAreRefused(t *testing.T) {
	const (
		key    = `'TableName':'things','Key':{'pk':{'S':'a'},'sk':{'N':'1'}}`
		item   = `'TableName':'things','Item':{'pk':{'S':'a'},'sk':{'N':'1'}}`
		values = `,'ExpressionAttributeValues':{':x':{'S':'x'}}`
		words  = "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
		alone  = words
		update = "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key"
		schema = "The provided key element does not match the schema"
	)
	wrongKey := strings.Replace(key, "'N':'1'", "'S':'1'", 1)
	requireExchanges(t, things(t), []exchange{
		{"GetItem", `{` + key + `,'ProjectionExpression':'pk[0]'}`, alone + "Key: pk"},
		{"GetItem", `{` + key + `,'ProjectionExpression':'g.a'}`, alone + "IndexKey: g"},
		{"GetItem", `{` + wrongKey + `,'ProjectionExpression':'g.a'}`, alone + "IndexKey: g"},
		{"BatchGetItem", `{'RequestItems':{'things':{'Keys':[{'pk':{'S':'a'},'sk':{'N':'1'}}],'ProjectionExpression':'g.a'}}}`, alone + "IndexKey: g"},
		{"BatchGetItem", `{'RequestItems':{'things':{'Keys':[{'pk':{'N':'1'}}],'ProjectionExpression':'g.a'}}}`, schema},
		{"TransactGetItems", `{'TransactItems':[{'Get':{` + key + `,'ProjectionExpression':'g.a'}}]}`, alone + "IndexKey: g"},
		{"PutItem", `{` + item + `,'ConditionExpression':'g.a = :x'` + values + `}`, alone + "IndexKey: g"},
		{"DeleteItem", `{` + key + `,'ConditionExpression':'pk[0] = :x'` + values + `}`, alone + "Key: pk"},
		{"DeleteItem", `{` + wrongKey + `,'ConditionExpression':'pk[0] = :x'` + values + `}`, schema},
		{"UpdateItem", `{` + key + `,'UpdateExpression':'SET h = g.a'}`, alone + "IndexKey: g"},
		{"UpdateItem", `{` + key + `,'UpdateExpression':'SET g.a = :x'` + values + `}`, alone + "IndexKey: g"},
		{"UpdateItem", `{` + key + `,'UpdateExpression':'SET pk.a = :x'` + values + `}`, update},
		{"UpdateItem", `{` + key + `,'UpdateExpression':'SET pk.a = :x','ConditionExpression':'g.a = :x'` + values + `}`, alone + "IndexKey: g"},
		{"TransactWriteItems", `{'TransactItems':[{'ConditionCheck':{` + key + `,'ConditionExpression':'g.a = :x'` + values + `}}]}`, cancelledFor + "[ValidationError]"},
	})
}
