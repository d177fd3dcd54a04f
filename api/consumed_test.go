package api_test

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// paid is an operation that consumes capacity, asked for natively and of an executor.
type paid struct {
	name   string
	in     any
	ask    eitherFace
	native func(ctx context.Context, sdk *dynamodb.Client) (any, error)
}

func paidOf[In, Out any](
	name string,
	async func(*api.Executor, context.Context, *In, ...func(*dynamodb.Options)) *api.Future[*Out],
	blocking func(*api.SyncExecutor, context.Context, *In, ...func(*dynamodb.Options)) (*Out, error),
	native func(*dynamodb.Client, context.Context, *In, ...func(*dynamodb.Options)) (*Out, error),
	in *In,
) paid {
	return paid{name, in, inEitherFace(async, blocking, in), func(ctx context.Context, sdk *dynamodb.Client) (any, error) { return native(sdk, ctx, in) }}
}

// allPaid are the operations that say what they consume, in an order in which each finds what it's about.
func allPaid(asked types.ReturnConsumedCapacity) []paid {
	id := func(s string) item { return item{"id": text(s), "kind": text("cup")} }
	key := func(s string) item { return item{"id": text(s)} }
	one := aws.String("SELECT * FROM stock WHERE id = 'a'")
	all := []paid{
		paidOf("PutItem", (*api.Executor).PutItem, (*api.SyncExecutor).PutItem, (*dynamodb.Client).PutItem,
			&dynamodb.PutItemInput{TableName: &stock, Item: id("a")}),
		paidOf("UpdateItem", (*api.Executor).UpdateItem, (*api.SyncExecutor).UpdateItem, (*dynamodb.Client).UpdateItem,
			&dynamodb.UpdateItemInput{TableName: &stock, Key: key("a"), UpdateExpression: aws.String("SET n = :n"), ExpressionAttributeValues: item{":n": number(1)}}),
		paidOf("BatchWriteItem", (*api.Executor).BatchWriteItem, (*api.SyncExecutor).BatchWriteItem, (*dynamodb.Client).BatchWriteItem,
			&dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{
				stock:  {{PutRequest: &types.PutRequest{Item: id("b")}}},
				orders: {{PutRequest: &types.PutRequest{Item: key("b")}}},
			}}),
		paidOf("TransactWriteItems", (*api.Executor).TransactWriteItems, (*api.SyncExecutor).TransactWriteItems, (*dynamodb.Client).TransactWriteItems,
			&dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{Put: &types.Put{TableName: &stock, Item: id("c")}}}}),
		paidOf("GetItem", (*api.Executor).GetItem, (*api.SyncExecutor).GetItem, (*dynamodb.Client).GetItem,
			&dynamodb.GetItemInput{TableName: &stock, Key: key("a")}),
		paidOf("BatchGetItem", (*api.Executor).BatchGetItem, (*api.SyncExecutor).BatchGetItem, (*dynamodb.Client).BatchGetItem,
			&dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{stock: {Keys: []item{key("a")}}, orders: {Keys: []item{key("b")}}}}),
		paidOf("TransactGetItems", (*api.Executor).TransactGetItems, (*api.SyncExecutor).TransactGetItems, (*dynamodb.Client).TransactGetItems,
			&dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{{Get: &types.Get{TableName: &stock, Key: key("a")}}}}),
		paidOf("Query", (*api.Executor).Query, (*api.SyncExecutor).Query, (*dynamodb.Client).Query,
			&dynamodb.QueryInput{TableName: &stock, IndexName: aws.String("by-kind"), KeyConditionExpression: aws.String("kind = :k"), ExpressionAttributeValues: item{":k": text("cup")}}),
		paidOf("Scan", (*api.Executor).Scan, (*api.SyncExecutor).Scan, (*dynamodb.Client).Scan, &dynamodb.ScanInput{TableName: &stock}),
		paidOf("ExecuteStatement", (*api.Executor).ExecuteStatement, (*api.SyncExecutor).ExecuteStatement, (*dynamodb.Client).ExecuteStatement,
			&dynamodb.ExecuteStatementInput{Statement: one}),
		paidOf("BatchExecuteStatement", (*api.Executor).BatchExecuteStatement, (*api.SyncExecutor).BatchExecuteStatement, (*dynamodb.Client).BatchExecuteStatement,
			&dynamodb.BatchExecuteStatementInput{Statements: []types.BatchStatementRequest{{Statement: one}}}),
		paidOf("ExecuteTransaction", (*api.Executor).ExecuteTransaction, (*api.SyncExecutor).ExecuteTransaction, (*dynamodb.Client).ExecuteTransaction,
			&dynamodb.ExecuteTransactionInput{TransactStatements: []types.ParameterizedStatement{{Statement: one}}}),
		paidOf("DeleteItem", (*api.Executor).DeleteItem, (*api.SyncExecutor).DeleteItem, (*dynamodb.Client).DeleteItem,
			&dynamodb.DeleteItemInput{TableName: &stock, Key: key("a"), ReturnValues: types.ReturnValueAllOld}),
	}
	for _, p := range all {
		reflect.ValueOf(p.in).Elem().FieldByName("ReturnConsumedCapacity").Set(reflect.ValueOf(asked))
	}
	return all
}

// without is an output without what belongs to the one call.
func without(output any) any {
	field := reflect.ValueOf(output).Elem().FieldByName("ResultMetadata")
	field.SetZero()
	return output
}

func TestWhatTheExecutorAsksForItselfIsntSeen(t *testing.T) {
	for _, asked := range []types.ReturnConsumedCapacity{"", "NONE", "TOTAL", "INDEXES"} {
		t.Run("asked for "+string(asked), func(t *testing.T) {
			onStock(t, nil, func(t *testing.T, s *service) {
				twin := openService(t, nil) // where the same is done natively
				defer twin.close(t)
				twin.createIndexed(t, stock)
				for _, p := range allPaid(asked) {
					want, err := p.native(t.Context(), twin.sdk)
					require.NoError(t, err, p.name)
					got, err := p.ask(t.Context(), s.ex, s.sync)
					require.NoError(t, err, p.name)
					require.Equal(t, asked != "" && asked != "NONE", consumedIn(want) != nil, p.name)
					require.Equal(t, without(want), without(got), p.name)
					given := reflect.ValueOf(p.in).Elem().FieldByName("ReturnConsumedCapacity").Interface()
					require.Equal(t, asked, given, "%s: the input is the caller's", p.name)
				}
				require.Positive(t, s.stats(stock).Read.Used)
				require.Positive(t, s.stats(stock).Write.Used)
			})
		})
	}
}

// Those that share calls don't see it either.
func TestWhatBatchesOfTheExecutorsOwnConsumedIsntSeen(t *testing.T) {
	onStock(t, nil, func(t *testing.T, s *service) {
		require.NoError(t, s.all(t.Context(), 200, kindPuts).wait())
		var mu sync.Mutex
		shown := 0
		crowd := s.all(t.Context(), 200, func(i int) eitherFace {
			return func(ctx context.Context, ex *api.Executor, sync bool) (any, error) {
				out, err := getOf(stock, fmt.Sprint("kind", i))(ctx, ex, sync)
				mu.Lock()
				defer mu.Unlock()
				if err == nil && consumedIn(out) != nil {
					shown++
				}
				return out, err
			}
		})
		require.NoError(t, crowd.wait())
		assert.Zero(t, shown)
		stats := s.stats(stock)
		assert.InDelta(t, 200, stats.Read.Used, 1e-6)
		assert.InDelta(t, 200, stats.Write.Used, 1e-6)
		assert.InDelta(t, 200, stats.Indexes["by-kind"].Write.Used, 1e-6, "units of the index on its own account")
		assert.Positive(t, stats.BatchCalls)
	})
}

func TestWithoutConsumedCapacityInputsAreSentAsTheyAre(t *testing.T) {
	for _, asked := range []types.ReturnConsumedCapacity{"", "NONE", "TOTAL"} {
		t.Run("asked for "+string(asked), func(t *testing.T) {
			onStock(t, []api.Option{api.WithoutConsumedCapacity()}, func(t *testing.T, s *service) {
				sent := map[types.ReturnConsumedCapacity]int{}
				s.db.Control(func(_ context.Context, r *local.Request) error {
					if field := reflect.ValueOf(r.Input).Elem().FieldByName("ReturnConsumedCapacity"); field.IsValid() {
						sent[field.Interface().(types.ReturnConsumedCapacity)]++
					}
					return nil
				})
				for _, p := range allPaid(asked) {
					require.NoError(t, s.do(t.Context(), p.ask), p.name)
				}
				synctest.Wait()
				require.Equal(t, map[types.ReturnConsumedCapacity]int{asked: 13}, sent)
			})
		})
	}
}

// Then what was consumed is estimated, and limits hold by that.
func TestLimitsHoldByEstimatesWithoutConsumedCapacity(t *testing.T) {
	onService(t, []api.Option{api.WithoutConsumedCapacity(), api.WithLimits(orders, api.Limits{Read: api.UnitsPerSecond(20), Write: api.UnitsPerSecond(20)})}, func(t *testing.T, s *service) {
		require.NoError(t, s.all(t.Context(), 30, func(i int) eitherFace { return putOf(orders, weighing(fmt.Sprint(orders, i), 4)) }).wait())
		assert.InDelta(t, 120, s.stats(orders).Write.Used, 1e-6)
		assert.InDelta(t, 5, s.came()[len(s.came())-1].at.Seconds(), 1.5)
		from := s.came()[len(s.came())-1].at
		require.NoError(t, s.all(t.Context(), 120, gets(orders)).wait())
		assert.InDelta(t, 5, (s.came()[len(s.came())-1].at - from).Seconds(), 1.5)
	})
}
