package api_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
)

// The examples come in pairs: the async face, then its sync twin.

var orders = "orders" // a table whose partition key is the string id

// order makes the input of a put.
func order(i int) *dynamodb.PutItemInput {
	return &dynamodb.PutItemInput{TableName: &orders, Item: item{"id": text(fmt.Sprintf("order/%d", i)), "n": number(i)}}
}

// open opens an executor for an example that shows something else.
func open(opts ...api.Option) *api.Executor {
	ex, err := api.Open(inMemory(), opts...)
	if err != nil {
		log.Fatal(err)
	}
	return ex
}

func ExampleOpen() {
	ctx := context.Background()
	client := inMemory() // in a program: dynamodb.NewFromConfig(cfg)

	ex, err := api.Open(client, api.WithKeySchema("orders", "id", ""), api.WithCallTimeout(10*time.Second))
	if err != nil {
		log.Fatal(err)
	}
	defer ex.Close(ctx)

	put := ex.PutItem(ctx, order(1)) // returns at once
	_, err = put.Await(ctx)
	fmt.Println(err)
	// Output: <nil>
}

func ExampleOpen_sync() {
	ctx := context.Background()
	client := inMemory() // in a program: dynamodb.NewFromConfig(cfg)

	ex, err := api.Open(client, api.WithKeySchema("orders", "id", ""), api.WithCallTimeout(10*time.Second))
	if err != nil {
		log.Fatal(err)
	}
	db := ex.Sync()
	defer db.Close(ctx)

	_, err = db.PutItem(ctx, order(1))
	fmt.Println(err)
	// Output: <nil>
}

// Every option that can't be used is named, with its value and what to set instead.
func ExampleOptionError() {
	_, err := api.Open(inMemory(), api.WithCallsInFlight(0), api.WithBatchLimits(26, 100, 1<<20))

	var options *api.OptionError
	fmt.Println(errors.As(err, &options))
	fmt.Println(err)
	// Output:
	// true
	// open: CallsInFlight is 0: set it to 1 or more, 100000 at the most
	// BatchLimits writes is 26: set it to 1 or more, 25 at the most
}

func ExampleExecutor_PutItem() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)

	puts := make([]*api.Future[*dynamodb.PutItemOutput], 100)
	for i := range puts {
		puts[i] = ex.PutItem(ctx, order(i))
	}
	for _, put := range puts {
		if _, err := put.Await(ctx); err != nil {
			log.Fatal(err)
		}
	}
	total := ex.Stats().Total
	fmt.Println(total.Requests, "puts, in fewer calls:", total.Calls < total.Requests)
	// Output: 100 puts, in fewer calls: true
}

func ExampleSyncExecutor_PutItem() {
	ctx := context.Background()
	db := open().Sync()
	defer db.Close(ctx)

	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			if _, err := db.PutItem(ctx, order(i)); err != nil {
				log.Fatal(err)
			}
		})
	}
	wg.Wait()
	total := db.Stats().Total
	fmt.Println(total.Requests, "puts, in fewer calls:", total.Calls < total.Requests)
	// Output: 100 puts, in fewer calls: true
}

// On one key the async face keeps the order of asking, so that the get sees what was put.
func ExampleExecutor_GetItem() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)

	ex.PutItem(ctx, order(7))
	get := ex.GetItem(ctx, &dynamodb.GetItemInput{
		TableName:      &orders,
		Key:            item{"id": text("order/7")},
		ConsistentRead: aws.Bool(true),
	})
	out, err := get.Await(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(amount(out.Item))
	// Output: 7
}

func ExampleSyncExecutor_GetItem() {
	ctx := context.Background()
	db := open().Sync()
	defer db.Close(ctx)

	if _, err := db.PutItem(ctx, order(7)); err != nil {
		log.Fatal(err)
	}
	out, err := db.GetItem(ctx, &dynamodb.GetItemInput{
		TableName:      &orders,
		Key:            item{"id": text("order/7")},
		ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(amount(out.Item))
	// Output: 7
}

// The sync face goes wherever an interface of the SDK's client is asked for.
func ExampleExecutor_Sync() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)
	if _, err := ex.PutItem(ctx, order(1)).Await(ctx); err != nil {
		log.Fatal(err)
	}

	pages := dynamodb.NewScanPaginator(ex.Sync(), &dynamodb.ScanInput{TableName: &orders})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(page.Count, "items")
	}
	// Output: 1 items
}

// Code that was given the sync face gets at futures again by Async.
func ExampleSyncExecutor_Async() {
	ctx := context.Background()
	db := open().Sync()
	defer db.Close(ctx)

	put := db.Async().PutItem(ctx, order(1))
	_, err := put.Await(ctx)
	fmt.Println(err)
	// Output: <nil>
}

// All discards nothing: what succeeded is in its value, what failed in its error.
// Any takes the first success; a failure matters only if there's nothing else.
// Each asks for the next put only while fewer than 100 are under way.
// Additions can be made in any order, so they needn't wait for each other.
func ExampleWithUnordered() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)

	key := item{"id": text("counter")}
	free := api.WithUnordered(ctx)
	adds := make([]*api.Future[*dynamodb.UpdateItemOutput], 50)
	for i := range adds {
		adds[i] = ex.UpdateItem(free, &dynamodb.UpdateItemInput{
			TableName: &orders, Key: key,
			UpdateExpression: aws.String("ADD n :n"), ExpressionAttributeValues: item{":n": number(1)},
		})
	}
	if _, err := api.All(adds...).Await(ctx); err != nil {
		log.Fatal(err)
	}
	out, err := ex.GetItem(ctx, &dynamodb.GetItemInput{TableName: &orders, Key: key, ConsistentRead: aws.Bool(true)}).Await(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(amount(out.Item))
	// Output: 50
}

// Operations of the sync face make nobody wait in any case; with WithUnordered they don't wait for
// those of the async face either.
func ExampleWithUnordered_sync() {
	ctx := context.Background()
	db := open().Sync()
	defer db.Close(ctx)

	key := item{"id": text("counter")}
	free := api.WithUnordered(ctx)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if _, err := db.UpdateItem(free, &dynamodb.UpdateItemInput{
				TableName: &orders, Key: key,
				UpdateExpression: aws.String("ADD n :n"), ExpressionAttributeValues: item{":n": number(1)},
			}); err != nil {
				log.Fatal(err)
			}
		})
	}
	wg.Wait()
	out, err := db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &orders, Key: key, ConsistentRead: aws.Bool(true)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(amount(out.Item))
	// Output: 50
}

func ExampleWithoutCoalescing() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)

	alone := api.WithoutCoalescing(ctx)
	puts := make([]*api.Future[*dynamodb.PutItemOutput], 30)
	for i := range puts {
		puts[i] = ex.PutItem(alone, order(i))
	}
	if _, err := api.All(puts...).Await(ctx); err != nil {
		log.Fatal(err)
	}
	total := ex.Stats().Total
	fmt.Println(total.Requests, "puts,", total.BatchCalls, "batches")
	// Output: 30 puts, 0 batches
}

func ExampleWithoutCoalescing_sync() {
	ctx := context.Background()
	db := open().Sync()
	defer db.Close(ctx)

	alone := api.WithoutCoalescing(ctx)
	var wg sync.WaitGroup
	for i := range 30 {
		wg.Go(func() {
			if _, err := db.PutItem(alone, order(i)); err != nil {
				log.Fatal(err)
			}
		})
	}
	wg.Wait()
	total := db.Stats().Total
	fmt.Println(total.Requests, "puts,", total.BatchCalls, "batches")
	// Output: 30 puts, 0 batches
}

// NoCoalescing is for a single request.
func ExampleNoCoalescing() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)

	_, err := ex.PutItem(ctx, order(1), api.NoCoalescing).Await(ctx)
	fmt.Println(err)
	// Output: <nil>
}

func ExampleNoCoalescing_sync() {
	ctx := context.Background()
	db := open().Sync()
	defer db.Close(ctx)

	_, err := db.PutItem(ctx, order(1), api.NoCoalescing)
	fmt.Println(err)
	// Output: <nil>
}

// The SDK's own error types are found as if its client had been called, and around them is what the
// executor knows.
func ExampleOperationError() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)
	ex.PutItem(ctx, order(1))

	again := order(1)
	again.ConditionExpression = aws.String("attribute_not_exists(id)")
	_, err := ex.PutItem(ctx, again).Await(ctx)

	var exists *types.ConditionalCheckFailedException
	fmt.Println("is there already:", errors.As(err, &exists))
	var failure *api.OperationError
	if errors.As(err, &failure) {
		fmt.Println(failure.Operation, "on", failure.Table, "was", failure.Outcome)
	}
	// Output:
	// is there already: true
	// PutItem on orders was rejected
}

func ExampleOperationError_sync() {
	ctx := context.Background()
	db := open().Sync()
	defer db.Close(ctx)
	if _, err := db.PutItem(ctx, order(1)); err != nil {
		log.Fatal(err)
	}

	again := order(1)
	again.ConditionExpression = aws.String("attribute_not_exists(id)")
	_, err := db.PutItem(ctx, again)

	var exists *types.ConditionalCheckFailedException
	fmt.Println("is there already:", errors.As(err, &exists))
	var failure *api.OperationError
	if errors.As(err, &failure) {
		fmt.Println(failure.Operation, "on", failure.Table, "was", failure.Outcome)
	}
	// Output:
	// is there already: true
	// PutItem on orders was rejected
}

// Flush waits for what was asked for before, without its futures.
func ExampleExecutor_Flush() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)

	for i := range 100 {
		ex.PutItem(ctx, order(i))
	}
	if err := ex.Flush(ctx); err != nil {
		log.Fatal(err)
	}
	fmt.Println(ex.Stats().PendingItems, "pending,", ex.Stats().Total.Failed, "failed")
	// Output: 0 pending, 0 failed
}

// In the sync face it waits for what other goroutines, and the async face, have asked for.
func ExampleSyncExecutor_Flush() {
	ctx := context.Background()
	db := open().Sync()
	defer db.Close(ctx)

	for i := range 100 {
		db.Async().PutItem(ctx, order(i))
	}
	if err := db.Flush(ctx); err != nil {
		log.Fatal(err)
	}
	fmt.Println(db.Stats().PendingItems, "pending,", db.Stats().Total.Failed, "failed")
	// Output: 0 pending, 0 failed
}

// Close waits for what is pending. What is asked for later fails with ErrClosed.
func ExampleExecutor_Close() {
	ctx := context.Background()
	ex := open()
	put := ex.PutItem(ctx, order(1))

	closing, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	fmt.Println("close:", ex.Close(closing))

	_, err, answered := put.Result()
	fmt.Println("asked for before:", answered, err)
	_, err = ex.PutItem(ctx, order(2)).Await(ctx)
	fmt.Println("asked for after:", errors.Is(err, api.ErrClosed))
	// Output:
	// close: <nil>
	// asked for before: true <nil>
	// asked for after: true
}

func ExampleSyncExecutor_Close() {
	ctx := context.Background()
	db := open().Sync()
	_, err := db.PutItem(ctx, order(1))
	fmt.Println("asked for before:", err)

	closing, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	fmt.Println("close:", db.Close(closing))

	_, err = db.PutItem(ctx, order(2))
	fmt.Println("asked for after:", errors.Is(err, api.ErrClosed))
	// Output:
	// asked for before: <nil>
	// close: <nil>
	// asked for after: true
}

func ExampleExecutor_Stats() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)

	for i := range 100 {
		ex.PutItem(ctx, order(i))
	}
	if err := ex.Flush(ctx); err != nil {
		log.Fatal(err)
	}
	of := ex.Stats().Tables[orders]
	fmt.Println(of.Requests, "requests,", of.Failed, "failed")
	fmt.Println("several items per call:", of.ItemsPerCall() > 1)
	// Output:
	// 100 requests, 0 failed
	// several items per call: true
}

// The counters are the executor's, whichever face was used.
func ExampleSyncExecutor_Stats() {
	ctx := context.Background()
	db := open().Sync()
	defer db.Close(ctx)

	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			if _, err := db.PutItem(ctx, order(i)); err != nil {
				log.Fatal(err)
			}
		})
	}
	wg.Wait()
	of := db.Stats().Tables[orders]
	fmt.Println(of.Requests, "requests,", of.Failed, "failed")
	fmt.Println("several items per call:", of.ItemsPerCall() > 1)
	// Output:
	// 100 requests, 0 failed
	// several items per call: true
}
