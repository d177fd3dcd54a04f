package api_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

func insert(id string, balance int) api.Statement {
	return api.Statement{Text: "INSERT INTO accounts VALUE {'id': ?, 'balance': ?}", Params: []any{id, balance}}
}

func selects(id string) api.Statement {
	return api.Statement{Text: "SELECT * FROM accounts WHERE id = ?", Params: []any{text(id)}}
}

func TestABatchOfAnyNumberOfStatementsKeepsTheirOrder(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		b := openBank(t, sync)
		var mixed, large, calls atomic.Int64
		b.db.Control(local.On(func(_ context.Context, r *local.Request) error {
			kinds := map[bool]bool{}
			in := r.Input.(*dynamodb.BatchExecuteStatementInput)
			for _, s := range in.Statements {
				kinds[strings.HasPrefix(strings.ToUpper(strings.TrimSpace(*s.Statement)), "SELECT")] = true
			}
			calls.Add(1)
			if len(kinds) > 1 {
				mixed.Add(1)
			}
			if len(in.Statements) > 25 {
				large.Add(1)
			}
			return nil
		}, "BatchExecuteStatement"))
		const n = 60
		for i := range n {
			b.give(t, account{ID: fmt.Sprint("read/", i), Balance: i})
		}
		var statements []api.Statement
		for i := range n {
			read := selects(fmt.Sprint("read/", i))
			if i%7 == 0 {
				read = selects("missing")
				read.Params = []any{fmt.Sprint("missing/", i)}
				read.Text = "\n " + strings.ToLower(read.Text[:6]) + read.Text[6:]
				read.Consistent = true
			}
			statements = append(statements, read, insert(fmt.Sprint("written/", i), i))
		}
		results, err := b.one.ExecuteBatch(t.Context(), statements)
		require.NoError(t, err)
		require.Len(t, results, 2*n)
		for i := range n {
			if i%7 == 0 {
				assert.False(t, results[2*i].Found)
			} else {
				assert.Equal(t, api.Result[account]{Item: account{ID: fmt.Sprint("read/", i), Balance: i}, Found: true}, results[2*i])
			}
			assert.False(t, results[2*i+1].Found)
			assert.Equal(t, i, b.has(t, fmt.Sprint("written/", i)).Item.Balance)
		}
		assert.Zero(t, mixed.Load())
		assert.Zero(t, large.Load())
		assert.EqualValues(t, 6, calls.Load(), "three calls of each kind")
	})
}

func TestABatchOfNothingIsDone(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		b := openBank(t, sync)
		results, err := b.one.ExecuteBatch(t.Context(), nil)
		require.NoError(t, err)
		assert.Empty(t, results)
		assert.Zero(t, b.sent.Load())
	})
}

func TestStatementsOfABatchFailAloneWithTheSDKsErrors(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		b := openBank(t, sync)
		b.give(t, account{ID: "taken", Balance: 5, Note: "SECRET"})
		results, err := b.one.ExecuteBatch(t.Context(), []api.Statement{
			insert("new", 1),
			insert("taken", 2),
			{Text: "UPDATE accounts SET balance = 0 WHERE id = 'taken' AND balance = 9", ReturnOnFailure: true},
			{Text: "INSERT INTO nowhere VALUE {'id': 'x'}"},
			{Text: "DELETE FROM accounts WHERE id = 'taken' AND"}, // has the whole call refused
			insert("newer", 3),
			selects("taken"),
			{Text: "FROB accounts"},
			{Text: "UPDATE accounts SET balance = 6 WHERE id = 'taken' RETURNING ALL OLD *"},
		})
		require.Len(t, results, 9)
		var partial *api.PartialError
		require.ErrorAs(t, err, &partial)
		assert.Equal(t, 9, partial.Of)
		failures := map[int]error{}
		for _, f := range partial.Failures {
			failures[f.Index] = f.Err
			var operation *api.OperationError
			require.ErrorAs(t, f.Err, &operation, "statement %d", f.Index)
			assert.Equal(t, api.Rejected, operation.Outcome)
			assert.Equal(t, "accounts", operation.Table)
			assert.Positive(t, operation.Attempts)
			var sdk *smithy.OperationError
			require.ErrorAs(t, f.Err, &sdk)
			assert.Equal(t, "BatchExecuteStatement", sdk.OperationName)
			assert.NotContains(t, f.Err.Error(), "SECRET")
		}
		require.Len(t, failures, 5, "%v", failures)

		var duplicate *types.DuplicateItemException
		require.ErrorAs(t, failures[1], &duplicate)
		var failed *types.ConditionalCheckFailedException
		require.ErrorAs(t, failures[2], &failed)
		was, err := b.accounts.FailedItem(failures[2])
		require.NoError(t, err)
		assert.Equal(t, api.Result[account]{Item: account{ID: "taken", Balance: 5, Note: "SECRET"}, Found: true}, was)
		var missing *types.ResourceNotFoundException
		require.ErrorAs(t, failures[3], &missing)
		for _, i := range []int{4, 7} {
			var invalid smithy.APIError
			require.ErrorAs(t, failures[i], &invalid)
			assert.Equal(t, "ValidationException", invalid.ErrorCode())
		}
		assert.True(t, b.has(t, "new").Found)
		assert.True(t, b.has(t, "newer").Found)
		assert.True(t, results[6].Found)
		assert.Equal(t, 6, b.has(t, "taken").Item.Balance)
		assert.True(t, results[8].Found, "a statement that returns the old item")
	})
}

// DynamoDB refuses a batch with two statements on one item as a whole.
func TestStatementsOnOneItemAreAllDone(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		b := openBank(t, sync)
		b.give(t, account{ID: "a"})
		add := api.Statement{Text: "UPDATE accounts SET balance = balance + 1 WHERE id = 'a'"}
		_, err := b.one.ExecuteBatch(t.Context(), []api.Statement{add, insert("b", 1), add, add, add})
		require.NoError(t, err)
		assert.Equal(t, 4, b.has(t, "a").Item.Balance)
	})
}

// answerWith has each statement of a batch of reads fail with that code.
func answerWith(code types.BatchStatementErrorCodeEnum) local.Control {
	return local.On(func(_ context.Context, r *local.Request) error {
		r.After(func(_ context.Context, output any, err error) error {
			if err == nil {
				responses := output.(*dynamodb.BatchExecuteStatementOutput).Responses
				for i := range responses {
					responses[i] = types.BatchStatementResponse{Error: &types.BatchStatementError{Code: code, Message: ptr("told")}}
				}
			}
			return err
		})
		return nil
	}, "BatchExecuteStatement")
}

// passingCodes are those that may have passed by the next attempt.
var passingCodes = []types.BatchStatementErrorCodeEnum{
	types.BatchStatementErrorCodeEnumProvisionedThroughputExceeded, types.BatchStatementErrorCodeEnumThrottlingError,
	types.BatchStatementErrorCodeEnumRequestLimitExceeded, types.BatchStatementErrorCodeEnumInternalServerError,
	types.BatchStatementErrorCodeEnumTransactionConflict,
}

func TestStatementsThatMaySucceedLaterAreSentAgain(t *testing.T) {
	for _, code := range passingCodes {
		t.Run(string(code), func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				synctest.Test(t, func(t *testing.T) {
					b := openBank(t, sync)
					b.give(t, account{ID: "a", Balance: 1})
					b.db.Control(local.Times(3, answerWith(code)))
					b.sent.Store(0)
					results, err := b.one.ExecuteBatch(t.Context(), []api.Statement{selects("a"), selects("b")})
					require.NoError(t, err)
					assert.Equal(t, 1, results[0].Item.Balance)
					assert.EqualValues(t, 4, b.sent.Load())
				})
			})
		})
	}
}

func TestStatementsAreSentAgainOnlyAsOftenAsThePolicySays(t *testing.T) {
	for _, code := range passingCodes {
		t.Run(string(code), func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				synctest.Test(t, func(t *testing.T) {
					b := openBank(t, sync, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 3, BaseDelay: time.Second, MaxDelay: 2 * time.Second}))
					b.db.Control(answerWith(code))
					b.sent.Store(0)
					begun := time.Now()
					_, err := b.one.ExecuteBatch(t.Context(), []api.Statement{selects("a"), selects("b")})
					assert.LessOrEqual(t, time.Since(begun), 3*time.Second+time.Millisecond)
					var partial *api.PartialError
					require.ErrorAs(t, err, &partial)
					require.Len(t, partial.Failures, 2)
					var (
						operation *api.OperationError
						most      *retry.MaxAttemptsError
						sdk       smithy.APIError
					)
					require.ErrorAs(t, err, &operation)
					assert.Equal(t, 3, operation.Attempts)
					assert.EqualValues(t, 3, b.sent.Load())
					require.ErrorAs(t, err, &most)
					require.ErrorAs(t, err, &sdk)
					want := api.Throttled
					switch code {
					case types.BatchStatementErrorCodeEnumInternalServerError:
						want = api.Unknown
					case types.BatchStatementErrorCodeEnumTransactionConflict:
						want = api.Rejected
					}
					assert.Equal(t, want, operation.Outcome)
				})
			})
		})
	}
}

// Every code has an error of the SDK's, and none of the others is sent again.
func TestEveryCodeOfAStatementIsAnErrorOfTheSDK(t *testing.T) {
	passes := map[types.BatchStatementErrorCodeEnum]bool{}
	for _, code := range passingCodes {
		passes[code] = true
	}
	for _, code := range append(types.BatchStatementErrorCodeEnum("").Values(), "SomethingNew") {
		t.Run(string(code), func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				b := openBank(t, sync, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 2}))
				b.db.Control(answerWith(code))
				_, err := b.one.ExecuteBatch(t.Context(), []api.Statement{selects("a")})
				var (
					sdk       smithy.APIError
					operation *api.OperationError
				)
				require.ErrorAs(t, err, &sdk)
				assert.Contains(t, sdk.ErrorCode(), strings.TrimSuffix(strings.TrimSuffix(string(code), "Error"), "Exceeded"))
				assert.Equal(t, "told", sdk.ErrorMessage())
				require.ErrorAs(t, err, &operation)
				assert.Equal(t, passes[code], operation.Attempts == 2)
			})
		})
	}
}

func TestAWriteThatMayHaveBeenAppliedIsNotSentAgainIfOnlyWhatIsIdempotentMayBe(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		b := openBank(t, sync, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 3, OnlyIdempotent: true}))
		b.db.Control(answerWith(types.BatchStatementErrorCodeEnumInternalServerError))
		b.sent.Store(0)
		_, err := b.one.ExecuteBatch(t.Context(), []api.Statement{insert("a", 1)})
		var operation *api.OperationError
		require.ErrorAs(t, err, &operation)
		assert.Equal(t, api.Unknown, operation.Outcome)
		assert.EqualValues(t, 1, b.sent.Load())

		_, err = b.one.ExecuteBatch(t.Context(), []api.Statement{selects("a")})
		require.Error(t, err)
		assert.EqualValues(t, 4, b.sent.Load(), "a read may be sent again")
	})
}

func TestACallThatFailsForNoStatementIsNotSplit(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		b := openBank(t, sync)
		b.db.Control(local.Fail(local.Error(400, "UnrecognizedClientException", "who are you")))
		b.sent.Store(0)
		_, err := b.one.ExecuteBatch(t.Context(), []api.Statement{selects("a"), selects("b"), selects("c")})
		var partial *api.PartialError
		require.ErrorAs(t, err, &partial)
		assert.Len(t, partial.Failures, 3)
		assert.EqualValues(t, 1, b.sent.Load())
	})
}

func TestTheEndOfCtxEndsABatchThatWaitsForAnotherAttempt(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		synctest.Test(t, func(t *testing.T) {
			b := openBank(t, sync, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 10, BaseDelay: time.Hour, MaxDelay: time.Hour}))
			b.db.Control(answerWith(types.BatchStatementErrorCodeEnumThrottlingError))
			ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			defer cancel()
			_, err := b.one.ExecuteBatch(ctx, []api.Statement{selects("a")})
			require.ErrorIs(t, err, context.DeadlineExceeded)
			var partial *api.PartialError
			require.ErrorAs(t, err, &partial, "the places are known all the same")
			var throttled *types.ThrottlingException
			require.ErrorAs(t, err, &throttled)
		})
	})
}

func TestABatchMakesSomeCallsAtATime(t *testing.T) {
	inBothFaces(t, func(t *testing.T, inSync bool) {
		synctest.Test(t, func(t *testing.T) {
			b := openBank(t, inSync)
			var mu sync.Mutex
			running, most := 0, 0
			b.db.Control(func(_ context.Context, r *local.Request) error {
				mu.Lock()
				running++
				most = max(most, running)
				mu.Unlock()
				r.After(func(_ context.Context, _ any, err error) error {
					time.Sleep(time.Second) // so that all that may run do
					mu.Lock()
					running--
					mu.Unlock()
					return err
				})
				return nil
			})
			statements := make([]api.Statement, 1000)
			for i := range statements {
				statements[i] = selects(fmt.Sprint(i))
			}
			_, err := b.one.ExecuteBatch(t.Context(), statements)
			require.NoError(t, err)
			assert.Equal(t, 8, most)
		})
	})
}

func TestAnItemThatDoesntFitFailsItsStatementAlone(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		b := openBank(t, sync)
		b.give(t, account{ID: "a", Balance: 1})
		_, err := b.truth.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: ptr("accounts"), Item: item{"id": text("b"), "balance": text("SECRET")}})
		require.NoError(t, err)
		both := []api.Statement{selects("b"), selects("a")}
		for name, execute := range map[string]func() ([]api.Result[account], error){
			"batch":       func() ([]api.Result[account], error) { return b.one.ExecuteBatch(t.Context(), both) },
			"transaction": func() ([]api.Result[account], error) { return b.one.ExecuteTransaction(t.Context(), both) },
		} {
			results, err := execute()
			var (
				partial *api.PartialError
				decode  *api.DecodeError
			)
			require.ErrorAs(t, err, &partial, name)
			require.Len(t, partial.Failures, 1)
			assert.Zero(t, partial.Failures[0].Index)
			require.ErrorAs(t, err, &decode)
			assert.NotContains(t, err.Error(), "SECRET")
			assert.Equal(t, 1, results[1].Item.Balance)
		}
	})
}

// badStatements are refused in batches and in transactions.
var badStatements = map[string]struct {
	statement api.Statement
	says      []string
}{
	"empty":            {api.Statement{Text: " \n"}, []string{"empty", "Text"}},
	"a limit":          {api.Statement{Text: "SELECT * FROM accounts", Limit: 1}, []string{"Limit", "Execute"}},
	"pages":            {api.Statement{Text: "SELECT * FROM accounts", PageSize: 1, Prefetch: 1, Start: "x", Last: new(api.Token)}, []string{"PageSize, Prefetch, Start, Last"}},
	"a bad parameter":  {api.Statement{Text: "SELECT * FROM accounts WHERE id = ?", Params: []any{"SECRET", failing{}}}, []string{"parameter 1", "failing"}},
	"a nil parameter":  {api.Statement{Text: "SELECT * FROM accounts WHERE id = ?", Params: []any{(*types.AttributeValueMemberS)(nil)}}, []string{"parameter 0", "nil"}},
	"a nil in another": {api.Statement{Text: "SELECT * FROM accounts WHERE id = ?", Params: []any{&types.AttributeValueMemberL{Value: []types.AttributeValue{nil}}}}, []string{"parameter 0", "nil"}},
}

// failing can't be marshalled, and says why with its content.
type failing struct{}

func (failing) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) {
	return nil, errors.New("SECRET")
}

func TestBadStatementsOfABatchAreNotSent(t *testing.T) {
	bad := map[string]struct {
		statement api.Statement
		says      []string
	}{"exists": {api.Statement{Text: "exists(SELECT * FROM accounts WHERE id = 'a')"}, []string{"EXISTS", "ExecuteTransaction"}}}
	for name, c := range badStatements {
		bad[name] = c
	}
	for name, c := range bad {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				b := openBank(t, sync)
				_, err := b.one.ExecuteBatch(t.Context(), []api.Statement{c.statement})
				requireNotSent(t, b, err, c.says...)
				assert.NotContains(t, err.Error(), "SECRET")

				results, err := b.one.ExecuteBatch(t.Context(), []api.Statement{insert("a", 1), c.statement, insert("b", 2)})
				var partial *api.PartialError
				require.ErrorAs(t, err, &partial)
				require.Len(t, partial.Failures, 1)
				assert.Equal(t, 1, partial.Failures[0].Index)
				assert.Len(t, results, 3)
				assert.True(t, b.has(t, "a").Found && b.has(t, "b").Found)
			})
		})
	}
}
