package retrybudget

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const second = int64(time.Second)

func TestABudgetBeginsFullAndGrantsWhatItHas(t *testing.T) {
	b := New(0, DefaultRatio)
	require.Zero(t, b.Wait(0))
	require.Equal(t, 400, b.Take(0, 400))
	require.Equal(t, Max-400, b.Take(0, Max))
	require.Zero(t, b.Take(0, 1))
	require.Equal(t, time.Second/Drip, b.Wait(0))
}

func TestSuccessesEarnTheirRatio(t *testing.T) {
	for _, c := range []struct {
		ratio     float64
		successes int
		want      int
	}{
		{0.5, 1, 0}, {0.5, 2, 1}, {0.5, 5, 2}, {1, 7, 7}, {0.1, 10, 1}, {2, 3, 6}, {0, 1e6, 0},
		{0.5, 1e9, Max}, {0.5, math.MaxInt, Max}, {1e300, 1, Max}, {math.Inf(1), 1, Max}, {0.5, 0, 0}, {0.5, -4, 0},
	} {
		b := New(0, c.ratio)
		b.Take(0, Max)
		b.Success(0, c.successes)
		require.Equal(t, c.want, b.Take(0, 2*Max), "%+v", c)
	}
}

func TestRetriesDripInUpToTheMaximum(t *testing.T) {
	for elapsed, want := range map[int64]int{
		second/Drip - 1: 0, second / Drip: 1, second: Drip, 99 * second: 990, 3600 * second: Max,
		math.MaxInt64 - second: Max,
	} {
		b := New(second, 0)
		b.Take(second, Max)
		require.Equal(t, want, b.Take(second+elapsed, 2*Max), "after %v", time.Duration(elapsed))
	}
}

func TestRetriesThatSucceedAreGivenBack(t *testing.T) {
	b := New(0, DefaultRatio)
	b.Take(0, Max-4)
	for _, want := range []int{4, 6, 9, 13} { // nothing but retries, and all of them succeed
		require.Equal(t, want, b.Take(0, Max))
		b.Success(0, want)
		b.Return(want)
	}
	b.Return(-1)
	b.Return(math.MaxInt)
	require.Equal(t, Max, b.Take(0, 2*Max))
}

func TestANegativeRatioGrantsAll(t *testing.T) {
	b := New(0, -1)
	for range 3 {
		require.Equal(t, 1_000_000, b.Take(0, 1_000_000))
		b.Success(0, 1)
		require.Zero(t, b.Wait(0))
	}
	require.Zero(t, b.Take(0, -1))
}

func TestAClockThatGoesBackAddsNothing(t *testing.T) {
	b := New(10*second, 0)
	b.Take(10*second, Max)
	require.Zero(t, b.Take(0, 1))
	require.Zero(t, b.Take(10*second, 1), "the time since 0 hasn't come in twice")
}

// Nothing succeeds for an hour, and everything is retried as soon as it may be.
func TestAnOutageOfAnHourIsHardlyAmplified(t *testing.T) {
	b := New(0, DefaultRatio)
	granted, now := 0, int64(0)
	for now <= 3600*second {
		n := b.Take(now, 100_000)
		granted += n
		wait := b.Wait(now)
		require.Positive(t, wait)
		require.LessOrEqual(t, wait, time.Second/Drip, "nobody waits for ever")
		now += int64(wait)
	}
	require.Equal(t, Max+3600*Drip, granted)
}

// Each request is tried until it succeeds; every attempt fails with the same share. Retries are
// paid by the successes alone, so no retry finds the budget empty.
func TestASteadyShareOfFailuresPassesWithoutDelayIfTheRatioAllowsIt(t *testing.T) {
	for _, c := range []struct {
		share, ratio float64
		passes       bool
	}{
		{share: 0.2, ratio: DefaultRatio, passes: true},
		{share: 0.33, ratio: DefaultRatio, passes: true},
		{share: 0.5, ratio: 1, passes: true},
		{share: 0.5, ratio: DefaultRatio, passes: false},
	} {
		b := New(0, c.ratio)
		delayed, waiting := 0, 0
		const perStep = 100 // each 10 ms: 10,000 new requests per second, for a minute
		for now := int64(0); now < 60*second; now += second / 100 {
			retries := b.Take(now, waiting)
			delayed += waiting - retries
			attempts := perStep + retries
			failed := int(float64(attempts) * c.share)
			waiting += failed - retries
			b.Success(now, attempts-failed)
		}
		require.Equal(t, c.passes, delayed == 0, "%+v: %d delayed", c, delayed)
	}
}

// The bound holds exactly, and Wait tells the truth to the nanosecond.
func TestRetriesNeverExceedTheirBoundOverAnyHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ratio := rapid.SampledFrom([]float64{0, 0.123456789, 0.25, 0.5, 1, 3}).Draw(t, "ratio")
		start := rapid.Int64Range(0, math.MaxInt64/4).Draw(t, "start")
		b := New(start, ratio)
		type mark struct{ at, earned, granted int64 }
		marks := []mark{{at: start}}
		now, earned, granted := start, int64(0), int64(0)
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			now += rapid.OneOf(rapid.Int64Range(0, second), rapid.Int64Range(0, 200*second)).Draw(t, "pause")
			n := rapid.OneOf(rapid.IntRange(0, 30), rapid.IntRange(0, 3*Max)).Draw(t, "n")
			if rapid.Bool().Draw(t, "success") {
				b.Success(now, n)
				earned += int64(n) * int64(ratio*float64(retry))
			} else {
				if wait := int64(b.Wait(now)); wait > 0 {
					copied := *b
					require.Zero(t, copied.Take(now+wait-1, 1), "sooner than Wait said")
					copied = *b
					require.Equal(t, 1, copied.Take(now+wait, 1), "when Wait said")
				} else {
					copied := *b
					require.Equal(t, 1, copied.Take(now, 1))
				}
				got := b.Take(now, n)
				require.GreaterOrEqual(t, got, 0)
				require.LessOrEqual(t, got, n)
				granted += int64(got)
			}
			marks = append(marks, mark{now, earned, granted})
			for _, m := range marks { // over any part of the history, not only the whole
				if (granted-m.granted)*retry > full+earned-m.earned+(now-m.at)*Drip {
					t.Fatalf("%d retries since %d", granted-m.granted, m.at)
				}
			}
		}
	})
}

func BenchmarkSuccessAndTake(b *testing.B) {
	budget, now := New(0, DefaultRatio), int64(0)
	for b.Loop() {
		now += 1000
		budget.Success(now, 25)
		budget.Take(now, 1)
	}
}
