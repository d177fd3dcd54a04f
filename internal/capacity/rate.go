package capacity

import "math"

// rate is the adaptive part of a limiter, see the package's comment for its law.
type rate struct {
	now  float64 // units per second
	cold bool    // no throttle was met yet, or nothing but throttles

	// doubling is in how many seconds a cold rate doubles; a stalled one waits for something to be accepted:
	// an item of many units may keep the service in debt for long.
	doubling float64
	stalled  bool

	// plateau is the rate that was borne last, base the one after the cut, and age the time since, as far
	// as requests were waiting.
	plateau, base float64
	age, rise     float64 // seconds; rise is how long it takes to be back at the plateau

	cutAt int64 // the last cut
}

const (
	// firstDoubling is in how many seconds a new rate doubles: from a new table's 4,000 writes to 300,000 in
	// 0.6 s.
	firstDoubling = 0.1
	// laterDoubling is that of one that begins again after an outage.
	laterDoubling = 1
	// outage is how many cuts in a row nothing was accepted between: that says nothing of a rate any more.
	outage = 3
	// keeps is what a cut leaves of the rate that was borne.
	keeps = 0.85
	// cutPause is the least time between two cuts, so that one can show what it did.
	cutPause = int64(250e6)
	// leastRate is what a rate never falls below: one unit in ten seconds still finds out when it's over.
	leastRate = 0.1
	// stalledRate is how often a service that refuses everything is asked at least: once in a second.
	stalledRate = 1
	mostRate    = 1e9
)

// grow lets seconds pass during which requests were waiting for the rate.
func (r *rate) grow(seconds float64) {
	if r.stalled {
		return
	}
	if r.cold {
		// By no more than the double between two looks: a long wait isn't demand for ever more.
		r.now = min(r.now*math.Exp2(min(seconds/r.doubling, 1)), mostRate)
		return
	}
	r.age += seconds
	x := (r.age - r.rise) / r.rise
	r.now = min(max(r.now, r.plateau+(r.plateau-r.base)*x*x*x), mostRate)
}

// stall lowers the rate where everything is refused: by half with each round trip, down to little. It
// begins anew when something is accepted.
func (r *rate) stall(now int64) {
	r.cold, r.stalled = true, true
	r.doubling = laterDoubling
	r.now = min(r.now, max(r.now/2, stalledRate))
	r.cutAt = now
}

// cut lowers the rate to a part of what was borne.
func (r *rate) cut(now int64, borne, perCall float64) {
	r.cold = false
	r.plateau = max(borne, leastRate)
	r.base = r.plateau * keeps
	r.now = max(r.base, leastRate)
	r.age, r.rise = 0, riseOf(r.plateau, perCall)
	r.cutAt = now
}

// below says that the rate hasn't come back yet to what was borne before the last cut: it's at least
// 0.4 % lower.
func (r *rate) below() bool { return !r.cold && r.age < 0.7*r.rise }

// restore takes cuts back that didn't help.
func (r *rate) restore(now int64, rate, perCall float64) {
	r.cut(now, rate, perCall)
	r.now, r.age = r.plateau, r.rise
}

// riseOf is how long it takes to be back at a plateau, with calls of so many units. That it's longer for
// higher ones has two executors of one table come to equal shares; for the lowest it's as long as a hundred
// units or ten calls take, since each look beyond the limit costs one that's refused.
func riseOf(plateau, perCall float64) float64 {
	return max(min(2*math.Cbrt(plateau/1000), 3), max(100, 10*perCall)/plateau)
}
