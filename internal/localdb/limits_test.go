package localdb

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/ptr"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every limit is tested at its edge and one past it. The tables of such tests are spread over
// limits_*_test.go; what isn't refused but cut, such as pages, and what depends on the clock, is in
// limits_answers_test.go. internal/expr, internal/number and internal/partiql test
// the limits of their languages more finely.

// The pages in which DynamoDB documents its limits. A section of quotas is one of "Service, account, and
// table quotas" in its developer guide.
const (
	quotas    = "Quotas: "
	reference = "API reference: "
	guide     = "Developer guide: "
)

// limit is one of DynamoDB's limits: a request at the edge is accepted, one past it is refused.
type limit struct {
	name    string // and its number, as documented
	source  string
	edges   edges
	before  func(n int) []any // requests that come first
	request func(n int) any
	code    string // of the refusal, default: ValidationException
	message string
	reason  string // of a transaction that is cancelled: what is wrong with its only action
}

// edges are the last number that is accepted and the first that isn't.
type edges struct{ at, past int }

func most(n int) edges  { return edges{n, n + 1} }
func least(n int) edges { return edges{n, n - 1} }

func requireLimits(t *testing.T, limits []limit) {
	for _, l := range limits {
		t.Run(l.name, func(t *testing.T) {
			require.NotEmpty(t, l.source)
			carryOut := func(n int) (any, error) {
				e := limitsEngine(t)
				if l.before != nil {
					for _, in := range l.before(n) {
						do[any](t, e, in)
					}
				}
				return e.Do(t.Context(), l.request(n))
			}
			_, err := carryOut(l.edges.at)
			require.NoError(t, err, "at the edge: %d", l.edges.at)
			_, err = carryOut(l.edges.past)
			var api smithy.APIError
			require.ErrorAs(t, err, &api, "past the edge: %d", l.edges.past)
			code := "ValidationException"
			if l.code != "" {
				code = l.code
			}
			assert.Equal(t, code, api.ErrorCode())
			assert.Equal(t, l.message, api.ErrorMessage())
			var cancelled *types.TransactionCanceledException
			if errors.As(err, &cancelled) {
				require.Len(t, cancelled.CancellationReasons, 1)
				assert.Equal(t, l.reason, *cancelled.CancellationReasons[0].Message)
			}
		})
	}
}

// first is what comes before a request, whatever its number.
func first(requests ...any) func(int) []any {
	return func(int) []any { return requests }
}

// limitsEngine has a table of the simplest key, and one with a sort key and an index of each kind.
func limitsEngine(t testing.TB) *Engine {
	e := New(Config{})
	createTable(t, e, tableSpec{name: "plain"})
	createTable(t, e, tableSpec{
		name: "sorted", sk: "sk",
		local:  []indexSpec{{name: "by-l", sk: "l"}},
		global: []indexSpec{{name: "by-g", pk: "g:B", sk: "h"}},
	})
	return e
}

// x is a text of n bytes.
func x(n int) string { return strings.Repeat("x", n) }

// itemOf is an item of size bytes, the names "pk" and "v" included.
func itemOf(pk string, size int) avMap {
	return avMap{"pk": s(pk), "v": s(x(size - len("pk") - len(pk) - len("v")))}
}

func putOf(item avMap) *dynamodb.PutItemInput {
	return &dynamodb.PutItemInput{TableName: ptr.String("plain"), Item: item}
}

// updateOf sets an attribute of the item "a".
func updateOf(name string, v types.AttributeValue) *dynamodb.UpdateItemInput {
	return &dynamodb.UpdateItemInput{
		TableName: ptr.String("plain"), Key: avMap{"pk": s("a")}, UpdateExpression: ptr.String("SET #a = :v"),
		ExpressionAttributeNames: map[string]string{"#a": name}, ExpressionAttributeValues: avMap{":v": v},
	}
}

func transactPut(puts ...avMap) *dynamodb.TransactWriteItemsInput {
	in := &dynamodb.TransactWriteItemsInput{}
	for _, item := range puts {
		in.TransactItems = append(in.TransactItems, types.TransactWriteItem{Put: &types.Put{TableName: ptr.String("plain"), Item: item}})
	}
	return in
}

func batchPut(puts ...avMap) []types.WriteRequest {
	var requests []types.WriteRequest
	for _, item := range puts {
		requests = append(requests, types.WriteRequest{PutRequest: &types.PutRequest{Item: item}})
	}
	return requests
}

func statementOf(statement string, parameters ...types.AttributeValue) *dynamodb.ExecuteStatementInput {
	return &dynamodb.ExecuteStatementInput{Statement: &statement, Parameters: parameters}
}

func TestTheLimitOfAnItemsSize(t *testing.T) {
	const source = quotas + "Items, Item size"
	const tooLarge = "Item size has exceeded the maximum allowed size"
	const updatedTooLarge = "Item size to update has exceeded the maximum allowed size"
	const size = 400 << 10
	const half = 200 << 10
	grown := func(n int) types.AttributeValue { return s(x(n - half - len("w"))) }
	requireLimits(t, []limit{
		{name: "400 KB in PutItem", source: source, edges: most(size),
			request: func(n int) any { return putOf(itemOf("a", n)) }, message: tooLarge},
		{name: "400 KB in PutItem, of names too", source: source, edges: most(size),
			request: func(n int) any { return putOf(avMap{"pk": s("a"), x(60_000): s(x(n - 60_003))}) }, message: tooLarge},
		{name: "400 KB in PutItem, of a list", source: source, edges: most(size),
			request: func(n int) any { // a list has 3 bytes and one more for each element
				return putOf(avMap{"pk": s("a"), "v": &types.AttributeValueMemberL{Value: []types.AttributeValue{s(x(n - 4 - 3 - 1))}}})
			}, message: tooLarge},
		{name: "400 KB in BatchWriteItem", source: source, edges: most(size),
			request: func(n int) any {
				return &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"plain": batchPut(itemOf("a", 100), itemOf("b", n))}}
			}, message: tooLarge},
		{name: "400 KB in TransactWriteItems", source: source, edges: most(size),
			request: func(n int) any { return transactPut(itemOf("a", 100), itemOf("b", n)) }, message: tooLarge},
		{name: "400 KB after UpdateItem", source: source, edges: most(size), before: first(putOf(itemOf("a", half))),
			request: func(n int) any { return updateOf("w", grown(n)) }, message: updatedTooLarge},
		{name: "400 KB after UpdateItem of what wasn't there", source: source, edges: most(size),
			request: func(n int) any { return updateOf("v", itemOf("a", n)["v"]) }, message: updatedTooLarge},
		{name: "400 KB after an Update in TransactWriteItems", source: source, edges: most(size), before: first(putOf(itemOf("a", half))),
			request: func(n int) any {
				u := updateOf("w", grown(n))
				return &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{Update: &types.Update{
					TableName: u.TableName, Key: u.Key, UpdateExpression: u.UpdateExpression,
					ExpressionAttributeNames: u.ExpressionAttributeNames, ExpressionAttributeValues: u.ExpressionAttributeValues,
				}}}}
			}, code: "TransactionCanceledException", message: "Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError]",
			reason: updatedTooLarge},
		{name: "400 KB in INSERT", source: source, edges: most(size),
			request: func(n int) any { return statementOf(`INSERT INTO "plain" VALUE {'pk':'a','v':?}`, itemOf("a", n)["v"]) }, message: tooLarge},
		{name: "400 KB after UPDATE", source: source, edges: most(size), before: first(putOf(itemOf("a", half))),
			request: func(n int) any { return statementOf(`UPDATE "plain" SET w=? WHERE pk='a'`, grown(n)) }, message: updatedTooLarge},
	})
}

func TestTheLimitsOfAnAttribute(t *testing.T) {
	nested := func(levels int) types.AttributeValue { // a level is for what is inside
		v := s("x")
		for level := range levels - 1 {
			if level%2 == 0 {
				v = &types.AttributeValueMemberL{Value: []types.AttributeValue{v}}
			} else {
				v = &types.AttributeValueMemberM{Value: avMap{"m": v}}
			}
		}
		return v
	}
	const names = quotas + "Naming rules, Attribute names"
	const longName = "Attribute name is too large, must be less than 65536 bytes"
	const depth = quotas + "Attributes, Nested attribute depth"
	const tooDeep = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"
	requireLimits(t, []limit{
		{name: "attribute name of 65,535 bytes", source: names, edges: most(65_535),
			request: func(n int) any { return putOf(avMap{"pk": s("a"), x(n): s("")}) }, message: longName},
		{name: "attribute name of 65,535 bytes in a map", source: names, edges: most(65_535),
			request: func(n int) any {
				return putOf(avMap{"pk": s("a"), "m": &types.AttributeValueMemberM{Value: avMap{x(n): s("")}}})
			}, message: longName},
		{name: "attribute name of 65,535 bytes in ExpressionAttributeNames", source: names, edges: most(65_535),
			request: func(n int) any { return updateOf(x(n), s("")) },
			message: "ExpressionAttributeNames contains invalid value: Attribute name is too large, must be less than 65536 bytes for key #a"},
		{name: "attribute name of 1 byte", source: names, edges: least(1),
			request: func(n int) any { return putOf(avMap{"pk": s("a"), x(n): s("")}) }, message: "Empty attribute name"},
		{name: "32 levels of nesting in PutItem", source: depth, edges: most(32),
			request: func(n int) any { return putOf(avMap{"pk": s("a"), "v": nested(n)}) }, message: tooDeep},
		{name: "32 levels of nesting after UpdateItem", source: depth, edges: most(32),
			request: func(n int) any { return updateOf("v", nested(n)) }, message: tooDeep},
		{name: "32 levels of nesting in INSERT", source: depth, edges: most(32),
			request: func(n int) any { return statementOf(`INSERT INTO "plain" VALUE {'pk':'a','v':?}`, nested(n)) }, message: tooDeep},
	})
}

func TestTheLimitsOfNumbers(t *testing.T) {
	const source = quotas + "Data types, Number"
	const tooLarge = "Number overflow. Attempting to store a number with magnitude larger than supported range"
	const tooSmall = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
	const tooLong = "Attempting to store more than 38 significant digits in a Number"
	nines := "9." + strings.Repeat("9", 37)
	put := func(format string) func(int) any {
		return func(exponent int) any { return putOf(avMap{"pk": s("a"), "v": n(fmt.Sprintf(format, exponent))}) }
	}
	added := func(v string) any {
		in := updateOf("v", n(v))
		in.UpdateExpression = ptr.String("ADD #a :v")
		return in
	}
	stored := func(v string) func(int) []any { return first(putOf(avMap{"pk": s("a"), "v": n(v)})) }
	requireLimits(t, []limit{
		{name: "38 digits", source: source, edges: most(38),
			request: func(d int) any { return putOf(avMap{"pk": s("a"), "v": n(strings.Repeat("9", d))}) }, message: tooLong},
		{name: "38 digits behind the point", source: source, edges: most(38),
			request: func(d int) any { return putOf(avMap{"pk": s("a"), "v": n("-0." + strings.Repeat("9", d))}) }, message: tooLong},
		{name: "38 digits in a set", source: source, edges: most(38),
			request: func(d int) any {
				return putOf(avMap{"pk": s("a"), "v": &types.AttributeValueMemberNS{Value: []string{"1", strings.Repeat("9", d)}}})
			}, message: tooLong},
		{name: "38 digits of a sum", source: source, edges: most(38), before: stored("1"),
			request: func(d int) any { return added("1" + strings.Repeat("0", d-1)) }, message: tooLong},
		{name: "9.99...E+125", source: source, edges: most(125), request: put(nines + "E+%d"), message: tooLarge},
		{name: "-9.99...E+125", source: source, edges: most(125), request: put("-" + nines + "E+%d"), message: tooLarge},
		{name: "9.99...E+125 as a sum", source: source, edges: most(9), before: stored("9E+125"),
			request: func(d int) any { return added(fmt.Sprintf("%dE+124", d)) }, message: tooLarge},
		{name: "1E-130", source: source, edges: least(-130), request: put("1E%d"), message: tooSmall},
		{name: "-1E-130", source: source, edges: least(-130), request: put("-1E%d"), message: tooSmall},
	})
}
