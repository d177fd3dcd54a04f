package shuffle

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Hashes are drawn from a few homes, at the table's end too, so that probes collide and wrap around.
func TestTableAgreesWithMap(t *testing.T) {
	var homes []uint64
	for h := uint64(0); len(homes) < 60; h++ {
		if at := (&table{shift: 58}).home(h); at < 2 || at > 60 {
			homes = append(homes, h)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		tab := newTable(0)
		model := map[uint64]int32{}
		for n := range int32(rapid.IntRange(0, 200).Draw(t, "steps")) {
			h := rapid.SampledFrom(homes).Draw(t, "hash")
			at := tab.find(h)
			if head, ok := model[h]; ok {
				require.Equal(t, chain{hash: h, head: head, tail: head}, tab.chains[at])
				tab.remove(at)
				delete(model, h)
			} else {
				require.EqualValues(t, none, tab.chains[at].head)
				tab.insert(at, chain{hash: h, head: n, tail: n})
				model[h] = n
			}
			require.Equal(t, len(model), tab.count)
			require.LessOrEqual(t, 2*tab.count, len(tab.chains), "too full to be fast")
			for h, head := range model {
				require.Equal(t, head, tab.chains[tab.find(h)].head)
			}
		}
	})
}
