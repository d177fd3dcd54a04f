package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
)

// order opens 100 accounts, takes 30 from each, and reads each: 300 requests that depend on each
// other, and nobody waits in between.
//
// On one key, what the async face is asked for takes effect in the order of asking, so every read
// sees the balance after the update. Different keys don't wait for each other: the puts still go in
// batches, and so do the gets.
func order(ctx context.Context, ex *api.Executor, table string) error {
	const accounts = 100
	var gets []*api.Future[*dynamodb.GetItemOutput]
	for i := range accounts {
		key := item{"id": text(fmt.Sprintf("account/%d", i))}
		ex.PutItem(ctx, &dynamodb.PutItemInput{
			TableName: &table,
			Item:      item{"id": key["id"], "balance": number("100")},
		})
		ex.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName:                 &table,
			Key:                       key,
			UpdateExpression:          aws.String("SET balance = balance - :amount"),
			ExpressionAttributeValues: item{":amount": number("30")},
		})
		gets = append(gets, ex.GetItem(ctx, &dynamodb.GetItemInput{
			TableName:      &table,
			Key:            key,
			ConsistentRead: aws.Bool(true), // any other read may be answered with an older item
		}))
	}
	// The futures of the puts and updates were dropped: what was asked for is done all the same, and
	// the balance says whether it was.
	for i, get := range gets {
		out, err := get.Await(ctx)
		if err != nil {
			return err
		}
		if balance, ok := out.Item["balance"].(*types.AttributeValueMemberN); !ok || balance.Value != "70" {
			return fmt.Errorf("account %d is %v, and should have a balance of 70", i, out.Item)
		}
	}
	stats := ex.Stats().Tables[table]
	fmt.Printf("order: %d puts, updates and gets on %d keys, asked for by 1 goroutine without waiting: each get saw its put and update (%d calls)\n",
		3*accounts, accounts, stats.Calls)
	return nil
}
