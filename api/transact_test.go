package api_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

func of(id string) api.Key { return api.Key{Partition: id} }

func atLeast(n int) expression.ConditionBuilder {
	return expression.Name("balance").GreaterThanEqual(expression.Value(n))
}

func TestATransactionDoesAllItsActionsAcrossTables(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		b := openBank(t, sync)
		b.give(t, account{ID: "a", Balance: 10}, account{ID: "old"}, account{ID: "open", Balance: 1})
		_, err := b.face.TransactWrite(t.Context(), []api.TxWrite{
			b.accounts.TxUpdate(of("a"), api.Changes(api.Increment("balance", -3)), api.If(atLeast(3))),
			b.one.TxPut(account{ID: "b", Balance: 3}, api.IfNotExists()),
			b.accounts.TxDelete(of("old"), api.IfExists()),
			b.accounts.TxCheck(of("open"), api.Exists("id"), api.If(atLeast(1))),
			b.entries.TxPut(entry{Account: "a", Number: 1, Amount: -3}),
		})
		require.NoError(t, err)
		assert.Equal(t, 7, b.has(t, "a").Item.Balance)
		assert.Equal(t, 3, b.has(t, "b").Item.Balance)
		assert.False(t, b.has(t, "old").Found)
		out, err := b.truth.Scan(t.Context(), &dynamodb.ScanInput{TableName: ptr("entries")})
		require.NoError(t, err)
		require.Len(t, out.Items, 1)
	})
}

func TestACancelledTransactionNamesTheActionsToBlameAndDoesNothing(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		b := openBank(t, sync)
		b.give(t, account{ID: "poor", Balance: 2, Note: "SECRET"}, account{ID: "taken", Note: "SECRET"})
		_, err := b.face.TransactWrite(t.Context(), []api.TxWrite{
			b.entries.TxPut(entry{Account: "poor", Number: 1}),
			b.accounts.TxUpdate(of("poor"), api.Changes(api.Increment("balance", -3)), api.If(atLeast(3)), api.ReturnOnFailure()),
			b.accounts.TxPut(account{ID: "new"}),
			b.accounts.TxPut(account{ID: "taken"}, api.IfNotExists()),
			b.accounts.TxCheck(of("missing"), api.Exists("id"), api.ReturnOnFailure()),
		})
		var (
			failed    *api.TransactionError
			cancelled *types.TransactionCanceledException
			operation *api.OperationError
		)
		require.ErrorAs(t, err, &failed)
		require.ErrorAs(t, err, &cancelled)
		require.ErrorAs(t, err, &operation)
		assert.Equal(t, api.Rejected, operation.Outcome)
		assert.Equal(t, "TransactWriteItems", operation.Operation.String())

		require.Len(t, failed.Failures, 3)
		for i, want := range []struct {
			index  int
			action string
			item   bool
		}{{1, "Update", true}, {3, "Put", false}, {4, "ConditionCheck", false}} {
			f := failed.Failures[i]
			assert.Equal(t, want.index, f.Index)
			assert.Equal(t, want.action, f.Action)
			assert.Equal(t, "accounts", f.Table)
			assert.Equal(t, "ConditionalCheckFailed", f.Code)
			assert.NotEmpty(t, f.Message)
			assert.Equal(t, want.item, f.Item != nil)
		}
		poor, derr := b.accounts.Decode(failed.Failures[0].Item)
		require.NoError(t, derr)
		assert.Equal(t, account{ID: "poor", Balance: 2, Note: "SECRET"}, poor)

		assert.Contains(t, err.Error(), `action 1 (Update on table "accounts"): ConditionalCheckFailed`)
		assert.Contains(t, err.Error(), `action 4 (ConditionCheck on table "accounts")`)
		for _, content := range []string{"SECRET", "poor", "taken", "missing"} {
			assert.NotContains(t, err.Error(), content)
		}
		assert.Equal(t, 2, b.has(t, "poor").Item.Balance)
		assert.False(t, b.has(t, "new").Found)
	})
}

func TestATransactionReadsAcrossTablesInOrder(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		b := openBank(t, sync)
		b.give(t, account{ID: "a", Balance: 7, Note: "n"})
		items, err := b.face.TransactGet(t.Context(), []api.TxGet{
			b.entries.TxGet(api.Key{Partition: "a", Sort: 1}),
			b.accounts.TxGet(of("a"), api.Project("id", "balance"), api.Consistent()),
			b.accounts.TxGet(of("missing")),
		})
		require.NoError(t, err)
		require.Len(t, items, 3)
		none, err := b.entries.From(items[0])
		require.NoError(t, err)
		assert.False(t, none.Found)
		a, err := b.accounts.From(items[1])
		require.NoError(t, err)
		assert.Equal(t, api.Result[account]{Item: account{ID: "a", Balance: 7}, Found: true}, a, "the note isn't in the projection")
		missing, err := b.accounts.Sync().From(items[2])
		require.NoError(t, err)
		assert.False(t, missing.Found)

		_, err = b.entries.From(items[1])
		require.ErrorContains(t, err, `"accounts"`)
		require.ErrorContains(t, err, `"entries"`)
		_, err = b.accounts.From(api.TxItem{Table: "accounts", Item: item{"balance": text("many")}})
		var decode *api.DecodeError
		require.ErrorAs(t, err, &decode)
	})
}

func TestAReadTransactionThatIsCancelledNamesTheGetsToBlame(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		b := openBank(t, sync)
		b.db.Control(local.On(local.Fail(&types.TransactionCanceledException{
			Message:             ptr("Transaction cancelled, please refer cancellation reasons for specific reasons [None, ValidationError]"),
			CancellationReasons: []types.CancellationReason{{Code: ptr("None")}, {Code: ptr("ValidationError"), Message: ptr("SECRET")}},
		}), "TransactGetItems"))
		_, err := b.face.TransactGet(t.Context(), []api.TxGet{
			b.accounts.TxGet(of("a")), b.entries.TxGet(api.Key{Partition: "a", Sort: 1}),
		})
		var failed *api.TransactionError
		require.ErrorAs(t, err, &failed)
		assert.Equal(t, []api.TxFailure{{Index: 1, Action: "Get", Table: "entries", Code: "ValidationError", Message: "SECRET"}}, failed.Failures)
		assert.NotContains(t, err.Error(), "SECRET")
	})
}

func TestATransactionThatCantBeDoneIsNotSent(t *testing.T) {
	large := strings.Repeat("x", 399<<10)
	for name, c := range map[string]struct {
		writes func(b *bank) []api.TxWrite
		opts   []api.TxOption
		says   []string
	}{
		"none":     {func(*bank) []api.TxWrite { return nil }, nil, []string{"no actions"}},
		"too many": {func(*bank) []api.TxWrite { return make([]api.TxWrite, 101) }, nil, []string{"101", "100", "split"}},
		"zero": {func(b *bank) []api.TxWrite {
			return []api.TxWrite{b.accounts.TxDelete(of("a")), {}, {}}
		}, nil, []string{"action 1", "action 2", "TxPut"}},
		"one item twice": {func(b *bank) []api.TxWrite {
			return []api.TxWrite{b.accounts.TxDelete(of("a")), b.accounts.TxDelete(of("b")), b.accounts.TxPut(account{ID: "a"})}
		}, nil, []string{"actions 0 and 2", "Delete and Put", `"accounts"`, "one action"}},
		"one item by two spellings of a number": {func(b *bank) []api.TxWrite {
			n := func(s string) api.Key { return api.Key{Partition: "k", Sort: &types.AttributeValueMemberN{Value: s}} }
			return []api.TxWrite{b.entries.TxDelete(n("1")), b.entries.TxDelete(n("2")), b.entries.TxCheck(n("1.0"), api.Exists("account"))}
		}, nil, []string{"actions 0 and 2", `"entries"`}},
		"too large": {func(b *bank) []api.TxWrite {
			var all []api.TxWrite
			for i := range 11 {
				all = append(all, b.accounts.TxPut(account{ID: fmt.Sprint(i), Note: large}))
			}
			return all
		}, nil, []string{"4 MB", "split"}},
		"an old item is asked for": {func(b *bank) []api.TxWrite {
			return []api.TxWrite{
				b.accounts.TxPut(account{ID: "a"}, api.ReturnOld()), b.accounts.TxDelete(of("b"), api.ReturnOld()),
				b.accounts.TxUpdate(of("c"), api.Changes(api.Set("note", "x")), api.ReturnOld()),
				b.accounts.TxCheck(of("d"), api.Exists("id"), api.ReturnOld()),
			}
		}, nil, []string{"action 0 (Put", "action 1 (Delete", "action 2 (Update", "action 3 (ConditionCheck", "ALL_OLD", "ReturnOnFailure"}},
		"keys of wrong types": {func(b *bank) []api.TxWrite {
			return []api.TxWrite{
				b.accounts.TxDelete(api.Key{Partition: 7}), b.accounts.TxCheck(api.Key{}, api.Exists("id")),
				b.accounts.TxUpdate(api.Key{Partition: "a", Sort: "x"}, api.Changes(api.Set("note", "x"))), b.accounts.TxPut(account{}),
			}
		}, nil, []string{"action 0 (Delete", "action 1 (ConditionCheck", "action 2 (Update", "action 3 (Put", `"id"`}},
		"conditions and updates that are empty": {func(b *bank) []api.TxWrite {
			return []api.TxWrite{
				b.accounts.TxCheck(of("a"), expression.ConditionBuilder{}), b.accounts.TxUpdate(of("b"), api.Changes()),
				b.accounts.TxDelete(of("c"), api.If(expression.ConditionBuilder{})),
			}
		}, nil, []string{"action 0 (ConditionCheck", "action 1 (Update", "action 2 (Delete", "condition"}},
		"an empty token": {func(b *bank) []api.TxWrite { return []api.TxWrite{b.accounts.TxDelete(of("a"))} },
			[]api.TxOption{api.WithTxToken("")}, []string{"token", "36"}},
		"a token that is too long": {func(b *bank) []api.TxWrite { return []api.TxWrite{b.accounts.TxDelete(of("a"))} },
			[]api.TxOption{nil, api.WithTxToken(strings.Repeat("t", 37))}, []string{"token", "37", "36"}},
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				b := openBank(t, sync)
				_, err := b.face.TransactWrite(t.Context(), c.writes(b), c.opts...)
				requireNotSent(t, b, err, c.says...)
			})
		})
	}
}

// requireNotSent checks that a request was refused for what those words say, and that nothing came.
func requireNotSent(t *testing.T, b *bank, err error, says ...string) {
	t.Helper()
	var operation *api.OperationError
	require.ErrorAs(t, err, &operation)
	assert.Equal(t, api.NotSent, operation.Outcome)
	assert.Zero(t, operation.Attempts)
	for _, part := range says {
		assert.ErrorContains(t, err, part)
	}
	assert.Zero(t, b.sent.Load(), "requests were sent")
}

func TestAReadTransactionThatCantBeDoneIsNotSent(t *testing.T) {
	for name, c := range map[string]struct {
		gets func(b *bank) []api.TxGet
		opts []api.TxOption
		says []string
	}{
		"none":     {func(*bank) []api.TxGet { return nil }, nil, []string{"no actions"}},
		"too many": {func(*bank) []api.TxGet { return make([]api.TxGet, 101) }, nil, []string{"101", "100"}},
		"zero":     {func(*bank) []api.TxGet { return make([]api.TxGet, 1) }, nil, []string{"action 0", "TxGet"}},
		"a key of a wrong type": {func(b *bank) []api.TxGet { return []api.TxGet{b.accounts.TxGet(api.Key{Partition: 1})} }, nil,
			[]string{"action 0 (Get", `"id"`}},
		"one item twice": {func(b *bank) []api.TxGet {
			return []api.TxGet{b.accounts.TxGet(of("a")), b.accounts.TxGet(of("a"))}
		}, nil, []string{"actions 0 and 1"}},
		"a token": {func(b *bank) []api.TxGet { return []api.TxGet{b.accounts.TxGet(of("a"))} },
			[]api.TxOption{api.WithTxToken("t")}, []string{"token"}},
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				b := openBank(t, sync)
				_, err := b.face.TransactGet(t.Context(), c.gets(b), c.opts...)
				requireNotSent(t, b, err, c.says...)
			})
		})
	}
}

// One key in two tables is two items, and so are its string and its number.
func TestItemsThatOnlyLookAlikeMayBeInOneTransaction(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		b := openBank(t, sync)
		copies, err := api.TableOf[account](b.ex, "copies")
		require.NoError(t, err)
		_, err = b.truth.CreateTable(t.Context(), tableInput("copies", "id", types.ScalarAttributeTypeS, "", ""))
		require.NoError(t, err)
		_, err = b.face.TransactWrite(t.Context(), []api.TxWrite{
			b.accounts.TxPut(account{ID: "a"}), copies.TxPut(account{ID: "a"}),
			b.entries.TxPut(entry{Account: "a", Number: 1}), b.entries.TxPut(entry{Account: "a", Number: 10}),
		})
		require.NoError(t, err)
	})
}

// An action names its table, and any executor can do it.
func TestATransactionTakesActionsOfAnotherExecutorsTables(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		b, other := openBank(t, sync), openBank(t, sync)
		_, err := b.face.TransactWrite(t.Context(), []api.TxWrite{other.accounts.TxPut(account{ID: "a", Balance: 1})})
		require.NoError(t, err)
		assert.True(t, b.has(t, "a").Found)
		assert.False(t, other.has(t, "a").Found)
	})
}

func TestATransactionWhoseAnswerIsLostIsAppliedOnce(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		synctest.Test(t, func(t *testing.T) {
			b := openBank(t, sync)
			b.db.Control(local.Times(2, local.On(local.DropAnswer(), "TransactWriteItems")))
			b.sent.Store(0)
			_, err := b.face.TransactWrite(t.Context(), []api.TxWrite{b.accounts.TxUpdate(of("a"), api.Changes(api.Increment("balance", 1)))})
			require.NoError(t, err)
			assert.EqualValues(t, 3, b.sent.Load())
			assert.Equal(t, 1, b.has(t, "a").Item.Balance)
		})
	})
}

func TestATransactionRepeatedWithItsTokenIsAppliedOnce(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		b := openBank(t, sync)
		token := api.WithTxToken(strings.Repeat("t", 36))
		add := func(n int) error {
			_, err := b.face.TransactWrite(t.Context(), []api.TxWrite{b.accounts.TxUpdate(of("a"), api.Changes(api.Increment("balance", n)))}, token)
			return err
		}
		require.NoError(t, add(1))
		require.NoError(t, add(1))
		assert.Equal(t, 1, b.has(t, "a").Item.Balance)

		err := add(2)
		var mismatch *types.IdempotentParameterMismatchException
		require.ErrorAs(t, err, &mismatch)
		var failed *api.TransactionError
		assert.False(t, errors.As(err, &failed), "it wasn't cancelled")
	})
}

func TestAConflictThatDoesntEndNamesItsActions(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		synctest.Test(t, func(t *testing.T) {
			b := openBank(t, sync, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 3, MaxDelay: time.Second}))
			b.db.Control(local.On(local.Fail(&types.TransactionCanceledException{
				Message:             ptr("Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]"),
				CancellationReasons: []types.CancellationReason{{Code: ptr("TransactionConflict")}},
			}), "TransactWriteItems"))
			_, err := b.face.TransactWrite(t.Context(), []api.TxWrite{b.accounts.TxPut(account{ID: "a"})})
			var failed *api.TransactionError
			require.ErrorAs(t, err, &failed)
			assert.Equal(t, []api.TxFailure{{Index: 0, Action: "Put", Table: "accounts", Code: "TransactionConflict"}}, failed.Failures)
			var operation *api.OperationError
			require.ErrorAs(t, err, &operation)
			assert.Equal(t, 3, operation.Attempts)
		})
	})
}

func TestATransactionErrorsTextIsBounded(t *testing.T) {
	e := &api.TransactionError{}
	assert.NotEmpty(t, e.Error())
	for i := range 100 {
		e.Failures = append(e.Failures, api.TxFailure{Index: i, Action: "Put", Table: "orders", Code: "TransactionConflict", Message: "SECRET"})
	}
	assert.Less(t, len(e.Error()), 1000)
	assert.Contains(t, e.Error(), "and 90 more")
	assert.NotContains(t, e.Error(), "SECRET")
}

func TestACancelledTransactionIsToldToCallbacksAndCombinatorsToo(t *testing.T) {
	b := openBank(t, false)
	f := b.ex.TransactWrite(t.Context(), []api.TxWrite{b.accounts.TxDelete(of("a"), api.IfExists())})
	told := make(chan error)
	f.Then(func(_ *dynamodb.TransactWriteItemsOutput, err error) { told <- err })
	var failed *api.TransactionError
	require.ErrorAs(t, <-told, &failed)
	_, err := api.All(f).Await(t.Context())
	failed = nil
	require.ErrorAs(t, err, &failed)
}
