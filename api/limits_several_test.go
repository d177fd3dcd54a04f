package api_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// PartiQL isn't held back, but what statements have written is owed by the writes after them.
func TestWrittenStatementsAreChargedAsWrites(t *testing.T) {
	onService(t, []api.Option{api.WithLimits(orders, writeLimit(10))}, func(t *testing.T, s *service) {
		require.NoError(t, s.do(t.Context(), putOf(orders, item{"id": text("first")})))
		insert := func(i int) eitherFace {
			return inEitherFace((*api.Executor).ExecuteStatement, (*api.SyncExecutor).ExecuteStatement, &dynamodb.ExecuteStatementInput{
				Statement: aws.String(fmt.Sprintf("INSERT INTO orders VALUE {'id': 'p%d'}", i)),
			})
		}
		require.NoError(t, s.all(t.Context(), 100, insert).wait())
		assert.Less(t, time.Since(s.began), time.Second)
		require.NoError(t, s.do(t.Context(), putOf(orders, item{"id": text("last")})))
		assert.InDelta(t, 9, time.Since(s.began).Seconds(), 1.5)
	})
}

func TestATransactionThatCantBeServedBeforeItsDeadlineFailsAtOnce(t *testing.T) {
	onService(t, []api.Option{api.WithLimits(orders, writeLimit(10))}, func(t *testing.T, s *service) {
		transaction := func(id string) eitherFace {
			return inEitherFace((*api.Executor).TransactWriteItems, (*api.SyncExecutor).TransactWriteItems, &dynamodb.TransactWriteItemsInput{
				TransactItems: []types.TransactWriteItem{{Put: &types.Put{TableName: aws.String(orders), Item: weighing(id, 100)}}},
			})
		}
		require.NoError(t, s.do(t.Context(), transaction("large"))) // 200 units: 19 seconds' worth of debt
		asked := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err := s.do(ctx, transaction("late"))
		assert.Zero(t, time.Since(asked), "at once")
		requireOutcome(t, err, api.NotSent, 0)
		var short *api.CapacityError
		require.ErrorAs(t, err, &short)
		assert.Equal(t, orders, short.Table)
		assert.InDelta(t, 19, short.Wait.Seconds(), 1)
		require.NoError(t, s.do(t.Context(), transaction("patient")))
		assert.InDelta(t, 19, time.Since(s.began).Seconds(), 1)
	})
}
