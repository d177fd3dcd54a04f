package target

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"github.com/dynactor/dynactor/bench/internal/engine"
	"github.com/dynactor/dynactor/bench/internal/items"
)

// What follows is for Local targets alone.

// Meter changes how capacity is metered.
func (t *Target) Meter(ctx context.Context, m engine.Metering) error {
	return t.process.Post(ctx, engine.MeteringPath, m)
}

// Fail has calls fail at random from now on.
func (t *Target) Fail(ctx context.Context, f engine.Faults) error {
	return t.process.Post(ctx, engine.FaultsPath, f)
}

// Normal undoes what Meter and Fail have changed.
func (t *Target) Normal(ctx context.Context) error {
	return errors.Join(t.Meter(ctx, engine.Metering{On: t.tables.units > 0}), t.Fail(ctx, engine.Faults{}))
}

// Watch begins a new record, in steps of so long.
func (t *Target) Watch(ctx context.Context, step time.Duration) error {
	return t.process.Post(ctx, engine.WatchPath, engine.Watch{Step: step})
}

// Record is what happened since Watch.
func (t *Target) Record(ctx context.Context) (r engine.Record, err error) {
	return r, t.process.Get(ctx, engine.RecordPath, &r)
}

// Provision changes the capacity of a table.
func (t *Target) Provision(ctx context.Context, table string, units Units) error {
	_, err := t.tables.client.UpdateTable(ctx, &dynamodb.UpdateTableInput{TableName: &table, ProvisionedThroughput: units.provisioned()})
	if err != nil {
		return fmt.Errorf("changing the capacity of table %s: %w", table, err)
	}
	return nil
}

// Missing is how many of the keys a scan of the table doesn't find.
func (t *Target) Missing(ctx context.Context, table string, keys []string) (int, error) {
	var (
		mu    sync.Mutex
		found = make(map[string]bool, len(keys))
	)
	group, ctx := errgroup.WithContext(ctx)
	for segment := range int32(atOnce) {
		group.Go(func() error {
			pages := dynamodb.NewScanPaginator(t.tables.client, &dynamodb.ScanInput{
				TableName:            &table,
				ProjectionExpression: aws.String(items.PartitionKey + ", " + items.SortKey),
				ConsistentRead:       aws.Bool(true),
				Segment:              aws.Int32(segment),
				TotalSegments:        aws.Int32(atOnce),
			})
			for pages.HasMorePages() {
				page, err := t.tables.page(ctx, pages)
				if err != nil {
					return fmt.Errorf("scanning table %s: %w", table, err)
				}
				mu.Lock()
				for _, item := range page.Items {
					if key, err := items.KeyOf(item); err == nil {
						found[key] = true
					}
				}
				mu.Unlock()
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return 0, err
	}
	missing := map[string]bool{}
	for _, key := range keys {
		if !found[key] {
			missing[key] = true
		}
	}
	return len(missing), nil
}
