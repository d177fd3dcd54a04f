package snippets

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// region own
// newOrders gives a test a DynamoDB of its own, with the table orders.
func newOrders(t *testing.T, opts ...local.Option) (*local.DB, *dynamodb.Client) {
	db, err := local.New(opts...)
	if err != nil {
		t.Fatal(err)
	}
	client := db.Client() // a *dynamodb.Client, without a socket
	_, err = client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName:             &table,
		AttributeDefinitions:  []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:             []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
		ProvisionedThroughput: &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(10), WriteCapacityUnits: aws.Int64(10)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return db, client
}

// endregion

// region throttled-async
func TestTotalOutlivesThrottlingAsync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // backoff takes no time, and every run is the same
		db, client := newOrders(t)
		ex, err := api.Open(client)
		if err != nil {
			t.Fatal(err)
		}
		defer ex.Close(t.Context()) // within the bubble
		ex.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item{"id": text("order/1"), "total": number(42)}})

		slowDown := &types.ProvisionedThroughputExceededException{Message: aws.String("slow down")}
		db.Control(local.On(local.Times(3, local.Fail(slowDown)), "GetItem", "BatchGetItem"))

		sum, err := totals(t.Context(), ex, "order/1", "no such order")
		if err != nil || sum != 42 {
			t.Errorf("the sum is %d, %v", sum, err)
		}
	})
}

// endregion

// region throttled-sync
func TestTotalOutlivesThrottlingSync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dynamo, client := newOrders(t)
		ex, err := api.Open(client)
		if err != nil {
			t.Fatal(err)
		}
		db := ex.Sync()
		defer db.Close(t.Context())
		db.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item{"id": text("order/1"), "total": number(42)}})

		slowDown := &types.ProvisionedThroughputExceededException{Message: aws.String("slow down")}
		dynamo.Control(local.On(local.Times(3, local.Fail(slowDown)), "GetItem", "BatchGetItem"))

		sum, err := total(t.Context(), db, "order/1")
		if err != nil || sum != 42 {
			t.Errorf("the total is %d, %v", sum, err)
		}
	})
}

// endregion

// region patient
// patient is for jobs that wait for capacity however long it takes.
var patient = api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 100, BaseDelay: 25 * time.Millisecond, MaxDelay: time.Second})

// endregion

// region capacity-async
// Sixty orders of a unit each, at ten units a second: what one second has saved goes at once, the
// rest as capacity comes back, and nothing is lost.
func TestSixtyPutsAtTenUnitsASecondAsync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, client := newOrders(t, local.WithCapacity(local.Capacity{}))
		ex, err := api.Open(client, patient)
		if err != nil {
			t.Fatal(err)
		}
		defer ex.Close(t.Context())

		start := time.Now()
		var puts []*api.Future[*dynamodb.PutItemOutput]
		for i := range 60 {
			order := item{"id": text(fmt.Sprint("order/", i))}
			puts = append(puts, ex.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: order}))
		}
		_, err = api.All(puts...).Await(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("took %v of virtual time, %d throttles", time.Since(start), ex.Stats().Total.Throttles)
	})
}

// endregion

// region capacity-sync
func TestSixtyPutsAtTenUnitsASecondSync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, client := newOrders(t, local.WithCapacity(local.Capacity{}))
		ex, err := api.Open(client, patient)
		if err != nil {
			t.Fatal(err)
		}
		db := ex.Sync()
		defer db.Close(t.Context())

		start := time.Now()
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				order := item{"id": text(fmt.Sprint("order/", i))}
				if _, err := db.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: order}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		t.Logf("took %v of virtual time, %d throttles", time.Since(start), db.Stats().Total.Throttles)
	})
}

// endregion

// region lost-async
// The answer to a write gets lost: it was applied, and nobody knows.
func TestLostAnswerAsync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, client := newOrders(t)
		ex, err := api.Open(client, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 1}))
		if err != nil {
			t.Fatal(err)
		}
		defer ex.Close(t.Context())
		remove := db.Control(local.On(local.DropAnswer(), "PutItem"))

		_, err = ex.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item{"id": text("order/1")}}).Await(t.Context())
		var failure *api.OperationError
		if !errors.As(err, &failure) || failure.Outcome != api.Unknown {
			t.Fatal(err)
		}
		remove()
		out, err := ex.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text("order/1")}}).Await(t.Context())
		if err != nil || len(out.Item) == 0 {
			t.Errorf("it's not there: %v", err)
		}
	})
}

// endregion

// region lost-sync
func TestLostAnswerSync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dynamo, client := newOrders(t)
		ex, err := api.Open(client, api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 1}))
		if err != nil {
			t.Fatal(err)
		}
		db := ex.Sync()
		defer db.Close(t.Context())
		remove := dynamo.Control(local.On(local.DropAnswer(), "PutItem"))

		_, err = db.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item{"id": text("order/1")}})
		var failure *api.OperationError
		if !errors.As(err, &failure) || failure.Outcome != api.Unknown {
			t.Fatal(err)
		}
		remove()
		out, err := db.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text("order/1")}})
		if err != nil || len(out.Item) == 0 {
			t.Errorf("it's not there: %v", err)
		}
	})
}

// endregion

// region control
// outage fails every call to one table while it lasts, and counts them.
func outage(db *local.DB, table string) (calls *int, end func()) {
	calls = new(int)
	end = db.Control(local.OnTable(func(ctx context.Context, r *local.Request) error {
		*calls++ // within a bubble with one call in flight; otherwise take an atomic.Int64
		return local.Error(http.StatusInternalServerError, "InternalServerError", "out of order")
	}, table))
	return calls, end
}

// endregion

func TestOutage(t *testing.T) {
	db, client := newOrders(t)
	calls, end := outage(db, table)
	get := &dynamodb.GetItemInput{TableName: &table, Key: item{"id": text("order/1")}}
	_, err := client.GetItem(t.Context(), get, func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} })
	require.ErrorContains(t, err, "out of order")
	require.Equal(t, 1, *calls)
	end()
	_, err = client.GetItem(t.Context(), get)
	require.NoError(t, err)
}

// region http
// overHTTP serves a DB to clients that need a URL, in any language.
func overHTTP(t *testing.T, db *local.DB) *dynamodb.Client {
	server, err := db.Listen("") // a free port of the loopback interface; db.Handler() for a server of your own
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(server.URL()),
		Region:       "us-east-1", // any will do, and so will any credentials
		Credentials:  credentials.NewStaticCredentialsProvider("any", "any", ""),
	})
}

// endregion

func TestOverHTTP(t *testing.T) {
	db, _ := newOrders(t)
	client := overHTTP(t, db)
	_, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item{"id": text("order/1")}})
	require.NoError(t, err)
}
