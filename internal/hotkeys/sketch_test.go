package hotkeys

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The bounds of the paper, against exact counts, for each prefix of each kind of stream.
func TestASketchKeepsItsBounds(t *testing.T) {
	for name, of := range streams {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
				next := of(r, rapid.IntRange(1, 1000).Draw(t, "keys"))
				largest := rapid.IntRange(1, 400).Draw(t, "units")
				s, truth, all := new(sketch), map[uint64]float64{}, 0.0
				for i := range rapid.IntRange(1, 1500).Draw(t, "items") {
					key, weight := next(), float64(1+r.IntN(largest))
					truth[mix(key)] += weight
					all += weight
					s.add(mix(key), weight, named(key), nil)
					if i%250 != 0 {
						continue
					}
					sum := 0.0
					for slot := range s.n {
						want := truth[s.hash[slot]]
						require.LessOrEqual(t, want, s.count[slot])
						require.LessOrEqual(t, s.sure(slot), want)
						require.LessOrEqual(t, s.count[slot]-want, all/counters)
						require.Positive(t, s.sure(slot))
						sum += s.count[slot]
					}
					require.Equal(t, all, sum)
					for hash, want := range truth {
						if _, found := s.find(hash); !found {
							require.LessOrEqual(t, want, all/counters)
						}
					}
				}
			})
		})
	}
}

func TestAKeysTextIsAskedForOnceAndSharedWithTheNextSubWindow(t *testing.T) {
	asked := 0
	key := func() string { asked++; return "a key" }
	old, s := new(sketch), new(sketch)
	old.add(1, 1, key, nil)
	old.add(1, 1, key, nil)
	require.Equal(t, 1, asked)
	s.add(1, 1, key, old)
	require.Equal(t, 1, asked)
	require.Equal(t, "a key", s.key[0])
	s.add(2, 1, nil, old)
	require.Empty(t, s.key[1])
}

func TestALongKeyIsCutAndAKeptOneHoldsNoLargerString(t *testing.T) {
	long := strings.Repeat("x", 2048)
	s := new(sketch)
	s.add(1, 1, func() string { return long[:MaxKey] }, nil)
	s.add(2, 1, func() string { return long[:MaxKey+1] }, nil)
	require.Equal(t, long[:MaxKey], s.key[0])
	require.Len(t, s.key[1], MaxKey)
	require.True(t, strings.HasPrefix(long, strings.TrimSuffix(s.key[1], ellipsis)))
	require.True(t, strings.HasSuffix(s.key[1], ellipsis))
}
