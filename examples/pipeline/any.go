package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

// first asks two tables for an item and takes the first answer. One of them isn't there, so its
// request fails, which doesn't matter as long as another one succeeds.
func first(ctx context.Context, ex *api.Executor, table string) error {
	missing := table + "-archive"
	key := item{"id": text("greeting")}
	out, err := api.Any(
		ex.GetItem(ctx, &dynamodb.GetItemInput{TableName: &missing, Key: key}),
		ex.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: key}),
	).Await(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("any: one of two tables answered, with %d attributes\n", len(out.Item))
	return nil
}
