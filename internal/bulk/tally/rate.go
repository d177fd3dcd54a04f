package tally

import (
	"math"
	"time"
)

const (
	// Window is how far a rate looks back. DynamoDB's capacity and throttling are averages over seconds; ten of them
	// smooth that out, and still follow within a look.
	Window = 10 * time.Second
	// grain is how far apart the observations are that a rate keeps. The window is as exact as that.
	grain = 250 * time.Millisecond
	// kept is how many observations cover the window, and one behind its end.
	kept = int(Window/grain) + 2
)

// Rate is how many items a second a job does, over the last Window, or since its first observation if that's less. The
// zero value is ready. It isn't safe for concurrent use: it belongs to whoever reports progress.
type Rate struct {
	// seen is a ring of observations, count of them from first on, at least a grain apart. The oldest is the last
	// one that's as old as the window or older, if there's any.
	seen         [kept]observation
	first, count int
	last         observation
}

type observation struct {
	at    time.Time
	total int64
}

// Observe says how many items are done in all at a time. The first observation is where counting starts, so a
// resumed job's earlier items aren't in its rate. One that isn't later than the one before changes nothing. It takes
// constant time over many calls, and so does PerSecond.
func (r *Rate) Observe(now time.Time, total int64) {
	if r.count > 0 && !now.After(r.last.at) {
		return
	}
	r.last = observation{now, total}
	if r.count > 0 && now.Sub(r.nth(r.count-1).at) < grain {
		return
	}
	r.seen[(r.first+r.count)%kept] = r.last
	r.count++
	r.forget(now)
}

// PerSecond returns the rate at a time: 0 before there are two moments to compare.
//
// It's also good between two observations and after the last: a job that stands still comes to 0 even if nobody
// observes it.
func (r *Rate) PerSecond(now time.Time) float64 {
	if r.count == 0 {
		return 0
	}
	r.forget(now)
	from := r.nth(0)
	elapsed := now.Sub(from.at)
	if elapsed <= 0 {
		return 0
	}
	return float64(max(0, r.last.total-from.total)) / elapsed.Seconds()
}

// forget drops observations until only the oldest is out of the window.
func (r *Rate) forget(now time.Time) {
	for r.count > 1 && now.Sub(r.nth(1).at) >= Window {
		r.first = (r.first + 1) % kept
		r.count--
	}
}

func (r *Rate) nth(i int) observation { return r.seen[(r.first+i)%kept] }

// maxETA is the longest time that's worth being told, a hundred years. It keeps the result from overflowing.
const maxETA = 100 * 365 * 24 * time.Hour

// ETA returns how long the rest takes at the given rate, a number of items a second. ok is false where nobody can say:
// the total isn't known (0 or less), nothing moves, or it would take more than a hundred years. More done than the total, which is
// an estimate for tables, takes no time.
func ETA(done, total int64, rate float64) (left time.Duration, ok bool) {
	if total <= 0 {
		return 0, false
	}
	if done >= total {
		return 0, true
	}
	// Not rate <= 0, which lets NaN through.
	if !(rate > 0) || math.IsInf(rate, 1) {
		return 0, false
	}
	seconds := float64(total-done) / rate
	if seconds > maxETA.Seconds() {
		return 0, false
	}
	return time.Duration(seconds * float64(time.Second)), true
}
