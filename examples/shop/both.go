package main

import (
	"context"
	"fmt"

	"github.com/dynactor/dynactor/api"
)

// both changes orders in the async face and in the sync face: the same names, the same parameters.
func (s shop) both(ctx context.Context) error {
	key := api.Key{Partition: customer(0), Sort: "order/0000"}
	paid, shipped := api.Changes(api.Set("status", "paid")), api.Changes(api.Set("status", "shipped"))

	// Async: three requests on one key, none waits for the other's answer here, and they take effect
	// in this order.
	pay := s.orders.Update(ctx, key, paid, api.IfExists())
	ship := s.orders.Update(ctx, key, shipped, api.IfExists(), api.ReturnOld())
	get := s.orders.Get(ctx, key, api.Consistent())
	if _, err := pay.Await(ctx); err != nil {
		return err
	}
	before, err := ship.Await(ctx)
	if err != nil {
		return err
	}
	now, err := get.Await(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("both: %s was %s and is %s\n", now.Item.ID, before.Item.Status, now.Item.Status)

	// Sync: the same.
	orders := s.orders.Sync()
	if now, err = orders.Update(ctx, key, paid, api.ReturnNew()); err != nil {
		return err
	}
	if now, err = orders.Get(ctx, key, api.Consistent()); err != nil {
		return err
	}
	fmt.Printf("both: and is %s again\n", now.Item.Status)
	return nil
}
