package localdb

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/ptr"
	"github.com/stretchr/testify/require"
)

type avMap = map[string]types.AttributeValue

func avS(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
func avN(n int) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: fmt.Sprint(n)}
}

// readSpec is a table with an index of every kind: p and s are its key, l the sort key of the local
// indexes, g and h the key of the global ones, and x what those include that include anything.
var readSpec = tableSpec{
	name: "reads", pk: "p", sk: "s:N",
	local: []indexSpec{
		{name: "local-keys", sk: "l", keysOnly: true},
		{name: "local-all", sk: "l"},
		{name: "local-x", sk: "l", include: []string{"x"}},
	},
	global: []indexSpec{
		{name: "global-keys", pk: "g", keysOnly: true},
		{name: "global-all", pk: "g", sk: "h:N"},
		{name: "global-x", pk: "g", sk: "h:N", include: []string{"x"}},
	},
}

// readItem is an item that all indexes have.
func readItem(p string, s int) avMap {
	return avMap{
		"p": avS(p), "s": avN(s), "l": avS(fmt.Sprint("l", s)), "g": avS("g"), "h": avN(s),
		"x": avS(fmt.Sprint("x", s)), "y": avS(fmt.Sprint("y", s)),
	}
}

// readEngine has the table with the items ("a", 1) to ("a", 5).
func readEngine(t testing.TB) *Engine {
	e := New(Config{})
	createTable(t, e, readSpec)
	for s := 1; s <= 5; s++ {
		putInto(t, e, "reads", readItem("a", s))
	}
	return e
}

func putInto(t testing.TB, e *Engine, table string, item avMap) {
	do[*dynamodb.PutItemOutput](t, e, &dynamodb.PutItemInput{TableName: &table, Item: item})
}

// requireError requires DynamoDB's error of that message.
func requireError(t testing.TB, err error, message string) {
	t.Helper()
	require.Error(t, err)
	var api smithy.APIError
	require.ErrorAs(t, err, &api)
	require.Equal(t, message, api.ErrorMessage())
}

// numbers returns a number attribute of all items.
func numbers(items []avMap, name string) []string {
	var found []string
	for _, i := range items {
		n, ok := i[name].(*types.AttributeValueMemberN)
		if !ok {
			return append(found, "not a number")
		}
		found = append(found, n.Value)
	}
	return found
}

func condition(o types.ComparisonOperator, values ...types.AttributeValue) types.Condition {
	return types.Condition{ComparisonOperator: o, AttributeValueList: values}
}

func legacyKey(name, value string) map[string]types.Condition {
	return map[string]types.Condition{name: condition(types.ComparisonOperatorEq, avS(value))}
}

// queryInput asks for p = "a", or g = "g" in a global index.
func queryInput(change func(*dynamodb.QueryInput)) *dynamodb.QueryInput {
	in := &dynamodb.QueryInput{
		TableName: ptr.String("reads"), KeyConditionExpression: ptr.String("p = :p"),
		ExpressionAttributeValues: avMap{":p": avS("a")},
	}
	change(in)
	if in.IndexName != nil && strings.HasPrefix(*in.IndexName, "global-") && *in.KeyConditionExpression == "p = :p" {
		in.KeyConditionExpression = ptr.String("g = :p")
		in.ExpressionAttributeValues[":p"] = avS("g")
	}
	return in
}

func scanInput(change func(*dynamodb.ScanInput)) *dynamodb.ScanInput {
	in := &dynamodb.ScanInput{TableName: ptr.String("reads")}
	change(in)
	return in
}
