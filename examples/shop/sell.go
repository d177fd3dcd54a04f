package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

// sell has a thousand customers buy, all at once. Taking from the stock and placing the order are
// one transaction: both happen, or neither. Many meet on a product, and DynamoDB cancels those;
// the executor tries them again. Whoever comes too late is told that nothing is left.
func (s shop) sell(ctx context.Context) error {
	inStock := api.If(expression.Name("left").GreaterThan(expression.Value(0)))
	var sales []*api.Future[*dynamodb.TransactWriteItemsOutput]
	for i := range buyers {
		order := Order{
			Customer: customer(i), ID: fmt.Sprintf("order/%04d", i), Status: "placed",
			Placed: int64(i), Product: product(i),
		}
		sales = append(sales, s.ex.TransactWrite(ctx, []api.TxWrite{
			s.stock.TxUpdate(api.Key{Partition: order.Product, Sort: "stock"}, api.Changes(api.Increment("left", -1)), inStock),
			s.orders.TxPut(order, api.IfNotExists()),
		}))
	}
	sold, soldOut := 0, 0
	for _, sale := range sales {
		_, err := sale.Await(ctx)
		var cancelled *api.TransactionError
		switch {
		case err == nil:
			sold++
		case errors.As(err, &cancelled) && cancelled.Failures[0].Index == 0 && cancelled.Failures[0].Code == "ConditionalCheckFailed":
			soldOut++ // the first of the two actions failed: nothing left
		default:
			return err
		}
	}
	fmt.Printf("sell: %d orders placed, %d came too late\n", sold, soldOut)
	return nil
}
