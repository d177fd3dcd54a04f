package wire

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/internal/wholebody"
	"github.com/dynactor/dynactor/internal/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A trial is what the service does to the first attempt of a call, and how it reads all others.
type trial int

const (
	answered   trial = iota // as usual
	cutOff                  // the connection is closed before the body was read
	refused                 // a fault of the server's, before the body was read
	givenUp                 // the caller's context ends before the body was read
	answeredBy              // answered before the body was read
	trials
)

// service checks every body that it can read to its end.
type service struct {
	t       *testing.T
	cancels sync.Map // by key
	tried   sync.Map // by key
	intact  atomic.Int64

	mu      sync.Mutex
	arrived int
	another sync.Cond // arrived has changed, or last
	last    bool      // no more calls will be made
}

// others waits until more requests have been written than the one that has just come: if its bytes
// were in a buffer that is used again, they would be gone now.
func (s *service) others() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrived++
	s.another.Broadcast()
	for mine := s.arrived; s.arrived < mine+callers/4 && !s.last; {
		s.another.Wait()
	}
}

func (s *service) noMore() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = true
	s.another.Broadcast()
}

func keyOf(i int) string { return fmt.Sprintf("key#%06d", i) }

const calls, callers = 400, 16

// noteOf is larger than what a connection takes at once, for every second key.
func noteOf(key string) string {
	n := 20
	if key[len(key)-1]%2 == 0 {
		n = 30_000
	}
	return strings.Repeat(key, n)
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key := r.Header.Get("X-Key")
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	var what trial
	if _, again := s.tried.LoadOrStore(key, true); !again {
		_, err := fmt.Sscanf(r.Header.Get("X-Trial"), "%d", &what)
		assert.NoError(s.t, err)
	}
	switch what {
	case cutOff:
		conn, _, err := w.(http.Hijacker).Hijack()
		assert.NoError(s.t, err)
		assert.NoError(s.t, conn.Close())
		return
	case refused:
		w.WriteHeader(http.StatusInternalServerError)
		return
	case givenUp:
		cancel, _ := s.cancels.Load(key)
		cancel.(context.CancelFunc)()
	case answeredBy:
		_ = http.NewResponseController(w).EnableFullDuplex()
		_, _ = io.WriteString(w, "{}")
		_ = http.NewResponseController(w).Flush()
	}
	s.others()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // as much as there was of it
	}
	var put struct {
		Item struct{ Key, Note struct{ S string } }
	}
	assert.NoError(s.t, json.Unmarshal(body, &put))
	assert.Equal(s.t, key, put.Item.Key.S)
	assert.True(s.t, noteOf(key) == put.Item.Note.S, "the note of %s is another's", key)
	s.intact.Add(1)
	if what != answeredBy {
		_, _ = io.WriteString(w, "{}")
	}
}

// header sets a header of a call, which is signed like the others.
func header(name, value string) func(*dynamodb.Options) {
	return dynamodb.WithAPIOptions(smithyhttp.AddHeaderValue(name, value))
}

func TestEveryBodyArrivesAsItWasWritten(t *testing.T) {
	s := &service{t: t}
	s.another.L = &s.mu
	server := httptest.NewServer(s)
	defer server.Close()
	transport := &http.Transport{MaxIdleConnsPerHost: callers, DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		if err == nil {
			err = conn.(*net.TCPConn).SetWriteBuffer(4 << 10) // so that most of a large body is still to be written
		}
		return conn, err
	}}
	defer transport.CloseIdleConnections()
	client := dynamodb.New(dynamodb.Options{
		HTTPClient: wholebody.Client{Next: &http.Client{Transport: transport}},
		Region:     "us-east-1", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.RateLimiter = ratelimit.None
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		}),
	}, func(o *dynamodb.Options) { o.Protocol = wire.New() })
	var next, done, ended atomic.Int64
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for i := int(next.Add(1)); i <= calls; i = int(next.Add(1)) {
				key := keyOf(i)
				ctx, cancel := context.WithCancel(t.Context())
				s.cancels.Store(key, cancel)
				_, err := client.PutItem(ctx, &dynamodb.PutItemInput{
					TableName: aws.String("t"), Item: map[string]types.AttributeValue{
						"key": &types.AttributeValueMemberS{Value: key}, "note": &types.AttributeValueMemberS{Value: noteOf(key)},
					},
				}, header("X-Key", key), header("X-Trial", fmt.Sprint(i%int(trials))))
				cancel()
				switch {
				case err == nil:
					done.Add(1)
				case assert.ErrorIs(t, err, context.Canceled):
					ended.Add(1)
				}
			}
			s.noMore()
		})
	}
	wg.Wait()
	server.Close() // waits for the bodies that are still read
	require.EqualValues(t, calls, done.Load()+ended.Load())
	require.GreaterOrEqual(t, done.Load(), int64(calls-calls/int(trials)), "only who gave up has no answer")
	require.GreaterOrEqual(t, s.intact.Load(), int64(calls*3/int(trials)), "what was cut off, refused or answered as usual arrived in the end")
}
