package local

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
)

// overHTTP is an SDK client of a server.
func overHTTP(t testing.TB, s *Server, optFns ...func(*dynamodb.Options)) *dynamodb.Client {
	transport := &http.Transport{MaxIdleConnsPerHost: 16}
	t.Cleanup(transport.CloseIdleConnections)
	return dynamodb.New(dynamodb.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(s.URL()), HTTPClient: &http.Client{Transport: transport},
		Credentials: credentials.NewStaticCredentialsProvider("any", "any", ""),
	}, optFns...)
}

func listen(t testing.TB, db *DB, addr string) *Server {
	s, err := db.Listen(addr)
	require.NoError(t, err)
	return s
}

func TestTheSDKTalksToTheServer(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	client := overHTTP(t, listen(t, db, ""))
	out, err := get(t.Context(), client, "a")
	require.NoError(t, err)
	require.Equal(t, item("a"), out.Item)

	db.Control(Fail(&types.ConditionalCheckFailedException{Item: item("old")}))
	var conditional *types.ConditionalCheckFailedException
	require.ErrorAs(t, put(t.Context(), client, "a"), &conditional)
	require.Equal(t, item("old"), conditional.Item)
}

func TestOnlyTheLoopbackInterfaceIsOpenUnlessAHostIsNamed(t *testing.T) {
	for addr, want := range map[string]string{
		"": "127.0.0.1:0", ":0": "127.0.0.1:0", ":8000": "127.0.0.1:8000", "localhost:1": "localhost:1",
		"0.0.0.0:8000": "0.0.0.0:8000", "[::]:1": "[::]:1", "[::1]:1": "[::1]:1",
	} {
		got, err := onLoopback(addr)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	db, err := New()
	require.NoError(t, err)
	s := listen(t, db, ":0")
	require.True(t, s.Addr().(*net.TCPAddr).IP.IsLoopback())
	require.Equal(t, "http://"+s.Addr().String(), s.URL())
	_, err = db.Listen(s.Addr().String())
	require.ErrorContains(t, err, "address already in use")
	for _, wrong := range []string{"8000", "127.0.0.1", "localhost:port:1", ":nothing"} {
		_, err := db.Listen(wrong)
		require.ErrorContains(t, err, "api/local: ")
	}
	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
	s = listen(t, db, s.Addr().String())
	require.NoError(t, db.Close())
	_, err = net.Dial("tcp", s.Addr().String())
	require.Error(t, err)
}

func TestDroppedConnectionsAreDroppedOverHTTP(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	client := overHTTP(t, listen(t, db, ""), once)
	for name, test := range map[string]struct {
		control Control
		applied int
	}{"before": {Drop(), 0}, "after": {DropAnswer(), 1}} {
		n.Store(0)
		remove := db.Control(test.control)
		err := put(t.Context(), client, "a")
		require.ErrorContains(t, err, "EOF", name)
		require.EqualValues(t, test.applied, n.Load(), name)
		remove()
	}
}

func TestACallerOverHTTPThatGivesUpEndsTheCtxOfItsRequest(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	client := overHTTP(t, listen(t, db, ""))
	held, ended := make(chan struct{}), make(chan struct{})
	db.Control(func(ctx context.Context, _ *Request) error {
		close(held)
		<-ctx.Done()
		close(ended)
		return ctx.Err()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-held
		cancel()
	}()
	require.ErrorIs(t, put(ctx, client, "a"), context.Canceled)
	<-ended
}

func TestCloseLetsRequestsFinish(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	client := overHTTP(t, listen(t, db, ""), once)
	held, release := make(chan struct{}), make(chan struct{})
	db.Control(func(ctx context.Context, r *Request) error {
		close(held)
		return Hold(release)(ctx, r)
	})
	result, closed := make(chan error, 1), make(chan error, 1)
	go func() { result <- put(context.Background(), client, "a") }()
	<-held
	go func() { closed <- db.Close() }()
	for !db.closed.Load() {
		runtime.Gosched()
	}
	close(release)
	require.NoError(t, <-result)
	require.NoError(t, <-closed)
	require.EqualValues(t, 1, n.Load())
}

func TestCloseEndsRequestsThatDoNotFinish(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	s := listen(t, db, "")
	require.Equal(t, time.Second, s.closing)
	s.closing = time.Millisecond
	client := overHTTP(t, s, once)
	held := make(chan struct{})
	db.Control(func(ctx context.Context, r *Request) error {
		close(held)
		return Hold(nil)(ctx, r)
	})
	result := make(chan error, 1)
	go func() { result <- put(context.Background(), client, "a") }()
	<-held
	require.NoError(t, db.Close())
	require.Error(t, <-result)
	require.Zero(t, n.Load())
}

func TestConnectionsAreBounded(t *testing.T) {
	db := withEngine(t, func(context.Context, any) (any, error) { return nil, nil })
	s := listen(t, db, "")
	require.Equal(t, headerTime, s.http.ReadHeaderTimeout)
	require.Equal(t, idleTime, s.http.IdleTimeout)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL(), nil)
	require.NoError(t, err)
	r.Header.Set("X-Long", strings.Repeat("x", headerBytes+8192))
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	answer, err := transport.RoundTrip(r)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusRequestHeaderFieldsTooLarge, answer.StatusCode)
}

func TestABodyThatDoesNotArriveEndsItsConnectionAndAHeldRequestDoesNot(t *testing.T) {
	var n atomic.Int64
	db := withEngine(t, counting(&n))
	const transfer = 50 * time.Millisecond
	server := httptest.NewServer(&handler{db: db, transfer: transfer})
	defer server.Close()

	connection, err := net.Dial("tcp", server.Listener.Addr().String())
	require.NoError(t, err)
	defer func() { require.NoError(t, connection.Close()) }()
	require.NoError(t, connection.SetReadDeadline(time.Now().Add(time.Minute)))
	_, err = io.WriteString(connection, "POST / HTTP/1.1\r\nHost: h\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 2\r\n\r\n{")
	require.NoError(t, err)
	all, err := io.ReadAll(connection)
	require.NoError(t, err)
	require.Empty(t, all)
	require.Zero(t, n.Load())

	// Longer than a body and an answer may take together, and then another one on the same
	// connection, whose deadline for writing has passed.
	for range 2 {
		remove := db.Control(Delay(3 * transfer))
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader("{}"))
		require.NoError(t, err)
		r.Header = request("ListTables", "{}").Header
		answer, err := server.Client().Do(r)
		require.NoError(t, err)
		_, err = io.Copy(io.Discard, answer.Body)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, http.StatusOK, answer.StatusCode)
		remove()
	}
	require.EqualValues(t, 2, n.Load())
}
