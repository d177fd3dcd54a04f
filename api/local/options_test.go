package local

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOptionsThatCannotBeAreRefused(t *testing.T) {
	for name, test := range map[string]struct {
		option Option
		says   string
	}{
		"no clock":             {WithClock(nil), "clock is nil"},
		"negative lag":         {WithIndexLag(-1), "index lag is -1ns"},
		"negative latency":     {WithLatency(Latency{Median: -time.Second}), "median -1s"},
		"p99 below the median": {WithLatency(Latency{Median: 2, P99: 1}), "p99 latency is 1ns"},
		"p99 without a median": {WithLatency(Latency{P99: 1}), "median latency is 0s"},
		"latency of nothing":   {WithLatency(Latency{Median: 1}, "PutItem", "PutItems"), `"PutItems"`},
		"negative partitions":  {WithCapacity(Capacity{Partitions: -1}), "-1 partitions"},
		"too many partitions":  {WithCapacity(Capacity{Partitions: 65537}), "65537 partitions"},
		"negative units":       {WithCapacity(Capacity{AccountReadUnits: -1}), "account's units are -1 and 0"},
		"rate above 1":         {WithErrorRate(1.5), "error rate is 1.5"},
		"rate below 0":         {WithErrorRate(-0.1), "error rate is -0.1"},
		"nil error":            {WithErrorRate(0.1, nil), "is nil"},
	} {
		t.Run(name, func(t *testing.T) {
			db, err := New(test.option)
			require.ErrorContains(t, err, test.says)
			require.ErrorContains(t, err, "api/local: ")
			require.Nil(t, db)
		})
	}
}

func TestAllIsOffByDefault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int64
		db := withEngine(t, counting(&n))
		require.Nil(t, db.latencies.Load())
		require.Nil(t, db.capacity.Load())
		require.Nil(t, db.errorRate.Load())
		require.Nil(t, db.controls.Load())
		start := time.Now()
		require.NoError(t, put(t.Context(), db.Client(), "a"))
		require.Zero(t, time.Since(start))
	})
}

func TestLatencyIsThatOfTheOperation(t *testing.T) {
	// Made outside of the bubble, which must not matter.
	var n atomic.Int64
	db := withEngine(t, counting(&n), WithLatency(Latency{Median: 3 * time.Millisecond}),
		WithLatency(Latency{Median: 5 * time.Millisecond}, "PutItem", "BatchWriteItem"))
	synctest.Test(t, func(t *testing.T) {
		client := db.Client()
		timed := func(call func() error) time.Duration {
			start := time.Now()
			require.NoError(t, call())
			return time.Since(start)
		}
		aPut := func() error { return put(t.Context(), client, "a") }
		aGet := func() error { _, err := get(t.Context(), client, "a"); return err }
		require.Equal(t, 5*time.Millisecond, timed(aPut))
		require.Equal(t, 3*time.Millisecond, timed(aGet))

		require.NoError(t, db.SetLatency(Latency{Median: time.Second}))
		require.Equal(t, 5*time.Millisecond, timed(aPut), "it was named")
		require.Equal(t, time.Second, timed(aGet))

		require.NoError(t, db.SetLatency(Latency{}))
		require.NoError(t, db.SetLatency(Latency{}, "PutItem", "BatchWriteItem"))
		require.Zero(t, timed(aPut)+timed(aGet))
		require.Nil(t, db.latencies.Load(), "off costs nothing")
	})
}

func TestLognormalLatencyIsTheSameForTheSameSeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		run := func(seed int64) (all []time.Duration) {
			var n atomic.Int64
			db := withEngine(t, counting(&n), WithSeed(seed), WithLatency(Latency{Median: 3 * time.Millisecond, P99: 12 * time.Millisecond}))
			for range 200 {
				start := time.Now()
				require.NoError(t, put(t.Context(), db.Client(), "a"))
				all = append(all, time.Since(start))
			}
			return all
		}
		first := run(1)
		require.Equal(t, first, run(1))
		require.NotEqual(t, first, run(2))
		below := 0
		for _, d := range first {
			if d <= 3*time.Millisecond {
				below++
			}
		}
		require.InDelta(t, 100, below, 40)
	})
}
