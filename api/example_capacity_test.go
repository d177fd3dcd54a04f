package api_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

// Limits are kept by all requests of an executor together.
func ExampleWithLimits() {
	ctx := context.Background()
	ex := open(api.WithLimits("orders", api.Limits{Write: api.UnitsPerSecond(500)}))
	defer ex.Close(ctx)

	var puts []*api.Future[*dynamodb.PutItemOutput]
	for i := range 600 {
		puts = append(puts, ex.PutItem(ctx, order(i)))
	}
	_, err := api.All(puts...).Await(ctx)
	fmt.Println(err)
	fmt.Println(ex.Stats().Tables["orders"].Write.Limit, "write units per second")
	// Output:
	// <nil>
	// 500 write units per second
}

func ExampleWithLimits_sync() {
	ctx := context.Background()
	ex := open(api.WithLimits("orders", api.Limits{Write: api.UnitsPerSecond(500)}))
	defer ex.Close(ctx)
	db := ex.Sync()

	_, err := db.PutItem(ctx, order(1))
	fmt.Println(err)
	fmt.Println(db.Stats().Tables["orders"].Write.Limit, "write units per second")
	// Output:
	// <nil>
	// 500 write units per second
}

func ExampleExecutor_SetLimits() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)

	put := ex.PutItem(ctx, order(1)) // limits can be changed at any time
	err := ex.SetLimits("orders", api.Limits{Read: api.UnitsPerSecond(1000), Write: api.UnitsPerSecond(200), Burst: 10 * time.Second})
	if err != nil {
		log.Fatal(err)
	}
	_, err = put.Await(ctx)
	fmt.Println(err, ex.Stats().Tables["orders"].Write.Set)

	err = ex.SetLimits("orders", api.Limits{Write: api.UnitsPerSecond(-1)})
	fmt.Println(err)
	// Output:
	// <nil> 200
	// set limits: Limits of table "orders": Write is -1 units per second: give more than 0 and at most 1000000000000, or leave it out for no limit
}

func ExampleSyncExecutor_SetLimits() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)
	db := ex.Sync()

	if err := db.SetLimits("orders", api.Limits{Write: api.UnitsPerSecond(200)}); err != nil {
		log.Fatal(err)
	}
	_, err := db.PutItem(ctx, order(1))
	fmt.Println(err, db.Stats().Tables["orders"].Write.Set)
	// Output: <nil> 200
}

func ExampleExecutor_SetIndexLimits() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)

	if err := ex.SetIndexLimits("orders", "by-customer", api.Limits{Read: api.UnitsPerSecond(50)}); err != nil {
		log.Fatal(err)
	}
	_, err := ex.GetItem(ctx, &dynamodb.GetItemInput{TableName: &orders, Key: key(1)}).Await(ctx)
	fmt.Println(err, ex.Stats().Tables["orders"].Indexes["by-customer"].Read.Set)
	// Output: <nil> 50
}

func ExampleSyncExecutor_SetIndexLimits() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)
	db := ex.Sync()

	if err := db.SetIndexLimits("orders", "by-customer", api.Limits{Read: api.UnitsPerSecond(50)}); err != nil {
		log.Fatal(err)
	}
	_, err := db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &orders, Key: key(1)})
	fmt.Println(err, db.Stats().Tables["orders"].Indexes["by-customer"].Read.Set)
	// Output: <nil> 50
}

// Bulk work waits for what others leave of the capacity.
func ExampleWithPriority() {
	ctx := context.Background()
	ex := open(api.WithLimits("orders", api.Limits{Write: api.UnitsPerSecond(1000)}))
	defer ex.Close(ctx)

	var load []*api.Future[*dynamodb.PutItemOutput]
	for i := range 1500 {
		load = append(load, ex.PutItem(api.WithPriority(ctx, api.Bulk), order(i)))
	}
	all := api.All(load...)
	if _, err := ex.PutItem(ctx, order(9999)).Await(ctx); err != nil {
		log.Fatal(err)
	}
	_, _, done := all.Result()
	fmt.Println("the load is done before the urgent one:", done)
	_, err := all.Await(ctx)
	fmt.Println(err)
	// Output:
	// the load is done before the urgent one: false
	// <nil>
}

func ExampleWithPriority_sync() {
	ctx := context.Background()
	ex := open(api.WithDefaultPriority(api.Bulk))
	defer ex.Close(ctx)
	db := ex.Sync()

	_, err := db.PutItem(ctx, order(1)) // of bulk priority
	fmt.Println(err)
	_, err = db.PutItem(api.WithPriority(ctx, api.Interactive), order(2))
	fmt.Println(err)
	// Output:
	// <nil>
	// <nil>
}

// What can't be served in time fails at once, so that there's time left for something else.
func ExampleCapacityError() {
	ctx := context.Background()
	ex := open(api.WithLimits("orders", api.Limits{Write: api.UnitsPerSecond(1)}))
	defer ex.Close(ctx)

	large := order(1)
	large.Item["scan"] = text(string(make([]byte, 2<<10))) // costs three units, of which two are owed
	if _, err := ex.PutItem(ctx, large).Await(ctx); err != nil {
		log.Fatal(err)
	}
	soon, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	_, err := ex.PutItem(soon, order(2)).Await(ctx)
	var short *api.CapacityError
	fmt.Println(errors.As(err, &short), errors.Is(err, context.DeadlineExceeded), short.Table)
	// Output: true true orders
}

func ExampleCapacityError_sync() {
	ctx := context.Background()
	ex := open(api.WithLimits("orders", api.Limits{Write: api.UnitsPerSecond(1)}))
	defer ex.Close(ctx)
	db := ex.Sync()

	large := order(1)
	large.Item["scan"] = text(string(make([]byte, 2<<10)))
	if _, err := db.PutItem(ctx, large); err != nil {
		log.Fatal(err)
	}
	soon, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	_, err := db.PutItem(soon, order(2))
	var short *api.CapacityError
	fmt.Println(errors.As(err, &short), errors.Is(err, context.DeadlineExceeded), short.Table)
	// Output: true true orders
}
