package speed

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/internal/wholebody"
	"github.com/dynactor/dynactor/tests/dynamodblocal"
)

// callers is how many goroutines call at once.
const callers = 16

// engines are the two, each by a client that differs in nothing but the address.
var engines = []struct {
	name string
	url  func(b *testing.B) string
}{
	{"api-local", func(b *testing.B) string {
		db, err := local.New()
		must(b, err)
		server, err := db.Listen("")
		must(b, err)
		b.Cleanup(func() { must(b, db.Close()) })
		return server.URL()
	}},
	{"DynamoDB-Local", func(b *testing.B) string {
		return *dynamodblocal.ForTest(b).Options().BaseEndpoint
	}},
}

// onEach runs a benchmark on each engine with a new table, whose partition key is pk. call makes one
// call with the n-th item and those behind it, and reports how many they were.
func onEach(b *testing.B, call func(client *dynamodb.Client, table string, n int) (items int, err error)) {
	for _, e := range engines {
		b.Run(e.name, func(b *testing.B) {
			url := e.url(b)
			transport := &http.Transport{MaxIdleConnsPerHost: callers}
			defer transport.CloseIdleConnections()
			client := dynamodb.New(dynamodb.Options{
				BaseEndpoint: &url, Region: "us-east-1", Retryer: aws.NopRetryer{},
				Credentials: credentials.NewStaticCredentialsProvider("speed", "speed", ""), HTTPClient: wholebody.Client{Next: &http.Client{Transport: transport}},
			})
			table := "speed-" + rand.Text()
			_, err := client.CreateTable(b.Context(), &dynamodb.CreateTableInput{
				TableName: &table, BillingMode: types.BillingModePayPerRequest,
				AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}},
				KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}},
			})
			must(b, err)
			var next, items atomic.Int64
			b.ResetTimer()
			began := time.Now()
			var wg sync.WaitGroup
			for range callers {
				wg.Go(func() {
					for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
						done, err := call(client, table, int(n))
						if err != nil {
							b.Error(err)
							return
						}
						items.Add(int64(done))
					}
				})
			}
			wg.Wait()
			b.StopTimer()
			b.ReportMetric(float64(items.Load())/time.Since(began).Seconds(), "items/s")
		})
	}
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// item has 0.4 KB.
func item(n int) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"pk":     &types.AttributeValueMemberS{Value: fmt.Sprintf("customer#%08d", n)},
		"at":     &types.AttributeValueMemberN{Value: fmt.Sprint(1_700_000_000 + n)},
		"status": &types.AttributeValueMemberS{Value: "shipped"},
		"total":  &types.AttributeValueMemberN{Value: "129.95"},
		"note":   &types.AttributeValueMemberS{Value: strings.Repeat("n", 330)},
	}
}

func BenchmarkPutItem(b *testing.B) {
	onEach(b, func(client *dynamodb.Client, table string, n int) (int, error) {
		_, err := client.PutItem(b.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item(n)})
		return 1, err
	})
}

func BenchmarkGetItem(b *testing.B) {
	var first sync.Map
	onEach(b, func(client *dynamodb.Client, table string, n int) (int, error) {
		if _, put := first.LoadOrStore(table, true); !put {
			if _, err := client.PutItem(b.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item(0)}); err != nil {
				return 0, err
			}
		}
		_, err := client.GetItem(b.Context(), &dynamodb.GetItemInput{TableName: &table, Key: map[string]types.AttributeValue{"pk": item(0)["pk"]}})
		return 1, err
	})
}

func BenchmarkBatchWriteItem(b *testing.B) {
	onEach(b, func(client *dynamodb.Client, table string, n int) (int, error) {
		writes := make([]types.WriteRequest, 25)
		for i := range writes {
			writes[i].PutRequest = &types.PutRequest{Item: item(25*n + i)}
		}
		out, err := client.BatchWriteItem(b.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{table: writes}})
		if err == nil && len(out.UnprocessedItems) > 0 {
			err = fmt.Errorf("%d tables with unprocessed items", len(out.UnprocessedItems))
		}
		return len(writes), err
	})
}
