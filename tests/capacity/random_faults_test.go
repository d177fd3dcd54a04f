package capacity

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// Where a fifth of all calls fails, everything is still done once and in order, with few calls more than it
// takes without faults.
func TestWhereCallsFailAtRandomNothingIsLostAndOrderHolds(t *testing.T) {
	// Each caller has keys of its own, and writes rising versions of all of them.
	const callers, keys, share = 1_000, 2, 0.2
	rounds := 50
	if *long {
		rounds = 500
	}
	eachFace(t, func(t *testing.T, f face) {
		run := func(share float64) (w *world, b *book, of *faults, order *versions) {
			of, order, b = newFaults(share), &versions{latest: map[string]int{}}, &book{}
			w = newWorld(t, provisioned(5, 40_000), local.Capacity{Partitions: 40}, of.control, order.applied)
			// By the usual ten attempts one in ten million would fail, with its whole batch.
			retries := api.RetryPolicy{MaxAttempts: 15, BaseDelay: 25 * time.Millisecond, MaxDelay: 5 * time.Second}
			ex := w.open(told(), api.WithCallTimeout(time.Second), api.WithRetryPolicy(retries))
			var all sync.WaitGroup
			for caller := range callers {
				all.Go(func() {
					l := &load{w: w, ex: ex, b: b, face: f, group: "a"}
					for v := 1; v <= rounds; v++ {
						for k := range keys {
							l.put(keyOf(l.group, caller*keys+k), v)
						}
					}
				})
			}
			all.Wait()
			w.close(ex)
			return w, b, of, order
		}
		w, b, of, order := run(share)
		made, needed := w.ledger.allCalls(), len(b.asks)/25
		if f.waits {
			// Callers who wait don't fill all batches.
			calm, _, _, _ := run(0)
			needed = calm.ledger.allCalls()
		}
		t.Logf("%d operations in %d calls, of which %d are needed; faults by kind: %v", len(b.asks), made, needed, of.made)

		b.requireAnsweredOnce(t)
		b.requireNoErrors(t)
		items := w.items()
		b.requireNothingLost(t, items)
		require.Zero(t, order.backwards, "writes that came out of order")
		for name, i := range items {
			require.Equal(t, rounds, versionOf(i), "the version of %s", name)
		}
		require.Len(t, items, callers*keys)
		require.LessOrEqual(t, float64(made), 1.5*float64(needed), "calls")
		failed := 0
		for _, n := range of.made {
			require.NotZero(t, n, "a kind of fault that never was")
			failed += n
		}
		require.InDelta(t, share, float64(failed)/float64(made), 0.03, "share of calls that failed")
	})
}

// Faults that have nothing to do with capacity, throttles at random among them, don't crush the rate for long. At first
// a call that's refused as a whole looks like a lack of capacity, until enough of them have come whatever the rate.
// As a rule 0.9 to 1.3 of the capacity is consumed, savings included, and it was 0.35 in the worst of sixteen runs.
func TestFaultsAtRandomDoNotCrushTheRate(t *testing.T) {
	const units, share, steady, end = 1_000, 0.2, 30, 120
	eachFace(t, func(t *testing.T, f face) {
		w := newWorld(t, provisioned(5, units), local.Capacity{}, newFaults(share).control)
		ex := w.open(bounded(), api.WithCallTimeout(time.Second))
		var b book
		go w.series.watch("", ex, end, writeLimit)
		(&load{w: w, ex: ex, b: &b, face: f, group: "a", rate: 10 * units}).flood(end)
		w.series.log(t, end)

		require.GreaterOrEqual(t, w.ledger.between(steady, end).units, 0.25*units*(end-steady), "consumed from second %d on", steady)
		for from := 60; from < end; from += 30 {
			require.GreaterOrEqual(t, w.ledger.between(from, from+30).units, 0.1*units*30, "consumed in thirty seconds from second %d on", from)
		}
		w.close(ex)
		b.requireAnsweredOnce(t)
		b.requireNothingLost(t, w.items())
	})
}
