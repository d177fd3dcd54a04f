package api_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// service is a DynamoDB in a bubble that writes down what an executor asks of it, by the bubble's clock.
type service struct {
	db   *local.DB
	sdk  *dynamodb.Client
	ex   *api.Executor
	sync bool
	// began is when the executor was opened.
	began time.Time

	mu     sync.Mutex
	visits []visit
}

// visit is one call that came to the service and what it consumed, by the service's account.
type visit struct {
	at        time.Duration
	operation string
	// units are those of tables, by name, and of global secondary indexes, by "table/index".
	units map[string]float64
}

// aside marks the ctx of calls that aren't the executor's.
type aside struct{}

// sees writes every call down that the service answers, or refuses.
func (s *service) sees(ctx context.Context, r *local.Request) error {
	if ctx.Value(aside{}) != nil {
		return nil
	}
	s.mu.Lock()
	i := len(s.visits)
	s.visits = append(s.visits, visit{at: time.Since(s.began), operation: r.Operation})
	s.mu.Unlock()
	r.After(func(_ context.Context, output any, err error) error {
		if err == nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.visits[i].units = unitsIn(output)
		}
		return nil
	})
	return nil
}

// consumedIn finds what an output says of the capacity consumed.
func consumedIn(output any) []types.ConsumedCapacity {
	field := reflect.ValueOf(output).Elem().FieldByName("ConsumedCapacity")
	if !field.IsValid() || field.IsNil() {
		return nil
	}
	if one, ok := field.Interface().(*types.ConsumedCapacity); ok {
		return []types.ConsumedCapacity{*one}
	}
	return field.Interface().([]types.ConsumedCapacity)
}

func unitsIn(output any) map[string]float64 {
	units := map[string]float64{}
	for _, c := range consumedIn(output) {
		name, own := aws.ToString(c.TableName), aws.ToFloat64(c.CapacityUnits)
		for index, of := range c.GlobalSecondaryIndexes {
			units[name+"/"+index] += aws.ToFloat64(of.CapacityUnits)
			own -= aws.ToFloat64(of.CapacityUnits)
		}
		units[name] += own
	}
	return units
}

// came are the visits so far, of the operations if any are named.
func (s *service) came(operations ...string) (all []visit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.visits {
		for _, name := range operations {
			if name == v.operation {
				all = append(all, v)
			}
		}
		if len(operations) == 0 {
			all = append(all, v)
		}
	}
	return all
}

// used are the units that a table or an index, as "table/index", has given until now.
func (s *service) used(of string) (units float64) {
	for _, v := range s.came() {
		units += v.units[of]
	}
	return units
}

// lastOf is when a table or an index was last used.
func (s *service) lastOf(of string) (at time.Duration) {
	for _, v := range s.came() {
		if v.units[of] > 0 {
			at = v.at
		}
	}
	return at
}

// stats are a table's, once all that has happened is in them: a caller has its answer a moment before.
func (s *service) stats(table string) api.TableStats {
	synctest.Wait()
	if s.sync {
		return s.ex.Sync().Stats().Tables[table]
	}
	return s.ex.Stats().Tables[table]
}

// onService runs a test in a bubble, once for each face, on a service with the table orders.
func onService(t *testing.T, opts []api.Option, test func(t *testing.T, s *service)) {
	t.Helper()
	for _, face := range []string{"async", "sync"} {
		t.Run(face, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := openService(t, opts)
				s.sync = face == "sync"
				defer s.close(t) // also after a failure, or the bubble's complaint hides it
				test(t, s)
			})
		})
	}
}

// openService makes a service, inside of a bubble.
func openService(t *testing.T, opts []api.Option, dbOpts ...local.Option) *service {
	t.Helper()
	db, err := local.New(dbOpts...)
	require.NoError(t, err)
	s := &service{db: db, sdk: db.Client(func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} })}
	s.create(t, &dynamodb.CreateTableInput{TableName: &orders, BillingMode: types.BillingModePayPerRequest})
	s.open(t, s.sdk, opts)
	db.Control(s.sees)
	return s
}

// open opens the executor.
func (s *service) open(t *testing.T, client api.DynamoDB, opts []api.Option) {
	t.Helper()
	var err error
	s.ex, err = api.Open(client, append([]api.Option{api.WithKeySchema(orders, "id", "")}, opts...)...)
	require.NoError(t, err)
	s.began = time.Now()
}

func (s *service) close(t *testing.T) {
	require.NoError(t, errors.Join(s.ex.Close(t.Context()), s.db.Close()))
}

// aside is a ctx for calls that don't count.
func (s *service) aside(t *testing.T) context.Context {
	return context.WithValue(t.Context(), aside{}, true)
}

// create makes a table with the partition key id, and the index by-kind if the input is for one.
func (s *service) create(t *testing.T, in *dynamodb.CreateTableInput) {
	t.Helper()
	in.KeySchema = []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}}
	in.AttributeDefinitions = []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS}}
	for i := range in.GlobalSecondaryIndexes {
		ix := &in.GlobalSecondaryIndexes[i]
		ix.IndexName, ix.Projection = aws.String("by-kind"), &types.Projection{ProjectionType: types.ProjectionTypeAll}
		ix.KeySchema = []types.KeySchemaElement{{AttributeName: aws.String("kind"), KeyType: types.KeyTypeHash}}
		in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{AttributeName: aws.String("kind"), AttributeType: types.ScalarAttributeTypeS})
	}
	_, err := s.sdk.CreateTable(s.aside(t), in)
	require.NoError(t, err)
}

// createIndexed makes a table on demand that has the index by-kind.
func (s *service) createIndexed(t *testing.T, name string) {
	t.Helper()
	s.create(t, &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest,
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{}},
	})
}

// do asks in the service's face and returns the error.
func (s *service) do(ctx context.Context, ask eitherFace) error {
	_, err := ask(ctx, s.ex, s.sync)
	return err
}

// crowdOf is requests under way at one time.
type crowdOf struct {
	wg   sync.WaitGroup
	errs []error
}

// all asks for everything at once, each on a goroutine of its own.
func (s *service) all(ctx context.Context, n int, ask func(i int) eitherFace) *crowdOf {
	c := &crowdOf{errs: make([]error, n)}
	for i := range n {
		c.wg.Go(func() { c.errs[i] = s.do(ctx, ask(i)) })
	}
	synctest.Wait()
	return c
}

// wait returns what failed.
func (c *crowdOf) wait() error {
	c.wg.Wait()
	return errors.Join(c.errs...)
}

// weighing is an item of that many KB, each of which costs a write unit.
func weighing(id string, kb int) item {
	return item{"id": text(id), "v": text(strings.Repeat("x", kb<<10-len("id")-len(id)-len("v")))}
}

func putOf(table string, i item) eitherFace {
	return inEitherFace((*api.Executor).PutItem, (*api.SyncExecutor).PutItem, &dynamodb.PutItemInput{TableName: &table, Item: i})
}

func getOf(table, id string) eitherFace {
	return inEitherFace((*api.Executor).GetItem, (*api.SyncExecutor).GetItem, &dynamodb.GetItemInput{
		TableName: &table, Key: item{"id": text(id)}, ConsistentRead: aws.Bool(true),
	})
}

// puts are of items of their own that cost a unit each.
func puts(table string) func(i int) eitherFace {
	return func(i int) eitherFace { return putOf(table, item{"id": text(fmt.Sprint(table, i))}) }
}

// gets are consistent ones that cost a unit each.
func gets(table string) func(i int) eitherFace {
	return func(i int) eitherFace { return getOf(table, fmt.Sprint(table, i)) }
}

// keeps checks that a limit was kept in every span of time: what was saved up and what the rate lets through
// meanwhile, and one call more, which may go while anything is left.
func keeps(t require.TestingT, visits []visit, of string, rate float64, burst time.Duration) {
	keepsBut(t, visits, of, rate, burst, 1)
}

// keepsBut is keeps, with more calls that may go together at last.
func keepsBut(t require.TestingT, visits []visit, of string, rate float64, burst time.Duration, calls float64) {
	for from := range visits {
		sum, largest := 0.0, 0.0
		for _, v := range visits[from:] {
			sum += v.units[of]
			largest = max(largest, v.units[of])
			span := v.at - visits[from].at
			most := max(rate*burst.Seconds(), 1) + rate*span.Seconds() + calls*largest // one unit may always go
			require.LessOrEqual(t, sum, most+1e-6, "%v units of %s within %v from %v on", sum, of, span, visits[from].at)
		}
	}
}

func setLatency(t *testing.T, s *service, d time.Duration) {
	t.Helper()
	require.NoError(t, s.db.SetLatency(local.Latency{Median: d}))
}

func containsAll(s string, parts ...string) bool {
	for _, part := range parts {
		if !strings.Contains(s, part) {
			return false
		}
	}
	return true
}

type stringValue = types.AttributeValueMemberS

// list is a list of texts, and joined what is in one.
func list(texts ...string) types.AttributeValue {
	all := &types.AttributeValueMemberL{Value: []types.AttributeValue{}}
	for _, s := range texts {
		all.Value = append(all.Value, text(s))
	}
	return all
}

func joined(v types.AttributeValue) (s string) {
	all, _ := v.(*types.AttributeValueMemberL)
	if all == nil {
		return ""
	}
	for _, one := range all.Value {
		s += one.(*stringValue).Value + " "
	}
	return s
}
