package server

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/bench/internal/items"
)

func binaryKey(text string) items.Item {
	return items.Item{items.PartitionKey: &types.AttributeValueMemberB{Value: []byte(text)}}
}

func TestTablesAnswerItemsOfTheShapeThatTheirNameTells(t *testing.T) {
	client, counts := start(t)
	for table, attributes := range map[string]int{"ycsb-10x100": 11, "large-1x5000": 2, "other": len(items.New("a"))} {
		out, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: items.Key("a")})
		require.NoError(t, err)
		require.Len(t, out.Item, attributes, table)
		require.NoError(t, items.Check(out.Item, "a"))
		described, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &table})
		require.NoError(t, err)
		require.Equal(t, table, *described.Table.TableName)
	}
	require.Equal(t, Count{3, 3, sumOf("a", "a", "a")}, counts()["GetItem"])
}

func TestABatchOverTablesAnswersEachWithItsOwnItems(t *testing.T) {
	client, counts := start(t)
	out, err := client.BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
		"ycsb-10x100": {Keys: []items.Item{items.Key("a"), items.Key("b")}, ConsistentRead: aws.Bool(true)},
		"other":       {Keys: []items.Item{items.Key("a")}},
	}})
	require.NoError(t, err)
	require.Len(t, out.Responses, 2)
	require.Len(t, out.Responses["ycsb-10x100"], 2)
	require.Len(t, out.Responses["ycsb-10x100"][1], 11)
	require.NoError(t, items.Check(out.Responses["ycsb-10x100"][1], "b"))
	require.Equal(t, []items.Item{items.New("a")}, out.Responses["other"])
	require.Equal(t, Count{1, 3, sumOf("a", "a", "b")}, counts()["BatchGetItem"], "one key in two tables is no repetition")
}

func TestWritesToTablesWithTheSameKeysAreNoRepetition(t *testing.T) {
	client, counts := start(t)
	put := types.WriteRequest{PutRequest: &types.PutRequest{Item: items.New("a")}}
	_, err := client.BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{
		"first": {put}, "second": {put},
	}})
	require.NoError(t, err)
	require.Equal(t, Count{1, 2, sumOf("a", "a")}, counts()["BatchWriteItem"])
	_, err = client.BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{
		"first": {put}, "second": {put, put},
	}})
	require.ErrorContains(t, err, "ValidationException")
}

func TestBinaryKeysCountAsTheirBytes(t *testing.T) {
	client, counts := start(t)
	item := items.New("a")
	item[items.PartitionKey] = binaryKey("a")[items.PartitionKey]
	_, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("b"), Item: item})
	require.NoError(t, err)
	one, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String("b"), Key: binaryKey("b")})
	require.NoError(t, err)
	require.Equal(t, binaryKey("b")[items.PartitionKey], one.Item[items.PartitionKey])
	for name, value := range one.Item {
		require.IsType(t, &types.AttributeValueMemberB{}, value, name)
	}
	long := strings.Repeat("c", 1000)
	many, err := client.BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
		"b": {Keys: []items.Item{binaryKey(long)}},
	}})
	require.NoError(t, err)
	require.Equal(t, binaryKey(long)[items.PartitionKey], many.Responses["b"][0][items.PartitionKey])
	require.NoError(t, counts().Verify(exactly("a", "b", long)))
}

func TestScansAnswerAsManyItemsAsTheirLimit(t *testing.T) {
	client, counts := start(t)
	seen := map[string]bool{}
	var from items.Item
	for _, limit := range []int32{1, 7, 100} {
		out, err := client.Scan(t.Context(), &dynamodb.ScanInput{TableName: aws.String("ycsb-10x100"), Limit: &limit, ExclusiveStartKey: from})
		require.NoError(t, err)
		require.Len(t, out.Items, int(limit))
		require.Equal(t, limit, out.Count)
		for _, item := range out.Items {
			key, err := items.KeyOf(item)
			require.NoError(t, err)
			require.Len(t, item, 11)
			seen[key] = true
		}
		last, err := items.KeyOf(out.Items[limit-1])
		require.NoError(t, err)
		require.Equal(t, items.Key(last), out.LastEvaluatedKey)
		from = out.LastEvaluatedKey
	}
	require.Len(t, seen, 108, "pages don't overlap")

	again, err := client.Scan(t.Context(), &dynamodb.ScanInput{TableName: aws.String("other"), ExclusiveStartKey: binaryKey("a")})
	require.NoError(t, err)
	require.Len(t, again.Items, pageItems)
	require.IsType(t, &types.AttributeValueMemberB{}, again.LastEvaluatedKey[items.PartitionKey])

	found, err := client.Query(t.Context(), &dynamodb.QueryInput{
		TableName: aws.String("large-1x100000"), KeyConditionExpression: aws.String("pk = :pk"),
		ExpressionAttributeValues: items.Item{":pk": &types.AttributeValueMemberS{Value: "a"}},
	})
	require.NoError(t, err)
	require.Len(t, found.Items, 11, "a page is full at 1 MB")
	require.Equal(t, Count{5 - 1, 208, 0}, counts()["Scan"])
	require.Equal(t, Count{1, 11, 0}, counts()["Query"])
}

func TestTemplatesAreBounded(t *testing.T) {
	var known templates
	for n := range mostTables {
		require.NotSame(t, standard, known.add(fmt.Sprint(n), items.YCSB))
	}
	require.Same(t, standard, known.of([]byte("ycsb-10x100")))
	require.NotSame(t, standard, known.add("7", items.YCSB))
}

func TestVerifyOfSharedReadsAllowsFewerArrivalsThanAnswers(t *testing.T) {
	arrived := Counts{"UpdateItem": {1, 1, sumOf("a")}, "GetItem": {2, 2, sumOf("b", "c")}, "Scan": {3, 99, 0}}
	want := Expected{Exact: 1, Keys: sumOf("a"), Reads: 5, Distinct: 2, Scans: 3}
	require.NoError(t, arrived.Verify(want))
	for problem, change := range map[string]func(*Expected){
		"1 reads of 1 keys were answered, but 2 arrived": func(e *Expected) { e.Reads, e.Distinct = 1, 1 },
		"5 reads of 3 keys were answered, but 2 arrived": func(e *Expected) { e.Distinct = 3 },
		"2 items were acknowledged, but 1 arrived":       func(e *Expected) { e.Exact = 2 },
		"not the same ones":                              func(e *Expected) { e.Keys++ },
		"4 scans were answered, but 3 arrived":           func(e *Expected) { e.Scans = 4 },
	} {
		changed := want
		change(&changed)
		require.ErrorContains(t, arrived.Verify(changed), problem)
	}
}

func TestTheLatencyCanBeChanged(t *testing.T) {
	process, err := Start(t.Context(), os.Args[0], serveArgument)
	require.NoError(t, err)
	defer func() { require.NoError(t, process.Stop()) }()
	require.NoError(t, process.SetLatency(t.Context(), time.Millisecond))

	handler := newHandler(0)
	for query, status := range map[string]int{"7ms": http.StatusOK, "-1ms": http.StatusBadRequest, "soon": http.StatusBadRequest} {
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodPost, LatencyPath+"?"+query, nil))
		require.Equal(t, status, recorder.Code, query)
	}
	require.Equal(t, 7*time.Millisecond, time.Duration(handler.latency.Load()))
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Equal(t, http.StatusBadRequest, recorder.Code)
}

// FuzzBodies looks for bodies that the scanner can't stand.
func FuzzBodies(f *testing.F) {
	f.Add("BatchGetItem", `{"RequestItems":{"a-10x100":{"Keys":[{"pk":{"S":"x"}}]},"b":{"Keys":[{"pk":{"B":"eA=="}}]}}}`)
	f.Add("Scan", `{"TableName":"t","Limit":3,"ExclusiveStartKey":{"pk":{"S":"x"}}}`)
	f.Add("PutItem", `{"TableName":"t","Item":{"pk":{"S":"`)
	f.Add("BatchWriteItem", `{"RequestItems":{"a":[{"PutRequest":{"Item":{"pk":{"S":"x"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"x"}}}}]`)
	f.Fuzz(func(t *testing.T, operation, body string) {
		request := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader([]byte(body)))
		request.Header.Set("X-Amz-Target", "DynamoDB_20120810."+operation)
		recorder := httptest.NewRecorder()
		newHandler(0).ServeHTTP(recorder, request)
		if recorder.Code != http.StatusOK && recorder.Code != http.StatusBadRequest {
			t.Fatal(recorder.Code)
		}
	})
}

// The server's own part in a benchmark, for an item of a full batch.
func BenchmarkItems(b *testing.B) {
	var keys items.Keys
	put, get := new(strings.Builder), new(strings.Builder)
	put.WriteString(`{"RequestItems":{"bench":[`)
	get.WriteString(`{"RequestItems":{"bench":{"Keys":[`)
	head, tail := `{"pk":{"S":"`, string(items.Shape{}.WireTail())
	for n := range 25 {
		if n > 0 {
			put.WriteString(`,`)
		}
		put.WriteString(`{"PutRequest":{"Item":` + head + keys.Next() + tail + `}}`)
	}
	for n := range 100 {
		if n > 0 {
			get.WriteString(`,`)
		}
		get.WriteString(head + keys.Next() + `"}}`)
	}
	put.WriteString(`]}}`)
	get.WriteString(`]}}}`)
	for operation, c := range map[string]struct {
		body []byte
		n    int
	}{"BatchWriteItem": {[]byte(put.String()), 25}, "BatchGetItem": {[]byte(get.String()), 100}} {
		b.Run(operation, func(b *testing.B) {
			h := newHandler(0)
			buffers := new(buffers)
			b.ReportAllocs()
			for b.Loop() {
				if problem := h.count(operation, c.n, c.body); problem != "" {
					b.Fatal(problem)
				}
				h.answerTo(operation, c.body, buffers)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*c.n), "ns/item")
		})
	}
}
