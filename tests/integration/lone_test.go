package integration

import (
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"

	"github.com/dynactor/dynactor/api"
)

// paramCase is a put, delete or get with a parameter besides the item or key.
type paramCase struct {
	name  string
	input any
	verdict
	travel
}

func paramCases(table string) []paramCase {
	key, item := sorted.key("the one"), with(sorted.key("the one"), attributes{"v": s("new")})
	put := func(name string, verdict verdict, travel travel, change func(*dynamodb.PutItemInput)) paramCase {
		in := &dynamodb.PutItemInput{TableName: &table, Item: item}
		change(in)
		return paramCase{"put with " + name, in, verdict, travel}
	}
	erase := func(name string, verdict verdict, travel travel, change func(*dynamodb.DeleteItemInput)) paramCase {
		in := &dynamodb.DeleteItemInput{TableName: &table, Key: key}
		change(in)
		return paramCase{"delete with " + name, in, verdict, travel}
	}
	get := func(name string, verdict verdict, travel travel, change func(*dynamodb.GetItemInput)) paramCase {
		in := &dynamodb.GetItemInput{TableName: &table, Key: key}
		change(in)
		return paramCase{"get with " + name, in, verdict, travel}
	}
	cases := []paramCase{
		get("capacity", accepted, lone, func(in *dynamodb.GetItemInput) { in.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal }),
		get("capacity of indexes", accepted, lone, func(in *dynamodb.GetItemInput) { in.ReturnConsumedCapacity = types.ReturnConsumedCapacityIndexes }),
		get("no capacity", accepted, batched, func(in *dynamodb.GetItemInput) { in.ReturnConsumedCapacity = types.ReturnConsumedCapacityNone }),
		get("capacity that is unknown", refused, lone, func(in *dynamodb.GetItemInput) { in.ReturnConsumedCapacity = "SOME" }),
		get("legacy attributes", accepted, lone, func(in *dynamodb.GetItemInput) { in.AttributesToGet = []string{"v"} }),
		get("no legacy attributes", refused, lone, func(in *dynamodb.GetItemInput) { in.AttributesToGet = []string{} }),
		get("legacy attributes and projection", refused, lone, func(in *dynamodb.GetItemInput) {
			in.AttributesToGet, in.ProjectionExpression = []string{"v"}, aws.String("v")
		}),
		get("names without an expression", refused, lone, func(in *dynamodb.GetItemInput) { in.ExpressionAttributeNames = map[string]string{"#v": "v"} }),
	}
	writes := []struct {
		name string
		verdict
		travel
		params dynamodb.PutItemInput
	}{
		{"a condition that holds", accepted, lone, dynamodb.PutItemInput{ConditionExpression: aws.String("attribute_exists(v)")}},
		{"a condition that fails", refused, lone, dynamodb.PutItemInput{ConditionExpression: aws.String("attribute_not_exists(v)")}},
		{"a condition that fails and the old item", refused, lone, dynamodb.PutItemInput{ConditionExpression: aws.String("attribute_not_exists(v)"),
			ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld}},
		{"a condition with names and values", accepted, lone, dynamodb.PutItemInput{ConditionExpression: aws.String("#v = :v"),
			ExpressionAttributeNames: map[string]string{"#v": "v"}, ExpressionAttributeValues: attributes{":v": s("old")}}},
		{"an empty condition", refused, lone, dynamodb.PutItemInput{ConditionExpression: aws.String("")}},
		{"a malformed condition", refused, lone, dynamodb.PutItemInput{ConditionExpression: aws.String("v ~ w")}},
		{"names without an expression", refused, lone, dynamodb.PutItemInput{ExpressionAttributeNames: map[string]string{"#v": "v"}}},
		{"values without an expression", refused, lone, dynamodb.PutItemInput{ExpressionAttributeValues: attributes{":v": s("old")}}},
		{"empty names", dependsOnEngine, lone, dynamodb.PutItemInput{ExpressionAttributeNames: map[string]string{}}},
		{"empty values", dependsOnEngine, lone, dynamodb.PutItemInput{ExpressionAttributeValues: attributes{}}},
		{"old values", accepted, lone, dynamodb.PutItemInput{ReturnValues: types.ReturnValueAllOld}},
		{"new values", refused, lone, dynamodb.PutItemInput{ReturnValues: types.ReturnValueUpdatedNew}},
		{"no values", accepted, batched, dynamodb.PutItemInput{ReturnValues: types.ReturnValueNone}},
		{"no values on failure", accepted, batched, dynamodb.PutItemInput{ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureNone}},
		{"old values on failure, without a condition", dependsOnEngine, lone,
			dynamodb.PutItemInput{ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld}},
		{"capacity", accepted, lone, dynamodb.PutItemInput{ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal}},
		{"capacity of indexes", accepted, lone, dynamodb.PutItemInput{ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes}},
		{"no capacity", accepted, batched, dynamodb.PutItemInput{ReturnConsumedCapacity: types.ReturnConsumedCapacityNone}},
		{"capacity that is unknown", refused, lone, dynamodb.PutItemInput{ReturnConsumedCapacity: "SOME"}},
		{"metrics", accepted, lone, dynamodb.PutItemInput{ReturnItemCollectionMetrics: types.ReturnItemCollectionMetricsSize}},
		{"no metrics", accepted, batched, dynamodb.PutItemInput{ReturnItemCollectionMetrics: types.ReturnItemCollectionMetricsNone}},
		{"a legacy expectation that holds", accepted, lone, dynamodb.PutItemInput{
			Expected: map[string]types.ExpectedAttributeValue{"v": {Value: s("old")}}}},
		{"a legacy expectation that fails", refused, lone, dynamodb.PutItemInput{
			Expected: map[string]types.ExpectedAttributeValue{"v": {Exists: aws.Bool(false)}}}},
		{"an empty legacy expectation", dependsOnEngine, lone, dynamodb.PutItemInput{Expected: map[string]types.ExpectedAttributeValue{}}},
		{"a legacy operator alone", dependsOnEngine, lone, dynamodb.PutItemInput{ConditionalOperator: types.ConditionalOperatorOr}},
	}
	for _, w := range writes {
		p := w.params
		cases = append(cases,
			put(w.name, w.verdict, w.travel, func(in *dynamodb.PutItemInput) {
				*in = p
				in.TableName, in.Item = &table, item
			}),
			erase(w.name, w.verdict, w.travel, func(in *dynamodb.DeleteItemInput) {
				*in = dynamodb.DeleteItemInput{TableName: &table, Key: key,
					ConditionExpression: p.ConditionExpression, ConditionalOperator: p.ConditionalOperator, Expected: p.Expected,
					ExpressionAttributeNames: p.ExpressionAttributeNames, ExpressionAttributeValues: p.ExpressionAttributeValues,
					ReturnConsumedCapacity: p.ReturnConsumedCapacity, ReturnItemCollectionMetrics: p.ReturnItemCollectionMetrics,
					ReturnValues: p.ReturnValues, ReturnValuesOnConditionCheckFailure: p.ReturnValuesOnConditionCheckFailure}
			}))
	}
	return cases
}

func TestParametersThatABatchCannotHonourGoNatively(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	crowd := newCrowd(t, client)
	table := tables[sorted]
	key := sorted.key("the one")
	old := with(key, attributes{"v": s("old"), "w": n("1")})
	for _, c := range paramCases(table) {
		t.Run(c.name, func(t *testing.T) {
			store(t, client, table, old)
			want := native(t.Context(), client, c.input)
			wantStored := stored(t, client, table, key)
			assertVerdict(t, c.verdict, want)
			eachFace(t, func(t *testing.T, f face) {
				store(t, client, table, old)
				neighbours := writeNeighbours(t, client, table, sorted, string(f)+" "+c.name)
				all := neighbours.around(c.input)
				// Two more gets, for gets to have company.
				all = append(all, &dynamodb.GetItemInput{TableName: &table, Key: sorted.key("missing")}, &dynamodb.GetItemInput{TableName: &table, Key: sorted.key("missing too")})

				answers := crowd.together(t, f, table, sorted.key, all...)

				assertAlike(t, want, answers[looked], c.name)
				assert.True(t, reflect.DeepEqual(wantStored, stored(t, client, table, key)), "the effect is another")
				assertTravel(t, crowd.recorder, c.travel, want, c.input)
				neighbours.assertDone(t, client, crowd.recorder, answers)
			})
		})
	}
}

func TestCallsThatAskNotToBeCoalescedGoNatively(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	table := tables[sorted]
	store(t, client, table, sorted.key("the one"))
	inputs := map[string]any{
		"put":    &dynamodb.PutItemInput{TableName: &table, Item: sorted.key("the one")},
		"delete": &dynamodb.DeleteItemInput{TableName: &table, Key: sorted.key("another one")},
		"get":    &dynamodb.GetItemInput{TableName: &table, Key: sorted.key("the one")},
	}
	ways := []struct {
		name  string
		opt   api.Option
		ask   func(any) any
		every bool // it's said for every request of the table
	}{
		{"by an optFn", nil, func(in any) any { return special{input: in, optFns: []optFn{api.NoCoalescing}} }, false},
		{"by an optFn of the caller's", nil, func(in any) any {
			return special{input: in, optFns: []optFn{func(o *dynamodb.Options) { o.AppID = "mine" }}}
		}, false},
		{"by the ctx", nil, func(in any) any { return special{input: in, ctx: api.WithoutCoalescing} }, false},
		{"by the table", api.WithTableNoCoalescing(table), func(in any) any { return in }, true},
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			crowd := newCrowd(t, client, way.opt)
			for name, in := range inputs {
				t.Run(name, func(t *testing.T) {
					eachFace(t, func(t *testing.T, f face) {
						neighbours := writeNeighbours(t, client, table, sorted, string(f)+way.name+name)
						all := append(neighbours.around(way.ask(in)),
							&dynamodb.GetItemInput{TableName: &table, Key: sorted.key("missing")},
							&dynamodb.GetItemInput{TableName: &table, Key: sorted.key("missing too")})
						want := native(t.Context(), client, in)
						if out, ok := want.out.(*dynamodb.DeleteItemOutput); ok {
							out.ConsumedCapacity = nil // see TestCoalescedDeleteOfNothingAnswersAsTheNativeOne
						}
						answers := crowd.together(t, f, table, sorted.key, all...)
						if out, ok := answers[looked].out.(*dynamodb.DeleteItemOutput); ok {
							out.ConsumedCapacity = nil
						}
						assertAlike(t, want, answers[looked], name)
						assertTravel(t, crowd.recorder, lone, want, in)
						if way.every {
							assert.Empty(t, recorded[dynamodb.BatchWriteItemInput](crowd.recorder))
							assert.Empty(t, recorded[dynamodb.BatchGetItemInput](crowd.recorder))
						} else {
							neighbours.assertDone(t, client, crowd.recorder, answers)
						}
					})
				})
			}
		})
	}
}
