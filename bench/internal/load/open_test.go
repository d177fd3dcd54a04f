package load

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// open runs both kinds of open loop on a store.
func open(t *testing.T, body func(t *testing.T, run func(s *store, a Arrivals, d time.Duration) Result)) {
	kinds := map[string]func(ctx context.Context, s *store, a Arrivals, until time.Time) ([]*Recorder, error){
		"blocking": func(ctx context.Context, s *store, a Arrivals, until time.Time) ([]*Recorder, error) {
			return Open(ctx, a, until, func() Do { return s.do })
		},
		"async": func(ctx context.Context, s *store, a Arrivals, until time.Time) ([]*Recorder, error) {
			return OpenAsync(ctx, a, until, s.ask)
		},
	}
	for name, loop := range kinds {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				body(t, func(s *store, a Arrivals, d time.Duration) Result {
					result, err := Section(func() ([]*Recorder, error) { return loop(t.Context(), s, a, time.Now().Add(d)) })
					require.NoError(t, err)
					return result
				})
			})
		})
	}
}

func TestArrivalsKeepTheirRate(t *testing.T) {
	open(t, func(t *testing.T, run func(*store, Arrivals, time.Duration) Result) {
		var s store
		result := run(&s, Arrivals{PerSecond: 1000, Seed: 1}, 20*time.Second)
		// 20,000 independent arrivals: their number has a deviation of the root of that.
		require.InDelta(t, 20_000, result.Acknowledged, 3*math.Sqrt(20_000))
		require.InDelta(t, 3000, result.Latency.Percentiles().P99, 1, "who isn't held up takes what the store takes")
		require.Zero(t, result.Abandoned)
	})
}

func TestTheSameSeedHasTheSameArrivals(t *testing.T) {
	open(t, func(t *testing.T, run func(*store, Arrivals, time.Duration) Result) {
		count := func(seed uint64) int {
			var s store
			return run(&s, Arrivals{PerSecond: 1000, Seed: seed}, time.Second).Acknowledged
		}
		require.Equal(t, count(1), count(1))
		require.NotEqual(t, count(1), count(2))
	})
}

func TestAStallCountsForEveryArrivalThatItHeldUp(t *testing.T) {
	open(t, func(t *testing.T, run func(*store, Arrivals, time.Duration) Result) {
		// The store stalls for the first second of two. Whoever arrives then waits for the rest of it: a
		// quarter of all wait for at least half a second.
		s := store{stalled: time.Now().Add(time.Second)}
		result := run(&s, Arrivals{PerSecond: 1000, Seed: 1}, 2*time.Second)
		require.InDelta(t, 500e3, result.Latency.Quantiles([]float64{0.75})[0], 50e3)
		require.InDelta(t, 1e6, result.Latency.Percentiles().Max, 10e3)
	})
}

func TestAnArrivalThatWaitsForItsTurnCountsTheWait(t *testing.T) {
	open(t, func(t *testing.T, run func(*store, Arrivals, time.Duration) Result) {
		// One at a time, and one second of stall: a closed loop would have seen one slow operation.
		s := store{stalled: time.Now().Add(time.Second)}
		result := run(&s, Arrivals{PerSecond: 100, Seed: 1, Most: 1}, 4*time.Second)
		require.Equal(t, 1, s.most)
		require.InDelta(t, 400, result.Acknowledged, 60)
		slow := 1 - quantileOf(result, 100e3)
		require.Greater(t, slow, 0.2, "those of 0.9 seconds waited more than 100 ms")
	})
}

// quantileOf is the share of operations that took at most so long.
func quantileOf(result Result, micros float64) float64 {
	for q := 0.0; q < 1; q += 0.001 {
		if result.Latency.Quantiles([]float64{q})[0] > micros {
			return q
		}
	}
	return 1
}

func TestOutstandingArrivalsAreBounded(t *testing.T) {
	require.Equal(t, 20_000, Arrivals{}.most())
	open(t, func(t *testing.T, run func(*store, Arrivals, time.Duration) Result) {
		s := store{stalled: time.Now().Add(time.Second)}
		run(&s, Arrivals{PerSecond: 1000, Seed: 1, Most: 50}, 2*time.Second)
		require.Equal(t, 50, s.most)
	})
}

func TestArrivalsThatNeverGetTheirStartAreAbandonedWithTheirWait(t *testing.T) {
	open(t, func(t *testing.T, run func(*store, Arrivals, time.Duration) Result) {
		// One at a time takes 3 ms: 333 a second, of 1,000 that arrive.
		var s store
		result := run(&s, Arrivals{PerSecond: 1000, Seed: 1, Most: 1}, time.Second)
		require.InDelta(t, 666, result.Acknowledged, 2, "twice the time is what they get")
		require.InDelta(t, 1000, result.Acknowledged+result.Abandoned, 100)
		require.EqualValues(t, result.Acknowledged+result.Abandoned, result.Latency.Count())
		require.GreaterOrEqual(t, result.Latency.Percentiles().Max, 1.2e6)
		require.InDelta(t, 2, result.Elapsed.Seconds(), 0.01)
	})
}

func TestAFailureEndsAnOpenLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, n := time.Now(), 0
		_, err := Open(t.Context(), Arrivals{PerSecond: 1000}, start.Add(time.Hour), func() Do {
			if n++; n == 10 {
				return func(context.Context, *Recorder) error { return errBroken }
			}
			return new(store).do
		})
		require.ErrorIs(t, err, errBroken)
		require.Less(t, time.Since(start), time.Second)
	})
}

func TestACancelledOpenLoopKeepsWhatItGot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(100*time.Millisecond, func() { cancel(errBroken) })
		var s store
		recorders, err := Open(ctx, Arrivals{PerSecond: 1000}, time.Now().Add(time.Hour), func() Do { return s.do })
		require.ErrorIs(t, err, errBroken)
		var sum tally
		for _, r := range recorders {
			sum.add(r.tally)
		}
		require.Equal(t, s.done, sum.acknowledged)
		require.Positive(t, s.done)
	})
}
