package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/api"
)

// then asks, and has a function called with the answer. The function runs on a goroutine of its
// own, so it may do whatever it likes, asking for more included.
func then(ctx context.Context, ex *api.Executor, table string) error {
	answer := make(chan error)
	ex.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &table,
		Item:      item{"id": text("greeting"), "text": text("hello")},
	}).Then(func(_ *dynamodb.PutItemOutput, err error) { answer <- err })

	// ... here the program does something else ...

	if err := <-answer; err != nil {
		return err
	}
	fmt.Println("then: the callback was called with the answer")
	return nil
}
