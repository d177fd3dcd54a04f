package throughput

import (
	"math"
	"sync/atomic"
	"time"
)

// bucket is a token bucket that may go into debt, in one atomic word.
//
// Instead of a count of tokens and the time of that count, which would need a lock, it keeps the
// instant at which it is, was or will be empty. Tokens are time: at a rate of 100 units per second
// a bucket that was empty 3 seconds ago holds 300 units, and one that will be empty in 2 seconds
// owes 200. Charging moves that instant forward, passing time does the rest, and the cap is how far
// it may lie in the past.
//
// A bucket with the rate 0 has no limit.
type bucket struct {
	// empty is that instant, in nanoseconds of the Unix epoch.
	empty atomic.Int64
	// rate is in units per second, the bits of a float64.
	rate atomic.Uint64
	// saves is how much time's worth of units the bucket can hold. Never changed while in use.
	saves time.Duration
}

// fill gives b the units of one second at the given rate. With none, the first request to a new
// table would be refused under a clock that stands still.
func (b *bucket) fill(now time.Time, rate float64) {
	b.empty.Store(now.Add(-min(b.saves, time.Second)).UnixNano())
	b.rate.Store(math.Float64bits(rate))
}

func (b *bucket) perSecond() float64 { return math.Float64frombits(b.rate.Load()) }

// open says whether the bucket holds anything at all.
func (b *bucket) open(now time.Time) bool {
	return b.perSecond() <= 0 || b.empty.Load() < now.UnixNano()
}

// charge takes units, at a loss if need be. Negative units give back.
func (b *bucket) charge(now time.Time, units float64) {
	rate := b.perSecond()
	if rate <= 0 || units == 0 {
		return
	}
	cost := nanoseconds(units / rate)
	oldest := now.Add(-b.saves).UnixNano()
	for {
		// What lies further back than the bucket can save has been lost by now.
		empty := b.empty.Load()
		if b.empty.CompareAndSwap(empty, max(max(empty, oldest)+cost, oldest)) {
			return
		}
	}
}

// units is what the bucket holds, negative if it is in debt, infinite without a limit.
func (b *bucket) units(now time.Time) float64 {
	rate := b.perSecond()
	if rate <= 0 {
		return math.Inf(1)
	}
	held := now.UnixNano() - max(b.empty.Load(), now.Add(-b.saves).UnixNano())
	return time.Duration(held).Seconds() * rate
}

// setRate changes the rate. The units that are held or owed stay what they are, in so far as the
// bucket can hold them at its new rate. A charge at the same moment may be counted at the old rate
// or at the new one; such a request was between the two in any case.
func (b *bucket) setRate(now time.Time, rate float64) {
	was := b.perSecond()
	if was == rate {
		return
	}
	if was <= 0 || rate <= 0 {
		b.fill(now, rate)
		return
	}
	for {
		empty := b.empty.Load()
		held := time.Duration(now.UnixNano() - max(empty, now.Add(-b.saves).UnixNano()))
		moved := min(nanoseconds(held.Seconds()*was/rate), int64(b.saves))
		if b.empty.CompareAndSwap(empty, now.UnixNano()-moved) {
			break
		}
	}
	b.rate.Store(math.Float64bits(rate))
}

// nanoseconds is s seconds, kept within a century so that sums can't overflow.
func nanoseconds(s float64) int64 {
	const century = 100 * 365 * 24 * 3600
	return int64(math.Round(max(-century, min(century, s)) * float64(time.Second)))
}
