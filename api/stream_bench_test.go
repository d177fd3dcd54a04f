package api_test

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
)

// BenchmarkScanStreamMemory scans a million items, whose table takes about 600 MB by itself, and
// reports how much the heap grew beyond that table at the most, live objects alone, as a share of what
// a stream may hold: Prefetch pages of PageSize items, as the SDK keeps them. What is beyond 1 is what
// the executor, the SDK and the table keep for the calls; it doesn't grow with Prefetch or the table.
//
//	go test -run '^$' -bench ScanStreamMemory -benchtime 1x ./api
func BenchmarkScanStreamMemory(b *testing.B) {
	const items, pageSize = 1_000_000, 10_000
	s := openStationOn(b, func(c *dynamodb.Client) api.DynamoDB { return c }, nil)
	fillStation(b, s.truth, items)
	page := pageBytes(b, s.truth, pageSize)
	for _, scan := range []api.Scan{
		{PageSize: pageSize},
		{PageSize: pageSize, Prefetch: 8},
		{PageSize: pageSize, TotalSegments: 8, Prefetch: 8},
	} {
		b.Run(fmt.Sprintf("segments=%d/prefetch=%d", max(1, scan.TotalSegments), max(2, scan.Prefetch)), func(b *testing.B) {
			prefetch := max(2, scan.Prefetch)
			var held float64
			for b.Loop() {
				table := live()
				n, most := 0, uint64(0)
				for _, err := range s.table.Sync().Scan(context.Background(), scan) {
					if err != nil {
						b.Fatal(err)
					}
					// Twenty times, just after a page was begun and when the others have come: so
					// much is never held later.
					if n++; n%(items/20) == 1 {
						for range prefetch {
							if err := s.ex.Flush(context.Background()); err != nil {
								b.Fatal(err)
							}
						}
						most = max(most, live())
					}
				}
				if n != items {
					b.Fatalf("%d items", n)
				}
				held = max(held, float64(most)-float64(table))
			}
			b.ReportMetric(held/(float64(page)*float64(prefetch)), "of-bound")
			b.ReportMetric(held/(1<<20), "MB-held")
		})
	}
}

// live is the size of all objects that are in use. What a sync.Pool holds goes with the second collection.
func live() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// pageBytes is how much memory a page takes as the SDK returns it.
func pageBytes(b *testing.B, client *dynamodb.Client, size int32) uint64 {
	name := "readings"
	before := live()
	out, err := client.Scan(context.Background(), &dynamodb.ScanInput{TableName: &name, Limit: &size})
	if err != nil {
		b.Fatal(err)
	}
	bytes := live() - before
	runtime.KeepAlive(out)
	return bytes
}

func fillStation(b *testing.B, client *dynamodb.Client, items int) {
	b.Helper()
	var workers sync.WaitGroup
	for w := range 4 {
		workers.Go(func() {
			var batch []types.WriteRequest
			for i := w; i < items; i += 4 {
				it, err := attributevalue.MarshalMap(reading{Sensor: fmt.Sprint("sensor", i/100), At: i})
				if err != nil {
					b.Error(err)
					return
				}
				batch = append(batch, types.WriteRequest{PutRequest: &types.PutRequest{Item: it}})
				if len(batch) == 25 || i+4 >= items {
					_, err := client.BatchWriteItem(context.Background(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"readings": batch}})
					if err != nil {
						b.Error(err)
						return
					}
					batch = nil
				}
			}
		})
	}
	workers.Wait()
	runtime.GC()
}
