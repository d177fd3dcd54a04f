package partiql

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// answer is what DynamoDB Local 1.25.1 answered to ExecuteStatement, with its tables as in
// the same file before each statement.
type answer struct {
	Statement  string
	Parameters []wire
	Items      []map[string]wire
	Code       string
	Message    string
}

func readAnswers(t *testing.T) (toyEngine, []answer) {
	t.Helper()
	data, err := os.ReadFile("testdata/local.json")
	require.NoError(t, err)
	var recorded struct {
		Tables  map[string][]map[string]wire
		Answers []answer
	}
	require.NoError(t, json.Unmarshal(data, &recorded))
	engine := toyEngine{}
	for name, items := range recorded.Tables {
		for _, item := range items {
			engine[name] = append(engine[name], unwrap(item))
		}
	}
	require.NotEmpty(t, recorded.Answers)
	return engine, recorded.Answers
}

func TestStatementsAreAnsweredAsByDynamoDBLocal(t *testing.T) {
	engine, answers := readAnswers(t)
	for _, a := range answers {
		if _, ok := deviations[a.Statement]; ok {
			continue
		}
		items, err := engine.execute(a.Statement, unwrapList(a.Parameters))
		assert.Equal(t, a.outcome(t), outcome(t, a, items, err), a.Statement)
	}
}

// A deviation that has become none should be taken off the list.
func TestDeviationsFromDynamoDBLocalAreStillSome(t *testing.T) {
	engine, answers := readAnswers(t)
	found := make(map[string]bool)
	for _, a := range answers {
		if _, ok := deviations[a.Statement]; !ok {
			continue
		}
		found[a.Statement] = true
		items, err := engine.execute(a.Statement, unwrapList(a.Parameters))
		assert.NotEqual(t, a.outcome(t), outcome(t, a, items, err), a.Statement)
	}
	for statement := range deviations {
		assert.True(t, found[statement], "was never asked: %s", statement)
	}
}

func (a answer) outcome(t *testing.T) []string {
	if a.Code != "" {
		return []string{a.Code + ": " + a.Message}
	}
	items := make([]Item, len(a.Items))
	for i, item := range a.Items {
		items[i] = unwrap(item)
	}
	return a.rows(t, items)
}

func outcome(t *testing.T, a answer, items []Item, err error) []string {
	if err != nil {
		var api smithy.APIError
		if !errors.As(err, &api) {
			return []string{err.Error()}
		}
		return []string{api.ErrorCode() + ": " + api.ErrorMessage()}
	}
	return a.rows(t, items)
}

// rows makes items comparable. Without ORDER BY their order means nothing.
func (a answer) rows(t *testing.T, items []Item) []string {
	rows := make([]string, len(items))
	for i, item := range items {
		rows[i] = text(t, item)
	}
	if !strings.Contains(strings.ToUpper(a.Statement), "ORDER BY") {
		slices.Sort(rows)
	}
	return rows
}
