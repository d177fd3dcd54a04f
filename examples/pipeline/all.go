package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

// all makes one future of many. One bad item among them fails alone, whatever batch it was in: the
// error says which, and the others are stored.
func all(ctx context.Context, ex *api.Executor, table string) error {
	const items, bad = 50, 17
	var puts []*api.Future[*dynamodb.PutItemOutput]
	for i := range items {
		it := item{"id": text(fmt.Sprintf("item/%d", i))}
		if i == bad {
			it["id"] = number("17") // the table's key is a string
		}
		puts = append(puts, ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: it}))
	}
	outputs, err := api.All(puts...).Await(ctx)

	var partial *api.PartialError
	if !errors.As(err, &partial) || len(partial.Failures) != 1 || partial.Failures[0].Index != bad {
		return fmt.Errorf("item %d of %d is bad, and the error is %v", bad, items, err)
	}
	stored := 0
	for _, output := range outputs {
		if output != nil {
			stored++
		}
	}
	fmt.Printf("all: %d of %d puts stored, number %d failed alone\n", stored, items, bad)
	return nil
}
