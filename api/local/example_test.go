package local_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api/local"
)

// orders makes the table that the examples use.
func orders(ctx context.Context, client *dynamodb.Client) {
	_, err := client.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName:            aws.String("orders"),
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
		BillingMode:          types.BillingModePayPerRequest,
	})
	if err != nil {
		log.Fatal(err)
	}
}

func order(id string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: id}}
}

func putOrder(ctx context.Context, client *dynamodb.Client, id string) error {
	_, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String("orders"), Item: order(id)})
	return err
}

func count(ctx context.Context, client *dynamodb.Client) int32 {
	out, err := client.Scan(ctx, &dynamodb.ScanInput{TableName: aws.String("orders")})
	if err != nil {
		log.Fatal(err)
	}
	return out.Count
}

func noRetries(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} }

func ExampleNew() {
	ctx := context.Background()
	db, err := local.New()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	client := db.Client()
	orders(ctx, client)
	fmt.Println(putOrder(ctx, client, "1"), count(ctx, client))
	// Output: <nil> 1
}

func ExampleDB_Client() {
	ctx := context.Background()
	db, err := local.New()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	client := db.Client(func(o *dynamodb.Options) { o.RetryMaxAttempts = 1 })
	_, err = client.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String("missing"), Key: order("1")})
	var missing *types.ResourceNotFoundException
	fmt.Println(errors.As(err, &missing))
	// Output: true
}

func ExampleDB_Handler() {
	db, err := local.New()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	server := httptest.NewServer(db.Handler())
	defer server.Close()
	request, err := http.NewRequest(http.MethodPost, server.URL, strings.NewReader(`{"TableName":"t","Item":{}`))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.0")
	request.Header.Set("X-Amz-Target", "DynamoDB_20120810.PutItem")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	fmt.Println(answer.Status)
	http.DefaultClient.CloseIdleConnections()
	// Output: 400 Bad Request
}

func ExampleDB_Listen() {
	db, err := local.New()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	server, err := db.Listen("") // or ":8000": 127.0.0.1, port 8000
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.HasPrefix(server.URL(), "http://127.0.0.1:"))
	// Output: true
}

func ExampleDB_Control() {
	ctx := context.Background()
	db, err := local.New()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	client := db.Client(noRetries)
	orders(ctx, client)
	remove := db.Control(func(_ context.Context, r *local.Request) error {
		if r.Operation == "PutItem" {
			return &types.ThrottlingException{Message: aws.String("slow down")}
		}
		return nil
	})
	var throttled *types.ThrottlingException
	fmt.Println(errors.As(putOrder(ctx, client, "1"), &throttled))
	remove()
	fmt.Println(putOrder(ctx, client, "1"))
	// Output:
	// true
	// <nil>
}

func ExampleDropAnswer() {
	ctx := context.Background()
	db, err := local.New()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	client := db.Client(noRetries)
	orders(ctx, client)
	db.Control(local.Times(1, local.On(local.DropAnswer(), "PutItem")))
	fmt.Println(putOrder(ctx, client, "1") != nil, count(ctx, client)) // it failed, and was applied
	// Output: true 1
}

func ExamplePartial() {
	ctx := context.Background()
	db, err := local.New()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	client := db.Client()
	orders(ctx, client)
	db.Control(local.Partial(2))
	var puts []types.WriteRequest
	for _, id := range []string{"1", "2", "3", "4", "5"} {
		puts = append(puts, types.WriteRequest{PutRequest: &types.PutRequest{Item: order(id)}})
	}
	out, err := client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"orders": puts}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(out.UnprocessedItems["orders"]), count(ctx, client))
	// Output: 3 2
}

func ExampleRate() {
	ctx := context.Background()
	db, err := local.New()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	client := db.Client(noRetries)
	orders(ctx, client)
	db.Control(local.On(local.Rate(42, 0.5, local.Drop()), "PutItem"))
	failed := 0
	for range 1000 {
		if putOrder(ctx, client, "1") != nil {
			failed++
		}
	}
	fmt.Println(failed > 400 && failed < 600)
	// Output: true
}

func ExampleHold() {
	ctx := context.Background()
	db, err := local.New()
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	client := db.Client()
	orders(ctx, client)
	release := make(chan struct{})
	db.Control(local.On(local.Hold(release), "PutItem"))
	done := make(chan error)
	go func() { done <- putOrder(ctx, client, "1") }()
	fmt.Println(count(ctx, client)) // the put is held
	close(release)
	fmt.Println(<-done, count(ctx, client))
	// Output:
	// 0
	// <nil> 1
}

func ExampleWithLatency() {
	db, err := local.New(
		local.WithLatency(local.Latency{Median: 3 * time.Millisecond, P99: 12 * time.Millisecond}),
		local.WithLatency(local.Latency{Median: 8 * time.Millisecond}, "ListTables", "DescribeTable"),
	)
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	start := time.Now()
	_, err = db.Client().ListTables(context.Background(), &dynamodb.ListTablesInput{})
	fmt.Println(err, time.Since(start) >= 8*time.Millisecond)
	// Output: <nil> true
}

func ExampleWithErrorRate() {
	db, err := local.New(local.WithSeed(7), local.WithErrorRate(0.1, local.Error(503, "ServiceUnavailable", "try later")))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	failed := 0
	for range 1000 {
		if _, err := db.Client(noRetries).ListTables(context.Background(), &dynamodb.ListTablesInput{}); err != nil {
			failed++
		}
	}
	fmt.Println(failed > 50 && failed < 150)
	// Output: true
}

func ExampleWithClock() {
	ctx := context.Background()
	now := time.Now()
	db, err := local.New(local.WithClock(func() time.Time { return now }))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	client := db.Client()
	orders(ctx, client)
	_, err = client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName:               aws.String("orders"),
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String("expires"), Enabled: aws.Bool(true)},
	})
	if err != nil {
		log.Fatal(err)
	}
	session := order("1")
	session["expires"] = &types.AttributeValueMemberN{Value: fmt.Sprint(now.Add(time.Hour).Unix())}
	if _, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String("orders"), Item: session}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(count(ctx, client))
	now = now.Add(2 * time.Hour)
	fmt.Println(count(ctx, client))
	// Output:
	// 1
	// 0
}

func ExampleWithCapacity() {
	ctx := context.Background()
	db, err := local.New(local.WithCapacity(local.Capacity{Partitions: 1}))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	client := db.Client(noRetries)
	orders(ctx, client)
	var throttled *types.ThrottlingException
	for !errors.As(err, &throttled) { // one partition serves 1,000 writes a second
		err = putOrder(ctx, client, "hot")
	}
	fmt.Println(*throttled.ThrottlingReasons[0].Reason)
	// Output: TableWriteKeyRangeThroughputExceeded
}
