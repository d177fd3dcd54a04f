package server

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// serveArgument makes the test program play the server process.
const serveArgument = "serve-for-the-test"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == serveArgument {
		if err := Serve(os.Stdin, os.Stdout, 0); err != nil {
			panic(err)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// start serves within the test, without latency.
func start(t *testing.T) (*dynamodb.Client, func() Counts) {
	server := httptest.NewServer(newHandler(0))
	t.Cleanup(server.Close)
	return clientOf(t, server.URL), func() Counts {
		response, err := server.Client().Get(server.URL + CountsPath)
		require.NoError(t, err)
		defer response.Body.Close()
		var counts Counts
		require.NoError(t, json.NewDecoder(response.Body).Decode(&counts))
		return counts
	}
}

// clientOf is a client with connections of its own.
func clientOf(t *testing.T, url string) *dynamodb.Client {
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return dynamodb.New(dynamodb.Options{
		Region:       "eu-north-1",
		BaseEndpoint: &url,
		Credentials:  credentials.NewStaticCredentialsProvider("bench", "bench", ""),
		HTTPClient:   &http.Client{Transport: transport},
	})
}

func sumOf(keys ...string) (sum items.Sum) {
	for _, key := range keys {
		sum.Add(items.Hash(key))
	}
	return sum
}

func exactly(keys ...string) Expected { return Expected{Exact: len(keys), Keys: sumOf(keys...)} }

func TestWritesAreAnsweredAndCounted(t *testing.T) {
	client, counts := start(t)
	ctx := t.Context()
	table := aws.String(items.Table)

	_, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: table, Item: items.New("a")})
	require.NoError(t, err)
	_, err = client.UpdateItem(ctx, &dynamodb.UpdateItemInput{TableName: table, Key: items.Key("b")})
	require.NoError(t, err)
	_, err = client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: table, Key: items.Key("c")})
	require.NoError(t, err)
	out, err := client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{
		RequestItems: map[string][]types.WriteRequest{items.Table: {
			{PutRequest: &types.PutRequest{Item: items.New("d")}},
			{DeleteRequest: &types.DeleteRequest{Key: items.Key("e")}},
		}},
	})
	require.NoError(t, err)
	require.Empty(t, out.UnprocessedItems)

	require.Equal(t, Counts{
		"PutItem":        {1, 1, sumOf("a")},
		"UpdateItem":     {1, 1, sumOf("b")},
		"DeleteItem":     {1, 1, sumOf("c")},
		"BatchWriteItem": {1, 2, sumOf("d", "e")},
	}, counts().Since(nil))
}

func TestReadsAnswerTheKeysAskedFor(t *testing.T) {
	client, counts := start(t)

	one, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String(items.Table), Key: items.Key("a")})
	require.NoError(t, err)
	require.Equal(t, items.New("a"), one.Item)

	many, err := client.BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{
		RequestItems: map[string]types.KeysAndAttributes{items.Table: {Keys: []items.Item{items.Key("b"), items.Key("c")}}},
	})
	require.NoError(t, err)
	require.Equal(t, []items.Item{items.New("b"), items.New("c")}, many.Responses[items.Table])
	require.Empty(t, many.UnprocessedKeys)

	require.Equal(t, Counts{
		"GetItem":      {1, 1, sumOf("a")},
		"BatchGetItem": {1, 2, sumOf("b", "c")},
	}, counts().Since(nil))
}

func TestTheTableDescribesItsKey(t *testing.T) {
	client, counts := start(t)
	out, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(items.Table)})
	require.NoError(t, err)
	require.Equal(t, types.TableStatusActive, out.Table.TableStatus)
	require.Len(t, out.Table.KeySchema, 1)
	require.Equal(t, items.PartitionKey, *out.Table.KeySchema[0].AttributeName)
	require.Equal(t, types.KeyTypeHash, out.Table.KeySchema[0].KeyType)
	require.Zero(t, counts().Total())
}

func TestWhatDynamoDBRejectsIsRejected(t *testing.T) {
	put := func(key string) types.WriteRequest {
		return types.WriteRequest{PutRequest: &types.PutRequest{Item: items.New(key)}}
	}
	var keys items.Keys
	tooMany := make([]types.WriteRequest, 26)
	for i := range tooMany {
		tooMany[i] = put(keys.Next())
	}
	for name, batch := range map[string][]types.WriteRequest{
		"26 items":      tooMany,
		"duplicate key": {put("a"), put("b"), put("a")},
	} {
		t.Run(name, func(t *testing.T) {
			client, counts := start(t)
			_, err := client.BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{
				RequestItems: map[string][]types.WriteRequest{items.Table: batch},
			})
			require.ErrorContains(t, err, "ValidationException")
			require.Empty(t, counts().Since(nil))
		})
	}
}

func TestAnUnknownOperationIsAnError(t *testing.T) {
	client, _ := start(t)
	_, err := client.ListTables(t.Context(), &dynamodb.ListTablesInput{})
	require.ErrorContains(t, err, "UnknownOperationException")
}

func TestAnswersCarryChecksumAndRequestID(t *testing.T) {
	recorder := httptest.NewRecorder()
	answer(recorder, http.StatusOK, []byte("{}"))
	require.Equal(t, "2745614147", recorder.Header().Get("X-Amz-Crc32")) // DynamoDB's own for {}
	require.NotEmpty(t, recorder.Header().Get("X-Amzn-Requestid"))
}

func TestKeysInFindsEveryKeyAndNothingElse(t *testing.T) {
	for body, want := range map[string][]string{
		`{}`:                            nil,
		`{"Key":{"pk":{"S":"a"}}}`:      {"a"},
		`{"sk":{"S":"a"},"pk":{"S":"b"`: {"b"},
		`[{"pk":{"S":"a"}},{"pk":{"S":""}},{"x":{"S":"pk"},"pk":{"S":"c"}}]`: {"a", "", "c"},
		`{"pk":{"S":"unfinished`:               nil,
		`{"pk":{"N":"1"}},{"pk":{"B":"YQ=="}}`: {"YQ=="},
		`pk":{"S":"a"},{"xpk":{"S":"a"}}`:      nil,
		`{"#k":"pk"},{"pk":{"`:                 nil,
	} {
		var got []string
		for key := range keysIn([]byte(body)) {
			got = append(got, string(key.text))
		}
		require.Equal(t, want, got, body)
	}
}

func TestKeySetFindsDuplicatesOfAWholeBatch(t *testing.T) {
	var set keySet
	for n := range uint64(100) {
		require.True(t, set.add(n<<8), "all of them start at one place")
	}
	for n := range uint64(100) {
		require.False(t, set.add(n<<8))
	}
}

func TestVerifyFindsLossAndRepetition(t *testing.T) {
	arrived := Counts{
		"PutItem":        {2, 2, sumOf("a", "b")},
		"BatchWriteItem": {1, 2, sumOf("c", "d")},
		"DescribeTable":  {1, 0, 0},
	}
	require.NoError(t, arrived.Verify(exactly("a", "b", "c", "d")))
	require.ErrorContains(t, arrived.Verify(exactly("a", "b", "c", "d", "e")), "5 items were acknowledged, but 4 arrived")
	require.ErrorContains(t, arrived.Verify(exactly("a", "b", "c", "e")), "not the same ones")
}

func TestCountsAddAndSubtract(t *testing.T) {
	first := Counts{"PutItem": {1, 1, sumOf("a")}}
	second := Counts{"PutItem": {2, 2, sumOf("b", "c")}, "GetItem": {1, 1, sumOf("d")}}
	both := first.Plus(second)
	require.Equal(t, Counts{"PutItem": {3, 3, sumOf("a", "b", "c")}, "GetItem": {1, 1, sumOf("d")}}, both)
	require.Equal(t, second, both.Since(first))
	require.Equal(t, first, Counts(nil).Plus(first))
	require.Equal(t, first, first.Plus(Counts{}))
}

func TestAServerProcessServesAndStops(t *testing.T) {
	process, err := Start(t.Context(), os.Args[0], serveArgument)
	require.NoError(t, err)
	client := clientOf(t, process.URL)
	_, err = client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String(items.Table), Item: items.New("a")})
	require.NoError(t, err)
	counts, err := process.Counts(t.Context())
	require.NoError(t, err)
	require.NoError(t, counts.Verify(exactly("a")))
	require.NoError(t, process.Stop())
}

func TestAProgramThatServesNothingIsAnError(t *testing.T) {
	_, err := Start(t.Context(), os.Args[0], "-test.list=^$")
	require.ErrorContains(t, err, "didn't tell its address")
}

func TestLatencyIsWaited(t *testing.T) {
	handler := newHandler(5 * time.Millisecond)
	request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"Key":{"pk":{"S":"a"}}}`))
	request.Header.Set("X-Amz-Target", "DynamoDB_20120810.GetItem")
	start := time.Now()
	handler.ServeHTTP(httptest.NewRecorder(), request)
	require.GreaterOrEqual(t, time.Since(start), 5*time.Millisecond)
}
