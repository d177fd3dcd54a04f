package target

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/bench/internal/items"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// storing is a target with an api/local behind it, on a loopback address.
func storing(t *testing.T, units int64, options ...local.Option) (*Target, *local.DB) {
	db, err := local.New(options...)
	require.NoError(t, err)
	server := httptest.NewServer(db.Handler())
	target := NewEndpoint("test", server.URL, units, func() error {
		server.Close()
		return db.Close()
	})
	t.Cleanup(func() { require.NoError(t, target.Close()) })
	return target, db
}

func source(int) func(int) items.Item {
	var keys items.Keys
	return func(int) items.Item { return items.New(keys.Next()) }
}

func tablesOf(t *testing.T, target *Target) []string {
	out, err := target.tables.client.ListTables(t.Context(), &dynamodb.ListTablesInput{})
	require.NoError(t, err)
	return out.TableNames
}

func TestTablesAreCreatedFilledCountedAndDropped(t *testing.T) {
	target, _ := storing(t, 0)
	first, second := target.Table("a"), target.Table("b-10x100")
	require.True(t, strings.HasPrefix(first, "dynactor-bench-"), first)
	require.Equal(t, items.YCSB, items.ShapeOf(second))
	require.NoError(t, target.Create(t.Context(), false, first))
	require.NoError(t, target.Create(t.Context(), true, second))
	require.ElementsMatch(t, []string{first, second}, tablesOf(t, target))

	require.NoError(t, target.Fill(t.Context(), first, 1010, source))
	n, err := target.Count(t.Context(), first)
	require.NoError(t, err)
	require.Equal(t, 1010, n)
	require.NoError(t, target.Fill(t.Context(), second, 3, func(worker int) func(int) items.Item {
		next := source(worker)
		return func(n int) items.Item { return items.Binary(next(n)) }
	}))
	n, err = target.Count(t.Context(), second)
	require.NoError(t, err)
	require.Equal(t, 3, n)

	require.NoError(t, target.Drop(t.Context(), first))
	require.Equal(t, []string{second}, tablesOf(t, target))
	require.NoError(t, target.Drop(t.Context(), first, second))
	require.Empty(t, tablesOf(t, target))
	counts, err := target.Counts(t.Context())
	require.NoError(t, err)
	require.Empty(t, counts, "what the benchmark does for itself doesn't count")
}

func TestLargeItemsFillInSmallerBatches(t *testing.T) {
	target, db := storing(t, 0)
	table := target.Table("large-1x380000")
	require.NoError(t, target.Create(t.Context(), false, table))
	largest := 0
	db.Control(func(_ context.Context, r *local.Request) error {
		if in, ok := r.Input.(*dynamodb.BatchWriteItemInput); ok {
			largest = max(largest, len(in.RequestItems[table]))
		}
		return nil
	})
	item := items.Item{"x": &types.AttributeValueMemberS{Value: strings.Repeat("x", 380_000)}}
	require.NoError(t, target.Fill(t.Context(), table, 30, func(int) func(int) items.Item {
		var keys items.Keys
		return func(int) items.Item {
			return items.Item{"x": item["x"], items.PartitionKey: items.Key(keys.Next())[items.PartitionKey]}
		}
	}))
	require.LessOrEqual(t, largest, 11)
	n, err := target.Count(t.Context(), table)
	require.NoError(t, err)
	require.Equal(t, 30, n)
}

func TestFillingSaysWhatIsWrong(t *testing.T) {
	target, _ := storing(t, 0)
	err := target.Fill(t.Context(), target.Table("absent"), 1, source)
	require.ErrorContains(t, err, "filling table dynactor-bench-")
	_, err = target.Count(t.Context(), target.Table("absent"))
	require.ErrorContains(t, err, "counting the items of table dynactor-bench-")
}

func TestTheMeterCountsCallsAndItems(t *testing.T) {
	target, _ := storing(t, 0)
	ctx, table := t.Context(), target.Table("a")
	require.NoError(t, target.Create(ctx, false, table))
	client := target.Client()
	_, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: items.New("a")})
	require.NoError(t, err)
	_, err = client.UpdateItem(ctx, &dynamodb.UpdateItemInput{TableName: &table, Key: items.Key("b")})
	require.NoError(t, err)
	var writes []types.WriteRequest
	var keys items.Keys
	var read []items.Item
	for range 25 {
		item := items.New(keys.Next())
		writes = append(writes, types.WriteRequest{PutRequest: &types.PutRequest{Item: item}})
		read = append(read, items.Item{items.PartitionKey: item[items.PartitionKey]})
	}
	_, err = client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{table: writes}})
	require.NoError(t, err)
	got, err := client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{table: {Keys: read}}})
	require.NoError(t, err)
	require.Len(t, got.Responses[table], 25, "the answer is still whole")
	_, err = client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: items.Key("a")})
	require.NoError(t, err)
	_, err = client.Scan(ctx, &dynamodb.ScanInput{TableName: &table})
	require.NoError(t, err)
	_, err = client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table})
	require.NoError(t, err)

	counts, err := target.Counts(ctx)
	require.NoError(t, err)
	for operation, want := range map[string][2]int{
		"PutItem": {1, 1}, "UpdateItem": {1, 1}, "BatchWriteItem": {1, 25}, "BatchGetItem": {1, 25}, "GetItem": {1, 1}, "Scan": {1, 0},
	} {
		require.Equal(t, want, [2]int{counts[operation].Calls, counts[operation].Items}, operation)
	}
	require.Len(t, counts, 6)
	require.Zero(t, target.Throttled())
	require.Equal(t, 27+26, counts.Total().Items)
}

func TestTheMeterCountsWhatIsThrownBack(t *testing.T) {
	target, db := storing(t, 0)
	ctx, table := t.Context(), target.Table("a")
	require.NoError(t, target.Create(ctx, false, table))
	client := target.Client()

	db.Control(local.On(local.Times(1, local.Fail(new(types.ProvisionedThroughputExceededException))), "PutItem"))
	_, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: items.New("a")})
	require.NoError(t, err, "the SDK tries again")
	require.Equal(t, 1, target.Throttled())

	db.Control(local.Times(1, local.Partial(2)))
	var writes []types.WriteRequest
	var keys []items.Item
	for _, key := range []string{"a", "b", "c", "d"} {
		writes = append(writes, types.WriteRequest{PutRequest: &types.PutRequest{Item: items.New(key)}})
		keys = append(keys, items.Key(key))
	}
	_, err = client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{table: writes}})
	require.NoError(t, err)
	require.Equal(t, 1+2, target.Throttled())

	db.Control(local.Times(1, local.Partial(2)))
	_, err = client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{table: {Keys: keys}}})
	require.NoError(t, err)
	require.Equal(t, 1+2+2, target.Throttled())

	counts, err := target.Counts(ctx)
	require.NoError(t, err)
	require.Equal(t, 2, counts["BatchWriteItem"].Items)
	require.Equal(t, 2, counts["PutItem"].Calls)
	require.Equal(t, 1, counts["PutItem"].Items)
}

func TestMarksAreFoundAcrossReads(t *testing.T) {
	body := strings.Repeat(`{"pk":{"S":"a"}},`, 50)
	for size := 1; size < 40; size++ {
		counted := &countedBody{ReadCloser: io.NopCloser(strings.NewReader(body))}
		got, err := io.ReadAll(&chunks{counted, size})
		require.NoError(t, err)
		require.Equal(t, body, string(got))
		require.EqualValues(t, 50, counted.found.Load(), "read by %d", size)
	}
}

// chunks reads no more than size bytes at a time.
type chunks struct {
	r    io.Reader
	size int
}

func (c *chunks) Read(p []byte) (int, error) { return c.r.Read(p[:min(len(p), c.size)]) }

func TestUnprocessedItemsAreCountedWhereverTheyStand(t *testing.T) {
	for body, want := range map[string]int{
		`{"UnprocessedItems":{}}`: 0,
		`{"UnprocessedItems":{"t":[{"PutRequest":{"Item":{"pk":{"S":"a"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"b"}}}}]}}`: 2,
		`{"Responses":{"t":[{"pk":{"S":"a"}}]},"UnprocessedKeys":{}}`:                                                      0,
		`{"Responses":{"t":[{"pk":{"S":"a"}}]},"UnprocessedKeys":{"t":{"Keys":[{"pk":{"S":"b"}}]}}}`:                       1,
		`{"UnprocessedKeys":{"t":{"Keys":[{"pk":{"S":"b"}}]}},"Responses":{"t":[{"pk":{"S":"a"}},{"pk":{"S":"c"}}]}}`:      1,
	} {
		require.Equal(t, want, unprocessed([]byte(body)), body)
	}
}

func TestOnlyAFixedTargetsLatencyCanBeSet(t *testing.T) {
	target, _ := storing(t, 0)
	require.ErrorContains(t, target.SetLatency(t.Context(), 1), "only --target fixed can")
}

func TestAClientsConnectionsAreBounded(t *testing.T) {
	client := New("http://127.0.0.1:1")
	require.Equal(t, connections, client.transport.MaxConnsPerHost)
	require.Equal(t, "http://127.0.0.1:1", aws.ToString(client.Options().BaseEndpoint))
	require.IsType(t, &http.Client{}, client.Options().HTTPClient)
}
