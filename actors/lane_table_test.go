package actors

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The model is a map. Few hashes, which differ in all their bits or only in the high ones, share
// buckets often.
func TestLaneTableBehavesLikeAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var table laneTable
		model := map[uint64]*lane{}
		hashes := rapid.OneOf(rapid.Uint64Range(0, 200), rapid.Custom(func(t *rapid.T) uint64 {
			return rapid.Uint64Range(0, 40).Draw(t, "high") << 40
		}))
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				h := hashes.Draw(t, "hash")
				if model[h] == nil {
					l := &lane{hash: h}
					table.add(l)
					model[h] = l
				}
			},
			"remove": func(t *rapid.T) {
				h := hashes.Draw(t, "hash")
				if l := model[h]; l != nil {
					table.remove(l)
					delete(model, h)
				}
			},
			"": func(t *rapid.T) {
				h := hashes.Draw(t, "hash")
				require.True(t, table.find(h) == model[h])
				require.Equal(t, len(model), table.n)
				seen := map[uint64]*lane{}
				for l := range table.all {
					seen[l.hash] = l
				}
				require.Equal(t, len(model), len(seen))
			},
		})
	})
}

func TestLaneTableGivesBackWhatABurstNeeded(t *testing.T) {
	var table laneTable
	var lanes []*lane
	for i := range 2*keptBuckets + 1 {
		l := &lane{hash: uint64(i) * 0x9e3779b97f4a7c15}
		table.add(l)
		lanes = append(lanes, l)
	}
	for _, l := range lanes {
		require.True(t, table.find(l.hash) == l)
		table.remove(l)
	}
	require.Zero(t, table.n)
	require.Empty(t, table.buckets)
	require.Nil(t, table.find(1))
}
