package tables

import (
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/tests/engines"
)

// statement is one on a table, which %s in its text stands for.
func (tb table[T]) statement(text string, params ...any) api.Statement {
	return api.Statement{Text: strings.ReplaceAll(text, "%s", `"`+tb.Name()+`"`), Params: params}
}

func TestExecuteReadsInPages(t *testing.T) {
	all := []string{"a0", "a1", "a2", "a3", "a4", "a5", "b0", "b1", "b2", "b3", "b4", "b5"}
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, shelf()...)
		of := orders.statement("SELECT * FROM %s WHERE customer = ?", "ann")
		for name, c := range map[string]struct {
			change func(*api.Statement)
			want   []string
		}{
			"all":             {func(*api.Statement) {}, all},
			"consistently":    {func(st *api.Statement) { st.Consistent = true }, all},
			"in pages":        {func(st *api.Statement) { st.PageSize = 5 }, all},
			"a few":           {func(st *api.Statement) { st.Limit = 5 }, all[:5]},
			"a few, in pages": {func(st *api.Statement) { st.Limit, st.PageSize, st.Prefetch = 7, 3, 1 }, all[:7]},
			"an item":         {func(st *api.Statement) { st.Text += " AND id = ?"; st.Params = []any{"ann", s("a3")} }, all[3:4]},
			"none":            {func(st *api.Statement) { st.Params = []any{"eve"} }, []string{}},
			"a filter":        {func(st *api.Statement) { st.Text += " AND total > 9"; st.PageSize = 2 }, all[10:]},
		} {
			t.Run(name, func(t *testing.T) {
				st := of
				c.change(&st)
				assert.Equal(t, c.want, ids(t, orders.Execute(t.Context(), st)))
			})
		}
		t.Run("in parts", func(t *testing.T) {
			assert.Equal(t, all, inParts(t, 4, func(limit int, start api.Token, last *api.Token) iter.Seq2[order, error] {
				st := of
				st.Limit, st.Start, st.Last, st.PageSize = limit, start, last, 3
				return orders.Execute(t.Context(), st)
			}))
		})
	})
}

func TestExecuteWrites(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		do := func(st api.Statement) ([]order, error) { return api.Collect(orders.Execute(t.Context(), st)) }
		got, err := do(orders.statement("INSERT INTO %s VALUE {'customer': ?, 'id': ?, 'total': ?}", "ann", "1", 5))
		require.NoError(t, err)
		assert.Empty(t, got)
		orders.holds(t, rawOrder("1", 5))

		got, err = do(orders.statement("UPDATE %s SET total = total + ? WHERE customer = 'ann' AND id = ? RETURNING ALL NEW *", 3, "1"))
		require.NoError(t, err)
		assert.Equal(t, []order{{Customer: "ann", ID: "1", Total: 8}}, got)
		orders.holds(t, rawOrder("1", 8))

		_, err = do(orders.statement("UPDATE %s SET total = 1 WHERE customer = 'ann' AND id = '1' AND total = 0"))
		requireConditionFailed(t, err)
		orders.holds(t, rawOrder("1", 8))

		_, err = do(orders.statement("DELETE FROM %s WHERE customer = 'ann' AND id = '1'"))
		require.NoError(t, err)
		orders.holds(t)
	})
}

func TestExecuteBatchAnswersEachStatementAtItsPlace(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, rawOrder("0", 0), rawOrder("1", 1))
		var statements []api.Statement
		for i := range 60 {
			statements = append(statements, orders.statement("INSERT INTO %s VALUE {'customer': 'ann', 'id': ?, 'total': ?}", fmt.Sprint(i), i))
		}
		statements[30].Text = strings.Replace(statements[30].Text, "INSERT INTO", "INSERT INT", 1)
		statements[31] = orders.statement("SELECT * FROM %s WHERE customer = 'ann' AND id = '1'")
		statements[32] = orders.statement("SELECT * FROM %s WHERE customer = 'bob' AND id = '1'")
		got, err := orders.ExecuteBatch(t.Context(), statements)
		require.Len(t, got, 60)
		requireFailures(t, err, 60, map[int]string{0: "DuplicateItem", 1: "DuplicateItem", 30: "ValidationException"})
		for i, r := range got {
			if i == 31 {
				assert.Equal(t, found(order{Customer: "ann", ID: "1", Total: 1}), r)
			} else {
				assert.Equal(t, none[order](), r, i)
			}
		}
		var want []attributes
		for i := range 60 {
			if i < 30 || i > 32 {
				want = append(want, rawOrder(fmt.Sprint(i), i))
			}
		}
		orders.holds(t, want...)
	})
}

func TestATransactionOfStatements(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, rawOrder("1", 1))
		insert := func(id string) api.Statement {
			return orders.statement("INSERT INTO %s VALUE {'customer': 'ann', 'id': ?, 'total': 2}", id)
		}
		_, err := orders.ExecuteTransaction(t.Context(), []api.Statement{insert("2"), orders.statement("UPDATE %s SET total = 9 WHERE customer = 'ann' AND id = '1'")})
		require.NoError(t, err)
		orders.holds(t, rawOrder("1", 9), rawOrder("2", 2))

		failing := orders.statement("UPDATE %s SET total = 0 WHERE customer = 'ann' AND id = '2' AND total = 7")
		failing.ReturnOnFailure = true
		_, err = orders.ExecuteTransaction(t.Context(), []api.Statement{insert("3"), failing})
		var failed *api.TransactionError
		require.ErrorAs(t, err, &failed)
		require.Len(t, failed.Failures, 1)
		assert.Equal(t, 1, failed.Failures[0].Index)
		assert.Equal(t, "ConditionalCheckFailed", failed.Failures[0].Code)
		if engines.Running() == engines.InProcess { // DynamoDB Local 1.25.1 doesn't return it
			assert.Equal(t, rawOrder("2", 2), failed.Failures[0].Item)
		}
		orders.holds(t, rawOrder("1", 9), rawOrder("2", 2))

		read := "SELECT * FROM %s WHERE customer = 'ann' AND id = ?"
		got, err := orders.ExecuteTransaction(t.Context(), []api.Statement{orders.statement(read, "2"), orders.statement(read, "3"), orders.statement(read, "1")})
		require.NoError(t, err)
		assert.Equal(t, []api.Result[order]{found(order{Customer: "ann", ID: "2", Total: 2}), none[order](), found(order{Customer: "ann", ID: "1", Total: 9})}, got)
	})
}
