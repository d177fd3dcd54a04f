package capacity

import (
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/local"
)

// Two executors share a table, also if one has had it for itself at first. It's measured over three minutes, as now and
// then one has more than the other for half a minute, by chance: of a single minute it had 43 % to 56 % in 108 runs.
func TestTwoExecutorsShareATableEvenly(t *testing.T) {
	const units, measured = 1_000, 180
	for name, second := range map[string]struct{ comes, steady int }{
		"from the start": {0, 60},
		"later":          {30, 90},
	} {
		if raced && second.comes > 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			eachFace(t, func(t *testing.T, f face) {
				w := newWorld(t, provisioned(5, units), local.Capacity{})
				end := second.steady + measured
				if raced {
					end = 30 // for races, not for shares
				}
				var b, other book
				run := func(group string, b *book) {
					ex := w.open(bounded())
					go w.series.watch(group, ex, end, writeLimit)
					(&load{w: w, ex: ex, b: b, face: f, group: group, rate: 10 * units}).flood(end)
					require.NoError(t, ex.Close(t.Context()))
				}
				var both sync.WaitGroup
				both.Go(func() { run("a", &b) })
				both.Go(func() {
					w.until(second.comes)
					run("b", &other)
				})
				both.Wait()
				synctest.Wait() // for callbacks
				w.series.log(t, end, "a", "b")

				b.requireAnsweredOnce(t)
				other.requireAnsweredOnce(t)
				items := w.items()
				b.requireNothingLost(t, items)
				other.requireNothingLost(t, items)
				if raced {
					return
				}
				all := w.ledger.between(second.steady, end)
				require.GreaterOrEqual(t, all.units, 0.95*units*measured, "consumed by both")
				require.LessOrEqual(t, all.share(), 0.02, "refused share of the items")
				require.InDelta(t, 0.5, w.ledger.between(second.steady, end, "a").units/all.units, 0.05, "share of the first")
			})
		})
	}
}
