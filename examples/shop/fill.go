package main

import (
	"context"
	"fmt"
)

// fill writes the stock: one call for any number of items, and an error that names those that failed.
func (s shop) fill(ctx context.Context) error {
	stock := make([]Stock, products)
	for i := range stock {
		stock[i] = Stock{Product: product(i), Kind: "stock", Left: perStock}
	}
	if _, err := s.stock.PutMany(ctx, stock).Await(ctx); err != nil {
		return err
	}
	fmt.Printf("fill: %d products, %d of each\n", products, perStock)
	return nil
}
