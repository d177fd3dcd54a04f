package peers

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// client is the part of the SDK's client that clientStore uses. dynactor's sync
// face has it, too.
type client interface {
	SDK
	Scan(context.Context, *dynamodb.ScanInput, ...func(*dynamodb.Options)) (*dynamodb.ScanOutput, error)
}

// clientStore is a Store of plain SDK calls.
type clientStore struct{ client client }

func (s clientStore) Read(ctx context.Context, table, key string) error {
	out, err := s.client.GetItem(ctx, getFrom(table, key))
	if err != nil {
		return err
	}
	return checkRead(out, key)
}

func (s clientStore) Put(ctx context.Context, table string, item items.Item) error {
	_, err := s.client.PutItem(ctx, putInto(table, item))
	return err
}

func (s clientStore) Update(ctx context.Context, table, key, attribute, value string) error {
	_, err := s.client.UpdateItem(ctx, updateIn(table, key, attribute, value))
	return err
}

func (s clientStore) Scan(ctx context.Context, table, start string, n int) (int, error) {
	out, err := s.client.Scan(ctx, scanOf(table, start, n))
	if err != nil {
		return 0, err
	}
	return len(out.Items), nil
}

var (
	errAbsent  = errors.New("there's no item under a key that was read: load the table first")
	errForeign = errors.New("an answer is the item of another key, or was there before")
)

func checkRead(out *dynamodb.GetItemOutput, key string) error {
	if out.Item == nil {
		return errAbsent
	}
	return items.Check(out.Item, key)
}

func getFrom(table, key string) *dynamodb.GetItemInput {
	return &dynamodb.GetItemInput{TableName: &table, Key: items.Key(key)}
}

func putInto(table string, item items.Item) *dynamodb.PutItemInput {
	return &dynamodb.PutItemInput{TableName: &table, Item: item}
}

func updateIn(table, key, attribute, value string) *dynamodb.UpdateItemInput {
	return &dynamodb.UpdateItemInput{
		TableName:                 &table,
		Key:                       items.Key(key),
		UpdateExpression:          aws.String("SET #a = :v"),
		ExpressionAttributeNames:  map[string]string{"#a": attribute},
		ExpressionAttributeValues: items.Item{":v": &types.AttributeValueMemberS{Value: value}},
	}
}

func scanOf(table, start string, n int) *dynamodb.ScanInput {
	in := &dynamodb.ScanInput{TableName: &table, Limit: aws.Int32(int32(n))}
	if start != "" {
		in.ExclusiveStartKey = items.Key(start)
	}
	return in
}
