package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"

	"github.com/dynactor/dynactor/api"
)

// list reads the orders by status, latest first, from the index: in the async face the stream
// fetches ahead, in the sync face it's ranged over.
func (s shop) list(ctx context.Context) error {
	var position api.Token
	latest := api.Query{Index: "by-status", Partition: "placed", Descending: true, Limit: 3, Last: &position}
	orders, err := s.orders.Query(ctx, latest).Collect().Await(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("list: the latest %d orders are %s to %s\n", len(orders), orders[0].ID, orders[len(orders)-1].ID)

	// The token is text: it could have gone to a browser and come back.
	rest := api.Query{Index: "by-status", Partition: "placed", Descending: true, Start: position}
	more := 0
	for _, err := range s.orders.Sync().Query(ctx, rest) {
		if err != nil {
			return err
		}
		more++
	}
	fmt.Printf("list: and %d before them\n", more)

	of := api.Query{Partition: customer(1), Sort: expression.Key("sk").BeginsWith("order/")}
	n, err := s.orders.QueryCount(ctx, of).Await(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("list: %s has %d orders\n", customer(1), n)
	return nil
}
