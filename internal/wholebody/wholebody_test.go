package wholebody

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// written counts the writes that a connection makes.
type written struct {
	net.Conn
	writes *atomic.Int64
}

func (c written) Write(b []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(b)
}

func TestAnSDKCallLeavesInOneWriteAndKeepsItsConnection(t *testing.T) {
	const calls = 500
	var bodies atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		if strings.Contains(string(b), `"pk"`) && int64(len(b)) == r.ContentLength {
			bodies.Add(1)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		_, _ = io.WriteString(w, "{}")
	}))
	defer server.Close()
	var writes, connections atomic.Int64
	transport := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, address)
		connections.Add(1)
		return written{c, &writes}, err
	}}
	defer transport.CloseIdleConnections()
	client := dynamodb.New(dynamodb.Options{
		Region: "us-east-1", BaseEndpoint: &server.URL, HTTPClient: Client{&http.Client{Transport: transport}},
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
	})
	for range calls {
		_, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{
			TableName: aws.String("table"), Item: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "1"}},
		})
		require.NoError(t, err)
	}
	require.EqualValues(t, calls, bodies.Load())
	require.EqualValues(t, 1, connections.Load())
	require.EqualValues(t, calls, writes.Load())
}

type recorded struct {
	body  string
	again string
}

func (r *recorded) Do(q *http.Request) (*http.Response, error) {
	if q.Body != nil {
		b, _ := io.ReadAll(q.Body)
		r.body = string(b)
	}
	if q.GetBody != nil {
		again, _ := q.GetBody()
		b, _ := io.ReadAll(again)
		r.again = string(b)
	}
	return nil, nil
}

func TestBodiesAreLeftAsTheyWere(t *testing.T) {
	for name, test := range map[string]struct {
		request *http.Request
		want    recorded
		fails   bool
	}{
		"none":         {request: httptest.NewRequest("POST", "/", nil)},
		"known length": {request: httptest.NewRequest("POST", "/", strings.NewReader("body")), want: recorded{"body", "body"}},
		"unknown":      {request: &http.Request{Body: io.NopCloser(strings.NewReader("body")), ContentLength: -1}, want: recorded{body: "body"}},
		"too short":    {request: &http.Request{Body: io.NopCloser(strings.NewReader("bo")), ContentLength: 4}, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			var got recorded
			_, err := Client{&got}.Do(test.request)
			require.Equal(t, test.fails, err != nil)
			require.Equal(t, test.want, got)
		})
	}
}
