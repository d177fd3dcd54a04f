package snippets

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/local"
)

// latency is how long any call takes.
const latency = 3 * time.Millisecond

// database is the DynamoDB of a snippet, with the table orders.
type database struct {
	*local.DB
	client *dynamodb.Client

	mu sync.Mutex
	// calls are the operations in the order in which they were asked for.
	calls []string
}

func newDatabase(t *testing.T, orders ...item) *database {
	t.Helper()
	db, err := local.New()
	require.NoError(t, err)
	d := &database{DB: db, client: db.Client()}
	ctx := context.Background()
	_, err = d.client.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName: &table, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
	})
	require.NoError(t, err)
	for _, order := range orders {
		_, err = d.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: order})
		require.NoError(t, err)
	}
	require.NoError(t, db.SetLatency(local.Latency{Median: latency}))
	db.Control(func(_ context.Context, r *local.Request) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.calls = append(d.calls, r.Operation)
		return nil
	})
	return d
}

func (d *database) count(operation string) (n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, call := range d.calls {
		if call == operation {
			n++
		}
	}
	return n
}

// items are all orders by their id.
func (d *database) items(t *testing.T) map[string]item {
	t.Helper()
	found := map[string]item{}
	pages := dynamodb.NewScanPaginator(d.client, &dynamodb.ScanInput{TableName: &table})
	for pages.HasMorePages() {
		page, err := pages.NextPage(context.Background())
		require.NoError(t, err)
		for _, it := range page.Items {
			found[it["id"].(*types.AttributeValueMemberS).Value] = it
		}
	}
	return found
}

func valueOf(v types.AttributeValue) int {
	n, ok := v.(*types.AttributeValueMemberN)
	if !ok {
		return 0
	}
	i, err := strconv.Atoi(n.Value)
	if err != nil {
		panic(err)
	}
	return i
}

// numbered makes n orders.
func numbered(n int) []item {
	orders := make([]item, n)
	for i := range orders {
		orders[i] = item{"id": text(fmt.Sprintf("order/%04d", i)), "total": number(i)}
	}
	return orders
}
