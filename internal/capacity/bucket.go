package capacity

import (
	"math"
	"time"
)

// bucket is a token bucket that may go into debt: whoever finds it above empty may take as much as it
// needs, and those after it wait until time has paid that off. So no request is too large for it.
type bucket struct {
	// rate is in units per second, 0 for no limit; depth is how many units it can save, above 0.
	rate, depth float64
	units       float64
	at          int64 // when units was right
}

func (b *bucket) refill(now int64) {
	if dt := now - b.at; dt > 0 {
		b.units = min(b.units+b.rate*float64(dt)/1e9, b.depth)
		b.at = now
	}
}

// set changes the rate. What is saved or owed stays, as far as the bucket can hold it.
func (b *bucket) set(now int64, rate, depth float64) {
	b.refill(now)
	if b.rate == 0 { // a limit begins with what it may save, and without debt
		b.units = depth
	}
	b.rate, b.depth = rate, depth
	b.units = min(b.units, depth)
}

func (b *bucket) take(now int64, units float64) {
	if b.rate == 0 {
		return
	}
	b.refill(now)
	b.units = min(b.units-units, b.depth)
}

// wait is how long until units more are there and one may take again.
func (b *bucket) wait(now int64, units float64) time.Duration {
	if b.rate == 0 {
		return 0
	}
	b.refill(now)
	lack := units - b.units
	if lack < 0 || lack == 0 && units > 0 {
		return 0
	}
	// A nanosecond more, so that it's above empty then and not just at it.
	return time.Duration(min(math.Ceil(lack/b.rate*1e9)+1, maxWait))
}

// maxWait keeps waits within what a duration can hold: a century.
const maxWait = 100 * 365 * 24 * 3600 * 1e9

func (b *bucket) debt(now int64) float64 {
	if b.rate == 0 {
		return 0
	}
	b.refill(now)
	return max(0, -b.units)
}
