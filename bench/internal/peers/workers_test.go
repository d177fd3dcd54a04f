package peers

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/bench/internal/items"
)

func errandTo(table, key string, attributes items.Item) *errand {
	return &errand{at: place{table, key}, item: attributes, done: make(chan error, 1)}
}

func TestAWorkerSendsFullBatchesAndThenWhatThereIs(t *testing.T) {
	for name, c := range map[string]struct {
		waiting int
		want    []int
	}{
		"a lone one":      {1, []int{1}},
		"less than full":  {24, []int{24}},
		"full":            {25, []int{25}},
		"more than full":  {60, []int{25, 25, 10}},
		"nothing waiting": {0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				queue := make(chan *errand, 100)
				for i := range c.waiting {
					queue <- errandTo(items.Table, fmt.Sprint(i), nil)
				}
				var sizes []int
				go work(ctx, queue, writeBatch, func(batch []*errand) { sizes = append(sizes, len(batch)) })
				synctest.Wait()
				require.Equal(t, c.want, sizes)
				cancel()
				synctest.Wait()
			})
		})
	}
}

// scripted answers batches by functions.
type scripted struct {
	write func(map[string][]types.WriteRequest) (map[string][]types.WriteRequest, error)
	read  func(map[string]types.KeysAndAttributes) *dynamodb.BatchGetItemOutput
}

func (s scripted) BatchWriteItem(_ context.Context, in *dynamodb.BatchWriteItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error) {
	unprocessed, err := s.write(in.RequestItems)
	return &dynamodb.BatchWriteItemOutput{UnprocessedItems: unprocessed}, err
}

func (s scripted) BatchGetItem(_ context.Context, in *dynamodb.BatchGetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	return s.read(in.RequestItems), nil
}

func TestOfSeveralPutsOfAKeyInABatchTheLastIsSent(t *testing.T) {
	var sent []map[string][]types.WriteRequest
	sdk := scripted{write: func(requests map[string][]types.WriteRequest) (map[string][]types.WriteRequest, error) {
		sent = append(sent, requests)
		return nil, nil
	}}
	item := func(n string) items.Item { return items.Item{"n": &types.AttributeValueMemberN{Value: n}} }
	put := func(n string) types.WriteRequest {
		return types.WriteRequest{PutRequest: &types.PutRequest{Item: item(n)}}
	}
	batch := []*errand{
		errandTo("a", "x", item("1")), errandTo("a", "y", item("2")), errandTo("b", "x", item("3")),
		errandTo("a", "x", item("4")), errandTo("a", "x", item("5")),
	}
	var w putWorker
	for range 2 { // a worker knows nothing of its batch before
		w.send(t.Context(), sdk, batch)
		for _, e := range batch {
			require.NoError(t, <-e.done)
		}
	}
	want := map[string][]types.WriteRequest{"a": {put("5"), put("2")}, "b": {put("3")}}
	require.Equal(t, []map[string][]types.WriteRequest{want, want}, sent)
}

func TestAKeyThatSeveralReadIsReadOnce(t *testing.T) {
	var asked []int
	sdk := scripted{read: func(keys map[string]types.KeysAndAttributes) *dynamodb.BatchGetItemOutput {
		asked = append(asked, len(keys["a"].Keys), len(keys["b"].Keys))
		return &dynamodb.BatchGetItemOutput{Responses: map[string][]items.Item{"a": {items.Key("x")}}}
	}}
	batch := []*errand{errandTo("a", "x", nil), errandTo("a", "x", nil), errandTo("b", "x", nil)}
	var w getWorker
	for range 2 {
		w.send(t.Context(), sdk, batch)
		require.NoError(t, <-batch[0].done)
		require.NoError(t, <-batch[1].done)
		require.ErrorIs(t, <-batch[2].done, errAbsent)
	}
	require.Equal(t, []int{1, 1, 1, 1}, asked)
}

func TestAFailedBatchFailsAllItsCallers(t *testing.T) {
	sdk := scripted{write: func(map[string][]types.WriteRequest) (map[string][]types.WriteRequest, error) { return nil, errBroken }}
	batch := []*errand{errandTo("a", "x", nil), errandTo("a", "y", nil)}
	new(putWorker).send(t.Context(), sdk, batch)
	for _, e := range batch {
		require.ErrorIs(t, <-e.done, errBroken)
	}
}

func TestWorkersOfAClosedStoreStopTryingAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		sdk := scripted{write: func(requests map[string][]types.WriteRequest) (map[string][]types.WriteRequest, error) {
			cancel(errBroken)
			return requests, nil
		}}
		e := errandTo("a", "x", nil)
		new(putWorker).send(ctx, sdk, []*errand{e})
		require.ErrorIs(t, <-e.done, errBroken)
	})
}
