package local

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
)

func puts(names ...string) (all []types.WriteRequest) {
	for _, name := range names {
		all = append(all, types.WriteRequest{PutRequest: &types.PutRequest{Item: item(name)}})
	}
	return all
}

func keys(names ...string) types.KeysAndAttributes {
	k := types.KeysAndAttributes{ConsistentRead: aws.Bool(true), ProjectionExpression: aws.String("pk")}
	for _, name := range names {
		k.Keys = append(k.Keys, item(name))
	}
	return k
}

func TestABatchOfWritesIsAppliedInPart(t *testing.T) {
	all := map[string][]types.WriteRequest{"b": puts("3", "4", "5"), "a": puts("1", "2")}
	for kept, test := range map[int]struct {
		applied, unprocessed map[string][]types.WriteRequest
	}{
		1: {map[string][]types.WriteRequest{"a": puts("1")}, map[string][]types.WriteRequest{"a": puts("2"), "b": puts("3", "4", "5")}},
		2: {map[string][]types.WriteRequest{"a": puts("1", "2")}, map[string][]types.WriteRequest{"b": puts("3", "4", "5")}},
		4: {map[string][]types.WriteRequest{"a": puts("1", "2"), "b": puts("3", "4")}, map[string][]types.WriteRequest{"b": puts("5")}},
		5: {all, nil},
		9: {all, nil},
	} {
		t.Run(fmt.Sprint(kept), func(t *testing.T) {
			var applied map[string][]types.WriteRequest
			db := withEngine(t, func(_ context.Context, in any) (any, error) {
				applied = in.(*dynamodb.BatchWriteItemInput).RequestItems
				return &dynamodb.BatchWriteItemOutput{}, nil
			})
			db.Control(Partial(kept))
			db.Control(Partial(kept + 1)) // the smaller one counts
			out, err := db.Client().BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: all})
			require.NoError(t, err)
			require.Equal(t, test.applied, applied)
			if test.unprocessed == nil {
				require.Empty(t, out.UnprocessedItems)
				return
			}
			require.Equal(t, test.unprocessed, out.UnprocessedItems)
		})
	}
}

func TestABatchOfReadsIsAppliedInPartAndKeepsItsParameters(t *testing.T) {
	var applied map[string]types.KeysAndAttributes
	db := withEngine(t, func(_ context.Context, in any) (any, error) {
		applied = in.(*dynamodb.BatchGetItemInput).RequestItems
		return &dynamodb.BatchGetItemOutput{}, nil
	})
	db.Control(Partial(3))
	out, err := db.Client().BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{
		RequestItems: map[string]types.KeysAndAttributes{"b": keys("3", "4", "5"), "a": keys("1", "2")},
	})
	require.NoError(t, err)
	require.Equal(t, map[string]types.KeysAndAttributes{"a": keys("1", "2"), "b": keys("3")}, applied)
	require.Equal(t, map[string]types.KeysAndAttributes{"b": keys("4", "5")}, out.UnprocessedKeys)
}

func TestWhatTheEngineLeavesUnprocessedComesFirst(t *testing.T) {
	db := withEngine(t, func(_ context.Context, in any) (any, error) {
		switch in.(type) {
		case *dynamodb.BatchGetItemInput:
			return &dynamodb.BatchGetItemOutput{UnprocessedKeys: map[string]types.KeysAndAttributes{"a": keys("1"), "c": keys("9")}}, nil
		}
		return &dynamodb.BatchWriteItemOutput{UnprocessedItems: map[string][]types.WriteRequest{"a": puts("1")}}, nil
	})
	db.Control(Partial(1))
	reads, err := db.Client().BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{"a": keys("1", "2")}})
	require.NoError(t, err)
	require.Equal(t, map[string]types.KeysAndAttributes{"a": keys("1", "2"), "c": keys("9")}, reads.UnprocessedKeys)
	writes, err := db.Client().BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"a": puts("1", "2")}})
	require.NoError(t, err)
	require.Equal(t, map[string][]types.WriteRequest{"a": puts("1", "2")}, writes.UnprocessedItems)
}

func TestABatchOfWhichNothingIsAppliedIsThrottled(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	for _, kept := range []int{0, -3} {
		remove := db.Control(Partial(kept))
		_, err := db.Client(once).BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"a": puts("1")}})
		var exceeded *types.ProvisionedThroughputExceededException
		require.ErrorAs(t, err, &exceeded)
		_, err = db.Client(once).BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{"a": keys("1")}})
		require.ErrorAs(t, err, &exceeded)
		remove()
	}
	require.Zero(t, n.Load())
}

func TestARefusedBatchHasNothingUnprocessed(t *testing.T) {
	db := withEngine(t, func(context.Context, any) (any, error) { return nil, &types.ResourceNotFoundException{} })
	db.Control(Partial(1))
	_, err := db.Client(once).BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"a": puts("1", "2")}})
	var missing *types.ResourceNotFoundException
	require.ErrorAs(t, err, &missing)
}

// The engine refuses it for the value that is no value, and so must the DB, wherever it stands.
func TestABatchWithAnUnreadableValueIsNotCut(t *testing.T) {
	db, err := New()
	require.NoError(t, err)
	db.Control(Partial(1))
	w := serve(db, request("BatchWriteItem", `{"RequestItems":{"orders":[{"PutRequest":{"Item":{"pk":{"S":"1"}}}},{"PutRequest":{"Item":{"pk":{}}}}]}}`))
	require.Equal(t, 400, w.Code)
	require.Contains(t, w.Body.String(), "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
}
