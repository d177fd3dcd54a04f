package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
)

// failures shows the two questions to ask of an error: what did DynamoDB say, and may the request
// have been applied?
func failures(ctx context.Context, ex *api.Executor, table string) error {
	// What DynamoDB said is the SDK's own error, found as if the SDK's client had returned it.
	_, err := ex.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:           &table,
		Item:                item{"id": text("greeting"), "text": text("hello again")},
		ConditionExpression: aws.String("attribute_not_exists(id)"),
	}).Await(ctx)
	var exists *types.ConditionalCheckFailedException
	if !errors.As(err, &exists) {
		return fmt.Errorf("a put on the condition that there's no item gave %v", err)
	}
	fmt.Printf("failures: DynamoDB said %s\n", exists.ErrorCode())

	// What is known of the effect is in the executor's error, which is around the SDK's.
	var failure *api.OperationError
	if !errors.As(err, &failure) {
		return fmt.Errorf("%v is no api.OperationError", err)
	}
	fmt.Printf("failures: operation %v, outcome %q, attempts %d\n", failure.Operation, failure.Outcome, failure.Attempts)

	// The ctx of a request withdraws it: what was not sent yet never will be.
	withdrawn, withdraw := context.WithCancel(ctx)
	withdraw()
	_, err = ex.GetItem(withdrawn, &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text("greeting")}}).Await(ctx)
	if !errors.As(err, &failure) || failure.Outcome != api.NotSent || !errors.Is(err, context.Canceled) {
		return fmt.Errorf("a withdrawn get gave %v", err)
	}
	fmt.Printf("failures: withdrawn, outcome %q, %v\n", failure.Outcome, context.Canceled)
	return nil
}
