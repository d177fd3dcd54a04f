package api_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
)

// Visit is the item type of the examples of typed tables.
type Visit struct {
	Page  string   `dynamodbav:"page" dynactor:"partition"`
	Day   string   `dynamodbav:"day" dynactor:"sort"`
	Count int      `dynamodbav:"count"`
	Hosts []string `dynamodbav:"hosts,omitempty"`
}

// visitsTable makes the table visits, with these items.
func visitsTable(items ...Visit) (*api.Executor, *api.Table[Visit]) {
	ctx := context.Background()
	ex := open()
	visits, err := api.TableOf[Visit](ex, "visits")
	if err != nil {
		log.Fatal(err)
	}
	must(visits.CreateTable(ctx).Await(ctx))
	must(visits.PutMany(ctx, items).Await(ctx))
	return ex, visits
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func on(page, day string) api.Key { return api.Key{Partition: page, Sort: day} }

func ExampleTableOf() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)

	visits, err := api.TableOf[Visit](ex, "visits") // Visit's tags say what the key is
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(visits.Name(), visits.Sync().Name())

	_, err = api.TableOf[struct{ Page string }](ex, "visits")
	fmt.Println(err != nil)
	// Output:
	// visits visits
	// true
}

// A map has no tags: an option tells the key.
func ExampleWithKey() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)

	table := must(api.TableOf[map[string]any](ex, "orders", api.WithKey("id", "")))
	put := table.Put(ctx, map[string]any{"id": "order/1", "n": 7})
	get := table.Get(ctx, api.Key{Partition: "order/1"})
	must(put.Await(ctx))
	fmt.Println(must(get.Await(ctx)).Item["n"])

	must(table.Sync().Put(ctx, map[string]any{"id": "order/2", "n": 8}))
	fmt.Println(must(table.Sync().Get(ctx, api.Key{Partition: "order/2"})).Item["n"])
	// Output:
	// 7
	// 8
}

func ExampleTable_Get() {
	ctx := context.Background()
	ex, visits := visitsTable(Visit{Page: "/", Day: "2024-05-01", Count: 3})
	defer ex.Close(ctx)

	here := visits.Get(ctx, on("/", "2024-05-01"), api.Consistent())
	missing := visits.Get(ctx, on("/", "1999-01-01"))

	got := must(here.Await(ctx))
	fmt.Println(got.Found, got.Item.Count)
	fmt.Println(must(missing.Await(ctx)).Found)
	// Output:
	// true 3
	// false
}

func ExampleSyncTable_Get() {
	ctx := context.Background()
	ex, visits := visitsTable(Visit{Page: "/", Day: "2024-05-01", Count: 3})
	defer ex.Close(ctx)
	db := visits.Sync()

	got, err := db.Get(ctx, on("/", "2024-05-01"), api.Consistent())
	fmt.Println(got.Found, got.Item.Count, err)
	got, err = db.Get(ctx, on("/", "1999-01-01"))
	fmt.Println(got.Found, err)
	// Output:
	// true 3 <nil>
	// false <nil>
}

func ExampleTable_GetMany() {
	ctx := context.Background()
	ex, visits := visitsTable(Visit{Page: "/", Day: "2024-05-01", Count: 3}, Visit{Page: "/docs", Day: "2024-05-01", Count: 5})
	defer ex.Close(ctx)

	keys := []api.Key{on("/docs", "2024-05-01"), on("/", "1999-01-01"), on("/", "2024-05-01")}
	for _, got := range must(visits.GetMany(ctx, keys).Await(ctx)) {
		fmt.Println(got.Found, got.Item.Count)
	}
	// Output:
	// true 5
	// false 0
	// true 3
}

func ExampleSyncTable_GetMany() {
	ctx := context.Background()
	ex, visits := visitsTable(Visit{Page: "/", Day: "2024-05-01", Count: 3}, Visit{Page: "/docs", Day: "2024-05-01", Count: 5})
	defer ex.Close(ctx)

	keys := []api.Key{on("/docs", "2024-05-01"), on("/", "1999-01-01"), on("/", "2024-05-01")}
	for _, got := range must(visits.Sync().GetMany(ctx, keys)) {
		fmt.Println(got.Found, got.Item.Count)
	}
	// Output:
	// true 5
	// false 0
	// true 3
}

func ExampleTable_Put() {
	ctx := context.Background()
	ex, visits := visitsTable()
	defer ex.Close(ctx)

	first := visits.Put(ctx, Visit{Page: "/", Day: "2024-05-01", Count: 1}, api.IfNotExists())
	second := visits.Put(ctx, Visit{Page: "/", Day: "2024-05-01", Count: 2}, api.IfNotExists())
	third := visits.Put(ctx, Visit{Page: "/", Day: "2024-05-01", Count: 3}, api.ReturnOld())

	must(first.Await(ctx))
	_, err := second.Await(ctx)
	var failed *types.ConditionalCheckFailedException
	fmt.Println(errors.As(err, &failed))
	fmt.Println(must(third.Await(ctx)).Item.Count, "was replaced")
	// Output:
	// true
	// 1 was replaced
}

func ExampleSyncTable_Put() {
	ctx := context.Background()
	ex, visits := visitsTable()
	defer ex.Close(ctx)
	db := visits.Sync()

	must(db.Put(ctx, Visit{Page: "/", Day: "2024-05-01", Count: 1}, api.IfNotExists()))
	_, err := db.Put(ctx, Visit{Page: "/", Day: "2024-05-01", Count: 2}, api.IfNotExists())
	var failed *types.ConditionalCheckFailedException
	fmt.Println(errors.As(err, &failed))
	old := must(db.Put(ctx, Visit{Page: "/", Day: "2024-05-01", Count: 3}, api.ReturnOld()))
	fmt.Println(old.Item.Count, "was replaced")
	// Output:
	// true
	// 1 was replaced
}

// What succeeded stays, and what failed is named.
func ExampleTable_PutMany() {
	ctx := context.Background()
	ex, visits := visitsTable()
	defer ex.Close(ctx)

	_, err := visits.PutMany(ctx, []Visit{{Page: "/", Day: "2024-05-01"}, {Page: "/"}, {Page: "/docs", Day: "2024-05-01"}}).Await(ctx)
	var partial *api.PartialError
	if errors.As(err, &partial) {
		for _, failure := range partial.Failures {
			fmt.Println("number", failure.Index, "of", partial.Of)
		}
	}
	fmt.Println(must(visits.ScanCount(ctx, api.Scan{}).Await(ctx)), "written")
	// Output:
	// number 1 of 3
	// 2 written
}

func ExampleSyncTable_PutMany() {
	ctx := context.Background()
	ex, visits := visitsTable()
	defer ex.Close(ctx)
	db := visits.Sync()

	_, err := db.PutMany(ctx, []Visit{{Page: "/", Day: "2024-05-01"}, {Page: "/"}, {Page: "/docs", Day: "2024-05-01"}})
	var partial *api.PartialError
	if errors.As(err, &partial) {
		for _, failure := range partial.Failures {
			fmt.Println("number", failure.Index, "of", partial.Of)
		}
	}
	fmt.Println(must(db.ScanCount(ctx, api.Scan{})), "written")
	// Output:
	// number 1 of 3
	// 2 written
}

func ExampleTable_Delete() {
	ctx := context.Background()
	ex, visits := visitsTable(Visit{Page: "/", Day: "2024-05-01", Count: 3})
	defer ex.Close(ctx)

	first := visits.Delete(ctx, on("/", "2024-05-01"), api.ReturnOld())
	again := visits.Delete(ctx, on("/", "2024-05-01"))
	fmt.Println(must(first.Await(ctx)).Item.Count, "was deleted")
	_, err := again.Await(ctx)
	fmt.Println("again:", err)
	// Output:
	// 3 was deleted
	// again: <nil>
}

func ExampleSyncTable_Delete() {
	ctx := context.Background()
	ex, visits := visitsTable(Visit{Page: "/", Day: "2024-05-01", Count: 3})
	defer ex.Close(ctx)
	db := visits.Sync()

	fmt.Println(must(db.Delete(ctx, on("/", "2024-05-01"), api.ReturnOld())).Item.Count, "was deleted")
	_, err := db.Delete(ctx, on("/", "2024-05-01"))
	fmt.Println("again:", err)
	// Output:
	// 3 was deleted
	// again: <nil>
}

func ExampleTable_DeleteMany() {
	ctx := context.Background()
	ex, visits := visitsTable(Visit{Page: "/", Day: "2024-05-01"}, Visit{Page: "/", Day: "2024-05-02"})
	defer ex.Close(ctx)

	must(visits.DeleteMany(ctx, []api.Key{on("/", "2024-05-01"), on("/", "2024-05-02")}).Await(ctx))
	fmt.Println(must(visits.ScanCount(ctx, api.Scan{Consistent: true}).Await(ctx)), "left")
	// Output: 0 left
}

func ExampleSyncTable_DeleteMany() {
	ctx := context.Background()
	ex, visits := visitsTable(Visit{Page: "/", Day: "2024-05-01"}, Visit{Page: "/", Day: "2024-05-02"})
	defer ex.Close(ctx)
	db := visits.Sync()

	must(db.DeleteMany(ctx, []api.Key{on("/", "2024-05-01"), on("/", "2024-05-02")}))
	fmt.Println(must(db.ScanCount(ctx, api.Scan{Consistent: true})), "left")
	// Output: 0 left
}

func ExampleTable_Update() {
	ctx := context.Background()
	ex, visits := visitsTable()
	defer ex.Close(ctx)

	update := api.Changes(api.Increment("count", 1), api.Append("hosts", "example.com"))
	once := visits.Update(ctx, on("/", "2024-05-01"), update)
	twice := visits.Update(ctx, on("/", "2024-05-01"), update, api.ReturnNew()) // after the first, being about the same key

	must(once.Await(ctx))
	got := must(twice.Await(ctx))
	fmt.Println(got.Item.Count, got.Item.Hosts)
	// Output: 2 [example.com example.com]
}

func ExampleSyncTable_Update() {
	ctx := context.Background()
	ex, visits := visitsTable()
	defer ex.Close(ctx)
	db := visits.Sync()

	update := api.Changes(api.Increment("count", 1), api.Append("hosts", "example.com"))
	must(db.Update(ctx, on("/", "2024-05-01"), update))
	got := must(db.Update(ctx, on("/", "2024-05-01"), update, api.ReturnNew()))
	fmt.Println(got.Item.Count, got.Item.Hosts)
	// Output: 2 [example.com example.com]
}

// The error of a failed condition can hold the item that made it fail.
func ExampleTable_FailedItem() {
	ctx := context.Background()
	ex, visits := visitsTable(Visit{Page: "/", Day: "2024-05-01", Count: 9})
	defer ex.Close(ctx)

	few := api.If(expression.Name("count").LessThan(expression.Value(5)))
	f := visits.Update(ctx, on("/", "2024-05-01"), api.Changes(api.Increment("count", 1)), few, api.ReturnOnFailure())
	_, err := f.Await(ctx)
	failed := must(visits.FailedItem(err))
	fmt.Println(failed.Found, failed.Item.Count)

	_, err = visits.Sync().Delete(ctx, on("/", "2024-05-01"), few, api.ReturnOnFailure())
	failed = must(visits.Sync().FailedItem(err))
	fmt.Println(failed.Found, failed.Item.Count)
	// Output:
	// true 9
	// true 9
}

// Encode and Decode lead to the executor's own operations and back.
func ExampleTable_Encode() {
	ctx := context.Background()
	ex, visits := visitsTable()
	defer ex.Close(ctx)

	name := visits.Name()
	it := must(visits.Encode(Visit{Page: "/", Day: "2024-05-01", Count: 4}))
	must(ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: &name, Item: it}).Await(ctx))
	scanned := must(ex.Scan(ctx, &dynamodb.ScanInput{TableName: &name}).Await(ctx))
	fmt.Println(must(visits.Decode(scanned.Items[0])).Count)

	db := visits.Sync()
	it = must(db.Encode(Visit{Page: "/", Day: "2024-05-01", Count: 5}))
	fmt.Println(must(db.Decode(it)).Count)
	// Output:
	// 4
	// 5
}

func ExampleTable_KeyOf() {
	ctx := context.Background()
	visit := Visit{Page: "/", Day: "2024-05-01", Count: 3}
	ex, visits := visitsTable(visit)
	defer ex.Close(ctx)

	key := must(visits.KeyOf(visit))
	must(visits.Delete(ctx, key).Await(ctx))
	fmt.Println(must(visits.Get(ctx, key).Await(ctx)).Found)

	must(visits.Sync().Put(ctx, visit))
	key = must(visits.Sync().KeyOf(visit))
	fmt.Println(must(visits.Sync().Get(ctx, key)).Found)
	// Output:
	// false
	// true
}
