package engine

import (
	"math"
	"time"
)

// Line is what happened over time, in steps.
type Line struct {
	Step  time.Duration
	Steps []Step
}

// Sum adds up the steps that begin from a time on and before another.
func (l Line) Sum(from, to time.Duration) (sum Step) {
	if l.Step <= 0 {
		return sum
	}
	for i, step := range l.Steps {
		if begins := time.Duration(i) * l.Step; begins >= from && begins < to {
			sum.add(step)
		}
	}
	return sum
}

// PerSecond are the units that were consumed a second between two times.
func (l Line) PerSecond(from, to time.Duration) float64 {
	if to <= from {
		return 0
	}
	return l.Sum(from, to).Units / (to - from).Seconds()
}

// UntilUsed is the time from one point on until so many units a second were
// consumed, over a window that begins then and ends before the end. It's not a
// number if they never were.
func (l Line) UntilUsed(from, to, window time.Duration, units float64) float64 {
	for at := from; at+window <= to; at += max(l.Step, 1) {
		if l.PerSecond(at, at+window) >= units {
			return (at - from).Seconds()
		}
	}
	return math.NaN()
}

// UntilCalm is the time from one point on until the throttled share of all that
// followed was below the share, with one window at least to tell. It's not a number
// if it never was.
func (l Line) UntilCalm(from, to, window time.Duration, share float64) float64 {
	for at := from; at+window <= to; at += max(l.Step, 1) {
		if l.Sum(at, to).Throttled() < share {
			return (at - from).Seconds()
		}
	}
	return math.NaN()
}
