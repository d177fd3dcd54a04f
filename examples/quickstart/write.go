package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

// write puts every character through the async face: PutItem returns at once with a future, so one
// goroutine asks for all of them, and the executor has thousands to make batches of.
func write(ctx context.Context, ex *api.Executor, table string, characters []character) tally {
	puts := make([]*api.Future[*dynamodb.PutItemOutput], 0, len(characters))
	for _, c := range characters {
		puts = append(puts, ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: c.item()}))
	}
	var result tally
	for i, put := range puts {
		// The puts were made with ctx and end with it. Waiting without it lets each one say what
		// became of it.
		_, err := put.Await(context.WithoutCancel(ctx))
		result.count(err)
		if done := i + 1; done%10_000 == 0 && err == nil {
			fmt.Printf("  %d of %d\n", done, len(puts))
		}
	}
	return result
}
