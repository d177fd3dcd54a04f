package api_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// itemWrites are the writes of single items: each adds 1 to n of the item a, or makes it 1.
func itemWrites() map[string]eitherFace {
	return map[string]eitherFace{
		"PutItem": inEitherFace((*api.Executor).PutItem, (*api.SyncExecutor).PutItem,
			&dynamodb.PutItemInput{TableName: &orders, Item: item{"id": text("a"), "n": number(1)}}),
		"PutItem with a condition": inEitherFace((*api.Executor).PutItem, (*api.SyncExecutor).PutItem,
			&dynamodb.PutItemInput{
				TableName: &orders, Item: item{"id": text("a"), "n": number(1)},
				ConditionExpression: aws.String("n = :zero"), ExpressionAttributeValues: item{":zero": number(0)},
			}),
		"UpdateItem": inEitherFace((*api.Executor).UpdateItem, (*api.SyncExecutor).UpdateItem, addOne()),
		"ExecuteStatement": inEitherFace((*api.Executor).ExecuteStatement, (*api.SyncExecutor).ExecuteStatement,
			&dynamodb.ExecuteStatementInput{Statement: aws.String(`UPDATE orders SET n = n + 1 WHERE id = 'a'`)}),
		"BatchWriteItem": inEitherFace((*api.Executor).BatchWriteItem, (*api.SyncExecutor).BatchWriteItem,
			&dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{
				orders: {{PutRequest: &types.PutRequest{Item: item{"id": text("a"), "n": number(1)}}}},
			}}),
	}
}

func addOne() *dynamodb.UpdateItemInput {
	return &dynamodb.UpdateItemInput{
		TableName: &orders, Key: item{"id": text("a")},
		UpdateExpression: aws.String("ADD n :one"), ExpressionAttributeValues: item{":one": number(1)},
	}
}

var itemConflicts = map[string]error{
	"with a transaction":  &types.TransactionConflictException{Message: aws.String("Transaction is ongoing for the item")},
	"with another Region": &types.ReplicatedWriteConflictException{Message: aws.String("busy")},
}

// A conflict says that nothing was done, so that also what could be applied twice is tried again by
// a policy that forbids it where that isn't known.
func TestAnItemInConflictIsTriedAgainUnderAnyPolicy(t *testing.T) {
	for policy, opts := range map[string][]api.Option{
		"default":        nil,
		"OnlyIdempotent": {api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 5, OnlyIdempotent: true})},
	} {
		for conflict, err := range itemConflicts {
			for name, write := range itemWrites() {
				t.Run(fmt.Sprintf("%s/%s/%s", name, conflict, policy), func(t *testing.T) {
					inArena(t, opts, func(t *testing.T, a *arena, sync bool) {
						a.control(local.Times(3, local.Fail(err)))
						_, err := write(t.Context(), a.ex, sync)
						require.NoError(t, err)
						require.Equal(t, 4, a.attempts())
						require.Equal(t, 1, a.n(t))
					})
				})
			}
		}
	}
}

func TestTransactionsInConflictAreTriedAgainByOnlyIdempotent(t *testing.T) {
	for name, transaction := range transactions {
		t.Run(name, func(t *testing.T) {
			inArena(t, []api.Option{api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 5, OnlyIdempotent: true})}, func(t *testing.T, a *arena, sync bool) {
				a.control(local.Times(3, local.Fail(cancelledFor("TransactionConflict"))))
				_, err := transaction(t.Context(), a.ex, sync)
				require.NoError(t, err)
				require.Equal(t, 4, a.attempts())
			})
		})
	}
}

func TestAfterAConflictALostAnswerStillEndsWhatCouldBeAppliedTwice(t *testing.T) {
	inArena(t, []api.Option{api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 5, OnlyIdempotent: true})}, func(t *testing.T, a *arena, sync bool) {
		a.control(nthAttempt(2, local.DropAnswer()))
		a.control(nthAttempt(1, local.Fail(itemConflicts["with a transaction"])))
		_, err := inEitherFace((*api.Executor).UpdateItem, (*api.SyncExecutor).UpdateItem, addOne())(t.Context(), a.ex, sync)
		requireOutcome(t, err, api.Unknown, 2)
		require.Equal(t, 1, a.n(t))
	})
}

func TestAnItemsConflictThatDoesNotPassIsSaid(t *testing.T) {
	inArena(t, nil, func(t *testing.T, a *arena, sync bool) {
		a.control(local.Fail(itemConflicts["with a transaction"]))
		_, err := inEitherFace((*api.Executor).UpdateItem, (*api.SyncExecutor).UpdateItem, addOne())(t.Context(), a.ex, sync)
		requireOutcome(t, err, api.Rejected, 10)
		var conflict *types.TransactionConflictException
		require.ErrorAs(t, err, &conflict)
		require.Zero(t, a.n(t))
	})
}

// The others of a batch don't wait until the conflict of one has passed.
func TestAnItemInConflictDoesNotHoldUpItsBatch(t *testing.T) {
	const items, busy = 100, "order/60"
	for conflict, refusal := range itemConflicts {
		t.Run(conflict, func(t *testing.T) {
			inArena(t, nil, func(t *testing.T, a *arena, sync bool) {
				require.NoError(t, a.db.SetLatency(local.Latency{Median: latency})) // so that others come meanwhile
				var batches, alone, written atomic.Int64
				a.control(func(_ context.Context, r *local.Request) error {
					switch in := r.Input.(type) {
					case *dynamodb.BatchWriteItemInput:
						for _, w := range in.RequestItems[orders] {
							if w.PutRequest.Item["id"].(*types.AttributeValueMemberS).Value == busy {
								batches.Add(1)
								return refusal
							}
						}
					case *dynamodb.PutItemInput:
						if in.Item["id"].(*types.AttributeValueMemberS).Value == busy && alone.Add(1) <= 10 && written.Load() < items-1 {
							return refusal
						}
					}
					return nil
				})
				done := make(chan error, items)
				for i := range items {
					put := &dynamodb.PutItemInput{TableName: &orders, Item: item{"id": text(fmt.Sprintf("order/%d", i))}}
					ask := func() error { _, err := a.ex.Sync().PutItem(t.Context(), put); return err }
					if !sync {
						f := a.ex.PutItem(t.Context(), put)
						ask = func() error { _, err := f.Await(t.Context()); return err }
					}
					go func() {
						err := ask()
						if err == nil {
							written.Add(1)
						}
						done <- err
					}()
				}
				for range items {
					require.NoError(t, <-done)
				}
				require.Positive(t, batches.Load(), "it was in no batch")
				require.LessOrEqual(t, alone.Load(), int64(10), "the others waited for it")
			})
		})
	}
}

// An answer of BatchExecuteStatement says for each statement what became of it, also that it was in
// conflict. That's an answer, which the caller gets as it is.
func TestConflictsOfSingleStatementsOfABatchAreLeftToTheCaller(t *testing.T) {
	inArena(t, nil, func(t *testing.T, a *arena, sync bool) {
		a.control(func(_ context.Context, r *local.Request) error {
			r.After(func(_ context.Context, output any, err error) error {
				out, ok := output.(*dynamodb.BatchExecuteStatementOutput)
				if !ok {
					return errors.Join(errors.New("no answer to change"), err)
				}
				out.Responses[0].Error = &types.BatchStatementError{Code: types.BatchStatementErrorCodeEnumTransactionConflict, Message: aws.String("busy")}
				return err
			})
			return nil
		})
		out, err := inEitherFace((*api.Executor).BatchExecuteStatement, (*api.SyncExecutor).BatchExecuteStatement, &dynamodb.BatchExecuteStatementInput{
			Statements: []types.BatchStatementRequest{
				{Statement: aws.String(`SELECT * FROM orders WHERE id = 'a'`)},
				{Statement: aws.String(`SELECT * FROM orders WHERE id = 'b'`)},
			},
		})(t.Context(), a.ex, sync)
		require.NoError(t, err)
		responses := out.(*dynamodb.BatchExecuteStatementOutput).Responses
		require.Equal(t, types.BatchStatementErrorCodeEnumTransactionConflict, responses[0].Error.Code)
		require.Nil(t, responses[1].Error)
		require.Equal(t, 1, a.attempts())
	})
}
