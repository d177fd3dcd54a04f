package chart

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"gonum.org/v1/plot"
)

func labels(ticks []plot.Tick) []string {
	var all []string
	for _, tick := range ticks {
		if tick.Label != "" {
			all = append(all, tick.Label)
		}
	}
	return all
}

func TestTicks(t *testing.T) {
	for name, c := range map[string]struct {
		scale  Scale
		values []float64
		shown  span
		labels []string
	}{
		"linear":             {Linear, []float64{30, 93}, span{0, 100}, []string{"0", "20", "40", "60", "80", "100"}},
		"linear, large":      {Linear, []float64{233_000}, span{0, 250_000}, []string{"0", "50k", "100k", "150k", "200k", "250k"}},
		"linear, of zeros":   {Linear, []float64{0, 0}, span{0, 1}, []string{"0", "0.2", "0.4", "0.6", "0.8", "1"}},
		"linear, of nothing": {Linear, nil, span{0, 1}, []string{"0", "0.2", "0.4", "0.6", "0.8", "1"}},
		"log":                {Log, []float64{1, 100_000}, span{1, 100_000}, []string{"1", "10", "100", "1,000", "10k", "100k"}},
		"log, two decades":   {Log, []float64{3.1, 99}, span{2, 100}, []string{"2", "5", "10", "20", "50", "100"}},
		"log, one value":     {Log, []float64{100}, span{50, 200}, []string{"50", "100", "200"}},
		"log, of nothing":    {Log, nil, span{1, 10}, []string{"1", "2", "5", "10"}},
		"nines":              {Nines, []float64{0, 0.9999}, span{0, 0.9999}, []string{"0 %", "50 %", "90 %", "99 %", "99.9 %", "99.99 %"}},
		"nines, few items":   {Nines, []float64{0, 0.5}, span{0, 0.9}, []string{"0 %", "50 %", "90 %"}},
	} {
		shown := c.scale.of(c.values)
		require.InDelta(t, c.shown.low, shown.low, 1e-9, name)
		require.InDelta(t, c.shown.high, shown.high, 1e-9, name)
		require.Equal(t, c.labels, labels(c.scale.ticks(shown)), name)
	}
}

func TestAnAxisHoldsAllValuesAndLinearOnesStartAtZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.SampledFrom([]Scale{Linear, Log}).Draw(t, "scale")
		values := rapid.SliceOfN(rapid.Float64Range(smallest, largest), 1, 5).Draw(t, "values")
		shown := scale.of(values)
		if scale == Linear {
			require.Zero(t, shown.low)
		}
		for _, v := range values {
			require.LessOrEqual(t, shown.low, v*(1+1e-9))
			require.GreaterOrEqual(t, shown.high, v*(1-1e-9))
		}
		require.Less(t, shown.low, shown.high)
		ticks := labels(scale.ticks(shown))
		require.GreaterOrEqual(t, len(ticks), 2)
		require.LessOrEqual(t, len(ticks), mostTicks+2)
	})
}

func TestPlacesHaveEvenDistances(t *testing.T) {
	require.Equal(t, 7.0, Linear.place(7))
	require.InDelta(t, Log.place(10)-Log.place(1), Log.place(1000)-Log.place(100), 1e-9)
	require.InDelta(t, 1, Nines.place(0.9), 1e-9)
	require.InDelta(t, 3, Nines.place(0.999), 1e-9)
	require.Zero(t, Nines.place(0))
}

func TestShortNumbers(t *testing.T) {
	for value, want := range map[float64]string{
		0: "0", 0.25: "0.25", 8.888: "8.89", 999.9: "1,000", 1250: "1,250", 9999: "10k", 12_345: "12.3k", 999_999: "1M", 2.5e6: "2.5M", 3e9: "3G", 1e14: "100T",
	} {
		require.Equal(t, want, short(value, 3))
	}
}
