package throughput

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var start = time.Unix(1_700_000_000, 0)

func newBucket(rate float64, saves time.Duration) *bucket {
	b := &bucket{saves: saves}
	b.fill(start, rate)
	return b
}

func TestABucketSavesNoMoreThanItMay(t *testing.T) {
	for name, test := range map[string]struct {
		saves, passed time.Duration
		want          float64
	}{
		"at once":          {300 * time.Second, 0, 10},
		"after a while":    {300 * time.Second, 99 * time.Second, 1000},
		"up to the cap":    {300 * time.Second, 299 * time.Second, 3000},
		"not above it":     {300 * time.Second, time.Hour, 3000},
		"a second only":    {time.Second, time.Hour, 10},
		"not a second yet": {time.Second / 2, 0, 5},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBucket(10, test.saves)
			require.InDelta(t, test.want, b.units(start.Add(test.passed)), 1e-6)
		})
	}
}

func TestAChargeLargerThanTheBucketIsRepaidByTime(t *testing.T) {
	b := newBucket(10, time.Second)
	require.True(t, b.open(start))
	b.charge(start, 60)
	require.InDelta(t, -50, b.units(start), 1e-6)
	require.False(t, b.open(start.Add(5*time.Second)))
	require.True(t, b.open(start.Add(5*time.Second+1)))
}

func TestUnitsGivenBackDontOverfillTheBucket(t *testing.T) {
	b := newBucket(10, time.Second)
	b.charge(start, 4)
	b.charge(start, -100)
	require.InDelta(t, 10, b.units(start), 1e-6)
}

func TestWithoutARateThereIsNoLimit(t *testing.T) {
	b := newBucket(0, time.Second)
	b.charge(start, 1e12)
	require.True(t, b.open(start))
	require.True(t, math.IsInf(b.units(start), 1))
}

func TestANewRateKeepsWhatIsHeldOrOwed(t *testing.T) {
	for name, test := range map[string]struct{ from, to, charge, want float64 }{
		"more":              {10, 100, 5, 5},
		"less":              {100, 10, 60, 40},
		"less than is held": {100, 10, 0, 100}, // 300 seconds' worth of 10
		"debt":              {10, 20, 50, -40},
		"a limit begins":    {0, 20, 50, 20},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBucket(test.from, Burst)
			b.charge(start, test.charge)
			b.setRate(start, test.to)
			require.InDelta(t, test.want, b.units(start), 1e-6)
			b.setRate(start, 0)
			require.True(t, math.IsInf(b.units(start), 1))
		})
	}
	capped := newBucket(1000, Burst)
	capped.setRate(start, 1)
	require.InDelta(t, 300, capped.units(start), 1e-6)
}

// A plain token bucket with floats is the model.
func TestABucketAgreesWithACountOfTokens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		saves := time.Duration(rapid.IntRange(1, 300).Draw(t, "saves")) * time.Second
		rate := rapid.Float64Range(1, 40000).Draw(t, "rate")
		b := newBucket(rate, saves)
		now, tokens := start, rate*min(saves, time.Second).Seconds()
		steps := 0
		t.Repeat(map[string]func(*rapid.T){
			"pass": func(t *rapid.T) {
				d := time.Duration(rapid.Int64Range(0, int64(400*time.Second)).Draw(t, "d"))
				now = now.Add(d)
				tokens = min(tokens+rate*d.Seconds(), rate*saves.Seconds())
			},
			"charge": func(t *rapid.T) {
				units := rapid.Float64Range(0, 3*rate).Draw(t, "units")
				b.charge(now, units)
				tokens -= units
			},
			"rate": func(t *rapid.T) {
				rate = rapid.Float64Range(1, 40000).Draw(t, "rate")
				b.setRate(now, rate)
				tokens = min(tokens, rate*saves.Seconds())
			},
			"": func(t *rapid.T) {
				// Each step may round by a nanosecond's worth of units, at the highest rate.
				steps++
				require.InDelta(t, tokens, b.units(now), 1e-3+float64(steps)*4e-5+math.Abs(tokens)*1e-6)
			},
		})
	})
}
