package snippets

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

func openWithOptions(client api.DynamoDB) (*api.Executor, error) {
	// region options
	ex, err := api.Open(client,
		api.WithKeySchema("orders", "id", ""), // saves the call of DescribeTable
		api.WithMaxPending(10_000, 64<<20),
		api.WithFailWhenFull(),
		api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 5, BaseDelay: 25 * time.Millisecond, MaxDelay: time.Second}),
	)
	// endregion
	return ex, err
}

func openWithTransport(ctx context.Context) (*api.Executor, error) {
	// region transport
	transport := awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns = 0          // no bound over all hosts; the SDK's default is 100
		t.MaxIdleConnsPerHost = 256 // the SDK's default is 10
	})
	cfg, err := config.LoadDefaultConfig(ctx, config.WithHTTPClient(transport))
	if err != nil {
		return nil, err
	}
	ex, err := api.Open(dynamodb.NewFromConfig(cfg))
	// endregion
	return ex, err
}

func statsAsync(ex *api.Executor) {
	// region stats-async
	stats := ex.Stats()
	for name, table := range stats.Tables {
		fmt.Printf("%s: %.1f items per call, %v in the queue, %v in a call\n",
			name, table.ItemsPerCall(), table.QueueTime.Mean(), table.ServiceTime.Mean())
	}
	fmt.Println(stats.PendingItems, "requests are pending")
	// endregion
}

func statsSync(db *api.SyncExecutor) {
	// region stats-sync
	total := db.Stats().Total // the same counters: the executor's, whichever face asked
	fmt.Println(total.CallsSaved(), "calls saved,", total.Throttles, "throttles")
	// endregion
}

func TestOptions(t *testing.T) {
	ex, err := openWithOptions(newDatabase(t).client)
	require.NoError(t, err)
	require.NoError(t, ex.Close(t.Context()))
}

func TestTransport(t *testing.T) {
	endpoint(t)
	ex, err := openWithTransport(t.Context())
	require.NoError(t, err)
	put := &dynamodb.PutItemInput{TableName: &table, Item: item{"id": text("order/1")}}
	_, err = ex.PutItem(t.Context(), put).Await(t.Context())
	require.NoError(t, err)
	_, err = ex.Sync().PutItem(t.Context(), put)
	require.NoError(t, err)
	require.NoError(t, ex.Close(t.Context()))
}

//parity:async both faces' Stats are read; the puts only fill the counters, which the faces share
func TestStats(t *testing.T) {
	text := printed(t, func() {
		run(t, newDatabase(t).client, func(ctx context.Context, ex *api.Executor) error {
			if err := hundredAsync(ctx, ex, numbered(100)); err != nil {
				return err
			}
			synctest.Wait() // the answers are there a moment before the counters
			statsAsync(ex)
			statsSync(ex.Sync())
			return nil
		})
	})
	require.Contains(t, text, "orders: 25.0 items per call, 3ms in the queue, 3ms in a call\n0 requests are pending\n96 calls saved, 0 throttles\n")
}
