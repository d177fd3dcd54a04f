package stats

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestQuantiles(t *testing.T) {
	latency := NewLatency()
	for n := 1; n <= 1000; n++ {
		latency.Record(time.Duration(n) * time.Microsecond)
	}
	require.EqualValues(t, 1000, latency.Count())
	require.InDeltaSlice(t, []float64{1, 500, 999, 1000}, latency.Quantiles([]float64{0, 0.5, 0.999, 1}), 0.1)
	require.Equal(t, []float64{0, 0}, NewLatency().Quantiles([]float64{0.5, 1}))
}

func TestWhatIsUnpackedIsWhatWasPacked(t *testing.T) {
	latency := NewLatency()
	for n := range 100_000 {
		latency.Record(time.Duration(n*n) * time.Nanosecond)
	}
	latency.Record(time.Hour)
	packed, err := latency.Pack()
	require.NoError(t, err)
	require.Less(t, len(packed), 200_000)
	got, err := Unpack(packed)
	require.NoError(t, err)
	require.True(t, latency.histogram.Equals(got.histogram))

	got.Merge(latency)
	require.Equal(t, 2*latency.Count(), got.Count())
	require.Equal(t, latency.Percentiles(), got.Percentiles())

	_, err = Unpack([]byte("damaged"))
	require.ErrorContains(t, err, "unpacking latencies")
}
