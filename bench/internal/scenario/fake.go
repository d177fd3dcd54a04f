package scenario

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// fake is a client without an SDK behind it: its answers are made beforehand,
// so that what is allocated around its calls is the executor's doing. Calling
// anything but the methods below panics: the embedded client is nil.
type fake struct {
	*dynamodb.Client

	// latency lets requests gather while a call is in flight.
	latency time.Duration
	// gate, where there is one, holds all calls until it is closed.
	gate chan struct{}
	// stored are the answers of reads, by key.
	stored map[string]*dynamodb.GetItemOutput

	calls, items atomic.Int64
}

var (
	putAnswer        = &dynamodb.PutItemOutput{}
	batchWriteAnswer = &dynamodb.BatchWriteItemOutput{}
)

func (f *fake) arrive(ctx context.Context, n int) error {
	f.calls.Add(1)
	f.items.Add(int64(n))
	if f.gate != nil {
		select {
		case <-f.gate:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	if f.latency > 0 {
		time.Sleep(f.latency)
	}
	return nil
}

// PutItem implements the client.
func (f *fake) PutItem(ctx context.Context, _ *dynamodb.PutItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	return putAnswer, f.arrive(ctx, 1)
}

// BatchWriteItem implements the client.
func (f *fake) BatchWriteItem(ctx context.Context, in *dynamodb.BatchWriteItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error) {
	return batchWriteAnswer, f.arrive(ctx, len(in.RequestItems[items.Table]))
}

// GetItem implements the client.
func (f *fake) GetItem(ctx context.Context, in *dynamodb.GetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	out, err := f.find(in.Key)
	if err != nil {
		return nil, err
	}
	return out, f.arrive(ctx, 1)
}

// BatchGetItem implements the client. It can't make its answer beforehand: its
// four or so allocations a call are counted as the executor's.
func (f *fake) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	keys := in.RequestItems[items.Table].Keys
	found := make([]items.Item, len(keys))
	for i, key := range keys {
		out, err := f.find(key)
		if err != nil {
			return nil, err
		}
		found[i] = out.Item
	}
	return &dynamodb.BatchGetItemOutput{
		Responses: map[string][]items.Item{items.Table: found},
	}, f.arrive(ctx, len(keys))
}

func (f *fake) find(key items.Item) (*dynamodb.GetItemOutput, error) {
	text, err := items.KeyOf(key)
	if err != nil {
		return nil, err
	}
	out, ok := f.stored[text]
	if !ok {
		return nil, fmt.Errorf("a read of key %q, which nobody asked for", text)
	}
	return out, nil
}
