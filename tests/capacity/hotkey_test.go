package capacity

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// A partition key that takes more than its partition can give slows itself, and no other: not those of its
// partition, and not those that are asked for behind it.
func TestAHotKeySlowsOnlyItself(t *testing.T) {
	const (
		partitions, units = 10, 10_000
		hot, others       = 1_500, 3_500 // puts a second: the hot key takes 30 % of the load
		found, end        = 3, 8
		// What the hot key has too much would fill the executor within two seconds.
		room = 1_000
	)
	eachFace(t, func(t *testing.T, f face) {
		run := func(withHot bool, controls ...local.Control) (*world, *book) {
			w := newWorld(t, provisioned(5, units), local.Capacity{Partitions: partitions}, controls...)
			ex := w.open(api.WithMaxPending(room, 64<<20))
			var b, ofHot book
			go w.series.watch("", ex, end, writeLimit)
			var hotKey sync.WaitGroup
			if withHot {
				hotOne := func(l *load, n int) { l.put(hotKeyOf(l.group, n), n) }
				hotKey.Go(func() {
					(&load{w: w, ex: ex, b: &ofHot, face: f, group: "hot", rate: hot, ask: hotOne}).open(end, false)
				})
			}
			// A single goroutine asks for the others: a hot key that filled the executor would hold it up.
			(&load{w: w, ex: ex, b: &b, face: f, group: "others", rate: others}).open(end, true)
			hotKey.Wait()
			w.close(ex)
			return w, &b
		}

		alone, b := run(false)
		alone.series.log(t, end)
		want := b.p99(t, "others", alone.at(found))

		for i, s := range services {
			if raced && i > 0 {
				continue
			}
			w, b := run(true, s.controls...)
			w.series.log(t, end, "hot", "others")
			got := b.p99(t, "others", w.at(found))
			t.Logf("%s service: p99 of the others is %v without the hot key, %v with it; %v from the start on", s.name, want, got, b.p99(t, "others", w.at(0)))

			require.LessOrEqual(t, got.Seconds(), (1.2+s.slack)*want.Seconds(), "%s service: p99 of the others, in seconds", s.name)
			require.LessOrEqual(t, b.heldUp(), 10*time.Millisecond, "%s service: the hot key held up who asks for others", s.name)
			require.InDelta(t, others*(end-found), w.ledger.between(found, end, "others").units, 0.01*others*(end-found), "%s service: the others at full speed", s.name)
			// What the others leave of one partition, it should have.
			left := 1_000.0 - others/partitions
			require.GreaterOrEqual(t, w.ledger.between(found, end, "hot").units, 0.8*left*(end-found), "%s service: the hot key", s.name)
			b.requireAnsweredOnce(t)
			b.requireNoErrors(t)
		}
	})
}
