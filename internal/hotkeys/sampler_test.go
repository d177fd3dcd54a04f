package hotkeys

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// charge passes one item through a sampler.
func charge(s *sampler, units float64) float64 {
	s.total += units
	if s.total < s.point {
		return 0
	}
	return s.weigh(units)
}

func TestTheFirstItemsOfASubWindowAreCountedExactly(t *testing.T) {
	s := &sampler{random: rand.New(rand.NewPCG(1, 2))}
	for range 2 {
		for i := range precision {
			units := 0.5 + float64(i%7)
			require.Equal(t, units, charge(s, units), i)
		}
		s.restart()
	}
}

// Whatever the stream, all charges together are all units, within one stratum.
func TestNoUnitsAreLostOrInvented(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &sampler{random: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))}
		var charged float64
		for range rapid.IntRange(1, 5).Draw(t, "parts") {
			units := rapid.Float64Range(minUnits, maxUnits).Draw(t, "units")
			for range rapid.IntRange(1, 2*precision).Draw(t, "items") {
				charged += charge(s, units)
			}
			require.InDelta(t, s.total, charged, s.total/precision+s.total*1e-9)
		}
	})
}

// The mean over many runs meets the truth, in all streams that a fixed distance between samples would
// get wrong, and the spread is what the documentation says.
func TestChargesAreUnbiasedAndTheirErrorIsAsDocumented(t *testing.T) {
	const runs, items = 150, 40_000
	for name, test := range map[string]struct{ of, units func(i int) int }{
		"keys in turns":         {func(i int) int { return i % 8 }, func(int) int { return 1 }},
		"sizes in turns":        {func(i int) int { return i % 8 }, func(i int) int { return 1 + i%8 }},
		"one rare large item":   {func(i int) int { return min(7, i%5000) }, func(i int) int { return 1 + 99*max(0, 1-i%5000) }},
		"one key after another": {func(i int) int { return i * 8 / items }, func(int) int { return 1 }},
	} {
		t.Run(name, func(t *testing.T) {
			var sum, squares, truth [8]float64
			for run := range runs {
				s := &sampler{random: rand.New(rand.NewPCG(uint64(run), 7))}
				var got [8]float64
				clear(truth[:])
				for i := range items {
					key, units := test.of(i), float64(test.units(i))
					truth[key] += units
					got[key] += charge(s, units)
				}
				for key := range got {
					sum[key] += got[key]
					squares[key] += (got[key] - truth[key]) * (got[key] - truth[key])
				}
			}
			var total float64
			for _, u := range truth {
				total += u
			}
			for key, want := range truth {
				share := want / total
				// The documented standard error of one sub-window.
				sigma := total * (math.Sqrt(share*(1-share)/(2*precision)) + 1/float64(precision))
				require.InDelta(t, want, sum[key]/runs, 4*sigma/math.Sqrt(runs), "mean of key %d", key)
				require.LessOrEqual(t, math.Sqrt(squares[key]/runs), 1.2*sigma, "error of key %d", key)
			}
		})
	}
}

func TestTheNumberOfSamplesGrowsWithTheLogarithmOfTheTraffic(t *testing.T) {
	s := &sampler{random: rand.New(rand.NewPCG(3, 4))}
	samples, items := 0, 4_000_000
	for range items {
		if charge(s, 1) > 0 {
			samples++
		}
	}
	limit := precision * (1 + math.Log(float64(items)/precision))
	require.InDelta(t, limit, samples, 0.02*limit) // about 9,500 of four million
}

func TestALargeItemAmongSmallOnesIsNotALoop(t *testing.T) {
	s := &sampler{random: rand.New(rand.NewPCG(5, 6))}
	for range precision {
		charge(s, minUnits)
	}
	require.InDelta(t, maxUnits, charge(s, maxUnits), maxUnits/precision)
}
