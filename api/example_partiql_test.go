package api_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
)

// Each statement is done by itself.
func ExampleTable_ExecuteBatch() {
	ctx := context.Background()
	ex, products, _ := shop(Product{Name: "chair", Stock: 5}, Product{Name: "desk", Stock: 2})
	defer ex.Close(ctx)

	results, err := products.ExecuteBatch(ctx, []api.Statement{
		{Text: "SELECT * FROM products WHERE name = ?", Params: []any{"desk"}},
		{Text: "INSERT INTO products VALUE {'name': ?, 'stock': ?}", Params: []any{"lamp", 7}},
		{Text: "INSERT INTO products VALUE {'name': 'chair'}"},
	}).Await(ctx)
	fmt.Println(results[0].Item.Stock)

	var partial *api.PartialError
	if errors.As(err, &partial) {
		for _, failure := range partial.Failures {
			var duplicate *types.DuplicateItemException
			fmt.Println("number", failure.Index, "is there already:", errors.As(failure.Err, &duplicate))
		}
	}
	fmt.Println(must(products.Get(ctx, product("lamp")).Await(ctx)).Item.Stock)
	// Output:
	// 2
	// number 2 is there already: true
	// 7
}

func ExampleSyncTable_ExecuteBatch() {
	ctx := context.Background()
	ex, products, _ := shop(Product{Name: "chair", Stock: 5}, Product{Name: "desk", Stock: 2})
	defer ex.Close(ctx)

	results, err := products.Sync().ExecuteBatch(ctx, []api.Statement{
		{Text: "SELECT * FROM products WHERE name = ?", Params: []any{"desk"}},
		{Text: "INSERT INTO products VALUE {'name': ?, 'stock': ?}", Params: []any{"lamp", 7}},
		{Text: "INSERT INTO products VALUE {'name': 'chair'}"},
	})
	fmt.Println(results[0].Item.Stock)

	var partial *api.PartialError
	if errors.As(err, &partial) {
		for _, failure := range partial.Failures {
			var duplicate *types.DuplicateItemException
			fmt.Println("number", failure.Index, "is there already:", errors.As(failure.Err, &duplicate))
		}
	}
	fmt.Println(must(products.Sync().Get(ctx, product("lamp"))).Item.Stock)
	// Output:
	// 2
	// number 2 is there already: true
	// 7
}

// Statements are done together, or none of them is.
func ExampleTable_ExecuteTransaction() {
	ctx := context.Background()
	ex, products, sales := shop(Product{Name: "chair", Stock: 5})
	defer ex.Close(ctx)

	take := api.Statement{Text: "UPDATE products SET stock = stock - 3 WHERE name = 'chair' AND stock >= 3"}
	for number := range 2 {
		_, err := products.ExecuteTransaction(ctx, []api.Statement{
			{Text: "INSERT INTO sales VALUE {'number': ?, 'amount': 3}", Params: []any{number}}, take,
		}).Await(ctx)
		var failed *api.TransactionError
		if errors.As(err, &failed) {
			fmt.Println("number", failed.Failures[0].Index, failed.Failures[0].Code)
		}
	}
	fmt.Println(must(products.Get(ctx, product("chair")).Await(ctx)).Item.Stock, must(sales.Get(ctx, sale(1)).Await(ctx)).Found)
	// Output:
	// number 1 ConditionalCheckFailed
	// 2 false
}

func ExampleSyncTable_ExecuteTransaction() {
	ctx := context.Background()
	ex, products, sales := shop(Product{Name: "chair", Stock: 5})
	defer ex.Close(ctx)

	take := api.Statement{Text: "UPDATE products SET stock = stock - 3 WHERE name = 'chair' AND stock >= 3"}
	for number := range 2 {
		_, err := products.Sync().ExecuteTransaction(ctx, []api.Statement{
			{Text: "INSERT INTO sales VALUE {'number': ?, 'amount': 3}", Params: []any{number}}, take,
		})
		var failed *api.TransactionError
		if errors.As(err, &failed) {
			fmt.Println("number", failed.Failures[0].Index, failed.Failures[0].Code)
		}
	}
	fmt.Println(must(products.Sync().Get(ctx, product("chair"))).Item.Stock, must(sales.Sync().Get(ctx, sale(1))).Found)
	// Output:
	// number 1 ConditionalCheckFailed
	// 2 false
}
