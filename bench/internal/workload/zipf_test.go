package workload

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func newRandom() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }

const draws = 1_000_000

// requireShare makes sure that a count of draws fits a probability: five
// deviations, which chance alone exceeds once in two million times.
func requireShare(t *testing.T, p float64, count int, what ...any) {
	t.Helper()
	require.InDelta(t, p*draws, count, 5*math.Sqrt(draws*p*(1-p)), what...)
}

func TestZipfFrequenciesFallWithTheRank(t *testing.T) {
	const n = 1000
	z, random := newZipf(n), newRandom()
	var counts [n]int
	for range draws {
		counts[z.rank(random, n)]++
	}
	total := zeta(n)
	exact := func(rank int) float64 { return math.Pow(float64(rank+1), -theta) / total }
	requireShare(t, exact(0), counts[0])
	requireShare(t, exact(1), counts[1])

	var want, got float64
	for rank, count := range counts {
		want += exact(rank)
		got += float64(count) / draws
		require.InDelta(t, want, got, 0.02, "ranks 0 to %d", rank)
	}
	require.InDelta(t, 1, want, 1e-9)
}

// cumulative is the probability by Gray's algorithm of a rank below r, from
// its definition: the inverse of what turns a number into a rank.
func (s *zipfState) cumulative(r uint64) float64 {
	switch r {
	case 0:
		return 0
	case 1:
		return 1 / s.zeta
	case 2:
		return zeta2 / s.zeta
	}
	u := (math.Pow(float64(r)/float64(s.n), 1/alpha)-1)/s.eta + 1
	return min(1, max(zeta2/s.zeta, u))
}

func TestRanksFollowTheAlgorithmRankByRank(t *testing.T) {
	const n = 200
	z, random := newZipf(n), newRandom()
	var counts [n]int
	for range draws {
		counts[z.rank(random, n)]++
	}
	s := z.state.Load()
	for rank, count := range counts {
		p := s.cumulative(uint64(rank)+1) - s.cumulative(uint64(rank))
		requireShare(t, p, count, "rank %d", rank)
	}
}

func TestZetaIsContinuedWhenTheRanksGrow(t *testing.T) {
	z, random := newZipf(1000), newRandom()
	for n := uint64(1000); n <= 5000; n++ {
		require.Less(t, z.rank(random, n), n)
	}
	s := z.state.Load()
	require.Greater(t, s.n, uint64(4990), "a thousandth behind at most")
	require.InEpsilon(t, zeta(s.n), s.zeta, 1e-12)
	require.Equal(t, newZipfState(s.n, s.zeta), s)
}

func TestTheConstantIsTheZetaOfTenBillion(t *testing.T) {
	// The sum up to a million, and the Euler-Maclaurin formula for the rest.
	const known = 1_000_000
	from, to := float64(known), float64(scrambledRanks)
	integral := (math.Pow(to, 1-theta) - math.Pow(from, 1-theta)) / (1 - theta)
	ends := (math.Pow(to, -theta) - math.Pow(from, -theta)) / 2
	require.InDelta(t, zeta(known)+integral+ends, scrambledZeta, 1e-7)
}

func TestTheHashIsYCSBs(t *testing.T) {
	require.Equal(t, "user6284781860667377211", Key(0), "the first record of every YCSB table")
	require.Equal(t, "user8517097267634966620", Key(1))
}

func TestRecordsAreZipfianAfterScrambling(t *testing.T) {
	const (
		n      = 100
		ranked = 200_000 // so many ranks are looked at; the others, of less than half the operations, come out even
	)
	var want [n]float64
	for rank := range uint64(ranked) {
		want[scramble(rank, n)] += scrambled.cumulative(rank+1) - scrambled.cumulative(rank)
	}
	rest := (1 - scrambled.cumulative(ranked)) / n

	c, random := newChooser(Zipfian, n, n), newRandom()
	var counts [n]int
	for range draws {
		counts[c.choose(random, n)]++
	}
	for record, count := range counts {
		requireShare(t, want[record]+rest, count, "record %d", record)
	}
	require.Greater(t, counts[scramble(0, n)], draws/27, "the hottest has one of 26.5 operations")
}

func TestAHotRecordStaysHotWhileOthersAreInserted(t *testing.T) {
	c, random := newChooser(Zipfian, 1000, 1200), newRandom()
	hottest := func(n uint64) (at uint64) {
		counts := make([]int, n)
		for range draws / 10 {
			record := c.choose(random, n)
			if counts[record]++; counts[record] > counts[at] {
				at = record
			}
		}
		return at
	}
	require.Equal(t, hottest(1000), hottest(1100))
	require.Equal(t, hottest(1000), hottest(1500), "also beyond what was expected")
}
