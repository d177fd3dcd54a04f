package scenario

import (
	"context"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// jobSegments is how many segments scans have, the jobs' and those by hand, and how many are read at a time.
const jobSegments = 8

// scanAll is a parallel scan as one would write it with the SDK's client: a goroutine for each segment, page after
// page. each is given all items, by the segment's goroutine.
func scanAll(ctx context.Context, client *dynamodb.Client, table string, each func(ctx context.Context, segment int, all []items.Item) error) (int, error) {
	var done atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for segment := range jobSegments {
		group.Go(func() error {
			pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{
				TableName: &table, Segment: aws.Int32(int32(segment)), TotalSegments: aws.Int32(jobSegments),
			})
			for pages.HasMorePages() {
				page, err := pages.NextPage(ctx)
				if err != nil {
					return err
				}
				if err := each(ctx, segment, page.Items); err != nil {
					return err
				}
				done.Add(int64(len(page.Items)))
			}
			return nil
		})
	}
	err := group.Wait()
	return int(done.Load()), err
}
