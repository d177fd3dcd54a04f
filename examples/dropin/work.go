package main

import (
	"context"
	"fmt"

	"github.com/guregu/dynamo/v2"
	"golang.org/x/sync/errgroup"
)

// orders is how many items are written and read, each with a request of its own.
const (
	orders   = 2_000
	requests = 2 * orders
)

// order is an item as guregu/dynamo likes it.
type order struct {
	ID       string `dynamo:"id,hash"`
	Customer string `dynamo:"customer"`
	Cents    int    `dynamo:"cents"`
}

// work is a program's code as it is today: it knows guregu/dynamo, and neither batches nor dynactor.
func work(ctx context.Context, table dynamo.Table) error {
	err := concurrently(ctx, func(ctx context.Context, want order) error {
		return table.Put(want).Run(ctx)
	})
	if err != nil {
		return fmt.Errorf("put: %w", err)
	}
	err = concurrently(ctx, func(ctx context.Context, want order) error {
		var got order
		if err := table.Get("id", want.ID).Consistent(true).One(ctx, &got); err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("%s came back as %+v, written was %+v", want.ID, got, want)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("get: %w", err)
	}
	return nil
}

// concurrently does something with each order, from 256 goroutines.
func concurrently(ctx context.Context, do func(context.Context, order) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(256)
	for i := range orders {
		group.Go(func() error {
			return do(ctx, order{ID: fmt.Sprintf("order-%04d", i), Customer: fmt.Sprintf("customer-%d", i%97), Cents: 100 + i})
		})
	}
	return group.Wait()
}
