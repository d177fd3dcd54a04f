package main

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

// items is how many each half of the load has: about two seconds' worth at the cautious limit.
const items = 3000

// load writes two halves, the second of them faster.
func load(ctx context.Context, ex *api.Executor, table string) error {
	ctx = api.WithPriority(ctx, api.Bulk) // whatever else needs the table goes first
	if err := half(ctx, ex, table, "cautious", cautious); err != nil {
		return err
	}
	// The limit can be changed at any time; what waits then keeps to the new one.
	if err := ex.SetLimits(table, api.Limits{Write: api.UnitsPerSecond(bold)}); err != nil {
		return err
	}
	return half(ctx, ex, table, "bold", bold)
}

func half(ctx context.Context, ex *api.Executor, table, name string, limit int) error {
	begun := time.Now()
	var puts []*api.Future[*dynamodb.PutItemOutput]
	for i := range items {
		// Asked for all at once: the executor sends them at the rate of the limit.
		puts = append(puts, ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: item{"id": text(fmt.Sprint(name, "/", i))}}))
	}
	if _, err := api.All(puts...).Await(ctx); err != nil {
		return err
	}
	fmt.Printf("load: %d puts with a limit of %d write units per second took %v\n", items, limit, time.Since(begun).Round(10*time.Millisecond))
	return nil
}
