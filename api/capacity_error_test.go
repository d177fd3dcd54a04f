package api_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

func TestARequestThatCantBeServedBeforeItsDeadlineFailsAtOnce(t *testing.T) {
	onService(t, []api.Option{api.WithLimits(orders, api.Limits{Read: api.UnitsPerSecond(10), Write: api.UnitsPerSecond(10)})}, func(t *testing.T, s *service) {
		load := s.all(t.Context(), 200, puts(orders)) // 19 s
		asked := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err := s.do(ctx, putOf(orders, item{"id": text("late")}))
		assert.Zero(t, time.Since(asked), "at once")
		requireOutcome(t, err, api.NotSent, 0)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		var short *api.CapacityError
		require.ErrorAs(t, err, &short)
		assert.Equal(t, orders, short.Table)
		assert.Empty(t, short.Index)
		assert.InDelta(t, 19, short.Wait.Seconds(), 2)
		assert.ErrorContains(t, err, `no capacity of table "orders" before the deadline`)

		require.NoError(t, s.do(ctx, getOf(orders, "any")), "there are reads")
		enough, cancel := context.WithTimeout(t.Context(), 25*time.Second)
		defer cancel()
		require.NoError(t, s.do(enough, putOf(orders, item{"id": text("in time")})))
		require.NoError(t, load.wait())
	})
}

// The interactive ones of those that wait don't wait for the bulk ones.
func TestADeadlineIsJudgedByWhatGoesBefore(t *testing.T) {
	onService(t, []api.Option{api.WithLimits(orders, writeLimit(10))}, func(t *testing.T, s *service) {
		load := s.all(bulk(t.Context()), 500, puts(orders))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		require.NoError(t, s.do(ctx, putOf(orders, item{"id": text("urgent")})))
		err := s.do(bulk(ctx), putOf(orders, item{"id": text("not urgent")}))
		var short *api.CapacityError
		require.ErrorAs(t, err, &short)
		require.NoError(t, load.wait())
	})
}

func TestADeadlineBeforeAnIndexHasCapacityFailsAtOnce(t *testing.T) {
	onStock(t, []api.Option{api.WithIndexLimits(stock, "by-kind", writeLimit(10))}, func(t *testing.T, s *service) {
		load := s.all(t.Context(), 200, kindPuts)
		asked := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		err := s.do(ctx, putOf(stock, item{"id": text("late"), "kind": text("cup")}))
		assert.Less(t, time.Since(asked), 10*time.Millisecond)
		requireOutcome(t, err, api.NotSent, 0)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		var short *api.CapacityError
		require.ErrorAs(t, err, &short)
		assert.Equal(t, stock, short.Table)
		assert.Equal(t, "by-kind", short.Index)
		require.NoError(t, load.wait())
	})
}

// Each ends once, in its time: what was told to be hopeless, and what is served.
func TestOfACrowdWithDeadlinesAsManyAreServedAsThereIsCapacityFor(t *testing.T) {
	onService(t, []api.Option{api.WithLimits(orders, writeLimit(10))}, func(t *testing.T, s *service) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		load := s.all(ctx, 300, puts(orders))
		require.Error(t, load.wait())
		served, hopeless := 0, 0
		for _, err := range load.errs {
			var short *api.CapacityError
			switch {
			case err == nil:
				served++
			case errors.As(err, &short):
				hopeless++
			default:
				require.ErrorIs(t, err, context.DeadlineExceeded)
			}
		}
		assert.InDelta(t, 60, served, 6)
		assert.InDelta(t, 240, hopeless, 6)
		assert.LessOrEqual(t, time.Since(s.began), 5*time.Second)
	})
}

// Close has what waits for capacity served, if it may take the time.
func TestCloseServesWhatWaitsForCapacity(t *testing.T) {
	for name, ask := range map[string]func(i int) eitherFace{"of the table": puts(stock), "of the index": kindPuts} {
		t.Run(name, func(t *testing.T) {
			opts := []api.Option{api.WithLimits(stock, writeLimit(20)), api.WithIndexLimits(stock, "by-kind", writeLimit(20))}
			onStock(t, opts, func(t *testing.T, s *service) {
				load := s.all(t.Context(), 200, ask)
				require.NoError(t, s.ex.Close(t.Context()))
				assert.InDelta(t, 9, time.Since(s.began).Seconds(), 1.5)
				require.NoError(t, load.wait())
				require.ErrorIs(t, s.do(t.Context(), ask(0)), api.ErrClosed)
			})
		})
	}
}

func TestCloseThatRunsOutOfTimeFailsWhatWaitsForCapacity(t *testing.T) {
	for name, ask := range map[string]func(i int) eitherFace{
		"of the table":    puts(stock),
		"of the index":    kindPuts,
		"of its tables":   func(i int) eitherFace { return transactionOf(stock, fmt.Sprint("t", i, "-"), 2) },
		"to read a table": gets(stock),
	} {
		t.Run(name, func(t *testing.T) {
			one := api.Limits{Read: api.UnitsPerSecond(1), Write: api.UnitsPerSecond(1)}
			onStock(t, []api.Option{api.WithLimits(stock, one), api.WithIndexLimits(stock, "by-kind", one)}, func(t *testing.T, s *service) {
				load := s.all(t.Context(), 100, ask)
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				defer cancel()
				err := s.ex.Close(ctx)
				assert.InDelta(t, 5, time.Since(s.began).Seconds(), 0.1)
				var closing *api.CloseError
				require.ErrorAs(t, err, &closing)
				require.ErrorIs(t, load.wait(), api.ErrClosed)
				var served, closed, listed int
				for _, err := range load.errs {
					if err == nil {
						served++
						continue
					}
					requireOutcome(t, err, api.NotSent, 0)
					require.ErrorIs(t, err, api.ErrClosed)
					closed++
				}
				for _, o := range closing.Outstanding {
					listed += o.Waiting + o.InFlight
				}
				assert.Positive(t, served)
				assert.Equal(t, closed, listed)
				s.ex, _ = api.Open(s.sdk) // for the end of the test, which closes without an error
			})
		})
	}
}

func TestFlushWaitsForWhatWaitsForCapacity(t *testing.T) {
	for name, ask := range map[string]func(i int) eitherFace{"of the table": puts(stock), "of the index": kindPuts} {
		t.Run(name, func(t *testing.T) {
			opts := []api.Option{api.WithLimits(stock, writeLimit(20)), api.WithIndexLimits(stock, "by-kind", writeLimit(20))}
			onStock(t, opts, func(t *testing.T, s *service) {
				load := s.all(t.Context(), 200, ask)
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				require.ErrorIs(t, s.ex.Flush(ctx), context.DeadlineExceeded)
				require.NoError(t, s.ex.Flush(t.Context()))
				assert.InDelta(t, 9, time.Since(s.began).Seconds(), 1.5)
				assert.InDelta(t, 200, s.used(stock), 1e-6)
				require.NoError(t, load.wait())
			})
		})
	}
}

// Nothing is left behind by requests that a circuit has stopped.
func TestFlushAndCloseWithAnOpenCircuit(t *testing.T) {
	onService(t, []api.Option{api.WithKeySchema(nowhere, "id", "")}, func(t *testing.T, s *service) {
		requireOpen(t, s.ask(t.Context(), nowhere, 1500*time.Millisecond), nowhere, "PutItem")
		load := s.all(t.Context(), 200, puts(nowhere))
		begun := time.Now()
		require.NoError(t, s.ex.Flush(t.Context()))
		require.NoError(t, s.ex.Close(t.Context()))
		require.Error(t, load.wait())
		for _, err := range load.errs {
			requireOpen(t, err, nowhere, "PutItem")
		}
		assert.Zero(t, time.Since(begun))
	})
}
