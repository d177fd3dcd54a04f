package localdb

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/codec"
)

// send carries out a request that is written as in DynamoDB's API reference. 'quotes' stand for "quotes".
func send(t testing.TB, e *Engine, operation, request string) (any, error) {
	t.Helper()
	in := NewInput(operation)
	require.NotNil(t, in)
	err := codec.Decode([]byte(strings.ReplaceAll(request, "'", `"`)), in)
	var bad *codec.ValueError
	if !errors.As(err, &bad) { // the engine is to find bad values
		require.NoError(t, err)
	}
	return e.Do(t.Context(), in)
}

// answer returns what an engine says to a request, as JSON or as code and message.
func answerTo(t testing.TB, e *Engine, operation, request string) string {
	t.Helper()
	out, err := send(t, e, operation, request)
	if err != nil {
		var api smithy.APIError
		require.ErrorAs(t, err, &api)
		return api.ErrorCode() + ": " + api.ErrorMessage()
	}
	text, err := codec.Append(nil, out)
	require.NoError(t, err)
	return strings.ReplaceAll(string(text), `"`, "'")
}

// exchange is a request and its answer. An answer that ends with "..." is the beginning of one; a
// ValidationException is written without its code.
type exchange struct{ operation, request, answer string }

func requireExchanges(t *testing.T, e *Engine, exchanges []exchange) {
	t.Helper()
	for _, x := range exchanges {
		got := strings.TrimPrefix(answerTo(t, e, x.operation, x.request), "ValidationException: ")
		if begin, ok := strings.CutSuffix(x.answer, "..."); ok {
			assert.True(t, strings.HasPrefix(got, begin), "%s %.200s\n%s", x.operation, x.request, got)
			continue
		}
		if strings.HasPrefix(x.answer, "{") && strings.HasPrefix(got, "{") {
			assert.JSONEq(t, strings.ReplaceAll(x.answer, "'", `"`), strings.ReplaceAll(got, "'", `"`), "%s %.200s", x.operation, x.request)
			continue
		}
		assert.Equal(t, x.answer, got, "%s %.200s", x.operation, x.request)
	}
}

// things has a table with a sort key, a local index and two global ones, and one with neither.
func things(t testing.TB) *Engine {
	e := New(Config{})
	createTable(t, e, tableSpec{
		name: "things", pk: "pk", sk: "sk:N",
		local:  []indexSpec{{name: "by-l", sk: "l:N", include: []string{"x"}}},
		global: []indexSpec{{name: "by-gb", pk: "g", sk: "b:B"}, {name: "by-g", pk: "g", keysOnly: true}},
	})
	createTable(t, e, tableSpec{name: "plain"})
	return e
}

func s(v string) types.AttributeValue { return &types.AttributeValueMemberS{Value: v} }
func n(v string) types.AttributeValue { return &types.AttributeValueMemberN{Value: v} }
