package capacity

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// Interactive reads hardly notice that bulk reads take all that's left of the table.
func TestInteractiveReadsStayFastWhileBulkReadsSaturate(t *testing.T) {
	const units, rate, items, steady, end = 1_000, 100, 2_000, 10, 40
	eachFace(t, func(t *testing.T, f face) {
		run := func(withBulk bool) (*world, *book) {
			w := newWorld(t, provisioned(units, 5), local.Capacity{})
			w.fill("interactive", items)
			w.fill("bulk", items)
			ex := w.open(bounded())
			var b, ofBulk book
			go w.series.watch("", ex, end, readLimit)
			var bulk sync.WaitGroup
			if withBulk {
				bulk.Go(func() {
					(&load{
						w: w, ex: ex, b: &ofBulk, face: f, group: "bulk", rate: 10 * units, ask: getsOf(items),
						ctx: api.WithPriority(t.Context(), api.Bulk),
					}).flood(end)
				})
			}
			(&load{w: w, ex: ex, b: &b, face: f, group: "interactive", rate: rate, ask: getsOf(items)}).open(end, false)
			bulk.Wait()
			w.close(ex)
			return w, &b
		}

		idle, b := run(false)
		want := b.p99(t, "interactive", idle.at(steady))

		w, b := run(true)
		w.series.log(t, end, "interactive", "bulk")
		got := b.p99(t, "interactive", w.at(steady))
		t.Logf("p99 of interactive reads: %v alone, %v beside bulk reads", want, got)

		require.LessOrEqual(t, got.Seconds(), 2*want.Seconds(), "p99 of interactive reads, in seconds")
		all := w.ledger.between(steady, end)
		require.GreaterOrEqual(t, all.units, 0.95*units*(end-steady), "consumed")
		require.LessOrEqual(t, all.share(), 0.02, "refused share of the items")
		b.requireAnsweredOnce(t)
		b.requireNoErrors(t)
	})
}

// Interactive reads that would take all leave bulk reads a part.
func TestBulkReadsAreNotStarvedByInteractiveOnes(t *testing.T) {
	const units, items, steady, end = 1_000, 2_000, 10, 30
	eachFace(t, func(t *testing.T, f face) {
		w := newWorld(t, provisioned(units, 5), local.Capacity{})
		w.fill("interactive", items)
		w.fill("bulk", items)
		ex := w.open() // has room for what waits at the end
		var b, ofBulk book
		go w.series.watch("", ex, end, readLimit)
		var bulkToo sync.WaitGroup
		bulkToo.Go(func() {
			(&load{
				w: w, ex: ex, b: &ofBulk, face: f, group: "bulk", rate: units, ask: getsOf(items),
				ctx: api.WithPriority(t.Context(), api.Bulk),
			}).flood(end)
		})
		(&load{w: w, ex: ex, b: &b, face: f, group: "interactive", rate: 2 * units, ask: getsOf(items)}).flood(end)
		bulkToo.Wait()
		w.close(ex)
		w.series.log(t, end, "interactive", "bulk")

		all, bulk := w.ledger.between(steady, end).units, w.ledger.between(steady, end, "bulk").units
		t.Logf("bulk reads got %.1f %%", 100*bulk/all)
		require.GreaterOrEqual(t, all, 0.95*units*(end-steady), "consumed")
		// They're promised a ninth, of what's asked for: some is refused.
		require.GreaterOrEqual(t, bulk, 0.10*all, "bulk reads")
		require.LessOrEqual(t, bulk, 0.30*all, "bulk reads go after interactive ones")
		b.requireAnsweredOnce(t)
		ofBulk.requireAnsweredOnce(t)
		b.requireNoErrors(t)
		ofBulk.requireNoErrors(t)
	})
}
