package api_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

func bulk(ctx context.Context) context.Context        { return api.WithPriority(ctx, api.Bulk) }
func interactive(ctx context.Context) context.Context { return api.WithPriority(ctx, api.Interactive) }

func TestUnderScarcityBulkWaitsFirst(t *testing.T) {
	for name, test := range map[string]struct {
		opts       []api.Option
		background func(context.Context) context.Context
		urgent     func(context.Context) context.Context
	}{
		"by the ctx":                      {nil, bulk, func(ctx context.Context) context.Context { return ctx }},
		"by both ctxs":                    {nil, bulk, interactive},
		"by the executor":                 {[]api.Option{api.WithDefaultPriority(api.Bulk)}, func(ctx context.Context) context.Context { return ctx }, interactive},
		"by the ctx against the executor": {[]api.Option{api.WithDefaultPriority(api.Bulk)}, bulk, interactive},
	} {
		t.Run(name, func(t *testing.T) {
			onService(t, append(test.opts, api.WithLimits(orders, writeLimit(100))), func(t *testing.T, s *service) {
				load := s.all(test.background(t.Context()), 2000, puts(orders))
				time.Sleep(5 * time.Second)
				assert.NotZero(t, s.stats(orders).Waiting.Bulk)
				for i := range 20 {
					asked := time.Now()
					require.NoError(t, s.do(test.urgent(t.Context()), putOf(orders, item{"id": text(fmt.Sprint("urgent", i))})))
					require.Less(t, time.Since(asked), 300*time.Millisecond, "the %d waiting bulk requests take 15 s", s.stats(orders).Waiting.Bulk)
				}
				require.NoError(t, load.wait())
				keeps(t, s.came(), orders, 100, time.Second+250*time.Millisecond) // which interactive ones may borrow
			})
		})
	}
}

func TestWithoutPrioritiesAllWaitInLine(t *testing.T) {
	onService(t, []api.Option{api.WithLimits(orders, writeLimit(100))}, func(t *testing.T, s *service) {
		load := s.all(t.Context(), 1000, puts(orders))
		asked := time.Now()
		require.NoError(t, s.do(t.Context(), putOf(orders, item{"id": text("last")})))
		assert.Greater(t, time.Since(asked), 8*time.Second)
		require.NoError(t, load.wait())
		assert.Zero(t, s.stats(orders).Waiting.Bulk)
	})
}

// However many interactive requests there are, bulk ones get about a ninth of the units.
func TestBulkIsNotStarved(t *testing.T) {
	onService(t, []api.Option{api.WithLimits(orders, writeLimit(100))}, func(t *testing.T, s *service) {
		urgent := s.all(t.Context(), 3000, puts(orders))
		var mu sync.Mutex
		done := 0
		var wg sync.WaitGroup
		for i := range 300 {
			wg.Go(func() {
				assert.NoError(t, s.do(bulk(t.Context()), putOf(orders, item{"id": text(fmt.Sprint("bulk", i))})))
				mu.Lock()
				defer mu.Unlock()
				done++
			})
		}
		time.Sleep(20 * time.Second)
		mu.Lock()
		share := float64(done) / s.used(orders)
		mu.Unlock()
		assert.InDelta(t, 1.0/9, share, 0.04)
		require.NoError(t, urgent.wait())
		wg.Wait()
	})
}

// Not only where units are short: also where calls are.
func TestInteractiveRequestsNeedntWaitForTheCallsOfBulkOnes(t *testing.T) {
	for name, calls := range map[string]int{"of many calls": 64, "of two calls": 2} {
		t.Run(name, func(t *testing.T) {
			onService(t, []api.Option{api.WithCallsInFlight(calls)}, func(t *testing.T, s *service) {
				setLatency(t, s, 100*time.Millisecond)
				require.NoError(t, s.do(t.Context(), putOf(orders, item{"id": text("first")})))
				load := s.all(bulk(t.Context()), 20_000, puts(orders))
				for range 20 {
					asked := time.Now()
					require.NoError(t, s.do(t.Context(), getOf(orders, "first")))
					require.LessOrEqual(t, time.Since(asked), 205*time.Millisecond, "one call's time to wait for, and its own")
				}
				require.NoError(t, load.wait())
			})
		})
	}
}

// Both take effect in the order of asking, whatever waits.
//
//parity:async only futures are asked for in an order by one goroutine
func TestTheOrderOnAKeyHoldsAcrossPriorities(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		keys := rapid.IntRange(1, 4).Draw(rt, "keys")
		marks := rapid.SliceOfN(rapid.Bool(), 1, 60).Draw(rt, "bulk")
		limit := rapid.SampledFrom([]float64{5, 50, 1e6}).Draw(rt, "units per second")
		calls := rapid.IntRange(1, 4).Draw(rt, "calls")
		synctest.Test(t, func(t *testing.T) {
			s := openService(t, []api.Option{api.WithLimits(orders, writeLimit(limit)), api.WithCallsInFlight(calls)})
			defer s.close(t)
			setLatency(t, s, 5*time.Millisecond)
			var futures []*api.Future[*dynamodb.UpdateItemOutput]
			want := map[string]string{}
			for i, isBulk := range marks {
				ctx, id := t.Context(), fmt.Sprint(i%keys)
				if isBulk {
					ctx = bulk(ctx)
				}
				want[id] += fmt.Sprint(i, " ")
				futures = append(futures, s.ex.UpdateItem(ctx, &dynamodb.UpdateItemInput{
					TableName: &orders, Key: item{"id": text(id)},
					UpdateExpression:          aws.String("SET history = list_append(if_not_exists(history, :none), :this)"),
					ExpressionAttributeValues: item{":none": list(), ":this": list(fmt.Sprint(i))},
				}))
			}
			_, err := api.All(futures...).Await(t.Context())
			require.NoError(t, err)
			for id, log := range want {
				out, err := s.sdk.GetItem(s.aside(t), &dynamodb.GetItemInput{TableName: &orders, Key: item{"id": text(id)}})
				require.NoError(t, err)
				require.Equal(t, log, joined(out.Item["history"]))
			}
		})
	})
}

// A flood of bulk requests fills the executor but for what it leaves to interactive ones.
func TestAnExecutorFullOfBulkLetsInteractiveIn(t *testing.T) {
	for _, most := range []int{2, 16, 64} {
		t.Run(fmt.Sprint(most), func(t *testing.T) {
			for full, opt := range map[string]api.Option{"waits": api.WithCallsInFlight(128), "fails": api.WithFailWhenFull()} {
				t.Run(full, func(t *testing.T) {
					opts := []api.Option{api.WithLimits(orders, writeLimit(1)), api.WithMaxPending(most, 1<<20), opt}
					onService(t, opts, func(t *testing.T, s *service) {
						ctx, cancel := context.WithCancel(t.Context())
						load := s.all(bulk(ctx), 200, puts(orders))
						asked := time.Now()
						require.NoError(t, s.do(t.Context(), getOf(orders, "a")))
						require.Less(t, time.Since(asked), 100*time.Millisecond)
						synctest.Wait() // an answer comes before its permit is given back
						require.Less(t, s.ex.Stats().PendingItems, int64(most))
						cancel()
						err := load.wait()
						if full == "fails" {
							require.ErrorIs(t, err, api.ErrOverloaded)
						} else {
							require.ErrorIs(t, err, context.Canceled)
						}
					})
				})
			}
		})
	}
}

// Batches are of one priority, so that an interactive request isn't charged with bulk ones.
func TestPrioritiesDontShareCalls(t *testing.T) {
	onService(t, []api.Option{api.WithPartCallsInFlight(1)}, func(t *testing.T, s *service) {
		setLatency(t, s, 10*time.Millisecond)
		var mu sync.Mutex
		var mixed, batches int
		s.db.Control(local.On(func(_ context.Context, r *local.Request) error {
			var urgent, other int
			for _, w := range r.Input.(*dynamodb.BatchWriteItemInput).RequestItems[orders] {
				if w.PutRequest.Item["kind"].(*stringValue).Value == "b" {
					other++
				} else {
					urgent++
				}
			}
			mu.Lock()
			defer mu.Unlock()
			batches++
			if urgent > 0 && other > 0 {
				mixed++
			}
			return nil
		}, "BatchWriteItem"))
		var crowds []*crowdOf
		for round := range 10 {
			for _, kind := range []string{"a", "b"} {
				ctx := t.Context()
				if kind == "b" {
					ctx = bulk(ctx)
				}
				crowds = append(crowds, s.all(ctx, 30, func(i int) eitherFace {
					return putOf(orders, item{"id": text(fmt.Sprint(round, kind, i)), "kind": text(kind)})
				}))
			}
		}
		for _, c := range crowds {
			require.NoError(t, c.wait())
		}
		mu.Lock()
		defer mu.Unlock()
		assert.NotZero(t, batches)
		assert.Zero(t, mixed)
	})
}

func TestAnUnknownDefaultPriorityIsRefused(t *testing.T) {
	_, err := api.Open(&dynamodb.Client{}, api.WithDefaultPriority(7))
	require.ErrorContains(t, err, "DefaultPriority is priority 7: set Interactive or Bulk")
}
