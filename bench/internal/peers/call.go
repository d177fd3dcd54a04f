package peers

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// SDK is the part of the SDK's client that the blocking peers use. The SDK's
// own client and dynactor's sync face both have it.
type SDK interface {
	PutItem(context.Context, *dynamodb.PutItemInput, ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error)
	GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error)
}

// Call asks for one item and waits for the answer.
type Call func(ctx context.Context, key string) error

var table = aws.String(items.Table)

// Put writes an item.
func Put(sdk SDK) Call {
	return func(ctx context.Context, key string) error {
		_, err := sdk.PutItem(ctx, putInput(key))
		return err
	}
}

// Get reads an item, and makes sure that it is the one asked for.
func Get(sdk SDK) Call {
	return func(ctx context.Context, key string) error {
		out, err := sdk.GetItem(ctx, getInput(key))
		if err != nil {
			return err
		}
		return items.Check(out.Item, key)
	}
}

// Increment adds one to an attribute of an item.
func Increment(sdk SDK) Call {
	one := map[string]types.AttributeValue{":one": &types.AttributeValueMemberN{Value: "1"}}
	return func(ctx context.Context, key string) error {
		_, err := sdk.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName:                 table,
			Key:                       items.Key(key),
			UpdateExpression:          aws.String("ADD hits :one"),
			ExpressionAttributeValues: one,
		})
		return err
	}
}

func putInput(key string) *dynamodb.PutItemInput {
	return &dynamodb.PutItemInput{TableName: table, Item: items.New(key)}
}

func getInput(key string) *dynamodb.GetItemInput {
	return &dynamodb.GetItemInput{TableName: table, Key: items.Key(key)}
}

// failed says whose request failed.
func failed(key string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("item %q: %w", key, err)
}
