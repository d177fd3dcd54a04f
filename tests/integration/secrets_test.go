package integration

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/dynactor/dynactor/actors"
	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/messages"
)

// marker stands for what must never be seen: in this form only DynamoDB's own words may repeat it.
const marker = "SECRETMARKER"

// told searches what was logged, in every form that a log could show it in.
func told(logs *observer.ObservedLogs) (found []string) {
	console := zapcore.NewConsoleEncoder(zap.NewDevelopmentEncoderConfig())
	asJSON := zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig())
	for _, entry := range logs.All() {
		for _, encoder := range []zapcore.Encoder{console, asJSON} {
			line, err := encoder.EncodeEntry(entry.Entry, entry.Context)
			if err != nil {
				found = append(found, "not encoded: "+err.Error())
			} else if strings.Contains(line.String(), marker) {
				found = append(found, line.String())
			}
		}
		if text := fmt.Sprintf("%+v", entry.ContextMap()); strings.Contains(text, marker) {
			found = append(found, text)
		}
	}
	return found
}

func TestSearchOfTheLogFindsWhatIsThere(t *testing.T) {
	core, logs := observer.New(zapcore.DebugLevel)
	zap.New(core).Info("about", zap.Any("input", &dynamodb.PutItemInput{Item: attributes{"v": s(marker)}}))
	assert.NotEmpty(t, told(logs))
}

func TestItemContentReachesNoLogAndNoErrorOfTheExecutors(t *testing.T) {
	client := engine(t)
	tables := makeTables(t, client)
	table, numberTable := tables[sorted], tables[numbered]
	missing := aws.String("dynactor-missing-table")
	item := attributes{"pk": s("pk " + marker), "sk": s("sk " + marker), marker: s("name"), "v": s(marker), "b": b(marker)}
	key := attributes{"pk": item["pk"], "sk": item["sk"]}
	other := func(i int) attributes {
		return with(item, attributes{"sk": s(fmt.Sprint(marker, " ", i))})
	}
	panicWith := func(v any) optFn { return func(*dynamodb.Options) { panic(v) } }

	inputs := []any{
		// Refused, alone and in a batch.
		&dynamodb.PutItemInput{TableName: &table, Item: with(item, attributes{"n": n(marker)})},
		&dynamodb.PutItemInput{TableName: &table, Item: with(item, attributes{"n": numberSet("1", "1")})},
		&dynamodb.PutItemInput{TableName: &table, Item: with(item, attributes{"n": stringSet(marker, marker)})},
		&dynamodb.PutItemInput{TableName: &table, Item: with(item, attributes{"v": s(strings.Repeat(marker, 40_000))})},
		&dynamodb.PutItemInput{TableName: &table, Item: attributes{"pk": s(marker)}},
		&dynamodb.PutItemInput{TableName: &table, Item: with(item, attributes{"pk": n("1")})},
		&dynamodb.PutItemInput{TableName: &table, Item: with(item, attributes{"pk": s(strings.Repeat(marker, 200))})},
		&dynamodb.PutItemInput{TableName: &table, Item: with(item, attributes{"v": nil})},
		&dynamodb.PutItemInput{TableName: &table, Item: with(item, attributes{"v": (*types.AttributeValueMemberS)(nil)})},
		&dynamodb.PutItemInput{TableName: &table, Item: with(item, attributes{"v": &types.UnknownUnionMember{Tag: marker, Value: []byte(marker)}})},
		&dynamodb.PutItemInput{TableName: &numberTable, Item: attributes{"pk": n(marker), "v": s(marker)}},
		&dynamodb.GetItemInput{TableName: &numberTable, Key: attributes{"pk": n(marker)}},
		&dynamodb.GetItemInput{TableName: &table, Key: with(key, attributes{"v": s(marker)})},
		&dynamodb.GetItemInput{TableName: &table, Key: key, ProjectionExpression: aws.String("a,,b")},
		&dynamodb.DeleteItemInput{TableName: &table, Key: attributes{"pk": s(marker)}},
		&dynamodb.PutItemInput{TableName: missing, Item: item},
		&dynamodb.GetItemInput{TableName: missing, Key: key},
		&dynamodb.PutItemInput{TableName: &table, Item: item, ConditionExpression: aws.String("v = :v"), ExpressionAttributeValues: attributes{":v": s(marker + "!")},
			ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld},
		&dynamodb.UpdateItemInput{TableName: &table, Key: key, UpdateExpression: aws.String("SET v ~ :v"), ExpressionAttributeValues: attributes{":v": s(marker)}},
		&dynamodb.QueryInput{TableName: &table, KeyConditionExpression: aws.String("pk > :v"), ExpressionAttributeValues: attributes{":v": s(marker)}},
		&dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{table: {{PutRequest: &types.PutRequest{Item: item}}, {PutRequest: &types.PutRequest{Item: item}}}}},
		&dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{table: {Keys: []attributes{key, key}}}},
		&dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{Put: &types.Put{TableName: &table, Item: item,
			ConditionExpression: aws.String("v = :v"), ExpressionAttributeValues: attributes{":v": s(marker + "!")}}}}},
		&dynamodb.ExecuteStatementInput{Statement: aws.String("SELECT nonsense"), Parameters: []value{s(marker)}},
		// Panicking, with an item as the panic's value.
		special{input: &dynamodb.PutItemInput{TableName: &table, Item: item}, optFns: []optFn{panicWith(item)}},
		special{input: &dynamodb.PutItemInput{TableName: &table, Item: item}, optFns: []optFn{panicWith(fmt.Errorf("about %v %s", item, marker))}},
		special{input: &dynamodb.GetItemInput{TableName: &table, Key: key}, optFns: []optFn{panicWith(marker)}},
		special{input: &dynamodb.QueryInput{TableName: &table}, optFns: []optFn{panicWith(marker)}},
		// Cancelled.
		special{input: &dynamodb.PutItemInput{TableName: &table, Item: item}, ctx: cancelled},
		special{input: &dynamodb.GetItemInput{TableName: &table, Key: key}, ctx: cancelled},
	}
	for i := range 60 {
		inputs = append(inputs, &dynamodb.PutItemInput{TableName: &table, Item: other(i)},
			&dynamodb.GetItemInput{TableName: &table, Key: sorted.keyOf(other(i))},
			&dynamodb.DeleteItemInput{TableName: &table, Key: sorted.keyOf(other(i))})
	}

	// What goes wrong for all of them.
	troubles := []struct {
		name   string
		before func(context.Context, any) error
		option api.Option
	}{
		{"none", nil, nil},
		{"batches denied", func(ctx context.Context, input any) error {
			switch input.(type) {
			case *dynamodb.BatchWriteItemInput:
				return denied("BatchWriteItem")
			case *dynamodb.BatchGetItemInput:
				return denied("BatchGetItem")
			}
			return nil
		}, nil},
		{"DescribeTable denied", deny[dynamodb.DescribeTableInput]("DescribeTable"), nil},
		{"batches panic", func(ctx context.Context, input any) error {
			switch input.(type) {
			case *dynamodb.BatchWriteItemInput, *dynamodb.BatchGetItemInput:
				panic(input)
			}
			return nil
		}, nil},
		{"everything throttled", func(context.Context, any) error {
			return refusal("Any", &types.ProvisionedThroughputExceededException{Message: aws.String("slow down")})
		}, api.WithoutAdaptiveCapacity()}, // which would ask once a second until something is served
		{"actors panic", nil, func(c *actors.Config) {
			c.OnMessage = func(_ string, message any) {
				if r, ok := message.(*messages.Request); ok && r.Op != messages.GetItem {
					panic(fmt.Sprintf("%s in %v", marker, r.Input))
				}
			}
		}},
	}
	for _, trouble := range troubles {
		t.Run(trouble.name, func(t *testing.T) {
			eachFace(t, func(t *testing.T, f face) {
				core, logs := observer.New(zapcore.DebugLevel)
				r := record(client)
				r.interfere(trouble.before)
				ex, err := api.Open(r, quickRetries, gathering, trouble.option, api.WithLogger(zap.New(core)))
				require.NoError(t, err)
				waiters := make([]waiter, len(inputs))
				for i, in := range inputs {
					waiters[i] = f.ask(t.Context(), ex, in)
				}
				failed := 0
				for i, wait := range waiters {
					if err := wait().err; err != nil {
						failed++
						assertUntold(t, err, fmt.Sprintf("%d, %T", i, inputs[i]))
					}
				}
				assert.Greater(t, failed, 20)

				// Given up, and after the end.
				r.interfere(func(ctx context.Context, _ any) error { <-ctx.Done(); return ctx.Err() })
				late := make([]waiter, len(inputs))
				for i, in := range inputs[30:] {
					late[i] = f.ask(t.Context(), ex, in)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
				defer cancel()
				if err := ex.Close(ctx); err != nil {
					assertUntold(t, err, "Close")
				}
				for i := range inputs[30:] {
					if err := late[i]().err; err != nil {
						assertUntold(t, err, "given up")
					}
				}
				assertUntold(t, f.ask(t.Context(), ex, inputs[0])().err, "after Close")
				assert.Empty(t, told(logs))
			})
		})
	}
}

// assertUntold checks that an error's text repeats no item content but in DynamoDB's own words,
// which are the same that the SDK's caller reads.
func assertUntold(t *testing.T, err error, what string) {
	t.Helper()
	require.Error(t, err, what)
	text := err.Error()
	if op, ok := err.(*api.OperationError); ok {
		native := ""
		if op.Err != nil {
			native = op.Err.Error()
		}
		if look(answer{err: err}).Status != 0 { // DynamoDB has answered
			text = strings.ReplaceAll(text, native, "")
		}
		inside, jsonErr := json.Marshal(struct{ Operation, Table, Outcome string }{op.Operation.String(), op.Table, op.Outcome.String()})
		require.NoError(t, jsonErr)
		assert.NotContains(t, string(inside), marker, what)
	}
	assert.NotContains(t, text, marker, what)
}

func cancelled(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return ctx
}
