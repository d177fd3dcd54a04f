// Shop shows typed tables: items of Go types, conditions, a query by index, and transactions across
// two types that share one table.
//
//	go run ./examples/shop
//
// Each file is one idea, in this order: types.go, fill.go, sell.go, list.go, both.go.
package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/examples/internal/engine"
)

func main() { engine.MainWithoutTable("shop", run) }

// shop is what the ideas share.
type shop struct {
	ex     *api.Executor
	stock  *api.Table[Stock]
	orders *api.Table[Order]
}

func run(ctx context.Context, client *dynamodb.Client, table string) error {
	ex, err := api.Open(client)
	if err != nil {
		return err
	}
	// A defer, for when something fails. Closing twice is fine.
	defer ex.Close(context.WithoutCancel(ctx))

	s := shop{ex: ex}
	if s.stock, err = api.TableOf[Stock](ex, table); err != nil {
		return err
	}
	if s.orders, err = api.TableOf[Order](ex, table); err != nil {
		return err
	}
	// Order's tags name the index, so the table is made of them.
	if _, err := s.orders.CreateTable(ctx).Await(ctx); err != nil {
		return err
	}
	for _, idea := range []struct {
		name string
		show func(context.Context) error
	}{{"fill", s.fill}, {"sell", s.sell}, {"list", s.list}, {"both", s.both}} {
		if err := idea.show(ctx); err != nil {
			return fmt.Errorf("%s: %w", idea.name, err)
		}
	}
	return ex.Close(ctx)
}
