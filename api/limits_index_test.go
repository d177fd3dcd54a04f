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

// stock is a table with the index by-kind.
var stock, stockByKind = "stock", "stock/by-kind"

// onStock is onService with that table, whose schema is given.
func onStock(t *testing.T, opts []api.Option, test func(t *testing.T, s *service)) {
	t.Helper()
	onService(t, append([]api.Option{api.WithKeySchema(stock, "id", "")}, opts...), func(t *testing.T, s *service) {
		s.createIndexed(t, stock)
		test(t, s)
	})
}

// kindPuts are puts of items that are in the index.
func kindPuts(i int) eitherFace {
	return putOf(stock, item{"id": text(fmt.Sprint("kind", i)), "kind": text("cup")})
}

func queryIndex(int) eitherFace {
	return inEitherFace((*api.Executor).Query, (*api.SyncExecutor).Query, &dynamodb.QueryInput{
		TableName: &stock, IndexName: aws.String("by-kind"), KeyConditionExpression: aws.String("kind = :k"),
		ExpressionAttributeValues: item{":k": text("cup")},
	})
}

func scanIndex(int) eitherFace {
	return inEitherFace((*api.Executor).Scan, (*api.SyncExecutor).Scan, &dynamodb.ScanInput{TableName: &stock, IndexName: aws.String("by-kind")})
}

// An index has capacity of its own, so its queries leave the table's alone.
func TestALimitOfAnIndexHoldsForReadsOfIt(t *testing.T) {
	onStock(t, []api.Option{api.WithIndexLimits(stock, "by-kind", readLimit(10))}, func(t *testing.T, s *service) {
		for i := range 20 { // 2 to 4 KB: half a unit for a query that is eventually consistent
			_, err := s.sdk.PutItem(s.aside(t), &dynamodb.PutItemInput{TableName: &stock, Item: item{"id": text(fmt.Sprint("kind", i)), "kind": text("cup"), "v": weighing("", 2)["v"]}})
			require.NoError(t, err)
		}
		reads := s.all(t.Context(), 30, func(i int) eitherFace {
			if i%2 == 0 {
				return scanIndex(i)
			}
			return queryIndex(i)
		})
		require.NoError(t, s.all(t.Context(), 500, gets(stock)).wait())
		assert.Less(t, time.Since(s.began), time.Second, "reads of the table don't wait for the index")
		require.NoError(t, reads.wait())
		used := s.used(stockByKind)
		require.Greater(t, used, 100.0)
		assert.InDelta(t, used/10, time.Since(s.began).Seconds(), 3)
		assert.InDelta(t, used, s.stats(stock).Indexes["by-kind"].Read.Used, 1e-6)
		assert.EqualValues(t, 10, s.stats(stock).Indexes["by-kind"].Read.Limit)
	})
}

func TestALimitOfAnIndexHoldsForWritesThatTouchIt(t *testing.T) {
	onStock(t, []api.Option{api.WithIndexLimits(stock, "by-kind", writeLimit(20))}, func(t *testing.T, s *service) {
		require.NoError(t, s.all(t.Context(), 100, kindPuts).wait())
		assert.InDelta(t, 100, s.used(stockByKind), 1e-6)
		assert.InDelta(t, 4.5, time.Since(s.began).Seconds(), 1)
		keeps(t, s.came(), stockByKind, 20, time.Second)
	})
}

// Only what DescribeTable says tells which attributes an index needs, so the schema isn't given here.
func TestPutsWithoutAnIndexesKeyDontWaitForIt(t *testing.T) {
	onService(t, []api.Option{api.WithIndexLimits(stock, "by-kind", writeLimit(5))}, func(t *testing.T, s *service) {
		s.createIndexed(t, stock)
		touching := s.all(t.Context(), 40, kindPuts)
		require.NoError(t, s.all(t.Context(), 500, puts(stock)).wait())
		assert.Less(t, time.Since(s.began), time.Second)
		require.Less(t, s.used(stockByKind), 20.0)
		waiting := s.stats(stock).Waiting
		assert.NotZero(t, waiting.Index)
		require.NoError(t, touching.wait())
		assert.InDelta(t, 7.5, time.Since(s.began).Seconds(), 1.5)
	})
}

func TestALimitOfAnIndexIsChangedWhileRequestsWait(t *testing.T) {
	onStock(t, nil, func(t *testing.T, s *service) {
		require.NoError(t, s.setter().SetIndexLimits(stock, "by-kind", writeLimit(1)))
		load := s.all(t.Context(), 100, kindPuts)
		time.Sleep(10 * time.Second)
		assert.Less(t, s.used(stockByKind), 15.0)
		require.NoError(t, s.setter().SetIndexLimits(stock, "by-kind", api.Limits{}))
		changed := time.Now()
		require.NoError(t, load.wait())
		assert.Less(t, time.Since(changed), time.Second)
	})
}

// batchOf writes n items of the table, transactionOf does it in one transaction, for twice the units.
func batchOf(table, name string, n int) eitherFace {
	var writes []types.WriteRequest
	for i := range n {
		writes = append(writes, types.WriteRequest{PutRequest: &types.PutRequest{Item: item{"id": text(fmt.Sprint(name, i))}}})
	}
	return inEitherFace((*api.Executor).BatchWriteItem, (*api.SyncExecutor).BatchWriteItem, &dynamodb.BatchWriteItemInput{
		RequestItems: map[string][]types.WriteRequest{table: writes},
	})
}

func transactionOf(table, name string, n int) eitherFace {
	var writes []types.TransactWriteItem
	for i := range n {
		writes = append(writes, types.TransactWriteItem{Put: &types.Put{TableName: &table, Item: item{"id": text(fmt.Sprint(name, i))}}})
	}
	return inEitherFace((*api.Executor).TransactWriteItems, (*api.SyncExecutor).TransactWriteItems, &dynamodb.TransactWriteItemsInput{TransactItems: writes})
}

func transactionOfGets(table string, n int) eitherFace {
	var reads []types.TransactGetItem
	for i := range n {
		reads = append(reads, types.TransactGetItem{Get: &types.Get{TableName: &table, Key: item{"id": text(fmt.Sprint(i))}}})
	}
	return inEitherFace((*api.Executor).TransactGetItems, (*api.SyncExecutor).TransactGetItems, &dynamodb.TransactGetItemsInput{TransactItems: reads})
}

func batchOfGets(table string, n int) eitherFace {
	var keys []item
	for i := range n {
		keys = append(keys, item{"id": text(fmt.Sprint(i))})
	}
	return inEitherFace((*api.Executor).BatchGetItem, (*api.SyncExecutor).BatchGetItem, &dynamodb.BatchGetItemInput{
		RequestItems: map[string]types.KeysAndAttributes{table: {Keys: keys, ConsistentRead: aws.Bool(true)}},
	})
}

func TestBatchesAndTransactionsOfTheUsersOwnKeepTheTablesLimit(t *testing.T) {
	for name, test := range map[string]struct {
		ask   func(name string) eitherFace
		units float64 // of one
	}{
		"BatchWriteItem":     {func(name string) eitherFace { return batchOf(orders, name, 5) }, 5},
		"BatchGetItem":       {func(string) eitherFace { return batchOfGets(orders, 5) }, 5},
		"TransactWriteItems": {func(name string) eitherFace { return transactionOf(orders, name, 5) }, 10},
		"TransactGetItems":   {func(string) eitherFace { return transactionOfGets(orders, 5) }, 10},
	} {
		t.Run(name, func(t *testing.T) {
			limits := api.Limits{Read: api.UnitsPerSecond(25), Write: api.UnitsPerSecond(25)}
			onService(t, []api.Option{api.WithLimits(orders, limits)}, func(t *testing.T, s *service) {
				const n = 30
				require.NoError(t, s.all(t.Context(), n, func(i int) eitherFace { return test.ask(fmt.Sprint("n", i, "-")) }).wait())
				assert.InDelta(t, n*test.units, s.used(orders), 1e-6)
				keeps(t, s.came(), orders, 25, time.Second)
				assert.InDelta(t, (n*test.units-25)/25, time.Since(s.began).Seconds(), 1.5)
			})
		})
	}
}

// They share the limit with requests on single items, and neither starves the other.
func TestTransactionsShareALimitWithSingleItems(t *testing.T) {
	onService(t, []api.Option{api.WithLimits(orders, writeLimit(50))}, func(t *testing.T, s *service) {
		singles := s.all(t.Context(), 250, puts(orders))
		transactions := s.all(t.Context(), 25, func(i int) eitherFace { return transactionOf(orders, fmt.Sprint("t", i, "-"), 5) })
		require.NoError(t, transactions.wait())
		require.NoError(t, singles.wait())
		assert.InDelta(t, 9.5, time.Since(s.began).Seconds(), 1.5)
		keepsBut(t, s.came(), orders, 50, time.Second, 2) // they're sent by two actors
	})
}

// What names a table that has nothing left doesn't hold up what names others.
func TestATransactionWaitsForItsOwnTablesOnly(t *testing.T) {
	onStock(t, []api.Option{api.WithLimits(orders, writeLimit(1))}, func(t *testing.T, s *service) {
		slow := s.all(t.Context(), 5, func(i int) eitherFace { return transactionOf(orders, fmt.Sprint("t", i, "-"), 2) })
		require.NoError(t, s.all(t.Context(), 20, func(i int) eitherFace { return transactionOf(stock, fmt.Sprint("t", i, "-"), 2) }).wait())
		assert.Less(t, time.Since(s.began), time.Second)
		require.NoError(t, slow.wait())
		assert.Greater(t, time.Since(s.began), 10*time.Second)
	})
}

// PartiQL isn't held back, but what it has consumed is owed by those after it.
func TestStatementsAreChargedAfterwards(t *testing.T) {
	onService(t, []api.Option{api.WithLimits(orders, readLimit(10))}, func(t *testing.T, s *service) {
		require.NoError(t, s.do(t.Context(), getOf(orders, "first")))
		get := inEitherFace((*api.Executor).ExecuteStatement, (*api.SyncExecutor).ExecuteStatement, &dynamodb.ExecuteStatementInput{
			Statement: aws.String("SELECT * FROM orders WHERE id = 'first'"), ConsistentRead: aws.Bool(true),
		})
		require.NoError(t, s.all(t.Context(), 100, func(int) eitherFace { return get }).wait())
		assert.Less(t, time.Since(s.began), time.Second)
		require.NoError(t, s.do(t.Context(), getOf(orders, "last")))
		assert.InDelta(t, 9, time.Since(s.began).Seconds(), 1.5)
	})
}

func TestRequestsThatWaitForAnIndexEndWithTheirCtx(t *testing.T) {
	onStock(t, []api.Option{api.WithIndexLimits(stock, "by-kind", writeLimit(0.1))}, func(t *testing.T, s *service) {
		ctx, cancel := context.WithCancel(t.Context())
		load := s.all(ctx, 30, kindPuts)
		time.Sleep(time.Second)
		cancel()
		err := load.wait()
		require.ErrorIs(t, err, context.Canceled)
		assert.Less(t, time.Since(s.began), 2*time.Second)
		for _, err := range load.errs {
			if err != nil {
				requireOutcome(t, err, api.NotSent, 0)
			}
		}
	})
}
