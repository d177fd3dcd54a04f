package target

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/server"
)

const (
	batchItems = 25
	// batchBytes is how large a batch gets: DynamoDB takes 16 MB.
	batchBytes = 4 << 20
	// fillPatience is how long a batch may go without any of its items being
	// taken: a table that is short of capacity takes some each second.
	fillPatience = 30 * time.Second
)

// Fill writes n items to a table; source makes each goroutine's own. A fixed
// target has any item already.
func (t *Target) Fill(ctx context.Context, table string, n int, source func(worker int) func(record int) items.Item) error {
	if t.Fixed {
		return nil
	}
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for worker := range atOnce {
		group.Go(func() error {
			item := source(worker)
			for {
				from := int(next.Add(batchItems)) - batchItems
				if from >= n {
					return nil
				}
				var batch []types.WriteRequest
				for record := from; record < min(n, from+batchItems); record++ {
					batch = append(batch, types.WriteRequest{PutRequest: &types.PutRequest{Item: item(record)}})
				}
				if err := t.tables.write(ctx, table, batch); err != nil {
					return fmt.Errorf("filling table %s: %w", table, err)
				}
			}
		})
	}
	return group.Wait()
}

// write writes a batch, in parts if it's large, and what comes back again.
func (t *tables) write(ctx context.Context, table string, batch []types.WriteRequest) error {
	most := max(1, min(len(batch), batchBytes/(1+sizeOf(batch[0].PutRequest.Item))))
	for len(batch) > 0 {
		part := batch[:min(most, len(batch))]
		batch = batch[len(part):]
		left := map[string][]types.WriteRequest{table: part}
		moved := time.Now()
		for wait := 50 * time.Millisecond; ; wait = min(2*wait, 2*time.Second) {
			before := len(left[table])
			out, err := t.client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: left})
			if err == nil {
				if left = out.UnprocessedItems; len(left) == 0 {
					break
				}
				if len(left[table]) < before {
					moved = time.Now()
				}
			}
			switch {
			case err != nil && !server.Throttling(err):
				return err
			case time.Since(moved) > fillPatience:
				return fmt.Errorf("none of %d items was taken for %v: give the table more capacity, or take fewer records", len(left[table]), fillPatience)
			}
			select {
			case <-time.After(wait):
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
	}
	return nil
}

// sizeOf is about how many bytes an item has.
func sizeOf(item items.Item) (size int) {
	for name, value := range item {
		size += len(name)
		switch v := value.(type) {
		case *types.AttributeValueMemberS:
			size += len(v.Value)
		case *types.AttributeValueMemberB:
			size += len(v.Value)
		}
	}
	return size
}

// Count counts the items of a table by a parallel scan, as it is at the moment.
func (t *Target) Count(ctx context.Context, table string) (int, error) {
	var total atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for segment := range int32(atOnce) {
		group.Go(func() error {
			pages := dynamodb.NewScanPaginator(t.tables.client, &dynamodb.ScanInput{
				TableName:      &table,
				Select:         types.SelectCount,
				ConsistentRead: aws.Bool(true),
				Segment:        aws.Int32(segment),
				TotalSegments:  aws.Int32(atOnce),
			})
			for pages.HasMorePages() {
				page, err := t.tables.page(ctx, pages)
				if err != nil {
					return fmt.Errorf("counting the items of table %s: %w", table, err)
				}
				total.Add(int64(page.Count))
			}
			return nil
		})
	}
	err := group.Wait()
	return int(total.Load()), err
}

// page is the next page, also when the table is short of capacity.
func (t *tables) page(ctx context.Context, pages *dynamodb.ScanPaginator) (*dynamodb.ScanOutput, error) {
	start := time.Now()
	for {
		page, err := pages.NextPage(ctx)
		if err == nil || !server.Throttling(err) || time.Since(start) > fillPatience {
			return page, err
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}
