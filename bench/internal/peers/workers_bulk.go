package peers

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// workerBulk is a bulk load or read by hand: each caller fills a batch, sends
// it until all of it is processed, and fills the next.
type workerBulk struct{ sdk *dynamodb.Client }

func (workerBulk) Callers() int { return crew }

func (b workerBulk) Put(ctx context.Context, table string, next func() (items.Item, bool), done Done) error {
	var batch []asked
	for {
		var err error
		if batch, err = takeItems(batch, writeBatch, next); err != nil || len(batch) == 0 {
			return err
		}
		if err := writeAll(ctx, b.sdk, table, batch); err != nil {
			return err
		}
		doneAll(batch, done)
	}
}

func (b workerBulk) Get(ctx context.Context, table string, next func() (string, bool), done Done) error {
	var batch []asked
	waiting := make(map[string]time.Time, readBatch)
	for {
		if batch = takeKeys(batch, readBatch, next); len(batch) == 0 {
			return nil
		}
		for i := range batch {
			batch[i].item = items.Key(batch[i].key)
		}
		if err := readAll(ctx, b.sdk, table, batch, waiting, done); err != nil {
			return err
		}
	}
}
