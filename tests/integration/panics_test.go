package integration

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

var errPanic = errors.New("a panic's value")

func TestPanickingOptFnFailsItsOwnRequestOnly(t *testing.T) {
	client := engine(t)
	table := makeTables(t, client)[sorted]
	key := sorted.key("the one")
	inputs := map[string]any{
		"put":    &dynamodb.PutItemInput{TableName: &table, Item: key},
		"get":    &dynamodb.GetItemInput{TableName: &table, Key: key},
		"delete": &dynamodb.DeleteItemInput{TableName: &table, Key: key},
		"update": &dynamodb.UpdateItemInput{TableName: &table, Key: key, UpdateExpression: aws.String("REMOVE v")},
		"query":  &dynamodb.QueryInput{TableName: &table, KeyConditionExpression: aws.String("pk = :p"), ExpressionAttributeValues: attributes{":p": s("x")}},
		"scan":   &dynamodb.ScanInput{TableName: &table},
		"batch":  &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{table: {Keys: []attributes{key}}}},
		"tables": &dynamodb.ListTablesInput{},
	}
	none := map[string]int(nil)
	ways := []struct {
		name  string
		optFn optFn
		typ   string
		is    error
	}{
		{"an error", func(*dynamodb.Options) { panic(errPanic) }, "*errors.errorString", errPanic},
		{"a string", func(*dynamodb.Options) { panic("text") }, "string", nil},
		{"a nil map", func(*dynamodb.Options) { none["x"]++ }, "runtime.plainError", nil},
		{"the goroutine's end", func(*dynamodb.Options) { runtime.Goexit() }, "runtime.Goexit", nil},
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			for name, in := range inputs {
				t.Run(name, func(t *testing.T) {
					eachFace(t, func(t *testing.T, f face) {
						crowd := newCrowd(t, client)
						neighbours := writeNeighbours(t, client, table, sorted, string(f)+way.name+name)
						// Requests of other tables aren't in this table's queue.
						var answers []answer
						if name == "batch" || name == "tables" {
							bad := f.ask(t.Context(), crowd.ex, in, way.optFn)
							answers = crowd.together(t, f, table, sorted.key, neighbours.puts[0], neighbours.erased, neighbours.puts[1])
							answers = append(answers[:1], append([]answer{bad()}, answers[1:]...)...)
						} else {
							answers = crowd.together(t, f, table, sorted.key, neighbours.around(special{input: in, optFns: []optFn{way.optFn}})...)
						}
						neighbours.assertDone(t, client, crowd.recorder, answers)

						var panicked *api.PanicError
						require.ErrorAs(t, answers[looked].err, &panicked)
						assert.Equal(t, way.typ, panicked.Type)
						assert.NotEmpty(t, panicked.Stack)
						if way.is != nil {
							assert.ErrorIs(t, answers[looked].err, way.is)
						}
						assert.NotContains(t, answers[looked].err.Error(), "a panic's value")
						var op *api.OperationError
						require.ErrorAs(t, answers[looked].err, &op)
						assert.Equal(t, 1, op.Attempts, "a panic isn't tried again")
					})
				})
			}
		})
	}
}

// What panics inside the call that carries a batch (a marshaler, a transport) is found by halving,
// as any other bad item is.
func TestItemThatPanicsInABatchFailsAlone(t *testing.T) {
	client := engine(t)
	table := makeTables(t, client)[sorted]
	poison := s("poison")
	poisoned := func(item attributes) bool {
		return item["v"] != nil && item["v"].(*types.AttributeValueMemberS).Value == "poison"
	}
	eachFace(t, func(t *testing.T, f face) {
		crowd := newCrowd(t, client)
		var inputs []any
		for i := range 25 {
			v := s("good")
			if i == 7 || i == 19 {
				v = poison
			}
			inputs = append(inputs, &dynamodb.PutItemInput{TableName: &table, Item: with(sorted.key(fmt.Sprint(i)), attributes{"v": v})})
		}
		// together sets its own interference; this one lies below it.
		crowd.recorder.DynamoDB = &panicky{crowd.recorder.DynamoDB, poisoned}
		for i, a := range crowd.together(t, f, table, sorted.key, inputs...) {
			if i == 7 || i == 19 {
				var panicked *api.PanicError
				assert.ErrorAs(t, a.err, &panicked)
				assert.Nil(t, stored(t, client, table, sorted.key(fmt.Sprint(i))))
				continue
			}
			assert.NoError(t, a.err, "put %d", i)
			assert.NotNil(t, stored(t, client, table, sorted.key(fmt.Sprint(i))))
			erase(t, client, table, sorted.key(fmt.Sprint(i)))
		}
	})
}

// panicky panics over some items.
type panicky struct {
	api.DynamoDB
	over func(attributes) bool
}

func (p *panicky) PutItem(ctx context.Context, in *dynamodb.PutItemInput, optFns ...optFn) (*dynamodb.PutItemOutput, error) {
	if p.over(in.Item) {
		panic(errPanic)
	}
	return p.DynamoDB.PutItem(ctx, in, optFns...)
}

func (p *panicky) BatchWriteItem(ctx context.Context, in *dynamodb.BatchWriteItemInput, optFns ...optFn) (*dynamodb.BatchWriteItemOutput, error) {
	for _, writes := range in.RequestItems {
		for _, w := range writes {
			if w.PutRequest != nil && p.over(w.PutRequest.Item) {
				panic(errPanic)
			}
		}
	}
	return p.DynamoDB.BatchWriteItem(ctx, in, optFns...)
}

func TestPanickingCallbackHarmsNobody(t *testing.T) {
	client := engine(t)
	table := makeTables(t, client)[sorted]
	ex := open(t, client)
	for _, in := range manyPuts(table, sorted, 50) {
		ex.PutItem(t.Context(), in.(*dynamodb.PutItemInput)).Then(func(*dynamodb.PutItemOutput, error) { panic("in a callback") })
	}
	eachFace(t, func(t *testing.T, f face) {
		askForAll(t, f, ex, manyGets(table, sorted, 50)...)
	})
}
