package integration

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/tests/dynamodblocal"
)

// crowd is an executor whose requests can be made to meet: while its one call is held up, those
// that are issued wait, and a batch carries them together as soon as the call is let go.
type crowd struct {
	client   *dynamodb.Client
	recorder *recorder
	ex       *api.Executor
}

// newCrowd opens one without learned rates: the tables have so few units that a rate would begin with calls
// of one item.
func newCrowd(t *testing.T, client *dynamodb.Client, opts ...api.Option) *crowd {
	c := &crowd{client: client, recorder: record(client)}
	c.ex = open(t, c.recorder, append([]api.Option{api.WithCallsInFlight(1), quickRetries, api.WithoutAdaptiveCapacity()}, opts...)...)
	return c
}

// attempts is how often the SDK's client and the executors of these tests try at the most. An
// error's text says how often, and they're compared.
const attempts = 2

var quickRetries = api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: attempts, BaseDelay: time.Millisecond, MaxDelay: time.Millisecond})

// engine returns a client of the engine that tries as often as the executors do.
func engine(t *testing.T) *dynamodb.Client {
	return engineClient(t, func(o *dynamodb.Options) {
		o.Retryer = retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts, o.MaxBackoff, o.RateLimiter = attempts, time.Millisecond, ratelimit.None
		})
		o.HTTPClient = calm{o.HTTPClient}
	})
}

// calm hides from net/http that the SDK's request bodies can write themselves. When an answer
// comes before net/http has seen the end of the body, as it does from a server on this machine,
// the SDK (smithy-go 1.28.8) closes the body, WriteTo fails for that with io.EOF, and net/http
// breaks the connection in the middle of a large answer. Retries hide that, but not from tests
// that count attempts.
type calm struct{ next dynamodb.HTTPClient }

func (c calm) Do(request *http.Request) (*http.Response, error) {
	if request.Body != nil && request.Body != http.NoBody {
		request.Body = struct{ io.ReadCloser }{request.Body}
	}
	return c.next.Do(request)
}

// open opens an executor that is closed, drained, when the test ends.
func open(t *testing.T, client api.DynamoDB, opts ...api.Option) *api.Executor {
	ex, err := api.Open(client, opts...)
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		require.NoError(t, ex.Close(ctx))
	})
	return ex
}

// heldKey marks the get that holds the others up.
const heldKey = "the one that is held"

// together issues requests for one table so that the executor finds them waiting together, in
// their order, and returns their answers.
func (c *crowd) together(t *testing.T, f face, table string, key func(string) attributes, inputs ...any) []answer {
	t.Helper()
	letGo, held := make(chan struct{}), make(chan struct{})
	holder := &dynamodb.GetItemInput{TableName: &table, Key: key(heldKey)}
	c.recorder.interfere(func(_ context.Context, input any) error {
		if carries(input, holder) {
			close(held)
			<-letGo
		}
		return nil
	})
	defer c.recorder.interfere(nil)

	hold := async.ask(t.Context(), c.ex, holder)
	select {
	case <-held:
	case <-time.After(30 * time.Second):
		t.Fatal("the call that should hold the others up was never made")
	}
	c.recorder.forget()
	waiters := make([]waiter, len(inputs))
	for i, input := range inputs {
		waiters[i] = f.ask(t.Context(), c.ex, input)
		c.awaitQueued(t, table, i+1)
	}
	close(letGo)
	require.NoError(t, hold().err)
	answers := make([]answer, len(waiters))
	for i, wait := range waiters {
		answers[i] = wait()
	}
	return answers
}

// awaitQueued waits until that many requests wait in the table's actor.
func (c *crowd) awaitQueued(t *testing.T, table string, n int) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for c.ex.Stats().Tables[table].QueueDepth != int64(n) {
		if time.Now().After(deadline) {
			t.Fatalf("%d requests should wait for table %s, stats are %+v", n, table, c.ex.Stats().Tables[table])
		}
		time.Sleep(50 * time.Microsecond)
	}
}

// layout is a kind of table: its name and how its keys are made.
type layout struct {
	name string
	keys []dynamodblocal.Key
	// key makes a good key of a text.
	key func(string) attributes
	// names are the key attributes' names.
	names []string
}

var (
	plain = &layout{"plain", []dynamodblocal.Key{dynamodblocal.S("pk")},
		func(id string) attributes { return attributes{"pk": s(id)} }, []string{"pk"}}
	sorted = &layout{"sorted", []dynamodblocal.Key{dynamodblocal.S("pk"), dynamodblocal.S("sk")},
		func(id string) attributes { return attributes{"pk": s(id), "sk": s("sort " + id)} }, []string{"pk", "sk"}}
	numbered = &layout{"numbered", []dynamodblocal.Key{dynamodblocal.N("pk")},
		func(id string) attributes { return attributes{"pk": n(digits(id))} }, []string{"pk"}}
	binary = &layout{"binary", []dynamodblocal.Key{dynamodblocal.B("pk"), dynamodblocal.N("sk")},
		func(id string) attributes { return attributes{"pk": b(id), "sk": n(digits(id))} }, []string{"pk", "sk"}}
	// awkward has key names that an expression can't spell.
	awkward = &layout{"awkward", []dynamodblocal.Key{dynamodblocal.S("name"), dynamodblocal.B("a.b[0]")},
		func(id string) attributes { return attributes{"name": s(id), "a.b[0]": b("sort " + id)} }, []string{"name", "a.b[0]"}}

	layouts = []*layout{plain, sorted, numbered, binary, awkward}
)

// digits makes a number of a text, another one of each short text, none of them small.
func digits(id string) string {
	sum := uint64(14695981039346656037)
	for _, c := range []byte(id) {
		sum = (sum ^ uint64(c)) * 1099511628211
	}
	return fmt.Sprint(sum>>1 | 1<<62)
}

// keyOf is the key in an item, as far as it's there.
func (l *layout) keyOf(item attributes) attributes {
	key := attributes{}
	for _, name := range l.names {
		if v, ok := item[name]; ok {
			key[name] = v
		}
	}
	return key
}

// makeTables makes a table of each layout.
func makeTables(t *testing.T, client *dynamodb.Client) map[*layout]string {
	tables := map[*layout]string{}
	for _, l := range layouts {
		tables[l] = dynamodblocal.TempTable(t, client, l.keys...)
	}
	return tables
}

// store puts an item natively.
func store(t *testing.T, client *dynamodb.Client, table string, item attributes) {
	t.Helper()
	_, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item})
	require.NoError(t, err)
}

// erase deletes an item natively, if the key is one.
func erase(t *testing.T, client *dynamodb.Client, table string, key attributes) {
	native(t.Context(), client, &dynamodb.DeleteItemInput{TableName: &table, Key: key})
}

// stored reads an item natively; it's nil if there's none, or the key is no key.
func stored(t *testing.T, client *dynamodb.Client, table string, key attributes) attributes {
	out, err := of[dynamodb.GetItemOutput](native(t.Context(), client,
		&dynamodb.GetItemInput{TableName: &table, Key: key, ConsistentRead: aws.Bool(true)}))
	if err != nil || out == nil {
		return nil
	}
	return out.Item
}

// createTable makes a table of that name and waits until it's there; it's deleted in the end.
func createTable(t *testing.T, client *dynamodb.Client, name string, l *layout) {
	t.Helper()
	_, err := client.CreateTable(t.Context(), tableInput(name, l))
	require.NoError(t, err)
	t.Cleanup(func() {
		client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &name})
	})
	require.NoError(t, dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = 20*time.Millisecond, 2*time.Second
	}).Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: &name}, time.Minute))
}

func dropTable(t *testing.T, client *dynamodb.Client, name string) {
	t.Helper()
	_, err := client.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &name})
	require.NoError(t, err)
	require.NoError(t, dynamodb.NewTableNotExistsWaiter(client, func(o *dynamodb.TableNotExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = 20*time.Millisecond, 2*time.Second
	}).Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: &name}, time.Minute))
}

// tableInput describes a table of a layout.
func tableInput(name string, l *layout) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{TableName: &name, BillingMode: types.BillingModePayPerRequest}
	kinds := map[string]types.ScalarAttributeType{}
	for attribute, v := range l.key("x") {
		switch v.(type) {
		case *types.AttributeValueMemberS:
			kinds[attribute] = types.ScalarAttributeTypeS
		case *types.AttributeValueMemberN:
			kinds[attribute] = types.ScalarAttributeTypeN
		default:
			kinds[attribute] = types.ScalarAttributeTypeB
		}
	}
	for i, attribute := range l.names {
		role := []types.KeyType{types.KeyTypeHash, types.KeyTypeRange}[i]
		in.KeySchema = append(in.KeySchema, types.KeySchemaElement{AttributeName: &attribute, KeyType: role})
		in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{AttributeName: &attribute, AttributeType: kinds[attribute]})
	}
	return in
}
