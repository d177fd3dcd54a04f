package peers

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// engine answers batches after 3 ms. Of every second one it leaves the first
// half unprocessed.
type engine struct {
	book
	calls atomic.Int32
	fail  int32 // the number of the call that fails, if any

	answer func([]items.Item) []items.Item // what reads are answered, if not the items
}

// serve returns how many of n entries stay unprocessed.
func (e *engine) serve(n int, keyOf func(i int) items.Item) (unprocessed int, err error) {
	call := e.calls.Add(1)
	if call == e.fail {
		return 0, errBroken
	}
	if call%2 == 0 {
		unprocessed = n / 2
	}
	var keys []string
	for i := unprocessed; i < n; i++ {
		key, err := items.KeyOf(keyOf(i))
		if err != nil {
			return 0, err
		}
		keys = append(keys, key)
	}
	e.enter(keys...)
	defer e.leave()
	time.Sleep(3 * time.Millisecond)
	return unprocessed, nil
}

func (e *engine) BatchWriteItem(_ context.Context, in *dynamodb.BatchWriteItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error) {
	batch := in.RequestItems[items.Table]
	n, err := e.serve(len(batch), func(i int) items.Item { return batch[i].PutRequest.Item })
	out := &dynamodb.BatchWriteItemOutput{}
	if n > 0 {
		out.UnprocessedItems = map[string][]types.WriteRequest{items.Table: batch[:n]}
	}
	return out, err
}

func (e *engine) BatchGetItem(_ context.Context, in *dynamodb.BatchGetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	keys := in.RequestItems[items.Table].Keys
	n, err := e.serve(len(keys), func(i int) items.Item { return keys[i] })
	found := keys[n:]
	if e.answer != nil {
		found = e.answer(found)
	}
	out := &dynamodb.BatchGetItemOutput{Responses: map[string][]items.Item{items.Table: found}}
	if n > 0 {
		out.UnprocessedKeys = map[string]types.KeysAndAttributes{items.Table: {Keys: keys[:n]}}
	}
	return out, err
}

// workersOf are both kinds of workers, in front of one engine.
var workersOf = map[string]func(*engine) Peer{
	"write": func(e *engine) Peer { return BatchWriteWorkers("", 3, 2, e) },
	"get":   func(e *engine) Peer { return BatchGetWorkers("", 3, 2, e) },
}

func TestBatchWorkersSendAgainWhatWasUnprocessed(t *testing.T) {
	for name, workers := range workersOf {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var e engine
				result, err := run(workers(&e), 30*time.Millisecond)
				require.NoError(t, err)
				require.Equal(t, 3, e.most)
				require.Greater(t, e.calls.Load(), int32(6))
				e.requireAll(t, result)
			})
		})
	}
}

func TestAFailedBatchFailsTheRunWithoutHangingIt(t *testing.T) {
	for name, workers := range workersOf {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := engine{fail: 3}
				_, err := run(workers(&e), 30*time.Millisecond)
				require.ErrorIs(t, err, errBroken)
			})
		})
	}
}

func TestBatchGetWorkersCheckTheirAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		answer func([]items.Item) []items.Item
		want   string
	}{
		"missing": {func(all []items.Item) []items.Item { return all[1:] }, "items are missing"},
		"twice":   {func(all []items.Item) []items.Item { return append(all[:1:1], all...) }, "wasn't asked for, or twice"},
		"foreign": {func(all []items.Item) []items.Item { return []items.Item{items.Key("other")} }, "wasn't asked for"},
		"no key":  {func(all []items.Item) []items.Item { return []items.Item{{}} }, "has no string"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := engine{answer: c.answer}
				_, err := run(BatchGetWorkers("", 3, 2, &e), 30*time.Millisecond)
				require.ErrorContains(t, err, c.want)
			})
		})
	}
}
