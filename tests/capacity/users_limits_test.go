package capacity

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// The user's limit is kept in any ten seconds, while it's changed too.
func TestTheUsersLimitIsKeptInAnyTenSeconds(t *testing.T) {
	const (
		units, window = 1_000, 10
		// Unused units of a second may be saved up, by default, so each limit is measured from the second
		// second on.
		settles = 2
	)
	phases := []struct {
		from  int
		limit float64
	}{{0, 300}, {25, 600}, {50, 100}, {75, 0}}
	end := phases[len(phases)-1].from
	eachFace(t, func(t *testing.T, f face) {
		w := newWorld(t, provisioned(5, units), local.Capacity{})
		ex := w.open(bounded(), api.WithLimits(tableName, api.Limits{Write: api.UnitsPerSecond(phases[0].limit)}))
		var b book
		go w.series.watch("", ex, end, writeLimit)
		go func() {
			for _, p := range phases[1 : len(phases)-1] {
				w.until(p.from)
				if f.waits {
					require.NoError(t, ex.Sync().SetLimits(tableName, api.Limits{Write: api.UnitsPerSecond(p.limit)}))
				} else {
					require.NoError(t, ex.SetLimits(tableName, api.Limits{Write: api.UnitsPerSecond(p.limit)}))
				}
			}
		}()
		(&load{w: w, ex: ex, b: &b, face: f, group: "a", rate: 10 * units}).flood(end)
		w.close(ex)
		w.series.log(t, end)

		for i, p := range phases[:len(phases)-1] {
			for from := p.from + settles; from+window <= phases[i+1].from; from++ {
				require.InEpsilon(t, p.limit*window, w.ledger.between(from, from+window).units, 0.03, "consumed in ten seconds from second %d on", from)
			}
		}
		require.Zero(t, w.ledger.between(0, end).refused)
		b.requireAnsweredOnce(t)
		b.requireNoErrors(t)
		b.requireNothingLost(t, w.items())
	})
}

// A limit that is a share of the capacity follows the table within about a minute.
func TestAShareOfCapacityFollowsTheTable(t *testing.T) {
	const units, share, changed, known, end = 400, 0.5, 20, 85, 105
	for name, opts := range map[string][]api.Option{"described for its key": nil, "described for its capacity": {told()}} {
		t.Run(name, func(t *testing.T) {
			eachFace(t, func(t *testing.T, f face) {
				w := newWorld(t, provisioned(5, units), local.Capacity{})
				ex := w.open(append(opts, bounded(), api.WithLimits(tableName, api.Limits{Write: api.ShareOfCapacity(share)}))...)
				var b book
				go w.series.watch("", ex, end, writeLimit)
				go func() {
					w.until(changed)
					w.updateTable(5, 2*units)
				}()
				(&load{w: w, ex: ex, b: &b, face: f, group: "a", rate: 10 * units}).flood(end)
				w.close(ex)
				w.series.log(t, end)

				require.InEpsilon(t, share*units*(changed-2), w.ledger.between(2, changed).units, 0.03, "consumed before")
				require.InEpsilon(t, share*2*units*(end-known), w.ledger.between(known, end).units, 0.03, "consumed after")
				b.requireAnsweredOnce(t)
				b.requireNoErrors(t)
			})
		})
	}
}
