package report

import (
	"math"

	"github.com/dynactor/dynactor/bench/internal/stats"
)

// perDecade is how many points a curve has for each nine: 90 % to 99 % is one.
const perDecade = 10

// curve reads the percentiles at even distances of log(1-q), as far as there
// are items to tell: a thousand items say nothing of the 99.99th.
func curve(latency *stats.Latency) []Point {
	count := latency.Count()
	if count == 0 {
		return nil
	}
	shares := []float64{0}
	for n := 1; ; n++ {
		rest := math.Pow(10, -float64(n)/perDecade) // the share that took longer
		if rest*float64(count) < 1 {
			break
		}
		shares = append(shares, 1-rest)
	}
	shares = append(shares, 1)
	points := make([]Point, len(shares))
	for i, micros := range latency.Quantiles(shares) {
		points[i] = Point{Q: shares[i], Micros: micros}
	}
	return points
}
