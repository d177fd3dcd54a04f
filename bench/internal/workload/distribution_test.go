package workload

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// requireEven makes sure by a chi-square test that the counts come from alike
// probabilities: five deviations of the statistic.
func requireEven(t *testing.T, counts []int) {
	t.Helper()
	total := 0
	for _, count := range counts {
		total += count
	}
	each, chi := float64(total)/float64(len(counts)), 0.0
	for _, count := range counts {
		chi += (float64(count) - each) * (float64(count) - each) / each
	}
	freedom := float64(len(counts) - 1)
	require.InDelta(t, freedom, chi, 5*math.Sqrt(2*freedom))
}

func TestUniformChoosesAllRecordsAlike(t *testing.T) {
	const n = 100
	c, random := newChooser(Uniform, n, n), newRandom()
	var counts [n]int
	for range draws {
		counts[c.choose(random, n)]++
	}
	requireEven(t, counts[:])
}

func TestHotspotHasFourFifthsOfTheOperationsOnAFifthOfTheRecords(t *testing.T) {
	const n, hot = 100, 20
	c, random := newChooser(Hotspot, n, n), newRandom()
	var counts [n]int
	inHot := 0
	for range draws {
		record := c.choose(random, n)
		counts[record]++
		if record < hot {
			inHot++
		}
	}
	requireShare(t, 0.8, inHot)
	requireEven(t, counts[:hot])
	requireEven(t, counts[hot:])
}

func TestLatestAsksForTheNewestMost(t *testing.T) {
	const n = 1000
	c, random := newChooser(Latest, n, n), newRandom()
	for grown := uint64(n); grown <= 2*n; grown += n / 2 {
		counts := make([]int, grown)
		for range draws {
			counts[c.choose(random, grown)]++
		}
		s := c.latest.state.Load()
		require.Equal(t, grown, s.n)
		requireShare(t, 1/zeta(grown), counts[grown-1], "the newest of %d", grown)
		requireShare(t, math.Pow(2, -theta)/zeta(grown), counts[grown-2], "the one before")
		for age := range grown {
			p := s.cumulative(age+1) - s.cumulative(age)
			requireShare(t, p, counts[grown-1-age], "of age %d", age)
		}
	}
}

func TestEveryDistributionStaysWithinTheRecords(t *testing.T) {
	for _, d := range []Distribution{Zipfian, Latest, Uniform, Hotspot} {
		for _, n := range []uint64{1, 2, 3, 10} {
			c, random := newChooser(d, n, n), newRandom()
			seen := map[uint64]bool{}
			for range 20_000 {
				record := c.choose(random, n)
				require.Less(t, record, n)
				seen[record] = true
			}
			require.Len(t, seen, int(n), "%v of %d", d, n)
		}
	}
}
