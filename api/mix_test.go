package api_test

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// crowd is a client on which so many calls are under way that batches of different tables are put
// together: updates hang until they're released. It writes down which tables its batches name.
type crowd struct {
	api.DynamoDB
	held chan struct{}

	mu      sync.Mutex
	batches [][]string // of tables, per call
	lone    []string   // native calls other than updates
	// judge may refuse a batch; unprocessed are tables whose items come back, once each.
	judge       func(tables map[string]int) error
	unprocessed map[string]bool
	// stray is how many more answers name a table that wasn't asked for.
	stray int
}

func newCrowd() *crowd { return &crowd{held: make(chan struct{}), unprocessed: map[string]bool{}} }

func (c *crowd) UpdateItem(ctx context.Context, _ *dynamodb.UpdateItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	select {
	case <-c.held:
		return &dynamodb.UpdateItemOutput{}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (c *crowd) PutItem(_ context.Context, in *dynamodb.PutItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lone = append(c.lone, *in.TableName)
	if *in.TableName == "bad" {
		return nil, &smithy.GenericAPIError{Code: "ValidationException", Message: "PutItem's own words"}
	}
	return &dynamodb.PutItemOutput{}, nil
}

func (c *crowd) GetItem(_ context.Context, in *dynamodb.GetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lone = append(c.lone, *in.TableName)
	return &dynamodb.GetItemOutput{Item: stored(*in.TableName, in.Key)}, nil
}

// enter notes a batch and judges it.
func (c *crowd) enter(tables map[string]int) error {
	c.mu.Lock()
	var names []string
	for name := range tables {
		names = append(names, name)
	}
	c.batches = append(c.batches, names)
	judge := c.judge
	c.mu.Unlock()
	if judge != nil {
		return judge(tables)
	}
	return nil
}

// back says whether a table's part comes back this time.
func (c *crowd) back(table string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	back := c.unprocessed[table]
	delete(c.unprocessed, table)
	return back
}

func (c *crowd) BatchWriteItem(_ context.Context, in *dynamodb.BatchWriteItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error) {
	tables := map[string]int{}
	out := &dynamodb.BatchWriteItemOutput{UnprocessedItems: map[string][]types.WriteRequest{}}
	for name, writes := range in.RequestItems {
		tables[name] = len(writes)
	}
	if err := c.enter(tables); err != nil {
		return nil, err
	}
	for name, writes := range in.RequestItems {
		if c.back(name) {
			out.UnprocessedItems[name] = writes
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stray > 0 {
		c.stray--
		out.UnprocessedItems["stray"] = []types.WriteRequest{{PutRequest: &types.PutRequest{Item: item{"id": text("a")}}}}
	}
	return out, nil
}

func (c *crowd) BatchGetItem(_ context.Context, in *dynamodb.BatchGetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	tables := map[string]int{}
	out := &dynamodb.BatchGetItemOutput{Responses: map[string][]map[string]types.AttributeValue{}, UnprocessedKeys: map[string]types.KeysAndAttributes{}}
	for name, gets := range in.RequestItems {
		tables[name] = len(gets.Keys)
	}
	if err := c.enter(tables); err != nil {
		return nil, err
	}
	for name, gets := range in.RequestItems {
		if c.back(name) {
			out.UnprocessedKeys[name] = gets
			continue
		}
		for _, k := range gets.Keys {
			if name != "empty" {
				out.Responses[name] = append(out.Responses[name], stored(name, k))
			}
		}
	}
	return out, nil
}

// stored is what a table has under a key.
func stored(table string, key item) item { return item{"id": key["id"], "table": text(table)} }

// several says how many of the batches were for more than one table, and the largest.
func (c *crowd) several() (n, largest int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range c.batches {
		if len(b) > 1 {
			n++
		}
		largest = max(largest, len(b))
	}
	return n, largest
}

func (c *crowd) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.batches)
}

// inCrowd runs the test in both faces, with so many calls under way, and releases them at its end.
func inCrowd(t *testing.T, underWay int, do func(t *testing.T, c *crowd, a *asker)) {
	for _, face := range []string{"Async", "Sync"} {
		t.Run(face, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCrowd()
				opts := []api.Option{api.WithRetryPolicy(api.RetryPolicy{MaxAttempts: 3, BaseDelay: time.Millisecond, MaxDelay: time.Millisecond})}
				for _, name := range append(names(200), "bad", "empty") {
					opts = append(opts, api.WithKeySchema(name, "id", ""), api.WithKeySchema(arn+name, "id", ""))
				}
				ex, err := api.Open(c, opts...)
				require.NoError(t, err)
				a := &asker{ex: ex, sync: face == "Sync"}
				for i := range underWay {
					ex.UpdateItem(api.WithUnordered(t.Context()), &dynamodb.UpdateItemInput{
						TableName: aws.String(fmt.Sprintf("busy%d", i%8)), Key: item{"id": number(i)}, UpdateExpression: aws.String("ADD n :one"),
					})
				}
				synctest.Wait()
				defer func() {
					close(c.held)
					a.all.Wait()
					assert.NoError(t, ex.Close(context.Background()))
					assert.Zero(t, ex.Stats().PendingItems)
				}()
				do(t, c, a)
			})
		})
	}
}

func names(n int) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprintf("table%d", i))
	}
	return all
}

// asker asks in one of the faces, and keeps the errors by table.
type asker struct {
	ex   *api.Executor
	sync bool
	all  sync.WaitGroup
	mu   sync.Mutex
	errs map[string][]error
	got  map[string]item
}

func (a *asker) keep(table string, it item, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.errs == nil {
		a.errs, a.got = map[string][]error{}, map[string]item{}
	}
	a.errs[table] = append(a.errs[table], err)
	a.got[table] = it
}

func (a *asker) put(ctx context.Context, tables ...string) {
	for i, table := range tables {
		in := &dynamodb.PutItemInput{TableName: &table, Item: item{"id": number(i)}}
		if a.sync {
			a.all.Go(func() {
				_, err := a.ex.Sync().PutItem(ctx, in)
				a.keep(table, nil, err)
			})
			continue
		}
		f := a.ex.PutItem(ctx, in)
		a.all.Go(func() {
			_, err := f.Await(context.Background())
			a.keep(table, nil, err)
		})
	}
}

func (a *asker) get(ctx context.Context, tables ...string) {
	for i, table := range tables {
		in := &dynamodb.GetItemInput{TableName: &table, Key: item{"id": number(i)}, ConsistentRead: aws.Bool(i%2 == 0)}
		if a.sync {
			a.all.Go(func() {
				out, err := a.ex.Sync().GetItem(ctx, in)
				if err == nil {
					a.keep(table, out.Item, nil)
				} else {
					a.keep(table, nil, err)
				}
			})
			continue
		}
		f := a.ex.GetItem(ctx, in)
		a.all.Go(func() {
			out, err := f.Await(context.Background())
			if err == nil {
				a.keep(table, out.Item, nil)
			} else {
				a.keep(table, nil, err)
			}
		})
	}
}

func (a *asker) answered() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.errs)
}

// requireNoErrors makes sure that all have been answered without an error, but for the tables named.
func (a *asker) requireNoErrors(t *testing.T, tables []string) {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, table := range tables {
		require.Len(t, a.errs[table], 1, table)
		require.NoError(t, a.errs[table][0], table)
	}
}

const arn = "arn:aws:dynamodb:eu-north-1:123456789012:table/"

const lots = 80 // calls under way with which only full batches go at once

func TestPutsOfManyTablesShareBatches(t *testing.T) {
	inCrowd(t, lots, func(t *testing.T, c *crowd, a *asker) {
		c.unprocessed["table3"] = true
		a.put(t.Context(), names(50)...)
		synctest.Wait()
		n, largest := c.several()
		require.Equal(t, 2, n)
		require.Equal(t, 25, largest)
		time.Sleep(2 * time.Second) // table3's is tried again
		synctest.Wait()
		a.requireNoErrors(t, names(50))
		require.Equal(t, []string{"table3"}, c.lone) // there was nobody left to share with
	})
}

func TestGetsOfManyTablesShareBatches(t *testing.T) {
	inCrowd(t, lots, func(t *testing.T, c *crowd, a *asker) {
		c.unprocessed["table7"] = true
		tables := append(names(150), "empty")
		a.get(t.Context(), tables...)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		n, largest := c.several()
		require.Positive(t, n)
		require.LessOrEqual(t, largest, 100)
		require.Greater(t, largest, 25)
		a.requireNoErrors(t, tables)
		for i, table := range names(150) {
			require.Equal(t, stored(table, item{"id": number(i)}), a.got[table])
		}
		require.Nil(t, a.got["empty"])
	})
}

func TestWithFewCallsUnderWayNoTablesShareABatch(t *testing.T) {
	inCrowd(t, 20, func(t *testing.T, c *crowd, a *asker) {
		for _, table := range names(100) {
			a.put(t.Context(), table)
			synctest.Wait()
		}
		n, _ := c.several()
		require.Zero(t, n)
		a.requireNoErrors(t, names(100))
	})
}

// refusals are what a whole batch may be refused for because of the table bad.
var refusals = map[string]func() error{
	"a bad item": func() error {
		return &smithy.GenericAPIError{Code: "ValidationException", Message: "the batch's words"}
	},
	"a missing table":      func() error { return &types.ResourceNotFoundException{Message: aws.String("not found")} },
	"a missing permission": func() error { return &smithy.GenericAPIError{Code: "AccessDeniedException", Message: "no"} },
	"a panic of the client": func() error {
		panic("for bad's sake")
	},
	"an exit of the client": func() error {
		runtime.Goexit()
		return nil
	},
}

func TestOnlyTheGuiltyTableOfARefusedBatchHearsOfIt(t *testing.T) {
	for name, refuse := range refusals {
		t.Run(name, func(t *testing.T) {
			inCrowd(t, lots, func(t *testing.T, c *crowd, a *asker) {
				c.judge = func(tables map[string]int) error {
					if tables["bad"] > 0 {
						return refuse()
					}
					return nil
				}
				tables := names(24)
				a.put(t.Context(), append([]string{"bad"}, tables...)...)
				time.Sleep(2 * time.Second)
				synctest.Wait()
				a.requireNoErrors(t, tables)
				require.Len(t, a.errs["bad"], 1)
				var api smithy.APIError
				require.ErrorAs(t, a.errs["bad"][0], &api)
				require.Equal(t, "PutItem's own words", api.ErrorMessage())
				shared, _ := c.several()
				require.Equal(t, 1, shared)

				// For a while bad's requests disturb nobody, and the others share batches again.
				before := c.count()
				a.put(t.Context(), append([]string{"bad"}, tables...)...)
				time.Sleep(5 * time.Second)
				synctest.Wait()
				again, _ := c.several()
				require.Greater(t, again, shared)
				for _, table := range tables {
					require.Equal(t, []error{nil, nil}, a.errs[table], table)
				}
				for _, batch := range c.batches[before:] {
					if len(batch) > 1 {
						require.NotContains(t, batch, "bad")
					}
				}

				// A table without the permission is known by then, also one that has single requests only.
				if name == "a missing permission" {
					time.Sleep(time.Minute)
					before = c.count()
					a.put(t.Context(), append([]string{"bad"}, names(60)[30:]...)...)
					time.Sleep(5 * time.Second)
					synctest.Wait()
					for _, batch := range c.batches[before:] {
						require.NotContains(t, batch, "bad")
					}
				}
			})
		})
	}
}

// An answer that names a table that wasn't asked for can't be told apart, so nobody gets anything of it.
func TestAnAnswerForATableThatWasNotAskedForIsGivenToNobody(t *testing.T) {
	inCrowd(t, lots, func(t *testing.T, c *crowd, a *asker) {
		c.stray = 1
		a.put(t.Context(), names(25)...)
		synctest.Wait()
		require.Equal(t, 1, c.count())
		require.Zero(t, a.answered())
		time.Sleep(3 * time.Second)
		synctest.Wait()
		a.requireNoErrors(t, names(25))
	})
}

func TestAThrottledBatchOfSeveralTablesIsTriedAgain(t *testing.T) {
	inCrowd(t, lots, func(t *testing.T, c *crowd, a *asker) {
		refused := 0
		c.judge = func(map[string]int) error {
			if refused++; refused == 1 {
				return &types.ProvisionedThroughputExceededException{Message: aws.String("slow down")}
			}
			return nil
		}
		a.put(t.Context(), names(25)...)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		a.requireNoErrors(t, names(25))
		require.EqualValues(t, 25, a.ex.Stats().Total.Throttles)
	})
}

// What waits for others' requests mustn't wait for calls that hang.
func TestWhatWaitsForOtherTablesGoesWhenCallsHang(t *testing.T) {
	inCrowd(t, lots, func(t *testing.T, c *crowd, a *asker) {
		a.put(t.Context(), names(5)...)
		synctest.Wait()
		require.Zero(t, c.count())
		time.Sleep(time.Second)
		synctest.Wait()
		a.requireNoErrors(t, names(5))
	})
}

func TestFlushAndCloseSendWhatWaitsForOtherTables(t *testing.T) {
	inCrowd(t, lots, func(t *testing.T, c *crowd, a *asker) {
		a.put(t.Context(), names(5)...)
		synctest.Wait()
		require.Zero(t, c.count())
		flushed := make(chan error, 1)
		go func() { flushed <- a.ex.Flush(t.Context()) }()
		synctest.Wait()
		a.requireNoErrors(t, names(5))

		a.put(t.Context(), names(10)[5:]...)
		synctest.Wait()
		closed := make(chan error, 1)
		go func() { closed <- a.ex.Close(t.Context()) }()
		synctest.Wait()
		a.requireNoErrors(t, names(10))
		close(c.held)
		require.NoError(t, <-flushed)
		require.NoError(t, <-closed)
		c.held = make(chan struct{})
	})
}

func TestCallersMayLeaveWhileTheirRequestsWaitForOtherTables(t *testing.T) {
	inCrowd(t, lots, func(t *testing.T, c *crowd, a *asker) {
		ctx, leave := context.WithCancel(t.Context())
		a.put(ctx, names(5)...)
		synctest.Wait()
		leave()
		synctest.Wait()
		for _, table := range names(5) {
			require.Len(t, a.errs[table], 1)
			require.ErrorIs(t, a.errs[table][0], context.Canceled)
		}
		a.put(t.Context(), names(40)[10:]...)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		a.requireNoErrors(t, names(40)[10:])
	})
}

func TestACallThatIsSharedCountsOnceInTheTotal(t *testing.T) {
	inCrowd(t, lots, func(t *testing.T, c *crowd, a *asker) {
		before := a.ex.Stats().Total
		a.put(t.Context(), names(50)...)
		synctest.Wait()
		stats := a.ex.Stats()
		total := stats.Total.Since(before)
		assert.EqualValues(t, 2, total.Calls)
		assert.EqualValues(t, 2, total.BatchCalls)
		assert.EqualValues(t, 50, total.Carried)
		assert.EqualValues(t, 1, stats.Tables["table0"].Calls)
	})
}

// An ARN may be a second name of a table that is in the batch already.
func TestTablesNamedByTheirARNShareNoBatch(t *testing.T) {
	inCrowd(t, lots, func(t *testing.T, c *crowd, a *asker) {
		var arns []string
		for _, table := range names(30) {
			arns = append(arns, arn+table)
		}
		a.put(t.Context(), arns...)
		synctest.Wait()
		a.requireNoErrors(t, arns)
		n, _ := c.several()
		require.Zero(t, n)
	})
}
