package fastpath

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/messages"
)

// BenchmarkTransports makes calls of BatchWriteItem with 25 items of 0.4 KB over TLS from 64 goroutines: by the
// SDK over net/http's HTTP/1.1 and HTTP/2, and by this package. The server runs in this process and
// answers at once, so that its cost is in all three alike.
func BenchmarkTransports(b *testing.B) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		_, _ = io.WriteString(w, `{"UnprocessedItems":{}}`)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	b.Cleanup(server.Close)

	var writes []types.WriteRequest
	for range 25 {
		writes = append(writes, types.WriteRequest{PutRequest: &types.PutRequest{Item: attributes("pk", strings.Repeat("x", 400))}})
	}
	in := &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"table": writes}}
	transport := func(http2 bool) *http.Transport {
		t := server.Client().Transport.(*http.Transport).Clone()
		t.ForceAttemptHTTP2 = http2
		if !http2 {
			t.TLSClientConfig.NextProtos, t.TLSNextProto = nil, nil
			t.Protocols = new(http.Protocols)
			t.Protocols.SetHTTP1(true)
		}
		t.MaxIdleConnsPerHost = 64
		b.Cleanup(t.CloseIdleConnections)
		return t
	}
	run := func(name string, protocol int, t *http.Transport, fast bool) {
		b.Run(name, func(b *testing.B) {
			p := newPair(b, dynamodb.Options{BaseEndpoint: &server.URL, HTTPClient: clientOf(t)})
			call := p.direct
			if fast {
				p.taught(b, messages.BatchWriteItem, in)
				before := p.bySDK.Load()
				defer func() {
					if p.bySDK.Load() != before {
						b.Error("calls went through the SDK")
					}
				}()
			} else if response, err := clientOf(t).Get(server.URL); err != nil || response.ProtoMajor != protocol {
				b.Fatal("not by the protocol that is meant", err)
			} else {
				_ = response.Body.Close()
			}
			b.SetParallelism(32)
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					var err error
					if fast {
						_, err = p.fast.Invoke(b.Context(), messages.BatchWriteItem, in)
					} else {
						_, err = call(b.Context(), messages.BatchWriteItem, in)
					}
					if err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
	run("SDK HTTP1", 1, transport(false), false)
	run("SDK HTTP2", 2, transport(true), false)
	plain := server.Client().Transport.(*http.Transport).Clone()
	plain.ForceAttemptHTTP2, plain.TLSClientConfig.NextProtos, plain.TLSNextProto = false, nil, nil
	b.Cleanup(plain.CloseIdleConnections)
	run("fastpath", 1, plain, true)
}
