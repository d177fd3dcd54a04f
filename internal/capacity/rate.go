package capacity

import "math"

// rate is the adaptive part of a limiter, see the package's comment for its law.
type rate struct {
	now   float64 // units per second
	cold  bool    // no throttle was met yet
	grown bool    // beyond its start

	// plateau is the rate that was borne last, base the one after the cut, and age the time since, as far
	// as requests were waiting.
	plateau, base float64
	age, rise     float64 // seconds; rise is how long it takes to be back at the plateau

	cutAt int64 // the last cut
}

const (
	// doubling is in how many seconds a cold rate doubles: from a new table's 4,000 writes to 300,000 in
	// 0.6 s, with no more than 8 % of the time between two round trips of 10 ms.
	doubling = 0.1
	// keeps is what a cut leaves of the rate that was borne.
	keeps = 0.85
	// cutPause is the least time between two cuts, so that one can show what it did.
	cutPause = int64(250e6)
	// leastRate is what a rate never falls below: one unit in ten seconds still finds out when it's over.
	leastRate = 0.1
	mostRate  = 1e9
)

// grow lets seconds pass during which requests were waiting for the rate.
func (r *rate) grow(seconds float64) {
	if r.cold {
		r.now = min(r.now*math.Exp2(seconds/doubling), mostRate)
		r.grown = true
		return
	}
	r.age += seconds
	x := (r.age - r.rise) / r.rise
	r.now = min(max(r.now, r.plateau+(r.plateau-r.base)*x*x*x), mostRate)
}

// cut lowers the rate to a part of what was borne.
func (r *rate) cut(now int64, borne float64) {
	r.cold = false
	r.plateau = max(borne, leastRate)
	r.base = r.plateau * keeps
	r.now = r.base
	r.age, r.rise = 0, riseOf(r.plateau)
	r.cutAt = now
}

// restore takes cuts back that didn't help.
func (r *rate) restore(now int64, rate float64) {
	r.cut(now, rate)
	r.now, r.age = r.plateau, r.rise
}

// riseOf is how long it takes to be back at a plateau. That it's longer for higher ones has two executors
// of one table come to equal shares; for the lowest it's as long as some fifty units take, since each look
// beyond the limit costs a refused one.
func riseOf(plateau float64) float64 {
	return max(min(max(2*math.Cbrt(plateau/1000), 1), 4), 50/plateau)
}
