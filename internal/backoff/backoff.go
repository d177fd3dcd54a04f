// Package backoff says how long to wait before another attempt: exponential, with full jitter,
// so that requests that failed together don't come back together.
package backoff

import (
	"math/rand/v2"
	"time"
)

// Policy bounds the wait. The wait before retry n (from 1) is uniform over (0, min(Max,
// Base * 2^(n-1))].
type Policy struct {
	Base, Max time.Duration
}

// Ceiling is the longest wait before retry n, counted from 1.
func (p Policy) Ceiling(n int) time.Duration {
	d := p.Base
	for range n - 1 {
		if d >= p.Max/2 {
			return p.Max
		}
		d *= 2
	}
	return min(d, p.Max)
}

// Wait draws the wait before retry n, counted from 1.
func (p Policy) Wait(n int) time.Duration {
	c := p.Ceiling(n)
	if c <= 0 {
		return 0
	}
	return 1 + rand.N(c)
}
