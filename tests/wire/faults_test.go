package wire

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

const (
	faultTables  = 40 // so many that their batches are put together
	faultCallers = 100
	faultRounds  = 30
)

// The whole way, over sockets: what is acknowledged is there, and everybody has the answer to their own request,
// while connections break before and after the server has worked, and parts of batches come back.
func TestNothingIsLostOverBrokenConnections(t *testing.T) {
	for _, face := range []string{"Async", "Sync"} {
		t.Run(face, func(t *testing.T) {
			client, db := faultyServer(t)
			ex, err := api.Open(client, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 50, BaseDelay: time.Millisecond, MaxDelay: 20 * time.Millisecond}))
			require.NoError(t, err)
			defer func() { assert.NoError(t, ex.Close(context.Background())) }()
			db.Control(local.On(local.Rate(1, 0.03, local.Drop()), "PutItem", "GetItem", "BatchWriteItem", "BatchGetItem"))
			db.Control(local.On(local.Rate(2, 0.03, local.DropAnswer()), "PutItem", "GetItem", "BatchWriteItem", "BatchGetItem"))
			db.Control(local.On(local.Rate(3, 0.05, local.Partial(3)), "BatchWriteItem", "BatchGetItem"))

			var callers sync.WaitGroup
			for caller := range faultCallers {
				callers.Go(func() {
					for round := range faultRounds {
						table := tableName((caller*7 + round*11) % faultTables)
						id := &types.AttributeValueMemberS{Value: fmt.Sprintf("%d/%d", caller, round%5)}
						value := &types.AttributeValueMemberN{Value: strconv.Itoa(round)}
						put := &dynamodb.PutItemInput{TableName: &table, Item: map[string]types.AttributeValue{"id": id, "round": value}}
						get := &dynamodb.GetItemInput{TableName: &table, Key: map[string]types.AttributeValue{"id": id}, ConsistentRead: aws.Bool(true)}
						out, err := putAndGet(ex, face == "Sync", put, get)
						if assert.NoError(t, err) {
							assert.Equal(t, put.Item, out.Item)
						}
					}
				})
			}
			callers.Wait()
			total := ex.Stats().Total
			assert.EqualValues(t, 2*faultCallers*faultRounds, total.Requests)
			assert.Positive(t, total.Retries)
			assert.Greater(t, total.ItemsPerCall(), 1.0)
		})
	}
}

// putAndGet has the get follow the put: in the async face by the order of their key.
func putAndGet(ex *api.Executor, sync bool, put *dynamodb.PutItemInput, get *dynamodb.GetItemInput) (*dynamodb.GetItemOutput, error) {
	ctx := context.Background()
	if sync {
		if _, err := ex.Sync().PutItem(ctx, put); err != nil {
			return nil, err
		}
		return ex.Sync().GetItem(ctx, get)
	}
	written, read := ex.PutItem(ctx, put), ex.GetItem(ctx, get)
	if _, err := written.Await(ctx); err != nil {
		return nil, err
	}
	return read.Await(ctx)
}

func tableName(n int) string { return fmt.Sprintf("table-%d", n) }

// faultyServer is api/local on a port, with some latency, and tables.
func faultyServer(t *testing.T) (*dynamodb.Client, *local.DB) {
	t.Helper()
	db, err := local.New(local.WithLatency(local.Latency{Median: time.Millisecond, P99: 4 * time.Millisecond}))
	require.NoError(t, err)
	server, err := db.Listen("")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, server.Close()) })
	url := server.URL()
	client := dynamodb.New(dynamodb.Options{
		Region: "eu-north-1", BaseEndpoint: &url, Credentials: credentials.NewStaticCredentialsProvider("nobody", "nothing", ""),
	})
	for i := range faultTables {
		_, err := client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
			TableName: aws.String(tableName(i)), BillingMode: types.BillingModePayPerRequest,
			AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS}},
			KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
		})
		require.NoError(t, err)
	}
	return client, db
}
