package target

import (
	"context"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// Digest reads a whole table by a parallel scan, which isn't metered.
func (t *Target) Digest(ctx context.Context, table string) (all items.Digest, err error) {
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	for segment := range int32(atOnce) {
		group.Go(func() error {
			var d items.Digest
			pages := dynamodb.NewScanPaginator(t.tables.client, &dynamodb.ScanInput{
				TableName:      &table,
				ConsistentRead: aws.Bool(true),
				Segment:        aws.Int32(segment),
				TotalSegments:  aws.Int32(atOnce),
			})
			for pages.HasMorePages() {
				page, err := t.tables.page(ctx, pages)
				if err != nil {
					return fmt.Errorf("reading table %s: %w", table, err)
				}
				for _, item := range page.Items {
					d.Add(item)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			all.Join(d)
			return nil
		})
	}
	err = group.Wait()
	return all, err
}
