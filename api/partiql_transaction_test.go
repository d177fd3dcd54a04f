package api_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

func TestATransactionOfStatementsReadsInOrder(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		b := openBank(t, sync)
		b.give(t, account{ID: "a", Balance: 1}, account{ID: "c", Balance: 3})
		read := selects("c")
		read.Consistent = true // as it is anyway
		results, err := b.one.ExecuteTransaction(t.Context(), []api.Statement{read, selects("b"), selects("a")})
		require.NoError(t, err)
		assert.Equal(t, []api.Result[account]{
			{Item: account{ID: "c", Balance: 3}, Found: true}, {}, {Item: account{ID: "a", Balance: 1}, Found: true},
		}, results)
	})
}

func TestATransactionOfStatementsWritesAllOrNothing(t *testing.T) {
	exists := func(id string) api.Statement {
		return api.Statement{Text: "EXISTS(SELECT * FROM accounts WHERE id = ? AND balance = 5)", Params: []any{id}}
	}
	inBothFaces(t, func(t *testing.T, sync bool) {
		b := openBank(t, sync)
		b.give(t, account{ID: "a", Balance: 5, Note: "SECRET"}, account{ID: "c", Balance: 5})
		results, err := b.one.ExecuteTransaction(t.Context(), []api.Statement{
			insert("b", 1), exists("c"), {Text: "UPDATE accounts SET balance = balance - 1 WHERE id = 'a'"},
		})
		require.NoError(t, err)
		assert.Equal(t, make([]api.Result[account], 3), results)
		assert.Equal(t, 4, b.has(t, "a").Item.Balance)
		assert.True(t, b.has(t, "b").Found)

		_, err = b.one.ExecuteTransaction(t.Context(), []api.Statement{
			insert("new", 1),
			{Text: "UPDATE accounts SET balance = 0 WHERE id = 'a' AND balance = 5", ReturnOnFailure: true},
			insert("b", 1),
		})
		var (
			failed    *api.TransactionError
			cancelled *types.TransactionCanceledException
			operation *api.OperationError
		)
		require.ErrorAs(t, err, &failed)
		require.ErrorAs(t, err, &cancelled)
		require.ErrorAs(t, err, &operation)
		assert.Equal(t, "ExecuteTransaction", operation.Operation.String())
		require.Len(t, failed.Failures, 2)
		assert.Equal(t, 1, failed.Failures[0].Index)
		assert.Equal(t, "Statement", failed.Failures[0].Action)
		assert.Equal(t, "ConditionalCheckFailed", failed.Failures[0].Code)
		was, derr := b.accounts.Decode(failed.Failures[0].Item)
		require.NoError(t, derr)
		assert.Equal(t, 4, was.Balance)
		assert.Equal(t, 2, failed.Failures[1].Index)
		assert.Equal(t, "DuplicateItem", failed.Failures[1].Code)
		assert.NotContains(t, err.Error(), "SECRET")
		assert.False(t, b.has(t, "new").Found)
	})
}

func TestATransactionOfStatementsIsAppliedOncePerToken(t *testing.T) {
	add := []api.Statement{{Text: "UPDATE accounts SET balance = balance + 1 WHERE id = 'a'"}}
	inBothFaces(t, func(t *testing.T, sync bool) {
		synctest.Test(t, func(t *testing.T) {
			b := openBank(t, sync)
			b.give(t, account{ID: "a"})
			b.db.Control(local.Times(1, local.On(local.DropAnswer(), "ExecuteTransaction")))
			_, err := b.one.ExecuteTransaction(t.Context(), add)
			require.NoError(t, err)
			assert.Equal(t, 1, b.has(t, "a").Item.Balance)
			for range 2 {
				_, err := b.one.ExecuteTransaction(t.Context(), add, api.WithTxToken("mine"))
				require.NoError(t, err)
			}
			assert.Equal(t, 2, b.has(t, "a").Item.Balance)
		})
	})
}

func TestBadTransactionsOfStatementsAreNotSent(t *testing.T) {
	cases := map[string]struct {
		statements []api.Statement
		opts       []api.TxOption
		says       []string
	}{
		"none":                 {nil, nil, []string{"no statements"}},
		"too many":             {slices.Repeat([]api.Statement{selects("a")}, 101), nil, []string{"101", "100", "split"}},
		"reads and writes":     {[]api.Statement{selects("a"), insert("b", 1)}, nil, []string{"statement 0 reads", "statement 1", "split"}},
		"reads and conditions": {[]api.Statement{selects("a"), {Text: "EXISTS(SELECT * FROM accounts WHERE id = 'b')"}}, nil, []string{"statement 0", "statement 1"}},
		"a long token":         {[]api.Statement{insert("b", 1)}, []api.TxOption{api.WithTxToken(strings.Repeat("t", 37))}, []string{"token", "37"}},
	}
	for name, c := range badStatements {
		c.says = append(c.says, "statement 1")
		cases[name] = struct {
			statements []api.Statement
			opts       []api.TxOption
			says       []string
		}{[]api.Statement{selects("a"), c.statement}, nil, c.says}
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				b := openBank(t, sync)
				_, err := b.one.ExecuteTransaction(t.Context(), c.statements, c.opts...)
				requireNotSent(t, b, err, c.says...)
				assert.NotContains(t, err.Error(), "SECRET")
			})
		})
	}
}
