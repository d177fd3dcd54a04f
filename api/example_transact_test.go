package api_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"

	"github.com/dynactor/dynactor/api"
)

// Product and Sale are the item types of the examples of transactions.
type (
	Product struct {
		Name  string `dynamodbav:"name" dynactor:"partition"`
		Stock int    `dynamodbav:"stock"`
	}
	Sale struct {
		Number  int    `dynamodbav:"number" dynactor:"partition"`
		Product string `dynamodbav:"product"`
		Amount  int    `dynamodbav:"amount"`
	}
)

// shop makes the tables products, with these products, and sales.
func shop(in ...Product) (*api.Executor, *api.Table[Product], *api.Table[Sale]) {
	ctx := context.Background()
	ex := open()
	products := must(api.TableOf[Product](ex, "products"))
	sales := must(api.TableOf[Sale](ex, "sales"))
	must(api.All(products.CreateTable(ctx), sales.CreateTable(ctx)).Await(ctx))
	must(products.PutMany(ctx, in).Await(ctx))
	return ex, products, sales
}

func product(name string) api.Key { return api.Key{Partition: name} }

func sale(number int) api.Key { return api.Key{Partition: number} }

// inStock is the option of a write that the stock must allow.
func inStock(amount int) api.WriteOption {
	return api.If(expression.Name("stock").GreaterThanEqual(expression.Value(amount)))
}

// A sale takes from the stock, or nothing happens.
func ExampleExecutor_TransactWrite() {
	ctx := context.Background()
	ex, products, sales := shop(Product{Name: "chair", Stock: 5})
	defer ex.Close(ctx)

	sell := func(number, amount int) error {
		_, err := ex.TransactWrite(ctx, []api.TxWrite{
			products.TxUpdate(product("chair"), api.Changes(api.Increment("stock", -amount)), inStock(amount), api.ReturnOnFailure()),
			sales.TxPut(Sale{Number: number, Product: "chair", Amount: amount}, api.IfNotExists()),
		}).Await(ctx)
		return err
	}
	fmt.Println(sell(1, 3))

	var failed *api.TransactionError
	if errors.As(sell(2, 3), &failed) {
		for _, f := range failed.Failures {
			left := must(products.Decode(f.Item))
			fmt.Println("action", f.Index, f.Action, f.Table, f.Code, "left:", left.Stock)
		}
	}
	// Output:
	// <nil>
	// action 0 Update products ConditionalCheckFailed left: 2
}

func ExampleSyncExecutor_TransactWrite() {
	ctx := context.Background()
	ex, products, sales := shop(Product{Name: "chair", Stock: 5})
	defer ex.Close(ctx)

	sell := func(number, amount int) error {
		_, err := ex.Sync().TransactWrite(ctx, []api.TxWrite{
			products.TxUpdate(product("chair"), api.Changes(api.Increment("stock", -amount)), inStock(amount), api.ReturnOnFailure()),
			sales.TxPut(Sale{Number: number, Product: "chair", Amount: amount}, api.IfNotExists()),
		})
		return err
	}
	fmt.Println(sell(1, 3))

	var failed *api.TransactionError
	if errors.As(sell(2, 3), &failed) {
		for _, f := range failed.Failures {
			left := must(products.Decode(f.Item))
			fmt.Println("action", f.Index, f.Action, f.Table, f.Code, "left:", left.Stock)
		}
	}
	// Output:
	// <nil>
	// action 0 Update products ConditionalCheckFailed left: 2
}

// All is read as it is at one moment.
func ExampleExecutor_TransactGet() {
	ctx := context.Background()
	ex, products, sales := shop(Product{Name: "chair", Stock: 5})
	defer ex.Close(ctx)

	items := must(ex.TransactGet(ctx, []api.TxGet{products.TxGet(product("chair")), sales.TxGet(sale(1))}).Await(ctx))
	chair := must(products.From(items[0]))
	first := must(sales.From(items[1]))
	fmt.Println(chair.Item.Stock, first.Found)
	// Output: 5 false
}

func ExampleSyncExecutor_TransactGet() {
	ctx := context.Background()
	ex, products, sales := shop(Product{Name: "chair", Stock: 5})
	defer ex.Close(ctx)

	items := must(ex.Sync().TransactGet(ctx, []api.TxGet{products.TxGet(product("chair")), sales.TxGet(sale(1))}))
	chair := must(products.From(items[0]))
	first := must(sales.From(items[1]))
	fmt.Println(chair.Item.Stock, first.Found)
	// Output: 5 false
}

func ExampleTable_TxPut() {
	ctx := context.Background()
	ex, products, sales := shop()
	defer ex.Close(ctx)

	put := products.TxPut(Product{Name: "chair", Stock: 1}, api.IfNotExists())
	must(ex.TransactWrite(ctx, []api.TxWrite{put, sales.TxPut(Sale{Number: 1, Product: "chair"})}).Await(ctx))
	fmt.Println(must(products.Get(ctx, product("chair")).Await(ctx)).Item.Stock)
	// Output: 1
}

func ExampleSyncTable_TxPut() {
	ctx := context.Background()
	ex, products, sales := shop()
	defer ex.Close(ctx)

	put := products.Sync().TxPut(Product{Name: "chair", Stock: 1}, api.IfNotExists())
	must(ex.Sync().TransactWrite(ctx, []api.TxWrite{put, sales.TxPut(Sale{Number: 1, Product: "chair"})}))
	fmt.Println(must(products.Sync().Get(ctx, product("chair"))).Item.Stock)
	// Output: 1
}

func ExampleTable_TxUpdate() {
	ctx := context.Background()
	ex, products, sales := shop(Product{Name: "chair", Stock: 5})
	defer ex.Close(ctx)

	take := products.TxUpdate(product("chair"), api.Changes(api.Increment("stock", -2)), inStock(2))
	must(ex.TransactWrite(ctx, []api.TxWrite{take, sales.TxPut(Sale{Number: 1, Product: "chair", Amount: 2})}).Await(ctx))
	fmt.Println(must(products.Get(ctx, product("chair")).Await(ctx)).Item.Stock)
	// Output: 3
}

func ExampleSyncTable_TxUpdate() {
	ctx := context.Background()
	ex, products, sales := shop(Product{Name: "chair", Stock: 5})
	defer ex.Close(ctx)

	take := products.Sync().TxUpdate(product("chair"), api.Changes(api.Increment("stock", -2)), inStock(2))
	must(ex.Sync().TransactWrite(ctx, []api.TxWrite{take, sales.TxPut(Sale{Number: 1, Product: "chair", Amount: 2})}))
	fmt.Println(must(products.Sync().Get(ctx, product("chair"))).Item.Stock)
	// Output: 3
}

// A product is renamed: its item moves to another key.
func ExampleTable_TxDelete() {
	ctx := context.Background()
	ex, products, _ := shop(Product{Name: "chair", Stock: 5})
	defer ex.Close(ctx)

	must(ex.TransactWrite(ctx, []api.TxWrite{
		products.TxDelete(product("chair"), api.IfExists()),
		products.TxPut(Product{Name: "armchair", Stock: 5}, api.IfNotExists()),
	}).Await(ctx))
	for _, name := range []string{"chair", "armchair"} {
		fmt.Println(name, must(products.Get(ctx, product(name)).Await(ctx)).Found)
	}
	// Output:
	// chair false
	// armchair true
}

func ExampleSyncTable_TxDelete() {
	ctx := context.Background()
	ex, products, _ := shop(Product{Name: "chair", Stock: 5})
	defer ex.Close(ctx)

	must(ex.Sync().TransactWrite(ctx, []api.TxWrite{
		products.Sync().TxDelete(product("chair"), api.IfExists()),
		products.TxPut(Product{Name: "armchair", Stock: 5}, api.IfNotExists()),
	}))
	for _, name := range []string{"chair", "armchair"} {
		fmt.Println(name, must(products.Sync().Get(ctx, product(name))).Found)
	}
	// Output:
	// chair false
	// armchair true
}

// A check is about an item that the transaction doesn't write.
func ExampleTable_TxCheck() {
	ctx := context.Background()
	ex, products, sales := shop()
	defer ex.Close(ctx)

	_, err := ex.TransactWrite(ctx, []api.TxWrite{
		products.TxCheck(product("chair"), api.Exists("name")),
		sales.TxPut(Sale{Number: 1, Product: "chair"}),
	}).Await(ctx)
	var failed *api.TransactionError
	fmt.Println(errors.As(err, &failed))
	fmt.Println(must(sales.Get(ctx, sale(1)).Await(ctx)).Found)
	// Output:
	// true
	// false
}

func ExampleSyncTable_TxCheck() {
	ctx := context.Background()
	ex, products, sales := shop()
	defer ex.Close(ctx)

	_, err := ex.Sync().TransactWrite(ctx, []api.TxWrite{
		products.Sync().TxCheck(product("chair"), api.Exists("name")),
		sales.TxPut(Sale{Number: 1, Product: "chair"}),
	})
	var failed *api.TransactionError
	fmt.Println(errors.As(err, &failed))
	fmt.Println(must(sales.Sync().Get(ctx, sale(1))).Found)
	// Output:
	// true
	// false
}

func ExampleTable_TxGet() {
	ctx := context.Background()
	ex, products, _ := shop(Product{Name: "chair", Stock: 5}, Product{Name: "desk", Stock: 2})
	defer ex.Close(ctx)

	gets := []api.TxGet{products.TxGet(product("desk")), products.TxGet(product("chair"), api.Project("stock"))}
	for _, it := range must(ex.TransactGet(ctx, gets).Await(ctx)) {
		fmt.Println(must(products.From(it)).Item)
	}
	// Output:
	// {desk 2}
	// { 5}
}

func ExampleSyncTable_TxGet() {
	ctx := context.Background()
	ex, products, _ := shop(Product{Name: "chair", Stock: 5}, Product{Name: "desk", Stock: 2})
	defer ex.Close(ctx)

	gets := []api.TxGet{products.Sync().TxGet(product("desk")), products.Sync().TxGet(product("chair"), api.Project("stock"))}
	for _, it := range must(ex.Sync().TransactGet(ctx, gets)) {
		fmt.Println(must(products.From(it)).Item)
	}
	// Output:
	// {desk 2}
	// { 5}
}

func ExampleTable_From() {
	ctx := context.Background()
	ex, products, _ := shop(Product{Name: "chair", Stock: 5})
	defer ex.Close(ctx)

	gets := []api.TxGet{products.TxGet(product("chair")), products.TxGet(product("desk"))}
	for _, it := range must(ex.TransactGet(ctx, gets).Await(ctx)) {
		got := must(products.From(it))
		fmt.Println(got.Found, got.Item.Stock)
	}
	// Output:
	// true 5
	// false 0
}

func ExampleSyncTable_From() {
	ctx := context.Background()
	ex, products, _ := shop(Product{Name: "chair", Stock: 5})
	defer ex.Close(ctx)

	gets := []api.TxGet{products.TxGet(product("chair")), products.TxGet(product("desk"))}
	for _, it := range must(ex.Sync().TransactGet(ctx, gets)) {
		got := must(products.Sync().From(it))
		fmt.Println(got.Found, got.Item.Stock)
	}
	// Output:
	// true 5
	// false 0
}

// The token has a transaction be done once, however often a program that was interrupted asks for it.
func ExampleWithTxToken() {
	ctx := context.Background()
	ex, products, _ := shop(Product{Name: "chair", Stock: 5})
	defer ex.Close(ctx)

	take := []api.TxWrite{products.TxUpdate(product("chair"), api.Changes(api.Increment("stock", -1)))}
	must(ex.TransactWrite(ctx, take, api.WithTxToken("sale-1")).Await(ctx))
	must(ex.Sync().TransactWrite(ctx, take, api.WithTxToken("sale-1")))
	fmt.Println(must(products.Get(ctx, product("chair")).Await(ctx)).Item.Stock)
	// Output: 4
}
