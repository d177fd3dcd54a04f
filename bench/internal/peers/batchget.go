package peers

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
)

// BatchGetWorkers is what one writes by hand when gets have to be fast:
// workers that fill batches from a channel of keys, ask again for what came
// back unprocessed, and find each key's item in the unordered answer.
func BatchGetWorkers(name string, workers, producers int, sdk BatchReader) Peer {
	run := func(ctx context.Context, until time.Time) ([]*load.Recorder, error) {
		queue := feed(workers*readBatch, producers, until, items.Key)
		return load.Callers(workers, func(_ int, r *load.Recorder) error {
			batch := make([]asked, 0, readBatch)
			waiting := make(map[string]time.Time, readBatch)
			for {
				batch = queue.fill(batch, readBatch)
				if len(batch) == 0 {
					return nil
				}
				if err := readAll(ctx, sdk, items.Table, batch, waiting, r.Acknowledge); err != nil {
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
func readAll(ctx context.Context, sdk BatchReader, table string, batch []asked, waiting map[string]time.Time, done Done) error {
	keys := make([]map[string]types.AttributeValue, len(batch))
	for i, a := range batch {
		keys[i] = a.item
		waiting[a.key] = a.start
	}
	found := func(_ string, item items.Item) error {
		key, err := items.KeyOf(item)
		if err != nil {
			return err
		}
		return answered(key, waiting, done)
	}
	err := readUntilProcessed(ctx, sdk, map[string]types.KeysAndAttributes{table: {Keys: keys}}, found)
	if err != nil {
		return err
	}
	if len(waiting) > 0 {
		return fmt.Errorf("%d of %d items are missing", len(waiting), len(batch))
	}
	return nil
}

// answered finds out who waits for an item that was read.
func answered(key string, waiting map[string]time.Time, done Done) error {
	start, ok := waiting[key]
	if !ok {
		return fmt.Errorf("an item that wasn't asked for, or twice: %q", key)
	}
	delete(waiting, key)
	done(key, start)
	return nil
}
