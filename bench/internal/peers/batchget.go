package peers

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
)

// readBatch is the most keys that BatchGetItem takes.
const readBatch = 100

// BatchReader is the part of the SDK's client that BatchGetWorkers use.
type BatchReader interface {
	BatchGetItem(context.Context, *dynamodb.BatchGetItemInput, ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error)
}

// BatchGetWorkers is what one writes by hand when gets have to be fast:
// workers that fill batches from a channel of keys, ask again for what came
// back unprocessed, and find each key's item in the unordered answer.
func BatchGetWorkers(name string, workers, producers int, sdk BatchReader) Peer {
	run := func(ctx context.Context, until time.Time) ([]*load.Recorder, error) {
		queue := feed(workers*readBatch, producers, until, items.Key)
		return load.Callers(workers, func(r *load.Recorder) error {
			batch := make([]asked, 0, readBatch)
			waiting := make(map[string]time.Time, readBatch)
			for {
				batch = queue.fill(batch, readBatch)
				if len(batch) == 0 {
					return nil
				}
				if err := readAll(ctx, sdk, batch, waiting, r); err != nil {
					queue.abandon()
					return failed(batch[0].key, err)
				}
			}
		})
	}
	return Peer{Name: name, Run: run}
}

// readAll returns when the whole batch is read. The map is the worker's to
// use again; it is empty between the batches.
func readAll(ctx context.Context, sdk BatchReader, batch []asked, waiting map[string]time.Time, r *load.Recorder) error {
	keys := make([]map[string]types.AttributeValue, len(batch))
	for i, a := range batch {
		keys[i] = a.item
		waiting[a.key] = a.start
	}
	unprocessed := map[string]types.KeysAndAttributes{items.Table: {Keys: keys}}
	for attempt := 0; len(unprocessed) > 0; attempt++ {
		if err := backoff(ctx, attempt); err != nil {
			return err
		}
		out, err := sdk.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: unprocessed})
		if err != nil {
			return err
		}
		for _, item := range out.Responses[items.Table] {
			key, err := items.KeyOf(item)
			if err != nil {
				return err
			}
			start, ok := waiting[key]
			if !ok {
				return fmt.Errorf("an item that wasn't asked for, or twice: %q", key)
			}
			delete(waiting, key)
			r.Acknowledge(key, start)
		}
		unprocessed = out.UnprocessedKeys
	}
	if len(waiting) > 0 {
		return fmt.Errorf("%d of %d items are missing", len(waiting), len(batch))
	}
	return nil
}
