// Package latency draws how long a simulated call takes.
package latency

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// Distribution says how long calls take. The zero value is no time at all. It holds no state, so it
// may be copied and used by many sources.
type Distribution struct {
	median time.Duration
	sigma  float64 // of the logarithm, 0 for a fixed time
}

// Fixed is always d. Negative times are none.
func Fixed(d time.Duration) Distribution { return Distribution{median: max(0, d)} }

// z99 is how many standard deviations the 99th percentile of a normal distribution lies above its
// median.
const z99 = 2.3263478740408408

// Lognormal is the usual shape of the latency of a service: no call takes less than nothing, most
// are near the median, and one in a hundred takes p99 or longer.
func Lognormal(median, p99 time.Duration) (Distribution, error) {
	if median <= 0 {
		return Distribution{}, fmt.Errorf("median latency is %s, give more than 0", median)
	}
	if p99 < median {
		return Distribution{}, fmt.Errorf("p99 latency is %s, give at least the median, %s", p99, median)
	}
	return Distribution{median: median, sigma: math.Log(float64(p99)/float64(median)) / z99}, nil
}

// Zero says whether d never takes any time.
func (d Distribution) Zero() bool { return d.median == 0 }

// Median is the time that half of the calls don't exceed.
func (d Distribution) Median() time.Duration { return d.median }

// Quantile is the time that a share p of the calls, between 0 and 1, doesn't exceed.
func (d Distribution) Quantile(p float64) (time.Duration, error) {
	if !(p > 0 && p < 1) {
		return 0, errors.New("quantile must be between 0 and 1")
	}
	return d.at(math.Sqrt2 * math.Erfinv(2*p-1)), nil
}

// at is the time at z standard deviations above the median.
func (d Distribution) at(z float64) time.Duration {
	if d.sigma == 0 {
		return d.median
	}
	return time.Duration(min(float64(d.median)*math.Exp(d.sigma*z), math.MaxInt64/2))
}

// Source draws from distributions, the same times in the same order for the same seed. Safe for
// concurrent use without a lock: the n-th draw is a function of the seed and n, so concurrent
// callers get the same times as serial ones, if not in the same order.
type Source struct {
	seed uint64
	n    atomic.Uint64
}

// NewSource returns a source with the given seed.
func NewSource(seed int64) *Source { return &Source{seed: uint64(seed)} }

// Draw is how long the next call takes.
func (s *Source) Draw(d Distribution) time.Duration {
	if d.sigma == 0 {
		return d.median
	}
	// A generator for one draw costs a few nanoseconds; a shared one would need a lock.
	g := rand.New(rand.NewPCG(s.seed, s.n.Add(1)))
	return d.at(g.NormFloat64())
}
