package api_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/dynactor/dynactor/api"
)

// What futures are good for: the async face, then its sync twin.

func ExampleFuture_Result() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)

	put := ex.PutItem(ctx, order(1))
	_, _, ok := put.Result() // doesn't wait
	fmt.Println("there is an answer:", ok)
	<-put.Done()
	_, err, ok := put.Result()
	fmt.Println("there is an answer:", ok, err)
	// Output:
	// there is an answer: false
	// there is an answer: true <nil>
}

func ExampleFuture_Result_sync() {
	ctx := context.Background()
	db := open().Sync()
	defer db.Close(ctx)

	answer := make(chan error, 1)
	go func() {
		_, err := db.PutItem(ctx, order(1))
		answer <- err
	}()
	fmt.Println("there is an answer:", len(answer) == 1)
	fmt.Println("there is an answer:", true, <-answer)
	// Output:
	// there is an answer: false
	// there is an answer: true <nil>
}

func ExampleFuture_Then() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)

	answered := make(chan struct{})
	ex.PutItem(ctx, order(1)).Then(func(_ *dynamodb.PutItemOutput, err error) {
		fmt.Println("answered:", err)
		close(answered)
	})
	<-answered // for the example; Close doesn't wait for callbacks
	// Output: answered: <nil>
}

func ExampleFuture_Then_sync() {
	ctx := context.Background()
	db := open().Sync()
	defer db.Close(ctx)

	answered := make(chan struct{})
	go func() {
		_, err := db.PutItem(ctx, order(1))
		fmt.Println("answered:", err)
		close(answered)
	}()
	<-answered
	// Output: answered: <nil>
}

func ExampleAll() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)

	puts := []*api.Future[*dynamodb.PutItemOutput]{
		ex.PutItem(ctx, order(0)),
		ex.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String("missing"), Item: item{"id": text("order/1")}}),
		ex.PutItem(ctx, order(2)),
	}
	outputs, err := api.All(puts...).Await(ctx)

	var partial *api.PartialError
	if errors.As(err, &partial) {
		for _, failure := range partial.Failures {
			fmt.Printf("number %d of %d failed\n", failure.Index, partial.Of)
		}
	}
	fmt.Println("the first was stored:", outputs[0] != nil)
	// Output:
	// number 1 of 3 failed
	// the first was stored: true
}

func ExampleAll_sync() {
	ctx := context.Background()
	db := open().Sync()
	defer db.Close(ctx)

	puts := []*dynamodb.PutItemInput{
		order(0),
		{TableName: aws.String("missing"), Item: item{"id": text("order/1")}},
		order(2),
	}
	outputs := make([]*dynamodb.PutItemOutput, len(puts))
	errs := make([]error, len(puts))
	var wg sync.WaitGroup
	for i, put := range puts {
		wg.Go(func() { outputs[i], errs[i] = db.PutItem(ctx, put) })
	}
	wg.Wait()

	for i, err := range errs {
		if err != nil {
			fmt.Printf("number %d of %d failed\n", i, len(puts))
		}
	}
	fmt.Println("the first was stored:", outputs[0] != nil)
	// Output:
	// number 1 of 3 failed
	// the first was stored: true
}

func ExampleAny() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)
	if _, err := ex.PutItem(ctx, order(7)).Await(ctx); err != nil {
		log.Fatal(err)
	}

	key := item{"id": text("order/7")}
	out, err := api.Any(
		ex.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String("archive"), Key: key}), // isn't there
		ex.GetItem(ctx, &dynamodb.GetItemInput{TableName: &orders, Key: key}),
	).Await(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(amount(out.Item))
	// Output: 7
}

func ExampleAny_sync() {
	ctx := context.Background()
	db := open().Sync()
	defer db.Close(ctx)
	if _, err := db.PutItem(ctx, order(7)); err != nil {
		log.Fatal(err)
	}

	key := item{"id": text("order/7")}
	out, err := db.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String("archive"), Key: key}) // isn't there
	if err != nil {
		out, err = db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &orders, Key: key})
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(amount(out.Item))
	// Output: 7
}

func ExampleEach() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)

	var puts iter.Seq[*api.Future[*dynamodb.PutItemOutput]] = func(yield func(*api.Future[*dynamodb.PutItemOutput]) bool) {
		for i := range 500 {
			if !yield(ex.PutItem(ctx, order(i))) {
				return
			}
		}
	}
	stored, err := api.Each(ctx, 100, puts, func(i int, _ *dynamodb.PutItemOutput, err error) error {
		if err != nil {
			return fmt.Errorf("order %d: %w", i, err) // stops at the first failure
		}
		return nil
	}).Await(ctx)
	fmt.Println(stored, err)
	// Output: 500 <nil>
}

func ExampleEach_sync() {
	ctx := context.Background()
	db := open().Sync()
	defer db.Close(ctx)

	var wg sync.WaitGroup
	window := make(chan struct{}, 100)
	errs := make([]error, 500)
	for i := range errs {
		window <- struct{}{}
		wg.Go(func() {
			defer func() { <-window }()
			_, errs[i] = db.PutItem(ctx, order(i))
		})
	}
	wg.Wait()
	fmt.Println(len(errs), errors.Join(errs...))
	// Output: 500 <nil>
}

func ExampleGo() {
	ctx := context.Background()
	ex := open()
	defer ex.Close(ctx)

	// Two requests one after the other are one future, to be waited for among others.
	moved := api.Go(func() (string, error) {
		if _, err := ex.PutItem(ctx, order(1)).Await(ctx); err != nil {
			return "", err
		}
		_, err := ex.Sync().PutItem(ctx, order(2))
		return "both", err
	})
	fmt.Println(moved.Await(ctx))
	// Output:
	// both <nil>
}
