package main

import (
	"context"
	"fmt"
	"iter"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

// each runs a sequence of any length in bounded memory: it asks for the next put only while fewer
// than 1,000 are on their way.
func each(ctx context.Context, ex *api.Executor, table string) error {
	puts := func(n int) iter.Seq[*api.Future[*dynamodb.PutItemOutput]] {
		return func(yield func(*api.Future[*dynamodb.PutItemOutput]) bool) {
			for i := range n {
				it := item{"id": text(fmt.Sprintf("event/%d", i)), "text": text("something happened")}
				if !yield(ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: it})) {
					return
				}
			}
		}
	}
	stored, err := api.Each(ctx, 1_000, puts(5_000), func(_ int, _ *dynamodb.PutItemOutput, err error) error {
		return err // stop at the first failure
	}).Await(ctx)
	if err != nil {
		return fmt.Errorf("after %d: %w", stored, err)
	}
	fmt.Printf("each: %d puts, at most 1000 of them pending\n", stored)
	return nil
}
