package wire

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	smithy "github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// order is an item of 0.4 KB as applications have them: the one that the benchmark harness reads
// and writes.
func order(i int) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"pk":       &types.AttributeValueMemberS{Value: fmt.Sprintf("customer#%012d", i)},
		"customer": &types.AttributeValueMemberS{Value: "c7d1f0b2-5a8e-4c39-9f64-0b1e2d3c4a59"},
		"status":   &types.AttributeValueMemberS{Value: "SHIPPED"},
		"amount":   &types.AttributeValueMemberN{Value: "1249.95"},
		"placed":   &types.AttributeValueMemberN{Value: "1767225600"},
		"token":    &types.AttributeValueMemberB{Value: []byte("0123456789abcdef0123456789abcdef0123456789abcdef")},
		"note":     &types.AttributeValueMemberS{Value: strings.Repeat("leave it with the neighbour ", 7)},
		"address": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{
			"street":  &types.AttributeValueMemberS{Value: "Kongens gate 1"},
			"city":    &types.AttributeValueMemberS{Value: "Trondheim"},
			"country": &types.AttributeValueMemberS{Value: "NO"},
		}},
	}
}

func orders(n int) []map[string]types.AttributeValue {
	items := make([]map[string]types.AttributeValue, n)
	for i := range items {
		items[i] = order(i)
	}
	return items
}

func key(i int) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"pk": order(i)["pk"]}
}

func writes(n int) []types.WriteRequest {
	requests := make([]types.WriteRequest, n)
	for i := range requests {
		requests[i].PutRequest = &types.PutRequest{Item: order(i)}
	}
	return requests
}

func keys(n int) []map[string]types.AttributeValue {
	keys := make([]map[string]types.AttributeValue, n)
	for i := range keys {
		keys[i] = key(i)
	}
	return keys
}

// protocols are raced with one another.
var protocols = map[string]smithyhttp.ClientProtocol{"own": own, "sdk": sdk}

func BenchmarkRequest(b *testing.B) {
	table := aws.String("orders")
	var transaction []types.TransactWriteItem
	for i := range 100 {
		transaction = append(transaction, types.TransactWriteItem{Put: &types.Put{TableName: table, Item: order(i)}})
	}
	for _, bench := range []struct {
		name, operation string
		in              smithy.Serializable
	}{
		{"get", "GetItem", &dynamodb.GetItemInput{TableName: table, Key: key(1)}},
		{"put", "PutItem", &dynamodb.PutItemInput{TableName: table, Item: order(1)}},
		{"update", "UpdateItem", &dynamodb.UpdateItemInput{
			TableName: table, Key: key(1), UpdateExpression: aws.String("SET #s = :s ADD version :one"), ReturnValues: types.ReturnValueAllNew,
			ExpressionAttributeNames:  map[string]string{"#s": "status"},
			ExpressionAttributeValues: map[string]types.AttributeValue{":s": order(1)["status"], ":one": &types.AttributeValueMemberN{Value: "1"}},
		}},
		{"query", "Query", &dynamodb.QueryInput{
			TableName: table, KeyConditionExpression: aws.String("pk = :pk"), Limit: aws.Int32(100),
			ExpressionAttributeValues: map[string]types.AttributeValue{":pk": order(1)["pk"]},
		}},
		{"batch write 25", "BatchWriteItem", &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"orders": writes(25)}}},
		{"batch get 100", "BatchGetItem", &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{"orders": {Keys: keys(100)}}}},
		{"transaction 100", "TransactWriteItems", &dynamodb.TransactWriteItemsInput{TransactItems: transaction}},
	} {
		schema := operationNamed(bench.operation).schema()
		for name, p := range protocols {
			b.Run(bench.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					req := smithyhttp.NewStackRequest().(*smithyhttp.Request)
					if err := p.SerializeRequest(context.Background(), schema, bench.in, req); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkAnswer(b *testing.B) {
	for _, bench := range []struct {
		name, operation string
		out             smithy.Serializable
	}{
		{"put", "PutItem", &dynamodb.PutItemOutput{}},
		{"get", "GetItem", &dynamodb.GetItemOutput{Item: order(1)}},
		{"query 100", "Query", &dynamodb.QueryOutput{Items: orders(100), Count: 100, ScannedCount: 100}},
		{"batch write 25", "BatchWriteItem", &dynamodb.BatchWriteItemOutput{UnprocessedItems: map[string][]types.WriteRequest{}}},
		{"batch get 100", "BatchGetItem", &dynamodb.BatchGetItemOutput{
			Responses: map[string][]map[string]types.AttributeValue{"orders": orders(100)}, UnprocessedKeys: map[string]types.KeysAndAttributes{},
		}},
	} {
		op := operationNamed(bench.operation)
		schema, document := op.schema(), sdkWrite(b, bench.out)
		for name, p := range protocols {
			b.Run(bench.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(len(document)))
				for b.Loop() {
					resp := &smithyhttp.Response{Response: &http.Response{
						StatusCode: http.StatusOK, ContentLength: int64(len(document)), Body: io.NopCloser(strings.NewReader(document)),
					}}
					out := reflect.New(op.output).Interface().(smithy.Deserializable)
					if err := p.DeserializeResponse(context.Background(), schema, dynamodb.TypeRegistry, resp, out); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
