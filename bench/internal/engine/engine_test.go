package engine

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/bench/internal/server"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// started is an engine on a loopback address, a table that takes 5 units of each
// kind, and clients by their names.
func started(t *testing.T) (e *engine, commands *server.Process, client func(name string) *dynamodb.Client) {
	e, err := open(Settings{})
	require.NoError(t, err)
	listening := httptest.NewServer(e)
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		listening.Close()
		require.NoError(t, e.db.Close())
	})
	client = func(name string) *dynamodb.Client {
		return dynamodb.New(dynamodb.Options{
			Region: "eu-north-1", BaseEndpoint: aws.String(listening.URL), HTTPClient: &http.Client{Transport: transport},
			Credentials: credentials.NewStaticCredentialsProvider(name, "secret", ""), Retryer: aws.NopRetryer{},
		})
	}
	_, err = client("maker").CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: aws.String("tab"), BillingMode: types.BillingModeProvisioned,
		ProvisionedThroughput: &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(5), WriteCapacityUnits: aws.Int64(5)},
		AttributeDefinitions:  []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:             []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}},
	})
	require.NoError(t, err)
	commands = server.At(listening.URL)
	t.Cleanup(func() { require.NoError(t, commands.Stop()) })
	require.NoError(t, commands.Post(t.Context(), WatchPath, Watch{Step: time.Minute}))
	return e, commands, client
}

// recorded is what a client's writes or reads came to.
func recorded(t *testing.T, from *server.Process, client string, write bool) Step {
	t.Helper()
	var r Record
	require.NoError(t, from.Get(t.Context(), RecordPath, &r))
	return r.Of(func(s Series) bool { return s.Table == "tab" && s.Client == client && s.Write == write }).Sum(0, time.Hour)
}

func put(key string, bytes int) *dynamodb.PutItemInput {
	item := map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: key}, "x": &types.AttributeValueMemberB{Value: make([]byte, bytes)}}
	return &dynamodb.PutItemInput{TableName: aws.String("tab"), Item: item, ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal}
}

func key(name string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: name}}
}

func TestUnitsAreThoseThatAreConsumed(t *testing.T) {
	_, commands, client := started(t)
	one := client("one")
	ctx, total := t.Context(), types.ReturnConsumedCapacityTotal
	written, read := 0.0, 0.0
	for name, bytes := range map[string]int{"a": 0, "b": 1020, "c": 1021, "d": 5000} {
		out, err := one.PutItem(ctx, put(name, bytes))
		require.NoError(t, err)
		written += *out.ConsumedCapacity.CapacityUnits
	}
	require.EqualValues(t, 1+1+2+5, written)
	batch, err := one.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{ReturnConsumedCapacity: total, RequestItems: map[string][]types.WriteRequest{"tab": {
		{PutRequest: &types.PutRequest{Item: put("e", 3000).Item}}, {DeleteRequest: &types.DeleteRequest{Key: key("a")}},
	}}})
	require.NoError(t, err)
	written += *batch.ConsumedCapacity[0].CapacityUnits
	for _, consistent := range []bool{false, true} {
		for _, name := range []string{"b", "d", "absent"} {
			out, err := one.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String("tab"), Key: key(name), ConsistentRead: &consistent, ReturnConsumedCapacity: total})
			require.NoError(t, err)
			read += *out.ConsumedCapacity.CapacityUnits
		}
		out, err := one.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{ReturnConsumedCapacity: total, RequestItems: map[string]types.KeysAndAttributes{"tab": {
			ConsistentRead: &consistent, Keys: []map[string]types.AttributeValue{key("b"), key("d"), key("absent")},
		}}})
		require.NoError(t, err)
		read += *out.ConsumedCapacity[0].CapacityUnits
	}
	require.Equal(t, Step{Units: written, Served: 6, Calls: 5}, recorded(t, commands, "one", true))
	require.Equal(t, Step{Units: read, Served: 12, Calls: 8}, recorded(t, commands, "one", false))
	require.Zero(t, recorded(t, commands, "maker", true))
}

func TestRefusedItemsAreCountedWithTheirCallAndOutOfABatch(t *testing.T) {
	_, commands, client := started(t)
	ctx := t.Context()
	require.NoError(t, commands.Post(ctx, MeteringPath, Metering{On: true}))
	var writes []types.WriteRequest
	var keys []map[string]types.AttributeValue
	for n := range 20 {
		name := string(rune('a' + n))
		writes = append(writes, types.WriteRequest{PutRequest: &types.PutRequest{Item: put(name, 0).Item}})
		keys = append(keys, key(name))
	}
	batch := func(name string) *dynamodb.BatchWriteItemOutput {
		out, err := client(name).BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"tab": writes}})
		require.NoError(t, err)
		return out
	}
	refused := len(batch("one").UnprocessedItems["tab"])
	require.Positive(t, refused)
	require.Equal(t, Step{Units: float64(20 - refused), Served: 20 - refused, Refused: refused, Calls: 1}, recorded(t, commands, "one", true))

	read, err := client("one").BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{"tab": {Keys: keys}}})
	require.NoError(t, err)
	back := len(read.UnprocessedKeys["tab"].Keys)
	require.Equal(t, Step{Units: float64(20-back) / 2, Served: 20 - back, Refused: back, Calls: 1}, recorded(t, commands, "one", false))

	// The table is in debt for seconds now.
	_, err = client("two").PutItem(ctx, put("z", 30_000))
	for err == nil {
		_, err = client("two").PutItem(ctx, put("z", 30_000))
	}
	require.True(t, server.Throttling(err))
	_, err = client("three").BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"tab": writes}})
	require.True(t, server.Throttling(err))
	require.Equal(t, 1, recorded(t, commands, "two", true).Refused)
	require.Equal(t, Step{Refused: 20, Calls: 1}, recorded(t, commands, "three", true))

	require.NoError(t, commands.Post(ctx, MeteringPath, Metering{}))
	require.Empty(t, batch("four").UnprocessedItems)
}

func TestAShareOfCallsFailsInEveryWay(t *testing.T) {
	e, commands, client := started(t)
	ctx := t.Context()
	require.NoError(t, commands.Post(ctx, FaultsPath, Faults{Share: 0.5, Hold: time.Millisecond, Seed: 7}))
	one := client("one")
	var failed, throttled, broken, intern int
	acknowledged := 0
	const puts = 300
	for n := range puts {
		_, err := one.PutItem(ctx, put(time.Duration(n).String(), 0))
		var server500 *types.InternalServerError
		switch {
		case err == nil:
			acknowledged++
			continue
		case server.Throttling(err):
			throttled++
		case errors.As(err, &server500):
			intern++
		default:
			broken++
		}
		failed++
	}
	require.InDelta(t, puts/2, failed, 60)
	for _, kind := range []int{throttled, intern} {
		require.InDelta(t, puts/12, kind, 20)
	}
	require.InDelta(t, 4*puts/12, broken, 50)
	step := recorded(t, commands, "one", true)
	require.Equal(t, puts, step.Calls)
	require.Greater(t, step.Served, acknowledged, "some were applied and not acknowledged")
	require.Less(t, step.Served, puts)
	count, err := e.db.Client().Scan(ctx, &dynamodb.ScanInput{TableName: aws.String("tab"), Select: types.SelectCount})
	require.NoError(t, err)
	require.EqualValues(t, step.Served, count.Count)

	require.NoError(t, commands.Post(ctx, FaultsPath, Faults{}))
	for n := range 50 {
		_, err := one.PutItem(ctx, put(time.Duration(n).String(), 0))
		require.NoError(t, err)
	}
}

func TestEachFaultFailsInItsOwnWay(t *testing.T) {
	want := []struct {
		code    string // none: there's no answer
		applied bool
	}{
		{"InternalServerError", false}, {"ThrottlingException", false}, {"", false}, {"", true}, {"", false}, {"", true},
	}
	kinds := kindsOf(time.Millisecond)
	require.Len(t, kinds, len(want))
	e, _, client := started(t)
	for n, kind := range kinds {
		remove := e.db.Control(kind)
		name := string(rune('a' + n))
		_, err := client("one").PutItem(t.Context(), put(name, 0))
		remove()
		var answer smithy.APIError
		if want[n].code == "" {
			require.Error(t, err)
			require.False(t, errors.As(err, &answer), "kind %d: %v", n, err)
		} else {
			require.ErrorAs(t, err, &answer)
			require.Equal(t, want[n].code, answer.ErrorCode())
		}
		got, err := client("one").GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String("tab"), Key: key(name)})
		require.NoError(t, err)
		require.Equal(t, want[n].applied, got.Item != nil, "kind %d", n)
	}
}

func TestCommandsThatMakeNoSenseAreRefused(t *testing.T) {
	_, commands, _ := started(t)
	for path, command := range map[string]any{
		FaultsPath:   Faults{Share: 1.5},
		WatchPath:    Watch{},
		MeteringPath: Metering{On: true, Partitions: -1},
	} {
		require.ErrorContains(t, commands.Post(t.Context(), path, command), "400", path)
	}
	require.ErrorContains(t, commands.Get(t.Context(), "/bench/absent", nil), "404")
}

func TestACallWithoutAnswerEndsWithItsClient(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, silence(ctx, time.Hour))
}

func TestAClientIsKnownByItsAccessKey(t *testing.T) {
	require.Equal(t, "first", clientOf("AWS4-HMAC-SHA256 Credential=first/20261124/eu-north-1/dynamodb/aws4_request, SignedHeaders=host"))
	require.Empty(t, clientOf(""))
}
