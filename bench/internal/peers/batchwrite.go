package peers

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
)

// writeBatch is the most items that BatchWriteItem takes.
const writeBatch = 25

// BatchWriter is the part of the SDK's client that BatchWriteWorkers use.
type BatchWriter interface {
	BatchWriteItem(context.Context, *dynamodb.BatchWriteItemInput, ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error)
}

// BatchWriteWorkers is what one writes by hand when puts have to be fast:
// workers that fill batches from a channel of items, and send again what came
// back unprocessed.
func BatchWriteWorkers(name string, workers, producers int, sdk BatchWriter) Peer {
	run := func(ctx context.Context, until time.Time) ([]*load.Recorder, error) {
		queue := feed(workers*writeBatch, producers, until, items.New)
		return load.Callers(workers, func(r *load.Recorder) error {
			batch := make([]asked, 0, writeBatch)
			for {
				batch = queue.fill(batch, writeBatch)
				if len(batch) == 0 {
					return nil
				}
				if err := writeAll(ctx, sdk, batch); err != nil {
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
func writeAll(ctx context.Context, sdk BatchWriter, batch []asked) error {
	requests := make([]types.WriteRequest, len(batch))
	for i, a := range batch {
		requests[i].PutRequest = &types.PutRequest{Item: a.item}
	}
	unprocessed := map[string][]types.WriteRequest{items.Table: requests}
	for attempt := 0; len(unprocessed) > 0; attempt++ {
		if err := backoff(ctx, attempt); err != nil {
			return err
		}
		out, err := sdk.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: unprocessed})
		if err != nil {
			return err
		}
		unprocessed = out.UnprocessedItems
	}
	return nil
}
