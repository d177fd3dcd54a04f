package capacity

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The model counts what has come in and what has gone out, in steps of a millisecond.
func TestABucketIsACountOfUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const ms = int64(1e6)
		rate := rapid.Float64Range(0.5, 1e5).Draw(t, "rate")
		depth := rapid.Float64Range(0, 1e6).Draw(t, "depth")
		now := int64(1)
		var b bucket
		b.set(now, rate, depth)
		count := depth
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch rapid.IntRange(0, 3).Draw(t, "do") {
			case 0:
				units := rapid.Float64Range(-100, 1e5).Draw(t, "units")
				b.take(now, units)
				count = min(count-units, depth)
			case 1:
				steps := rapid.IntRange(1, 2000).Draw(t, "milliseconds")
				now += int64(steps) * ms
				for range steps {
					count = min(count+rate/1000, depth)
				}
			case 2:
				rate = rapid.Float64Range(0.5, 1e5).Draw(t, "rate")
				depth = rapid.Float64Range(0, 1e6).Draw(t, "depth")
				b.set(now, rate, depth)
				count = min(count, depth)
			case 3:
				b.wait(now, 0) // changes nothing
			}
			tolerance := 1e-6 * (1 + math.Abs(count) + depth)
			b.refill(now)
			require.InDelta(t, count, b.units, tolerance)
			require.InDelta(t, max(0, -count), b.debt(now), tolerance)
		}
	})
}

func TestABucketWithoutARateLetsAllThroughAndOwesNothing(t *testing.T) {
	var b bucket
	b.take(1, 1e9)
	assert.Zero(t, b.wait(1, 1e9))
	assert.Zero(t, b.debt(1))
	b.set(1, 10, 10)
	assert.Equal(t, 10.0, b.units, "a limit begins with what it may save")
	b.take(1, 100)
	b.set(1, 0, 0)
	assert.Zero(t, b.wait(1, 0))
	assert.Zero(t, b.debt(1))
}

func TestABucketsWaitFitsADuration(t *testing.T) {
	var b bucket
	b.set(1, 1e-9, 0)
	b.take(1, 1e15)
	assert.Equal(t, time.Duration(maxWait), b.wait(1, 0))
	assert.Positive(t, b.wait(1, 1e300))
}
