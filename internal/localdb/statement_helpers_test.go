package localdb

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/codec"
)

// said is what an engine says to a request: JSON with 'quotes' for "quotes", or code and message, of a
// ValidationException the message alone.
func said(t testing.TB, e *Engine, input any) string {
	t.Helper()
	out, err := e.Do(t.Context(), input)
	if err != nil {
		var api smithy.APIError
		require.ErrorAs(t, err, &api)
		return strings.TrimPrefix(api.ErrorCode()+": "+api.ErrorMessage(), "ValidationException: ")
	}
	text, err := codec.Append(nil, out)
	require.NoError(t, err)
	return strings.ReplaceAll(string(text), `"`, "'")
}

// requireSaid requires that answer; what says which request it is.
func requireSaid(t *testing.T, e *Engine, input any, want, what string) {
	t.Helper()
	got := said(t, e, input)
	if strings.HasPrefix(want, "{") && strings.HasPrefix(got, "{") {
		assert.JSONEq(t, strings.ReplaceAll(want, "'", `"`), strings.ReplaceAll(got, "'", `"`), what)
		return
	}
	assert.Equal(t, want, got, what)
}

// utterance is a statement and its answer.
type utterance struct{ statement, answer string }

func requireStatements(t *testing.T, e *Engine, all []utterance) {
	t.Helper()
	for _, u := range all {
		requireSaid(t, e, &dynamodb.ExecuteStatementInput{Statement: &u.statement}, u.answer, u.statement)
	}
}

func batchOf(statements ...string) *dynamodb.BatchExecuteStatementInput {
	in := &dynamodb.BatchExecuteStatementInput{}
	for _, s := range statements {
		in.Statements = append(in.Statements, types.BatchStatementRequest{Statement: &s})
	}
	return in
}

func transactionOf(statements ...string) *dynamodb.ExecuteTransactionInput {
	in := &dynamodb.ExecuteTransactionInput{}
	for _, s := range statements {
		in.TransactStatements = append(in.TransactStatements, types.ParameterizedStatement{Statement: &s})
	}
	return in
}

// spoken has the table "things" with the items ("a", 1) to ("a", 3), all of which are in the global index
// by-g, and "plain", which is empty.
func spoken(t testing.TB) *Engine {
	e := things(t)
	for _, sk := range []string{"1", "2", "3"} {
		putInto(t, e, "things", avMap{"pk": s("a"), "sk": n(sk), "g": s("g")})
	}
	return e
}
