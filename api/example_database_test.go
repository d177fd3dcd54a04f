package api_test

import (
	"context"
	"log"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api/local"
)

// item is the SDK's type of items and keys.
type item = map[string]types.AttributeValue

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
func number(n int) types.AttributeValue  { return &types.AttributeValueMemberN{Value: strconv.Itoa(n)} }

// latency is long enough for an example to ask for much before the first answer.
const latency = 10 * time.Millisecond

// inMemory is the client of the examples: a DynamoDB in this process with the table orders, whose
// partition key is the string id. A program has dynamodb.NewFromConfig(cfg) in its place.
func inMemory() *dynamodb.Client {
	db, err := local.New()
	if err != nil {
		log.Fatal(err)
	}
	client := db.Client()
	_, err = client.CreateTable(context.Background(), &dynamodb.CreateTableInput{
		TableName: &orders, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := db.SetLatency(local.Latency{Median: latency}); err != nil {
		log.Fatal(err)
	}
	return client
}

// amount is the attribute n, 0 if there's none.
func amount(it item) int {
	n, ok := it["n"].(*types.AttributeValueMemberN)
	if !ok {
		return 0
	}
	i, err := strconv.Atoi(n.Value)
	if err != nil {
		panic(err)
	}
	return i
}
