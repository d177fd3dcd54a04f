package hotkeys

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The model is the list of all items. Each item is one in the total, so since.items is a place in it.
func TestASuspectsCountsAreThoseOfItsItemsInTheTimeItWasWatched(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type item struct {
			hash    uint64
			refused bool
		}
		var items []item
		tr, now := New(0, time.Minute), int64(0)
		begins := map[int64]int{} // how many items there were before each generation
		for range rapid.IntRange(1, 300).Draw(t, "items") {
			was := now / generation
			now += rapid.SampledFrom([]int64{0, 0, 0, 1e6, 1e8, 4e8, 1e9, 3e9}).Draw(t, "pause")
			for g := was + 1; g <= now/generation; g++ {
				begins[g] = len(items)
			}
			i := item{rapid.Uint64Range(0, 9).Draw(t, "key"), rapid.Bool().Draw(t, "refused")}
			items = append(items, i)
			if i.refused {
				tr.Throttled(now, Write, i.hash, 1, nil)
			} else {
				tr.Served(now, Write, i.hash, 1, nil)
			}

			b, oldest := &tr.flows[Write].blame, begins[now/generation-1]
			require.EqualValues(t, oldest, b.oldest.items)
			again := map[uint64]int{}
			for _, i := range items[oldest:] {
				if i.refused {
					again[i.hash]++
				}
			}
			for _, s := range b.suspects[:b.n] {
				var own, all tally
				for _, i := range items[s.since.items:] {
					one := tally{items: 1}
					if i.refused {
						one.refused = 1
					}
					all = all.plus(one)
					if i.hash == s.hash {
						own = own.plus(one)
					}
				}
				require.Equal(t, own, s.own())
				require.Equal(t, all, b.total.minus(s.since))
				if at := int(s.since.items); at != oldest {
					require.Greater(t, at, oldest)
					require.Equal(t, item{s.hash, true}, items[at-1], "watched from its first refusal on")
				}
				require.NotZero(t, again[s.hash], "kept without a refusal in two generations")
				delete(again, s.hash)
			}
			require.Empty(t, again, "refused, and not a suspect")
		}
	})
}
