package capacity

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// world is a DynamoDB with one table, whose capacity is metered from its start and whose calls take time.
type world struct {
	t        *testing.T
	db       *local.DB
	capacity local.Capacity
	ledger   *ledger
	series   *series
}

// usual is how long calls take if nothing else is said.
var usual = local.Latency{Median: 5 * time.Millisecond, P99: 20 * time.Millisecond}

// billing is how the table's capacity is set.
type billing func(*dynamodb.CreateTableInput)

func provisioned(reads, writes int64) billing {
	return func(in *dynamodb.CreateTableInput) { in.ProvisionedThroughput = throughput(reads, writes) }
}

func throughput(reads, writes int64) *types.ProvisionedThroughput {
	return &types.ProvisionedThroughput{ReadCapacityUnits: &reads, WriteCapacityUnits: &writes}
}

// onDemand is limited by its partitions, and by a maximum of writes if that isn't 0.
func onDemand(writes int64) billing {
	return func(in *dynamodb.CreateTableInput) {
		in.BillingMode = types.BillingModePayPerRequest
		if writes > 0 {
			in.OnDemandThroughput = &types.OnDemandThroughput{MaxWriteRequestUnits: &writes}
		}
	}
}

// newWorld makes one. Controls stand between the ledger's, in that order.
func newWorld(t *testing.T, b billing, capacity local.Capacity, controls ...local.Control) *world {
	t.Helper()
	db, err := local.New(local.WithLatency(usual), local.WithCapacity(capacity))
	require.NoError(t, err)
	w := &world{t: t, db: db, capacity: capacity, ledger: newLedger()}
	w.series = newSeries(w.ledger)
	in := &dynamodb.CreateTableInput{
		TableName: aws.String(tableName),
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String(partitionKey), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String(sortKey), AttributeType: types.ScalarAttributeTypeS},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String(partitionKey), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String(sortKey), KeyType: types.KeyTypeRange},
		},
	}
	b(in)
	_, err = db.Client().CreateTable(t.Context(), in)
	require.NoError(t, err)
	db.Control(w.ledger.arrived)
	for _, c := range controls {
		db.Control(c)
	}
	db.Control(w.ledger.applied)
	return w
}

// updateTable gives the table other units.
func (w *world) updateTable(reads, writes int64) {
	_, err := w.db.Client().UpdateTable(w.t.Context(), &dynamodb.UpdateTableInput{
		TableName: aws.String(tableName), ProvisionedThroughput: throughput(reads, writes),
	})
	require.NoError(w.t, err)
}

// open starts an executor, which is closed at the end of the test.
func (w *world) open(opts ...api.Option) *api.Executor {
	ex, err := api.Open(w.db.Client(), opts...)
	require.NoError(w.t, err)
	w.t.Cleanup(func() { w.close(ex) })
	return ex
}

// close waits until all is answered, and callers have taken the answers. It may be called again.
func (w *world) close(ex *api.Executor) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	require.NoError(w.t, ex.Close(ctx))
	synctest.Wait() // for callbacks
}

// at is the beginning of a second.
func (w *world) at(second int) time.Time {
	return w.ledger.began.Add(time.Duration(second) * time.Second)
}

// until sleeps up to the beginning of a second.
func (w *world) until(second int) { time.Sleep(time.Until(w.at(second))) }

// fill writes items with nothing in the way. The ledger begins anew after that.
func (w *world) fill(group string, n int) {
	capacity := w.capacity
	require.NoError(w.t, w.db.SetCapacity(nil))
	client := w.db.Client()
	for i := range n {
		key := keyOf(group, 1+i)
		key[version] = number(0)
		_, err := client.PutItem(context.Background(), &dynamodb.PutItemInput{TableName: aws.String(tableName), Item: key})
		require.NoError(w.t, err)
	}
	require.NoError(w.t, w.db.SetCapacity(&capacity))
	w.ledger.restart()
}

// items are all that the table has, with nothing in the way.
func (w *world) items() map[string]item {
	require.NoError(w.t, w.db.SetCapacity(nil))
	require.NoError(w.t, w.db.SetLatency(local.Latency{}))
	all := map[string]item{}
	pages := dynamodb.NewScanPaginator(w.db.Client(), &dynamodb.ScanInput{TableName: aws.String(tableName)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(context.Background())
		require.NoError(w.t, err)
		for _, i := range page.Items {
			all[nameOf(i)] = i
		}
	}
	return all
}

// told has the executor know the table's key, so that it doesn't describe the table to learn it.
func told() api.Option { return api.WithKeySchema(tableName, partitionKey, sortKey) }
