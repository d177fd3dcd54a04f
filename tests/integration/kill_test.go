package integration

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// address is an HTTP client whose requests all go to the server that has the address now.
type address struct {
	host      atomic.Pointer[string]
	transport *http.Transport
}

func (a *address) moveTo(server ownServer) {
	host := server.Endpoint()[len("http://"):]
	a.host.Store(&host)
}

func (a *address) Do(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.URL.Host = *a.host.Load()
	return a.transport.RoundTrip(request)
}

// load issues requests of all kinds until it's stopped, and waits for each of their answers.
type load struct {
	succeeded, failed atomic.Int64
	stop              atomic.Bool
	group             sync.WaitGroup

	mu     sync.Mutex
	errors []error
}

func (l *load) run(t *testing.T, f face, ex *api.Executor, table string) {
	for g := range 8 {
		l.group.Go(func() {
			for i := 0; !l.stop.Load(); i++ {
				key := sorted.key(fmt.Sprint(f, g, " ", i%50))
				waiters := []waiter{
					f.ask(t.Context(), ex, &dynamodb.PutItemInput{TableName: &table, Item: with(key, attributes{"v": n("1")})}),
					f.ask(t.Context(), ex, &dynamodb.GetItemInput{TableName: &table, Key: key}),
					f.ask(t.Context(), ex, &dynamodb.UpdateItemInput{TableName: &table, Key: key, UpdateExpression: aws.String("ADD w :w"),
						ExpressionAttributeValues: attributes{":w": n("1")}}),
					f.ask(t.Context(), ex, &dynamodb.PutItemInput{TableName: &table, Item: key, ConditionExpression: aws.String("attribute_exists(pk) OR attribute_not_exists(pk)")}),
					f.ask(t.Context(), ex, &dynamodb.DeleteItemInput{TableName: &table, Key: sorted.key(fmt.Sprint("none", g, i))}),
					f.ask(t.Context(), ex, &dynamodb.ScanInput{TableName: &table, Limit: aws.Int32(1)}),
				}
				for _, wait := range waiters {
					if err := wait().err; err != nil {
						l.failed.Add(1)
						l.mu.Lock()
						l.errors = append(l.errors, err)
						l.mu.Unlock()
					} else {
						l.succeeded.Add(1)
					}
				}
			}
		})
	}
}

func (l *load) await(t *testing.T, count *atomic.Int64, least int64) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for count.Load() < least {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v for %d, there are %d", patience, least, count.Load())
		}
		time.Sleep(time.Millisecond)
	}
}

func TestServerKilledUnderLoadAnswersEverybodyAndRecovers(t *testing.T) {
	first := startOwn(t)
	where := &address{transport: &http.Transport{MaxIdleConnsPerHost: 256}}
	t.Cleanup(where.transport.CloseIdleConnections)
	where.moveTo(first)
	client := first.Client(func(o *dynamodb.Options) { o.HTTPClient = where })
	table := "killed"
	createTable(t, client, table, sorted)

	policies := map[string]api.RetryPolicy{
		"all are retried":             {MaxAttempts: 3, BaseDelay: 5 * time.Millisecond, MaxDelay: 20 * time.Millisecond},
		"only idempotent are retried": {MaxAttempts: 3, BaseDelay: 5 * time.Millisecond, MaxDelay: 20 * time.Millisecond, OnlyIdempotent: true},
	}
	type running struct {
		policy string
		face   face
		ex     *api.Executor
		load   *load
	}
	var all []running
	for name, policy := range policies {
		for _, f := range faces {
			ex := open(t, client, api.WithRetryPolicy(policy), gathering)
			r := running{name, f, ex, &load{}}
			all = append(all, r)
			r.load.run(t, f, ex, table)
		}
	}
	for _, r := range all {
		r.load.await(t, &r.load.succeeded, 200)
	}
	// Closing it kills it, without a word to those who are connected.
	require.NoError(t, first.Close())
	for _, r := range all {
		r.load.await(t, &r.load.failed, 200)
		r.load.stop.Store(true)
	}
	for _, r := range all {
		t.Run(r.policy+", "+string(r.face), func(t *testing.T) {
			r.load.group.Wait() // everybody has an answer
			outcomes := map[api.Outcome]int{}
			for _, err := range r.load.errors {
				op, ok := err.(*api.OperationError)
				require.True(t, ok, "%T", err)
				outcomes[op.Outcome]++
				network, isNetwork := errors.AsType[*net.OpError](err)
				dial := isNetwork && network.Op == "dial"
				switch op.Outcome {
				case api.NotSent:
					assert.True(t, dial, "not sent, though it was connected: %v", err)
				case api.Unknown:
					if r.policy != "all are retried" && op.Operation.String() == "UpdateItem" {
						assert.False(t, dial, "tried again after a lost answer: %v", err)
					}
				default:
					assert.Fail(t, "outcome", "%v, of a server that's gone: %v", op.Outcome, err)
				}
				assert.LessOrEqual(t, op.Attempts, 3, "%v", err)
				assert.Positive(t, op.Attempts, "%v", err)
				assert.False(t, errors.Is(err, context.Canceled), "%v", err)
			}
			t.Logf("%d succeeded, %d failed: %v", r.load.succeeded.Load(), r.load.failed.Load(), outcomes)
			assert.Positive(t, outcomes[api.NotSent])
			// Answers come a moment before the books are closed.
			require.NoError(t, r.ex.Flush(t.Context()))
			stats := r.ex.Stats()
			assert.Zero(t, stats.PendingItems)
			assert.Zero(t, stats.Total.QueueDepth)
		})
	}

	second := startOwn(t)
	where.moveTo(second)
	createTable(t, client, table, sorted)
	for _, r := range all {
		t.Run(r.policy+", "+string(r.face)+", afterwards", func(t *testing.T) {
			before := r.ex.Stats().Total.BatchCalls
			askForAll(t, r.face, r.ex, manyPuts(table, sorted, 200)...)
			askForAll(t, r.face, r.ex, manyGets(table, sorted, 200)...)
			assert.Greater(t, r.ex.Stats().Total.BatchCalls, before, "it coalesces again")
		})
	}
}

// A server that isn't there when the executor is opened: it can't even say what a table's key is.
func TestExecutorOpenedBeforeItsServerRecovers(t *testing.T) {
	server := startOwn(t)
	where := &address{transport: &http.Transport{}}
	t.Cleanup(where.transport.CloseIdleConnections)
	nobody := "127.0.0.1:1"
	where.host.Store(&nobody)
	client := server.Client(func(o *dynamodb.Options) { o.HTTPClient = where })
	table := "late"
	policy := api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 3, BaseDelay: time.Millisecond, MaxDelay: 5 * time.Millisecond})
	executors := map[face]*api.Executor{}
	for _, f := range faces {
		ex, logs := observed(t, client, policy)
		executors[f] = ex
		inputs := append(manyPuts(table, sorted, 20), manyGets(table, sorted, 20)...)
		for _, in := range inputs {
			err := f.ask(t.Context(), ex, in)().err
			var op *api.OperationError
			require.ErrorAs(t, err, &op)
			assert.Equal(t, api.NotSent, op.Outcome, err)
			assert.Equal(t, 3, op.Attempts)
		}
		assert.Len(t, warnings(logs), 1)
	}
	where.moveTo(server)
	createTable(t, client, table, sorted)
	for _, f := range faces {
		t.Run(string(f), func(t *testing.T) {
			ex := executors[f]
			askForAll(t, f, ex, manyPuts(table, sorted, 50)...)
			askForAll(t, f, ex, manyGets(table, sorted, 50)...)
			askForAll(t, f, ex, append(manyPuts(table, sorted, 200), manyGets(table, sorted, 200)...)...)
			assert.Positive(t, ex.Stats().Tables[table].BatchCalls, "what the key is has been learned")
		})
	}
}
