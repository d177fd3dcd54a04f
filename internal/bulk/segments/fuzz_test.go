package segments

import (
	"encoding/json"
	"math/bits"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever a checkpoint says, Restore refuses it, or hands out each segment that isn't done once and says the
// same again.
func FuzzRestore(f *testing.F) {
	f.Add([]byte(`{"total":10,"seed":7,"done":"AQA=","done_items":4,"begun":[{"segment":1,"total":10,"after":{"pk":{"S":"a"}},"items":1}]}`))
	f.Add([]byte(`{"total":1,"done":"AA=="}`))
	f.Add([]byte(`{"total":2,"done":"AQ==","begun":[{"segment":1,"total":2,"after":9}],"ranges":[{"segment":1,"total":2,"after":3,"to":9,"items":4},{"segment":0,"total":2,"after":3,"to":4}]}`))
	f.Add([]byte(`{"total":1,"done":"AA==","begun":[{"segment":0,"total":1,"after":null}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var s Snapshot
		if json.Unmarshal(text, &s) != nil || s.Total > 10_000 {
			return
		}
		q, err := Restore(s)
		if err != nil {
			return
		}
		first, err := json.Marshal(q.Snapshot())
		require.NoError(t, err)
		var again Snapshot
		require.NoError(t, json.Unmarshal(first, &again))
		r, err := Restore(again)
		require.NoError(t, err)
		second, err := json.Marshal(r.Snapshot())
		require.NoError(t, err)
		require.Equal(t, string(first), string(second))

		done := 0
		for _, b := range s.Done {
			done += bits.OnesCount8(b)
		}
		seen, ranges := map[int]bool{}, 0
		for c, ok := q.Next(); ok; c, ok = q.Next() {
			if c.Start.To != nil {
				ranges++
			} else {
				require.False(t, seen[c.Start.Segment])
				seen[c.Start.Segment] = true
			}
			require.NoError(t, c.Done(0))
		}
		require.Equal(t, s.Total, done+len(seen))
		require.Equal(t, len(s.Ranges), ranges)
		require.Equal(t, s.Total+ranges, q.Progress().Done)
	})
}
