package local

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/localdb"
)

// What follows goes through the real engine.

func makeOrders(t testing.TB, client *dynamodb.Client, write int64) {
	in := &dynamodb.CreateTableInput{
		TableName:            aws.String("orders"),
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}},
		BillingMode:          types.BillingModePayPerRequest,
	}
	if write > 0 {
		in.BillingMode = types.BillingModeProvisioned
		in.ProvisionedThroughput = &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(write), WriteCapacityUnits: aws.Int64(write)}
	}
	_, err := client.CreateTable(context.Background(), in)
	require.NoError(t, err)
}

func TestTheWireHasAllOperationsOfTheEngine(t *testing.T) {
	for _, name := range localdb.Operations() {
		require.True(t, hasOperation(name))
		require.IsType(t, localdb.NewInput(name), operations[targetPrefix+name].newInput())
	}
	require.Len(t, operations, len(localdb.Operations()))
}

func TestAThrottledTableAdmitsWhatIsProvisioned(t *testing.T) {
	db, err := New(WithCapacity(Capacity{})) // outside of the bubble
	require.NoError(t, err)
	synctest.Test(t, func(t *testing.T) {
		client := db.Client(once)
		makeOrders(t, client, 10)
		const seconds = 50
		admitted := 0
		for i := range seconds * 100 {
			err := put(t.Context(), client, fmt.Sprint(i))
			var exceeded *types.ProvisionedThroughputExceededException
			if errors.As(err, &exceeded) {
				require.Equal(t, "TableWriteProvisionedThroughputExceeded", *exceeded.ThrottlingReasons[0].Reason)
				require.Contains(t, *exceeded.ThrottlingReasons[0].Resource, ":table/orders")
			} else {
				require.NoError(t, err)
				admitted++
			}
			time.Sleep(10 * time.Millisecond)
		}
		require.InDelta(t, 10*seconds+10, admitted, 5)
		_, err := client.UpdateTable(t.Context(), &dynamodb.UpdateTableInput{
			TableName:             aws.String("orders"),
			ProvisionedThroughput: &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(10), WriteCapacityUnits: aws.Int64(1000)},
		})
		require.NoError(t, err)
		time.Sleep(time.Second)
		for range 500 {
			require.NoError(t, put(t.Context(), client, "a"))
		}
	})
}

func TestAThrottledBatchComesBackInPartUntilAllIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, err := New(WithCapacity(Capacity{}))
		require.NoError(t, err)
		client := db.Client(once)
		makeOrders(t, client, 5)
		var all []types.WriteRequest
		for i := range 25 {
			all = append(all, puts(fmt.Sprint(i))...)
		}
		start, partial := time.Now(), 0
		for rest := all; len(rest) > 0; time.Sleep(100 * time.Millisecond) {
			out, err := client.BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"orders": rest}})
			var exceeded *types.ProvisionedThroughputExceededException
			if errors.As(err, &exceeded) {
				continue
			}
			require.NoError(t, err)
			if rest = out.UnprocessedItems["orders"]; len(rest) > 0 {
				partial++
			}
		}
		require.Positive(t, partial)
		require.InDelta(t, 4, time.Since(start).Seconds(), 0.5, "25 units, less the 5 of the first second, at 5 a second")
		require.NoError(t, db.SetCapacity(nil))
		out, err := client.Scan(t.Context(), &dynamodb.ScanInput{TableName: aws.String("orders")})
		require.NoError(t, err)
		require.EqualValues(t, 25, out.Count)
	})
}

func TestBothWaysInAnswerTheSame(t *testing.T) {
	db, err := New()
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	inProcess, http := db.Client(once), overHTTP(t, listen(t, db, ""), once)
	makeOrders(t, http, 0)
	require.NoError(t, put(t.Context(), inProcess, "a"))
	for name, call := range map[string]func(*dynamodb.Client) (any, error){
		"an item": func(c *dynamodb.Client) (any, error) {
			out, err := get(t.Context(), c, "a")
			if err != nil {
				return nil, err
			}
			return out.Item, nil
		},
		"a validation error": func(c *dynamodb.Client) (any, error) { return nil, put(t.Context(), c, "") },
		"a failed condition": func(c *dynamodb.Client) (any, error) {
			_, err := c.PutItem(t.Context(), &dynamodb.PutItemInput{
				TableName: aws.String("orders"), Item: item("a"), ConditionExpression: aws.String("attribute_not_exists(pk)"),
				ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
			})
			return nil, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			want, wantErr := call(http)
			got, gotErr := call(inProcess)
			require.Equal(t, want, got)
			require.Equal(t, rootOf(wantErr), rootOf(gotErr))
		})
	}
}

// rootOf is what the service said, without the SDK's wrapping, which has the request id.
func rootOf(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
