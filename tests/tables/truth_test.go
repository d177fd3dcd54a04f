package tables

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// truth reads and writes a table by the SDK's client.
type truth struct {
	sdk   *dynamodb.Client
	table string
}

// create makes a table that is deleted when the test ends.
func create(t *testing.T, client *dynamodb.Client, in *dynamodb.CreateTableInput) {
	t.Helper()
	drop(t, client, *in.TableName)
	_, err := client.CreateTable(t.Context(), in)
	require.NoError(t, err)
	waiter := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = 20*time.Millisecond, 2*time.Second
	})
	require.NoError(t, waiter.Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: in.TableName}, 2*time.Minute))
}

// drop has a table deleted when the test ends, if it's there.
func drop(t *testing.T, client *dynamodb.Client, name string) {
	t.Cleanup(func() {
		_, err := client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &name})
		if _, gone := errors.AsType[*types.ResourceNotFoundException](err); !gone {
			assert.NoError(t, err)
		}
	})
}

// keyed says how a simple table's key is typed.
func keyed(table string, partition, sort string, partitionType, sortType types.ScalarAttributeType) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{TableName: &table, BillingMode: types.BillingModePayPerRequest,
		KeySchema:            []types.KeySchemaElement{{AttributeName: &partition, KeyType: types.KeyTypeHash}},
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: &partition, AttributeType: partitionType}},
	}
	if sort != "" {
		in.KeySchema = append(in.KeySchema, types.KeySchemaElement{AttributeName: &sort, KeyType: types.KeyTypeRange})
		in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{AttributeName: &sort, AttributeType: sortType})
	}
	return in
}

// write writes items, which have different keys.
func (r truth) write(t *testing.T, items ...attributes) {
	t.Helper()
	for len(items) > 0 {
		batch := items[:min(25, len(items))]
		items = items[len(batch):]
		requests := make([]types.WriteRequest, len(batch))
		for i, it := range batch {
			requests[i].PutRequest = &types.PutRequest{Item: it}
		}
		for len(requests) > 0 {
			out, err := r.sdk.BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{r.table: requests}})
			require.NoError(t, err)
			requests = out.UnprocessedItems[r.table]
		}
	}
}

// read returns all items of the table, in no order.
func (r truth) read(t *testing.T) (items []attributes) {
	t.Helper()
	pages := dynamodb.NewScanPaginator(r.sdk, &dynamodb.ScanInput{TableName: &r.table, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		require.NoError(t, err)
		items = append(items, page.Items...)
	}
	return items
}

// holds checks that the table has these items, in any order, and no others.
func (r truth) holds(t *testing.T, items ...attributes) {
	t.Helper()
	got := r.read(t)
	if len(items) == 0 {
		require.Empty(t, got)
		return
	}
	require.ElementsMatch(t, items, got)
}

// clear deletes all items.
func (r truth) clear(t *testing.T, keyNames ...string) {
	t.Helper()
	for _, it := range r.read(t) {
		key := attributes{}
		for _, name := range keyNames {
			key[name] = it[name]
		}
		_, err := r.sdk.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &r.table, Key: key})
		require.NoError(t, err)
	}
}
