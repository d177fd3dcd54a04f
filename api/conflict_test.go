package api_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// eitherFace is an operation that can be asked for in both faces.
type eitherFace func(ctx context.Context, ex *api.Executor, sync bool) (any, error)

func inEitherFace[In, Out any](
	async func(*api.Executor, context.Context, *In, ...func(*dynamodb.Options)) *api.Future[*Out],
	blocking func(*api.SyncExecutor, context.Context, *In, ...func(*dynamodb.Options)) (*Out, error),
	in *In,
) eitherFace {
	return func(ctx context.Context, ex *api.Executor, sync bool) (any, error) {
		if sync {
			return blocking(ex.Sync(), ctx, in)
		}
		return async(ex, ctx, in).Await(ctx)
	}
}

// The transactions of these tests. Each that writes adds 1 to the item a, so that it shows how
// often it was applied.
func transactWrite(token *string) eitherFace {
	return inEitherFace((*api.Executor).TransactWriteItems, (*api.SyncExecutor).TransactWriteItems, &dynamodb.TransactWriteItemsInput{
		ClientRequestToken: token,
		TransactItems: []types.TransactWriteItem{
			{Update: &types.Update{
				TableName: &orders, Key: item{"id": text("a")},
				UpdateExpression: aws.String("ADD n :one"), ExpressionAttributeValues: item{":one": number(1)},
			}},
			{Put: &types.Put{TableName: &orders, Item: item{"id": text("b")}}},
		},
	})
}

func executeTransaction(token *string) eitherFace {
	return inEitherFace((*api.Executor).ExecuteTransaction, (*api.SyncExecutor).ExecuteTransaction, &dynamodb.ExecuteTransactionInput{
		ClientRequestToken: token,
		TransactStatements: []types.ParameterizedStatement{
			{Statement: aws.String(`UPDATE orders SET n = n + 1 WHERE id = 'a'`)},
			{Statement: aws.String(`DELETE FROM orders WHERE id = 'b'`)},
		},
	})
}

func transactGet() eitherFace {
	return inEitherFace((*api.Executor).TransactGetItems, (*api.SyncExecutor).TransactGetItems, &dynamodb.TransactGetItemsInput{
		TransactItems: []types.TransactGetItem{
			{Get: &types.Get{TableName: &orders, Key: item{"id": text("a")}}},
			{Get: &types.Get{TableName: &orders, Key: item{"id": text("b")}}},
		},
	})
}

var (
	transactionsThatWrite = map[string]func(token *string) eitherFace{"TransactWriteItems": transactWrite, "ExecuteTransaction": executeTransaction}
	transactions          = map[string]eitherFace{"TransactWriteItems": transactWrite(nil), "ExecuteTransaction": executeTransaction(nil), "TransactGetItems": transactGet()}
)

func cancelledFor(codes ...string) error {
	e := &types.TransactionCanceledException{Message: aws.String("Transaction cancelled")}
	for _, code := range codes {
		e.CancellationReasons = append(e.CancellationReasons, types.CancellationReason{Code: aws.String(code)})
	}
	return e
}

// arena is a DynamoDB with the table orders, in which the item a has n = 0, and an executor.
type arena struct {
	db      *local.DB
	sdk     *dynamodb.Client
	ex      *api.Executor
	restore []func()

	mu   sync.Mutex
	seen []any // inputs of the requests that came to the DB since then
}

// control sets a control that n removes.
func (a *arena) control(c local.Control) { a.restore = append(a.restore, a.db.Control(c)) }

// inArena runs a test in a bubble, once for each face.
func inArena(t *testing.T, opts []api.Option, test func(t *testing.T, a *arena, sync bool)) {
	for _, face := range []struct {
		name string
		sync bool
	}{{"async", false}, {"sync", true}} {
		t.Run(face.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				db, err := local.New()
				require.NoError(t, err)
				a := &arena{db: db, sdk: db.Client(func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} })}
				_, err = a.sdk.CreateTable(t.Context(), &dynamodb.CreateTableInput{
					TableName: &orders, BillingMode: types.BillingModePayPerRequest,
					AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS}},
					KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
				})
				require.NoError(t, err)
				_, err = a.sdk.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &orders, Item: item{"id": text("a"), "n": number(0)}})
				require.NoError(t, err)
				a.ex, err = api.Open(a.sdk, append([]api.Option{api.WithKeySchema(orders, "id", "")}, opts...)...)
				require.NoError(t, err)
				a.control(func(_ context.Context, r *local.Request) error {
					a.mu.Lock()
					defer a.mu.Unlock()
					a.seen = append(a.seen, r.Input)
					return nil
				})

				defer func() { // also after a failure, or the bubble's complaint hides it
					require.NoError(t, errors.Join(a.ex.Close(t.Context()), db.Close()))
				}()
				test(t, a, face.sync)
			})
		})
	}
}

// attempts is how many requests came to the DB.
func (a *arena) attempts() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.seen)
}

// tokens are the different idempotency tokens of the requests.
func (a *arena) tokens() (all []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	different := map[string]bool{}
	for _, input := range a.seen {
		var token *string
		switch in := input.(type) {
		case *dynamodb.TransactWriteItemsInput:
			token = in.ClientRequestToken
		case *dynamodb.ExecuteTransactionInput:
			token = in.ClientRequestToken
		}
		if s := aws.ToString(token); !different[s] {
			different[s] = true
			all = append(all, s)
		}
	}
	return all
}

// n is that attribute of the item a, seen without any control, at the end of a test.
func (a *arena) n(t *testing.T) int {
	for _, remove := range a.restore {
		remove()
	}
	out, err := a.sdk.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &orders, Key: item{"id": text("a")}})
	require.NoError(t, err)
	return amount(out.Item)
}

func requireOutcome(t *testing.T, err error, outcome api.Outcome, attempts int) {
	var failure *api.OperationError
	require.ErrorAs(t, err, &failure)
	require.Equal(t, outcome, failure.Outcome, err.Error())
	require.Equal(t, attempts, failure.Attempts)
}

func TestATransactionInConflictIsTriedAgainWithOneToken(t *testing.T) {
	for reasons, err := range map[string]error{
		"conflict": cancelledFor("None", "TransactionConflict"),
		"capacity": cancelledFor("ThrottlingError", "None"),
		"both":     cancelledFor("TransactionConflict", "ProvisionedThroughputExceeded"),
	} {
		for name, transaction := range transactionsThatWrite {
			for of, token := range map[string]*string{"its own": nil, "the caller's": aws.String("mine")} {
				t.Run(fmt.Sprintf("%s/%s/%s token", name, reasons, of), func(t *testing.T) {
					inArena(t, nil, func(t *testing.T, a *arena, sync bool) {
						a.control(local.Times(3, local.Fail(err)))
						_, err := transaction(token)(t.Context(), a.ex, sync)
						require.NoError(t, err)
						require.Equal(t, 4, a.attempts())
						tokens := a.tokens()
						require.Len(t, tokens, 1)
						require.NotEmpty(t, tokens[0])
						if token != nil {
							require.Equal(t, *token, tokens[0])
						}
						require.Equal(t, 1, a.n(t))
					})
				})
			}
		}
	}
}

func TestTransactionsOfReadsInConflictAreTriedAgain(t *testing.T) {
	inArena(t, nil, func(t *testing.T, a *arena, sync bool) {
		a.control(local.Times(2, local.Fail(cancelledFor("TransactionConflict", "None"))))
		out, err := transactGet()(t.Context(), a.ex, sync)
		require.NoError(t, err)
		require.Len(t, out.(*dynamodb.TransactGetItemsOutput).Responses, 2)
		require.Equal(t, 3, a.attempts())
	})
}

// The answer to the first attempt is lost, and the second is in conflict: the token keeps the third
// from being applied once more.
func TestATransactionWhoseAnswerWasLostIsAppliedOnce(t *testing.T) {
	for name, transaction := range transactionsThatWrite {
		t.Run(name, func(t *testing.T) {
			inArena(t, nil, func(t *testing.T, a *arena, sync bool) {
				a.control(nthAttempt(2, local.Fail(cancelledFor("TransactionConflict", "None"))))
				a.control(nthAttempt(1, local.DropAnswer()))
				_, err := transaction(nil)(t.Context(), a.ex, sync)
				require.NoError(t, err)
				require.Equal(t, 3, a.attempts())
				require.Len(t, a.tokens(), 1)
				require.Equal(t, 1, a.n(t))
			})
		})
	}
}

// A token of the executor's own belongs to one request, though it goes through all its attempts: the
// same input asked for twice is two transactions.
func TestAnInputAskedForTwiceIsAppliedTwice(t *testing.T) {
	for name, transaction := range transactionsThatWrite {
		t.Run(name, func(t *testing.T) {
			inArena(t, nil, func(t *testing.T, a *arena, sync bool) {
				a.control(nthAttempt(1, local.Fail(cancelledFor("TransactionConflict", "None"))))
				ask := transaction(nil)
				for range 2 {
					_, err := ask(t.Context(), a.ex, sync)
					require.NoError(t, err)
				}
				require.Len(t, a.tokens(), 2)
				require.Equal(t, 2, a.n(t))
			})
		})
	}
}

// nthAttempt is c for the n-th request that comes to it, from 1.
func nthAttempt(n int, c local.Control) local.Control {
	seen := 0 // the requests of these tests come one after the other
	return func(ctx context.Context, r *local.Request) error {
		if seen++; seen != n {
			return nil
		}
		return c(ctx, r)
	}
}

func TestAConflictDoesNotMakeALostAnswerCertain(t *testing.T) {
	inArena(t, nil, func(t *testing.T, a *arena, sync bool) {
		a.control(func(ctx context.Context, r *local.Request) error {
			if a.attempts() == 1 {
				return local.DropAnswer()(ctx, r)
			}
			return cancelledFor("TransactionConflict")
		})
		_, err := transactWrite(nil)(t.Context(), a.ex, sync)
		requireOutcome(t, err, api.Unknown, 10)
	})
}

func TestAnyOtherReasonIsFinal(t *testing.T) {
	for _, reason := range []string{"ConditionalCheckFailed", "ItemCollectionSizeLimitExceeded", "ValidationError", "DuplicateItem", "AccessDenied", "ResourceNotFound", "SomethingNew"} {
		for name, transaction := range transactions {
			t.Run(name+"/"+reason, func(t *testing.T) {
				inArena(t, nil, func(t *testing.T, a *arena, sync bool) {
					a.control(local.Fail(cancelledFor("TransactionConflict", reason)))
					_, err := transaction(t.Context(), a.ex, sync)
					requireOutcome(t, err, api.Rejected, 1)
					var cancelled *types.TransactionCanceledException
					require.ErrorAs(t, err, &cancelled)
					require.Equal(t, reason, *cancelled.CancellationReasons[1].Code)
					require.Equal(t, 1, a.attempts())
				})
			})
		}
	}
}

func TestAConflictThatDoesNotPassIsSaidWithItsReasons(t *testing.T) {
	for reason, outcome := range map[string]api.Outcome{"TransactionConflict": api.Rejected, "ThrottlingError": api.Throttled} {
		for name, transaction := range transactions {
			t.Run(name+"/"+reason, func(t *testing.T) {
				inArena(t, nil, func(t *testing.T, a *arena, sync bool) {
					a.control(local.Fail(cancelledFor("None", reason)))
					_, err := transaction(t.Context(), a.ex, sync)
					requireOutcome(t, err, outcome, 10)
					var cancelled *types.TransactionCanceledException
					require.ErrorAs(t, err, &cancelled)
					require.Len(t, cancelled.CancellationReasons, 2)
					require.Equal(t, reason, *cancelled.CancellationReasons[1].Code)
					var exhausted *retry.MaxAttemptsError // as the SDK says it
					require.ErrorAs(t, err, &exhausted)
					require.Equal(t, 10, a.attempts())
					require.Zero(t, a.n(t))
				})
			})
		}
	}
}

func TestWhoLeavesDuringAConflictHearsOfIt(t *testing.T) {
	inArena(t, []api.Option{api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 1000, BaseDelay: time.Second, MaxDelay: time.Second})}, func(t *testing.T, a *arena, sync bool) {
		a.control(local.Fail(cancelledFor("TransactionConflict", "None")))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		in := &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
			{Delete: &types.Delete{TableName: &orders, Key: item{"id": text("a")}}},
		}}
		var err error
		if sync {
			_, err = a.ex.Sync().TransactWriteItems(ctx, in)
		} else {
			_, err = a.ex.TransactWriteItems(ctx, in).Await(t.Context())
		}
		require.ErrorIs(t, err, context.DeadlineExceeded)
		var cancelled *types.TransactionCanceledException
		require.ErrorAs(t, err, &cancelled)
		var failure *api.OperationError
		require.ErrorAs(t, err, &failure)
		require.Equal(t, api.Rejected, failure.Outcome)
	})
}
