package local

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// nothing is an engine that costs nothing, so that what's measured is all else.
func nothing(context.Context, any) (any, error) { return &dynamodb.PutItemOutput{}, nil }

// discarded is a ResponseWriter that costs nothing.
type discarded struct{ header http.Header }

func (d discarded) Header() http.Header         { return d.header }
func (d discarded) Write(b []byte) (int, error) { return len(b), nil }
func (d discarded) WriteHeader(int)             {}

// What the DB adds to net/http and to the engine for a request: about 0.4 KB.
func BenchmarkHandler(b *testing.B) {
	db := withEngine(b, nothing)
	body := []byte(`{"TableName":"orders","Item":{"pk":{"S":"customer#0000001"},"sk":{"S":"order#000000001"},"status":{"S":"shipped"},"total":{"N":"1234.56"},"note":{"S":"` + string(bytes.Repeat([]byte("x"), 250)) + `"}}}`)
	handler := db.Handler()
	header := http.Header{"Content-Type": typeAWSJSON, "X-Amz-Target": {targetPrefix + "PutItem"}}
	w := discarded{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		r := &http.Request{Method: http.MethodPost, Header: header, Body: readCloser{bytes.NewReader(body)}, ContentLength: int64(len(body))}
		handler.ServeHTTP(w, r)
	}
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// What a call costs with the SDK's client, most of which is the SDK's.
func BenchmarkPutItemInProcess(b *testing.B) {
	db := withEngine(b, nothing)
	client := db.Client()
	b.ReportAllocs()
	for b.Loop() {
		if err := put(context.Background(), client, "a"); err != nil {
			b.Fatal(err)
		}
	}
}

// The client and the server share the machine.
func BenchmarkPutItemOverHTTP(b *testing.B) {
	db := withEngine(b, nothing)
	client := overHTTP(b, listen(b, db, ""))
	b.ReportAllocs()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if err := put(context.Background(), client, "a"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(); err != nil {
			b.Fatal(err)
		}
	}
}

// A page of 1 MB, as clients read tables with.
func BenchmarkScanPage(b *testing.B) {
	db, err := New()
	if err != nil {
		b.Fatal(err)
	}
	client := db.Client()
	if _, err := client.CreateTable(context.Background(), &dynamodb.CreateTableInput{
		TableName: aws.String("orders"), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}, {AttributeName: aws.String("sk"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}, {AttributeName: aws.String("sk"), KeyType: types.KeyTypeRange}},
	}); err != nil {
		b.Fatal(err)
	}
	for i := range 3_000 {
		if _, err := client.PutItem(context.Background(), &dynamodb.PutItemInput{TableName: aws.String("orders"), Item: map[string]types.AttributeValue{
			"pk": &types.AttributeValueMemberS{Value: fmt.Sprintf("customer#%07d", i)}, "sk": &types.AttributeValueMemberS{Value: "order#000000001"},
			"status": &types.AttributeValueMemberS{Value: "shipped"}, "total": &types.AttributeValueMemberN{Value: "1234.56"}, "open": &types.AttributeValueMemberBOOL{},
			"note": &types.AttributeValueMemberS{Value: string(bytes.Repeat([]byte("x"), 300))},
		}}); err != nil {
			b.Fatal(err)
		}
	}
	handler := db.Handler()
	header := http.Header{"Content-Type": typeAWSJSON, "X-Amz-Target": {targetPrefix + "Scan"}}
	body := []byte(`{"TableName":"orders"}`)
	w := discarded{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		r := &http.Request{Method: http.MethodPost, Header: header, Body: readCloser{bytes.NewReader(body)}, ContentLength: int64(len(body))}
		handler.ServeHTTP(w, r)
	}
}
