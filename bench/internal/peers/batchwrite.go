package peers

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
)

// BatchWriteWorkers is what one writes by hand when puts have to be fast:
// workers that fill batches from a channel of items, and send again what came
// back unprocessed.
func BatchWriteWorkers(name string, workers, producers int, sdk BatchWriter) Peer {
	run := func(ctx context.Context, until time.Time) ([]*load.Recorder, error) {
		queue := feed(workers*writeBatch, producers, until, items.New)
		return load.Callers(workers, func(_ int, r *load.Recorder) error {
			batch := make([]asked, 0, writeBatch)
			for {
				batch = queue.fill(batch, writeBatch)
				if len(batch) == 0 {
					return nil
				}
				if err := writeAll(ctx, sdk, items.Table, batch); err != nil {
					queue.abandon()
					return failed(batch[0].key, err)
				}
				for _, a := range batch {
					r.Acknowledge(a.key, a.start)
				}
			}
		})
	}
	return Peer{Name: name, Run: run}
}

// writeAll returns when the whole batch is written.
func writeAll(ctx context.Context, sdk BatchWriter, table string, batch []asked) error {
	requests := make([]types.WriteRequest, len(batch))
	for i, a := range batch {
		requests[i].PutRequest = &types.PutRequest{Item: a.item}
	}
	return writeUntilProcessed(ctx, sdk, map[string][]types.WriteRequest{table: requests})
}
