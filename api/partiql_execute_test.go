package api_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

func TestStatementsReadTheirPages(t *testing.T) {
	for name, test := range map[string]struct {
		statement api.Statement
		want      []int
	}{
		"a partition":       {api.Statement{Text: "SELECT * FROM readings WHERE sensor = ?", Params: []any{"a"}}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8}},
		"in small pages":    {api.Statement{Text: "SELECT * FROM readings WHERE sensor = 'a'", PageSize: 2}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8}},
		"consistent":        {api.Statement{Text: `SELECT * FROM readings WHERE sensor = 'a' AND "at" < ?`, Params: []any{3}, Consistent: true}, []int{0, 1, 2}},
		"a filter":          {api.Statement{Text: `SELECT * FROM readings WHERE sensor = 'a' AND "level" = 2`, PageSize: 1}, []int{2, 5, 8}},
		"a limit":           {api.Statement{Text: "SELECT * FROM readings WHERE sensor = 'a'", Limit: 4, PageSize: 3}, []int{0, 1, 2, 3}},
		"attribute values":  {api.Statement{Text: `SELECT * FROM readings WHERE sensor = ? AND "at" = ?`, Params: []any{text("a"), number(4)}}, []int{4}},
		"nothing":           {api.Statement{Text: "SELECT * FROM readings WHERE sensor = 'b'"}, []int{}},
		"in a global index": {api.Statement{Text: `SELECT * FROM readings."by-kind" WHERE kind = 'cold' AND "level" = 0`, PageSize: 1}, []int{3}},
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				s := openStation(t, sync, series("a", 9))
				assert.Equal(t, test.want, ats(gather(t, s.face.Execute(t.Context(), test.statement))))
				for _, in := range s.pages.asked() {
					consistent := in.(*dynamodb.ExecuteStatementInput).ConsistentRead
					assert.Equal(t, test.statement.Consistent, consistent != nil && *consistent)
				}
			})
		})
	}
}

func (s *station) has(t *testing.T, at int) bool {
	t.Helper()
	name := "readings"
	out, err := s.truth.GetItem(context.Background(), &dynamodb.GetItemInput{TableName: &name, Key: item{"sensor": text("a"), "at": number(at)}})
	require.NoError(t, err)
	return out.Item != nil
}

// A write is made once, and in the async face whether anybody asks for its items or not.
func TestStatementsThatWriteAreExecutedOnce(t *testing.T) {
	inBubbles(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, series("a", 3))
		insert := api.Statement{Text: "INSERT INTO readings VALUE {'sensor': 'a', 'at': ?, 'level': 1}", Params: []any{9}}
		seq := s.face.Execute(t.Context(), insert)
		synctest.Wait()
		require.Equal(t, !sync, s.has(t, 9), "in the sync face it's ranging that executes")
		require.Empty(t, gather(t, seq))
		require.True(t, s.has(t, 9))
		require.Len(t, s.pages.asked(), 1)

		gone := gather(t, s.face.Execute(t.Context(), api.Statement{Text: `DELETE FROM readings WHERE sensor = 'a' AND "at" = 2 RETURNING ALL OLD *`, Prefetch: 3}))
		require.Equal(t, []int{2}, ats(gone))
		require.False(t, s.has(t, 2))
		require.Len(t, s.pages.asked(), 2)
	})
}

func TestAStatementsFailedConditionMayHoldTheItem(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, series("a", 3))
		_, err := api.Collect(s.face.Execute(t.Context(), api.Statement{
			Text: `UPDATE readings SET "level" = 7 WHERE sensor = 'a' AND "at" = 1 AND "level" = 99`, ReturnOnFailure: true,
		}))
		var failed *types.ConditionalCheckFailedException
		require.ErrorAs(t, err, &failed)
		found, err := s.table.FailedItem(err)
		require.NoError(t, err)
		require.True(t, found.Found)
		require.Equal(t, 1, found.Item.At)
	})
}

func TestAStatementThatIsWithdrawnTellsThatItMayHaveBeenDone(t *testing.T) {
	inBubbles(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, nil)
		s.held(0)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() {
			_, err := api.Collect(s.face.Execute(ctx, api.Statement{Text: `DELETE FROM readings WHERE sensor = 'a' AND "at" = 2`}))
			done <- err
		}()
		synctest.Wait()
		cancel()
		err := <-done
		require.ErrorIs(t, err, context.Canceled)
		var operation *api.OperationError
		require.ErrorAs(t, err, &operation)
		require.Equal(t, api.Unknown, operation.Outcome)
	})
}

func TestStatementsThatCannotBeSentSayWhatToChange(t *testing.T) {
	for name, test := range map[string]struct {
		statement api.Statement
		says      []string
	}{
		"no text":                  {api.Statement{Text: " \n"}, []string{"empty", "Text"}},
		"a parameter that is none": {api.Statement{Text: "SELECT * FROM readings WHERE sensor = ?", Params: []any{make(chan string)}}, []string{"parameter 0"}},
		"a negative limit":         {api.Statement{Text: "SELECT * FROM readings", Limit: -1}, []string{"limit is -1"}},
		"a negative page size":     {api.Statement{Text: "SELECT * FROM readings", PageSize: -1}, []string{"page size is -1"}},
		"too much prefetch":        {api.Statement{Text: "SELECT * FROM readings", Prefetch: 1 << 20}, []string{"prefetch is 1048576"}},
		"a start that is none":     {api.Statement{Text: "SELECT * FROM readings", Start: "SECRET"}, []string{"start", "not one of ours"}},
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				s := openStation(t, sync, nil)
				_, err := api.Collect(s.face.Execute(t.Context(), test.statement))
				refusal(t, err, test.says)
				assert.Empty(t, s.pages.asked(), "something was sent")
			})
		})
	}
}

func TestStatementsThatAreThrottledAreExecutedAgain(t *testing.T) {
	inBubbles(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, series("a", 9))
		s.db.Control(local.On(local.Times(2, local.Fail(&types.ProvisionedThroughputExceededException{})), "ExecuteStatement"))
		require.Len(t, gather(t, s.face.Execute(t.Context(), api.Statement{Text: "SELECT * FROM readings", PageSize: 4})), 9)
	})
}
