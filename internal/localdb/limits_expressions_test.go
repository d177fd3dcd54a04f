package localdb

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
)

// padded is an expression of n bytes.
func padded(expression string, n int) *string {
	return ptr.String(expression + strings.Repeat(" ", n-len(expression)))
}

// conditionOf deletes an item on a condition that it meets.
func conditionOf(condition string, values avMap) *dynamodb.DeleteItemInput {
	return &dynamodb.DeleteItemInput{
		TableName: ptr.String("plain"), Key: avMap{"pk": s("a")},
		ConditionExpression: &condition, ExpressionAttributeValues: values,
	}
}

// operators is a condition with n of them. It is true of an item without a.
func operators(n int) string {
	comparisons := make([]string, (n+1)/2)
	for i := range comparisons {
		comparisons[i] = "a<>:v"
	}
	condition := strings.Join(comparisons, " AND ") // one AND less than comparisons
	if n%2 == 0 {
		condition = "NOT (" + strings.Replace(condition, "<>", "=", 1) + ")"
	}
	return condition
}

func TestTheLimitsOfExpressions(t *testing.T) {
	const lengths = quotas + "Expression parameters, Lengths"
	const operands = quotas + "Expression parameters, Operators and operands"
	const depth = quotas + "Attributes, Nested attribute depth"
	tooLong := func(kind string) string {
		return "Invalid " + kind + ": Expression size has exceeded the maximum allowed size; expression size: 4097"
	}
	manyOperators := func(kind string) string {
		return "Invalid " + kind + ": The expression contains too many operators; operator count: 301"
	}
	tooDeep := func(kind string) string {
		return "Invalid " + kind + ": The document path has too many nesting levels; nesting levels: 33"
	}
	key := avMap{"pk": s("a")}
	path := func(n int) string { return "a" + strings.Repeat(".a", n-1) }
	maps := s("x") // as deep as it goes
	for range 31 {
		maps = &types.AttributeValueMemberM{Value: avMap{"a": maps}}
	}
	scan := func(filter string, values avMap) any {
		return &dynamodb.ScanInput{TableName: ptr.String("plain"), FilterExpression: &filter, ExpressionAttributeValues: values}
	}
	project := func(projection string) any {
		return &dynamodb.GetItemInput{TableName: ptr.String("plain"), Key: avMap{"pk": s("a")}, ProjectionExpression: &projection}
	}
	in := func(n int) string { return "a IN (" + strings.Repeat(":v,", n-1) + ":v)" }
	one := func() avMap { return avMap{":v": s("v")} }
	requireLimits(t, []limit{
		{name: "ConditionExpression of 4 KB", source: lengths, edges: most(4096),
			request: func(n int) any { return conditionOf(*padded("attribute_not_exists(pk)", n), nil) }, message: tooLong("ConditionExpression")},
		{name: "UpdateExpression of 4 KB", source: lengths, edges: most(4096),
			request: func(n int) any {
				return &dynamodb.UpdateItemInput{TableName: ptr.String("plain"), Key: key, UpdateExpression: padded("REMOVE a", n)}
			}, message: tooLong("UpdateExpression")},
		{name: "ProjectionExpression of 4 KB", source: lengths, edges: most(4096),
			request: func(n int) any { return project(*padded("a", n)) }, message: tooLong("ProjectionExpression")},
		{name: "FilterExpression of 4 KB", source: lengths, edges: most(4096),
			request: func(n int) any { return scan(*padded("attribute_exists(a)", n), nil) }, message: tooLong("FilterExpression")},
		{name: "KeyConditionExpression of 4 KB", source: lengths, edges: most(4096),
			request: func(n int) any {
				q := sortedQuery("a", "b")
				q.KeyConditionExpression = padded(*q.KeyConditionExpression, n)
				return q
			}, message: tooLong("KeyConditionExpression")},
		{name: "expression attribute name of 255 bytes", source: lengths, edges: most(255),
			request: func(n int) any {
				name := "#" + x(n-1)
				u := updateOf("a", s("v"))
				u.UpdateExpression, u.ExpressionAttributeNames = ptr.String("SET "+name+"=:v"), map[string]string{name: "a"}
				return u
			}, message: "ExpressionAttributeNames contains invalid key: The expression attribute map contains a key that is too long; size of key: 256"},
		{name: "expression attribute value of 255 bytes", source: lengths, edges: most(255),
			request: func(n int) any {
				name := ":" + x(n-1)
				return scan("a="+name, avMap{name: s("v")})
			}, message: "ExpressionAttributeValues contains invalid key: The expression attribute map contains a key that is too long;"},

		{name: "300 operators in ConditionExpression", source: operands, edges: most(300),
			request: func(n int) any { return conditionOf(operators(n), one()) }, message: manyOperators("ConditionExpression")},
		{name: "300 operators in FilterExpression", source: operands, edges: most(300),
			request: func(n int) any { return scan(operators(n), one()) }, message: manyOperators("FilterExpression")},
		{name: "300 operators in UpdateExpression", source: operands, edges: most(300),
			request: func(n int) any {
				sums := make([]string, n)
				for i := range sums {
					sums[i] = fmt.Sprintf("a%d=:v+:v", i)
				}
				u := updateOf("a", &types.AttributeValueMemberN{Value: "1"})
				u.UpdateExpression, u.ExpressionAttributeNames = ptr.String("SET "+strings.Join(sums, ",")), nil
				return u
			}, message: manyOperators("UpdateExpression")},
		{name: "100 operands of IN", source: operands, edges: most(100), before: first(putOf(avMap{"pk": s("a"), "a": s("v")})),
			request: func(n int) any { return conditionOf(in(n), one()) },
			message: "Invalid ConditionExpression: The IN operator is provided with too many operands; number of operands: 101"},
		{name: "100 operands of IN in FilterExpression", source: operands, edges: most(100),
			request: func(n int) any { return scan(in(n), one()) },
			message: "Invalid FilterExpression: The IN operator is provided with too many operands; number of operands: 101"},
		{name: "1 operand of IN", source: operands, edges: least(1), // without one it isn't the operator's form
			request: func(n int) any { return scan("a IN ("+strings.Repeat(":v", n)+")", one()) },
			message: `Invalid FilterExpression: Syntax error; token: ")", near: "()"`},

		{name: "32 elements of a path in ProjectionExpression", source: depth, edges: most(32),
			request: func(n int) any { return project(path(n)) }, message: tooDeep("ProjectionExpression")},
		{name: "32 elements of a path in FilterExpression", source: depth, edges: most(32),
			request: func(n int) any { return scan("a"+strings.Repeat("[0]", n-1)+"=:v", one()) }, message: tooDeep("FilterExpression")},
		{name: "32 elements of a path in UpdateExpression", source: depth, edges: most(32),
			before: first(putOf(avMap{"pk": s("a"), "a": maps})),
			request: func(n int) any {
				u := updateOf("a", s("v"))
				u.UpdateExpression, u.ExpressionAttributeNames = ptr.String("SET "+path(n)+"=:v"), nil
				return u
			}, message: tooDeep("UpdateExpression")},
	})
}

func TestTheLimitOfAllPlaceholdersTogether(t *testing.T) {
	const source = quotas + "Expression parameters, Lengths"
	const count, placeholder = 8, len(":v0")
	compared := strings.TrimSuffix(strings.Repeat("a<>:v%d AND ", count), " AND ")
	placeholders := make([]any, count)
	for i := range placeholders {
		placeholders[i] = i
	}
	requireLimits(t, []limit{
		{name: "2 MB of ExpressionAttributeValues", source: source, edges: most(2 << 20), request: func(n int) any {
			values := avMap{}
			for i := range count {
				size := n/count - placeholder
				if i == 0 {
					size += n % count
				}
				values[fmt.Sprint(":v", i)] = s(strings.Repeat("x", size))
			}
			return &dynamodb.ScanInput{TableName: ptr.String("plain"), FilterExpression: ptr.String(fmt.Sprintf(compared, placeholders...)),
				ExpressionAttributeValues: values}
		}, message: "ExpressionAttributeValues exceeds max size"},
	})
}

func TestTheLimitsOfLegacyParameters(t *testing.T) {
	const source = reference + "Query, AttributesToGet"
	names := func(n int) []string {
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprint("a", i)
		}
		return list
	}
	get := func(n int) any {
		return &dynamodb.GetItemInput{TableName: ptr.String("plain"), Key: avMap{"pk": s("a")}, AttributesToGet: names(n)}
	}
	shown := "[" + strings.Join(names(256), ", ") + "]"
	requireLimits(t, []limit{
		{name: "255 AttributesToGet", source: source, edges: most(255), request: get,
			message: oneError + "Value '" + shown + "' at 'attributesToGet' failed to satisfy constraint: Member must have length less than or equal to 255"},
		{name: "1 of AttributesToGet", source: source, edges: least(1), request: get,
			message: oneError + "Value '[]' at 'attributesToGet' failed to satisfy constraint: Member must have length greater than or equal to 1"},
	})
}
