package capacity

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// A table is used to its limit and not beyond, whether the executor could ask for that limit or has to find
// it out, and whether the service says much about it or little.
func TestATableIsUsedToItsLimitAndNotBeyond(t *testing.T) {
	const units, steady, end = 1_000, 10, 30
	test := func(t *testing.T, b billing, partitions int, s service, f face, opts ...api.Option) {
		w := newWorld(t, b, local.Capacity{Partitions: partitions}, s.controls...)
		ex := w.open(append(opts, bounded())...)
		var asks book
		go w.series.watch("", ex, end, writeLimit)
		(&load{w: w, ex: ex, b: &asks, face: f, group: "a", rate: 10 * units}).flood(end)
		w.close(ex)
		w.series.log(t, end)

		got := w.ledger.between(steady, end)
		t.Logf("consumed %.1f %%, refused %.2f %%", 100*got.units/(units*(end-steady)), 100*got.share())
		require.GreaterOrEqual(t, got.units, (0.95-s.slack)*units*(end-steady), "consumed")
		require.LessOrEqual(t, got.units, 1.01*units*(end-steady), "the ledger has more than the table can give")
		require.LessOrEqual(t, got.share(), 0.02+s.slack, "refused share of the items")
		asks.requireAnsweredOnce(t)
		asks.requireNoErrors(t)
		asks.requireNothingLost(t, w.items())
	}
	t.Run("described", func(t *testing.T) {
		eachFace(t, func(t *testing.T, f face) { test(t, provisioned(5, units), 0, services[0], f) })
	})
	t.Run("unknown", func(t *testing.T) {
		eachService(t, func(t *testing.T, s service, f face) { test(t, provisioned(5, units), 0, s, f, told()) })
	})
	t.Run("on demand with a maximum", func(t *testing.T) {
		eachFace(t, func(t *testing.T, f face) { test(t, onDemand(units), 0, services[0], f) })
	})
	// It says that a key range is short, which isn't any key's fault.
	t.Run("on demand with one partition", func(t *testing.T) {
		eachService(t, func(t *testing.T, s service, f face) { test(t, onDemand(0), 1, s, f) })
	})
}

// The rate follows a limit that moves.
func TestTheRateFollowsALimitThatMoves(t *testing.T) {
	const (
		units          = 1_000
		doubled, found = 20, 30 // ten seconds later
		halved, calm   = 45, 50 // five seconds later
		end            = 70
	)
	eachService(t, func(t *testing.T, s service, f face) {
		w := newWorld(t, provisioned(5, units), local.Capacity{}, s.controls...)
		ex := w.open(bounded())
		var b book
		go w.series.watch("", ex, end, writeLimit)
		go func() {
			w.until(doubled)
			w.updateTable(5, 2*units)
			w.until(halved)
			w.updateTable(5, units)
		}()
		(&load{w: w, ex: ex, b: &b, face: f, group: "a", rate: 20 * units}).flood(end)
		w.close(ex)
		w.series.log(t, end)

		got := w.ledger.between(found, halved)
		require.GreaterOrEqual(t, got.units, (0.90-s.slack)*2*units*(halved-found), "consumed of the double limit")
		require.LessOrEqual(t, got.share(), 0.03+s.slack, "refused share at the double limit, whose saved units are used up meanwhile")
		// Over ten seconds: in less than that a single look beyond the limit can be over 2 %.
		for from := calm; from < end; from += 10 {
			got := w.ledger.between(from, from+10)
			require.Less(t, got.share(), 0.02+s.slack, "refused share from second %d on", from)
			require.GreaterOrEqual(t, got.units, (0.95-s.slack)*units*10, "consumed from second %d on", from)
		}
		b.requireAnsweredOnce(t)
		b.requireNoErrors(t)
		b.requireNothingLost(t, w.items())
	})
}
