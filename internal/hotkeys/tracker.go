package hotkeys

import (
	"math/rand/v2"
	"time"
)

// Access is what a request does. Reads and writes draw from different capacity, so they're counted
// apart, and a key may be hot in one of them only.
type Access uint8

// The two kinds of access.
const (
	Read Access = iota
	Write
	accesses
)

const (
	// DefaultWindow is used for a window that is zero or negative. A minute is what CloudWatch
	// shows at the finest without extra cost, so the two can be compared.
	DefaultWindow = time.Minute
	// MaxKey is how many bytes of a key's text are kept. DynamoDB allows 2,048 for a partition key;
	// eight times less is enough to find the item, and bounds what a window can hold.
	MaxKey = 256

	// subWindows is how many pieces a window is made of; it forgets one of them at a time.
	subWindows = 8
	// minUnits and maxUnits are far outside of what one item can cost, 0.5 to some thousands. They
	// keep nonsense from the arithmetic: no step may be so small that adding it changes nothing.
	minUnits, maxUnits = 1e-6, 1e9
)

// Tracker watches the partition keys of one table. Not safe for concurrent use. See the package
// documentation for its memory and its errors.
type Tracker struct {
	// turn is the earlier of the two ends below, so that the common path compares once.
	turn int64

	subEvery, subEnd int64 // the length of a sub-window and when the current one ends
	genEnd           int64 // when the current generation of suspects ends

	flows [accesses]flow
}

// flow is what a tracker knows of one access.
type flow struct {
	sampler sampler
	blame   blame
	served  window
	refused window
	// totals are the units served in each sub-window, 0 for the current one: the sampler has those.
	totals [subWindows]float64
}

// New returns a tracker with nothing in it. now is in nanoseconds of a monotonic clock, like every
// other now of this package; one that runs backwards is taken as standing still. A window of zero
// or less is [DefaultWindow].
func New(now int64, over time.Duration) *Tracker {
	if over <= 0 {
		over = DefaultWindow
	}
	t := &Tracker{subEvery: max(1, int64(over)/subWindows)}
	t.subEnd, t.genEnd = now+t.subEvery, now+generation
	t.turn = min(t.subEnd, t.genEnd)
	for a := range t.flows {
		t.flows[a].sampler.random = rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	}
	return t
}

// Served counts one item that the service has served, and the units that it cost. hash is that of
// its partition key; two keys with one hash are one key here. key gives the key's text and is called
// only if an entry is made for it. An item of less than a millionth of a unit costs nothing; that it
// was served still speaks for its key.
func (t *Tracker) Served(now int64, a Access, hash uint64, units float64, key func() string) {
	if now >= t.turn {
		t.advance(now)
	}
	f := &t.flows[a]
	f.blame.total.items++
	if f.blame.n > 0 {
		f.blame.served(hash)
	}
	if !(units >= minUnits) { // also true for NaN
		return
	}
	units = min(units, maxUnits)
	f.sampler.total += units
	if f.sampler.total >= f.sampler.point {
		f.served.add(hash, f.sampler.weigh(units), key)
	}
}

// Throttled counts one item that the service has refused, and the units that it would have cost.
// Less than a millionth of a unit counts as one: a refusal is a refusal, whatever its size. Never
// sampled.
func (t *Tracker) Throttled(now int64, a Access, hash uint64, units float64, key func() string) {
	if now >= t.turn {
		t.advance(now)
	}
	if !(units >= minUnits) {
		units = 1
	}
	f := &t.flows[a]
	f.blame.refused(hash)
	f.refused.add(hash, min(units, maxUnits), key)
}

// advance forgets what is too old at now.
func (t *Tracker) advance(now int64) {
	if n := turns(&t.genEnd, generation, now); n > 0 {
		for a := range t.flows {
			t.flows[a].blame.turn(n)
		}
	}
	for range min(subWindows, turns(&t.subEnd, t.subEvery, now)) {
		for a := range t.flows {
			f := &t.flows[a]
			f.totals[f.served.now] = f.sampler.total
			f.sampler.restart()
			f.served.turn()
			f.refused.turn()
			f.totals[f.served.now] = 0
		}
	}
	t.turn = min(t.subEnd, t.genEnd)
}

// turns is how many periods have ended at now, and moves end to the end of the one that now is in.
func turns(end *int64, every, now int64) int64 {
	if now < *end {
		return 0
	}
	n := (now-*end)/every + 1
	*end += n * every
	return n
}
