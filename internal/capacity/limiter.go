package capacity

import (
	"math"
	"time"
)

// Config is what a limiter begins with.
type Config struct {
	// Adaptive has the rate follow what the service refuses.
	Adaptive bool
	// Start is the rate to begin with, in units per second, above 0 if it's adaptive.
	Start float64
}

// Limiter says when calls may be made that draw on one resource: the reads or writes of a table, an index
// or a partition key. It isn't safe for concurrent use. Times are nanoseconds of a monotonic clock, which
// may not be 0.
type Limiter struct {
	adaptive bool
	user     bucket
	own      bucket // at the adaptive rate
	rate     rate
	grownAt  int64
	hungry   int64 // when a request last found the adaptive rate too low
	tape     tape
	sinceCut span  // of calls that began after the last cut
	lastOf   int64 // when the latest of those began
	noise    noise
	used     float64
}

const (
	// ownDepth is how much time's worth the adaptive bucket saves: enough for timers that are late.
	ownDepth = 0.1
	// chunk is how much time's worth a call should ask for.
	chunk = 0.1
	// staysHungry is for how long after a request had to wait the rate goes on growing.
	staysHungry = int64(250e6)
)

// New makes a limiter.
func New(now int64, c Config) *Limiter {
	l := &Limiter{adaptive: c.Adaptive, grownAt: now, hungry: math.MinInt64 / 2}
	if c.Adaptive {
		l.rate = rate{now: max(c.Start, leastRate), cold: true}
		l.own.at = now
		l.follow(now)
	}
	return l
}

// Set sets the user's limit in units per second, 0 for none, and how long what isn't used is saved.
func (l *Limiter) Set(now int64, units float64, burst time.Duration) {
	l.user.set(now, units, units*burst.Seconds())
}

// Hint tells what the service reports as its capacity: where a rate begins that hasn't begun.
func (l *Limiter) Hint(now int64, units float64) {
	if l.adaptive && l.rate.cold && !l.rate.grown && units > 0 {
		l.rate.now = max(units, leastRate)
		l.follow(now)
	}
}

// follow sets the bucket to the rate.
func (l *Limiter) follow(now int64) { l.own.set(now, l.rate.now, max(1, l.rate.now*ownDepth)) }

// Ready is how long until a call may be made, 0 if it may now. That something waits lets the rate grow.
func (l *Limiter) Ready(now int64) time.Duration {
	wait := l.user.wait(now, 0)
	if !l.adaptive {
		return wait
	}
	l.advance(now)
	own := l.own.wait(now, 0)
	if own > 0 && own >= wait {
		l.hungry = now
	}
	return max(wait, own)
}

// advance lets the rate grow by the time that has passed since it was last looked at.
func (l *Limiter) advance(now int64) {
	dt := now - l.grownAt
	if dt < growStep {
		return
	}
	l.grownAt = now
	if now-l.hungry > staysHungry {
		return
	}
	l.rate.grow(min(float64(dt), float64(staysHungry)) / 1e9)
	l.follow(now)
}

// growStep is how often the rate grows.
const growStep = int64(5e6)

// Room is how many units the next call should ask for at the most: a low rate is better served by small
// calls now and then than by large ones seldom. It's 1 at least, and infinite without limits.
func (l *Limiter) Room(int64) float64 {
	room := math.Inf(1)
	for _, b := range []*bucket{&l.user, &l.own} {
		if b.rate > 0 {
			room = min(room, max(1, b.rate*chunk))
		}
	}
	return room
}

// Take charges what a call is expected to consume.
func (l *Limiter) Take(now int64, units float64) {
	l.user.take(now, units)
	l.own.take(now, units)
}

// Correct charges what it consumed beyond that, or gives back.
func (l *Limiter) Correct(now int64, delta float64) { l.Take(now, delta) }

// Wait is how long until that many units more have been let through, at the rate in force.
func (l *Limiter) Wait(now int64, units float64) time.Duration {
	return max(l.user.wait(now, units), l.own.wait(now, units))
}

// Done tells what came of a call that began at a time: units accepted and units refused.
func (l *Limiter) Done(now, began int64, accepted, refused float64) {
	l.used += accepted
	l.tape.add(now, accepted, refused)
	if !l.adaptive {
		return
	}
	if began >= l.rate.cutAt {
		l.sinceCut.accepted += accepted
		l.sinceCut.refused += refused
		l.lastOf = max(l.lastOf, began)
		if refused > 0 {
			l.advance(now)
			l.refused(now)
		}
	}
}

// refused lowers the rate, unless that was done a moment ago, or doesn't help.
func (l *Limiter) refused(now int64) {
	r := &l.rate
	if !r.cold && now-r.cutAt < cutPause && !l.sinceCut.mostRefused() {
		return
	}
	recent, seconds := l.lately(now)
	if l.noise.is(now, recent) {
		return
	}
	if l.noise.found(now, !r.cold && now-r.cutAt < int64(r.rise*0.5e9), r.now, recent) {
		r.restore(now, l.noise.rate)
	} else {
		borne := recent.accepted / max(seconds, 0.05)
		r.cut(now, min(max(borne, r.now/2), r.now))
	}
	l.sinceCut, l.lastOf = span{}, 0
	l.follow(now)
}

// lately is what came of the calls of the last second; after a cut only of those that began since, and the
// time in which they did.
func (l *Limiter) lately(now int64) (span, float64) {
	if since := now - l.rate.cutAt; l.rate.cold || since > int64(1e9) {
		return l.tape.since(now, now-int64(1e9))
	}
	return l.sinceCut, float64(l.lastOf-l.rate.cutAt) / 1e9
}

// Snapshot is a limiter's state.
type Snapshot struct {
	// Limit is the rate in force in units per second, infinite without any; Set is the user's and Adaptive
	// the one that follows the service, 0 if there's none.
	Limit, Set, Adaptive float64
	// Used are the units consumed since the start, UsedPerSecond those of the last second. Debt is what was
	// taken beyond what there was.
	Used, UsedPerSecond, Debt float64
}

// Snapshot returns the state.
func (l *Limiter) Snapshot(now int64) Snapshot {
	s := Snapshot{Limit: math.Inf(1), Set: l.user.rate, Adaptive: l.own.rate, Used: l.used, Debt: max(l.user.debt(now), l.own.debt(now))}
	for _, rate := range []float64{s.Set, s.Adaptive} {
		if rate > 0 {
			s.Limit = min(s.Limit, rate)
		}
	}
	recent, seconds := l.tape.since(now, now-int64(1e9))
	s.UsedPerSecond = recent.accepted / max(seconds, 1)
	return s
}
