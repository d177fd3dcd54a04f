package stats

import "slices"

// Ratio compares two peers that were measured in turns: a over b. The value
// compares the medians of all rounds. The extremes are those of the rounds,
// each of a with its neighbour of b, where what the host did to both cancels
// out. Both have to have the same number of rounds, at least one.
func Ratio(a, b []float64) Figure {
	return pair(a, b, func(a, b float64) float64 { return a / b })
}

// Difference returns a minus b, under the same rules as Ratio.
func Difference(a, b []float64) Figure {
	return pair(a, b, func(a, b float64) float64 { return a - b })
}

func pair(a, b []float64, compare func(a, b float64) float64) Figure {
	if len(a) != len(b) || len(a) == 0 {
		panic("stats: peers with different numbers of rounds, or none")
	}
	rounds := make([]float64, len(a))
	for i := range a {
		rounds[i] = compare(a[i], b[i])
	}
	return Figure{
		Value: compare(Median(a), Median(b)),
		Low:   slices.Min(rounds),
		High:  slices.Max(rounds),
	}
}
