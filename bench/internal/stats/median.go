// Package stats has the few statistics the benchmark needs. On a host that is
// shared, single rounds lie; medians over interleaved rounds lie less, and the
// spread beside them tells by how much.
package stats

import "slices"

// Median returns the middle of the values, the mean of the two middle ones
// when their number is even, and 0 when there are none.
func Median(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	if n%2 == 1 {
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}
