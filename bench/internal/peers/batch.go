package peers

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/bench/internal/items"
)

const (
	// writeBatch is the most items that BatchWriteItem takes.
	writeBatch = 25
	// readBatch is the most keys that BatchGetItem takes.
	readBatch = 100
)

// BatchWriter is the part of the SDK's client that writes batches.
type BatchWriter interface {
	BatchWriteItem(context.Context, *dynamodb.BatchWriteItemInput, ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error)
}

// BatchReader is the part of the SDK's client that reads batches.
type BatchReader interface {
	BatchGetItem(context.Context, *dynamodb.BatchGetItemInput, ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error)
}

// writeUntilProcessed writes a batch, and again what came back unprocessed.
func writeUntilProcessed(ctx context.Context, sdk BatchWriter, requests map[string][]types.WriteRequest) error {
	for attempt := 0; len(requests) > 0; attempt++ {
		if err := backoff(ctx, attempt); err != nil {
			return err
		}
		out, err := sdk.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: requests})
		if err != nil {
			return err
		}
		requests = out.UnprocessedItems
	}
	return nil
}

// readUntilProcessed reads a batch, and again what came back unprocessed. It
// stops at the first error, found's among them.
func readUntilProcessed(
	ctx context.Context,
	sdk BatchReader,
	keys map[string]types.KeysAndAttributes,
	found func(table string, item items.Item) error,
) error {
	for attempt := 0; len(keys) > 0; attempt++ {
		if err := backoff(ctx, attempt); err != nil {
			return err
		}
		out, err := sdk.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: keys})
		if err != nil {
			return err
		}
		for table, responses := range out.Responses {
			for _, item := range responses {
				if err := found(table, item); err != nil {
					return err
				}
			}
		}
		keys = out.UnprocessedKeys
	}
	return nil
}
