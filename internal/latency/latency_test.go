package latency

import (
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func lognormal(t testing.TB, median, p99 time.Duration) Distribution {
	d, err := Lognormal(median, p99)
	require.NoError(t, err)
	return d
}

func TestAFixedTimeIsAlwaysTheSame(t *testing.T) {
	s := NewSource(1)
	for range 100 {
		require.Equal(t, 3*time.Millisecond, s.Draw(Fixed(3*time.Millisecond)))
		require.Zero(t, s.Draw(Distribution{}))
		require.Zero(t, s.Draw(Fixed(-1)))
	}
	require.True(t, Distribution{}.Zero())
	require.False(t, Fixed(1).Zero())
}

func TestALognormalHasItsMedianAndP99(t *testing.T) {
	const n = 200_000
	for _, test := range []struct{ median, p99 time.Duration }{
		{3 * time.Millisecond, 12 * time.Millisecond}, {time.Second, 1100 * time.Millisecond}, {time.Millisecond, time.Second},
	} {
		d := lognormal(t, test.median, test.p99)
		s := NewSource(7)
		drawn := make([]time.Duration, n)
		for i := range drawn {
			drawn[i] = s.Draw(d)
			require.GreaterOrEqual(t, drawn[i], time.Duration(0))
		}
		slices.Sort(drawn)
		// Of the logarithm, the median of n draws is off by about 1.25 sigma/sqrt(n), the 99th
		// percentile by 3 times that.
		require.InEpsilon(t, float64(test.median), float64(drawn[n/2]), 10*d.sigma/math.Sqrt(n))
		require.InEpsilon(t, float64(test.p99), float64(drawn[n*99/100]), 30*d.sigma/math.Sqrt(n))
	}
}

func TestQuantiles(t *testing.T) {
	d := lognormal(t, 3*time.Millisecond, 12*time.Millisecond)
	for p, want := range map[float64]time.Duration{0.5: 3 * time.Millisecond, 0.99: 12 * time.Millisecond, 0.01: 750 * time.Microsecond} {
		got, err := d.Quantile(p)
		require.NoError(t, err)
		require.InEpsilon(t, float64(want), float64(got), 1e-6)
	}
	for _, p := range []float64{0, 1, -1, 2, math.NaN()} {
		_, err := d.Quantile(p)
		require.Error(t, err)
	}
	require.Equal(t, 3*time.Millisecond, d.Median())
}

func TestTheSameMedianAndP99IsAFixedTime(t *testing.T) {
	require.Equal(t, Fixed(time.Second), lognormal(t, time.Second, time.Second))
}

func TestImpossibleDistributionsAreRefused(t *testing.T) {
	for name, test := range map[string]struct{ median, p99 time.Duration }{
		"no median": {0, time.Second}, "negative": {-1, 1}, "p99 below the median": {2, 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Lognormal(test.median, test.p99)
			require.Error(t, err)
		})
	}
}

func TestASeedRepeatsItsTimes(t *testing.T) {
	d := lognormal(t, time.Millisecond, 10*time.Millisecond)
	draw := func(seed int64, callers int) []time.Duration {
		s := NewSource(seed)
		all := make([][]time.Duration, callers)
		var wait sync.WaitGroup
		for i := range all {
			wait.Go(func() {
				for range 1200 / callers {
					all[i] = append(all[i], s.Draw(d))
				}
			})
		}
		wait.Wait()
		joined := slices.Concat(all...)
		if callers > 1 {
			slices.Sort(joined)
		}
		return joined
	}
	once := draw(1, 1)
	require.Equal(t, once, draw(1, 1))
	require.NotEqual(t, once, draw(2, 1))
	slices.Sort(once)
	require.Equal(t, once, draw(1, 4), "concurrent callers share out the same times")
}

func BenchmarkDraw(b *testing.B) {
	d, s := lognormal(b, time.Millisecond, 10*time.Millisecond), NewSource(1)
	b.ReportAllocs()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			s.Draw(d)
		}
	})
}
