package stats

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{nil, 0},
		{[]float64{3}, 3},
		{[]float64{9, 1, 4}, 4},
		{[]float64{9, 1, 4, 2}, 3},
	} {
		require.Equal(t, c.want, Median(c.values), "%v", c.values)
	}
}

func TestMedianLeavesTheRoundsInTheirOrder(t *testing.T) {
	rounds := []float64{3, 1, 2}
	Median(rounds)
	require.Equal(t, []float64{3, 1, 2}, rounds)
}

func TestRatioPairsRounds(t *testing.T) {
	// The host was twice as slow in the second round, for both peers alike.
	a := []float64{100, 50, 102}
	b := []float64{50, 25, 50}
	require.Equal(t, Figure{Value: 2, Low: 2, High: 2.04}, Ratio(a, b))
}

func TestDifferencePairsRounds(t *testing.T) {
	require.Equal(t, Figure{Value: 10, Low: -5, High: 20},
		Difference([]float64{3510, 3600, 3495}, []float64{3500, 3580, 3500}))
}

func TestSpread(t *testing.T) {
	require.Equal(t, Figure{Value: 2, Low: 1, High: 9}, Spread([]float64{9, 1, 2}))
}

func TestUnpairedRoundsAreRefused(t *testing.T) {
	require.Panics(t, func() { Ratio([]float64{1, 2}, []float64{1}) })
	require.Panics(t, func() { Ratio(nil, nil) })
}

func TestPercentiles(t *testing.T) {
	first, second := NewLatency(), NewLatency()
	for n := 1; n <= 1000; n++ {
		to := first
		if n%2 == 0 {
			to = second
		}
		to.Record(time.Duration(n) * time.Microsecond)
	}
	first.Merge(second)
	got := first.Percentiles()
	require.InDelta(t, 500, got.P50, 0.1)
	require.InDelta(t, 900, got.P90, 0.1)
	require.InDelta(t, 990, got.P99, 0.1)
	require.InDelta(t, 1000, got.Max, 0.1)
}

func TestPercentilesOfNothingAreZero(t *testing.T) {
	require.Zero(t, NewLatency().Percentiles())
}

func TestLatencyBeyondItsRangeIsStillCounted(t *testing.T) {
	latency := NewLatency()
	latency.Record(0)
	latency.Record(time.Hour)
	require.InEpsilon(t, float64(longest.Microseconds()), latency.Percentiles().Max, 1e-3)
}
