package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

type rt struct{}

func (rt) Do(r *http.Request) (*http.Response, error) {
	// like net/http: derives a cancelable ctx and waits
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	_ = ctx
	time.Sleep(time.Millisecond)
	_, _ = io.Copy(io.Discard, r.Body)
	return &http.Response{StatusCode: 200, Header: http.Header{"X-Amz-Crc32": {"2745614147"}, "Content-Type": {"application/x-amz-json-1.0"}}, Body: io.NopCloser(bytes.NewReader([]byte("{}"))), Request: r}, nil
}

func BenchmarkHot(b *testing.B) {
	client := dynamodb.New(dynamodb.Options{Region: "us-east-1", HTTPClient: rt{}, Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")})
	ex, _ := Open(client, WithKeySchema("table", "pk", ""))
	defer ex.Close(context.Background())
	in := &dynamodb.UpdateItemInput{TableName: aws.String("table"), Key: keyed(1), UpdateExpression: aws.String("ADD c :one"), ExpressionAttributeValues: map[string]types.AttributeValue{":one": &types.AttributeValueMemberN{Value: "1"}}}
	for name, c := range map[string]interface {
		UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error)
	}{"direct": client, "sync": ex.Sync()} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var wg sync.WaitGroup
			n := b.N
			ch := make(chan struct{}, n)
			for range n {
				ch <- struct{}{}
			}
			close(ch)
			b.ResetTimer()
			for range 64 {
				wg.Go(func() {
					for range ch {
						if _, err := c.UpdateItem(context.Background(), in); err != nil {
							panic(err)
						}
					}
				})
			}
			wg.Wait()
		})
	}
}
