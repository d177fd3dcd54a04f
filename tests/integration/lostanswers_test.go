package integration

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// lose makes the first calls that a test cares for and loses their answers: DynamoDB has done
// what was asked, and the connection breaks.
func lose(client *dynamodb.Client, answers int32, cares func(any) bool) func(context.Context, any) error {
	var lost atomic.Int32
	return func(ctx context.Context, input any) error {
		if !cares(input) || lost.Add(1) > answers {
			return nil
		}
		a := native(ctx, client, input)
		if a.err != nil {
			return a.err
		}
		return &smithy.OperationError{ServiceID: "DynamoDB", OperationName: "any", Err: &smithyhttp.RequestSendError{Err: errors.New("connection reset by peer")}}
	}
}

func TestLostAnswersAreTriedAgainAsTheSDKWould(t *testing.T) {
	client := engine(t)
	table := makeTables(t, client)[sorted]
	key := sorted.key("counter")
	add := func() any {
		return &dynamodb.UpdateItemInput{TableName: &table, Key: key, UpdateExpression: aws.String("ADD v :v"), ExpressionAttributeValues: attributes{":v": n("1")}}
	}
	transact := func() any {
		return &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{Update: &types.Update{TableName: &table, Key: key,
			UpdateExpression: aws.String("ADD v :v"), ExpressionAttributeValues: attributes{":v": n("1")}}}}}
	}
	conditional := func() any {
		return &dynamodb.PutItemInput{TableName: &table, Item: with(key, attributes{"v": n("1")}), ConditionExpression: aws.String("attribute_not_exists(v)")}
	}
	for _, c := range []struct {
		name           string
		input          func() any
		onlyIdempotent bool
		counter        string
		outcome        *api.Outcome // nil for success
	}{
		{"update is applied twice", add, false, "2", nil},
		{"update isn't tried again if told so", add, true, "1", ptr(api.Unknown)},
		{"transaction keeps its token", transact, false, "1", nil},
		{"transaction keeps its token, told or not", transact, true, "1", nil},
		{"conditional put hears that it lost against itself", conditional, false, "1", ptr(api.Unknown)},
		{"conditional put isn't tried again if told so", conditional, true, "1", ptr(api.Unknown)},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachFace(t, func(t *testing.T, f face) {
				erase(t, client, table, key)
				r := record(client)
				var tokens []string
				r.interfere(lose(client, 1, func(input any) bool {
					if in, ok := input.(*dynamodb.TransactWriteItemsInput); ok {
						// Now, since the SDK writes a token of its own into an input without one.
						tokens = append(tokens, aws.ToString(in.ClientRequestToken))
					}
					return fmt.Sprintf("%T", input) == fmt.Sprintf("%T", c.input())
				}))
				ex := open(t, r, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 3, OnlyIdempotent: c.onlyIdempotent}))
				input := c.input()
				err := f.ask(t.Context(), ex, input)().err
				if c.outcome == nil {
					assert.NoError(t, err)
				} else {
					var op *api.OperationError
					require.ErrorAs(t, err, &op)
					assert.Equal(t, *c.outcome, op.Outcome, err)
				}
				assert.Equal(t, n(c.counter), stored(t, client, table, key)["v"])
				if in, ok := input.(*dynamodb.TransactWriteItemsInput); ok {
					assert.Nil(t, in.ClientRequestToken, "the input was changed")
					require.Len(t, tokens, 2)
					assert.NotEmpty(t, tokens[0])
					assert.Equal(t, tokens[0], tokens[1])
				}
			})
		})
	}
}

func TestLostAnswersOfBatchesAreTriedAgain(t *testing.T) {
	client := engine(t)
	table := makeTables(t, client)[sorted]
	for _, onlyIdempotent := range []bool{false, true} {
		eachFace(t, func(t *testing.T, f face) {
			r := record(client)
			r.interfere(lose(client, 3, func(input any) bool {
				switch input.(type) {
				case *dynamodb.BatchWriteItemInput, *dynamodb.BatchGetItemInput:
					return true
				}
				return false
			}))
			ex := open(t, r, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 5, OnlyIdempotent: onlyIdempotent}), gathering)
			askForAll(t, f, ex, manyPuts(table, sorted, 100)...)
			waiters := make([]waiter, 100)
			for i, in := range manyGets(table, sorted, 100) {
				waiters[i] = f.ask(t.Context(), ex, in)
			}
			for i, wait := range waiters {
				out, err := of[dynamodb.GetItemOutput](wait())
				require.NoError(t, err)
				assert.Equal(t, n(fmt.Sprint(i)), out.Item["v"])
			}
			assert.Positive(t, ex.Stats().Total.Retries)
		})
	}
}

func ptr[T any](v T) *T { return &v }
