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
	hungry   int64 // until when requests wait for the adaptive rate, as far as is known
	tape     tape
	sinceCut span    // of calls that began after the last cut
	inVain   int     // cuts in a row that nothing was accepted before
	perCall  float64 // units of a call, on average
	noise    noise
	peak     peak
	used     float64
	hinted   float64
}

const (
	// ownDepth is how much time's worth the adaptive bucket saves: enough for timers that are late.
	ownDepth = 0.1
	// chunk is how much time's worth a call should ask for.
	chunk = 0.1
	// staysHungry is for how long after that the rate goes on growing: until the next request asks.
	staysHungry = int64(100e6)
)

// New makes a limiter.
func New(now int64, c Config) *Limiter {
	l := &Limiter{adaptive: c.Adaptive, grownAt: now, hungry: math.MinInt64 / 2}
	if c.Adaptive {
		l.rate = rate{now: max(c.Start, leastRate), cold: true, doubling: firstDoubling}
		l.own.at = now
		l.follow(now)
	}
	return l
}

// Set sets the user's limit in units per second, 0 for none, and for how long what isn't used is saved: for
// one unit at least, since a bucket that holds nothing lets nothing through.
func (l *Limiter) Set(now int64, units float64, burst time.Duration) {
	l.user.set(now, units, max(1, units*burst.Seconds()))
}

// Hint tells what the service reports as its capacity: a better beginning, as long as no throttle has told
// more. It's no ceiling, and saying the same again means nothing.
func (l *Limiter) Hint(now int64, units float64) {
	if !l.adaptive || l.rate.cutAt > 0 || units <= 0 || units == l.hinted {
		return
	}
	l.hinted = units
	l.rate.now = max(units, leastRate)
	l.follow(now)
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
		l.hungry = now + int64(own)
	}
	return max(wait, own)
}

// advance lets the rate grow by the time that has passed since it was last looked at.
func (l *Limiter) advance(now int64) {
	if now-l.grownAt < growStep {
		return
	}
	dt := min(now, l.hungry+staysHungry) - l.grownAt
	l.grownAt = now
	if dt <= 0 {
		return
	}
	l.rate.grow(float64(dt) / 1e9)
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

// fewCalls is about how many calls the average size of one is of.
const fewCalls = 16

// Done tells what came of a call that began at a time: units accepted and units refused.
func (l *Limiter) Done(now, began int64, accepted, refused float64) {
	l.used += accepted
	l.tape.add(now, accepted, refused)
	r := &l.rate
	if !l.adaptive || began < r.cutAt {
		return // a cut has answered to all that began before it
	}
	l.sinceCut.accepted += accepted
	l.sinceCut.refused += refused
	l.perCall += (accepted + refused - l.perCall) / fewCalls
	l.peak.see(now, &l.tape)
	l.noise.call(accepted, refused)
	if !r.cold {
		l.noise.far.add(r.now, l.peak.rate, accepted, refused)
	}
	l.noise.add(r.now, r.below(), accepted, refused)
	if accepted > 0 {
		r.stalled = false
	}
	if refused > 0 {
		l.advance(now)
		l.refused(now)
	}
}

// refused lowers the rate, unless that was done a moment ago, or doesn't help.
func (l *Limiter) refused(now int64) {
	r := &l.rate
	if !r.cold && now-r.cutAt < cutPause && !l.sinceCut.mostRefused() {
		return
	}
	if l.noise.is(now, r.below(), r.rise) {
		return
	}
	if l.sinceCut.accepted > 0 {
		l.inVain = 0
	} else {
		l.inVain++
	}
	// More than a call's worth of it: a single call that's refused as a whole says less.
	short := l.sinceCut.mostRefused() && l.sinceCut.accepted+l.sinceCut.refused > 3*l.perCall
	switch {
	case l.inVain >= outage:
		l.noise.far = far{}
		r.stall(now)
	case !short && l.noise.found(now, r.below(), r.now):
		r.restore(now, l.noise.rate, l.perCall)
	case !short && l.noise.foundFarBelow(now):
		// Half the way back, on the scale of doublings: should it be a mistake, it's one that costs little.
		r.restore(now, max(r.plateau, math.Sqrt(r.plateau*wayBack*l.peak.rate)), l.perCall)
	default:
		r.cut(now, min(max(l.borne(now), r.now/2), r.now), l.perCall)
		if short {
			l.noise.far = far{}
		} else {
			r.now = max(r.now, floor*l.peak.rate)
		}
	}
	l.sinceCut = span{}
	l.follow(now)
}

// borne is the rate that the service has accepted of late, after a cut only since then, without noise.
func (l *Limiter) borne(now int64) float64 {
	from := now - int64(1e9)
	if !l.rate.cold {
		from = max(from, l.rate.cutAt)
	}
	recent, seconds := l.tape.since(now, from)
	return (recent.accepted + 1) / max(seconds, 0.05) / (1 - l.noise.share)
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
