package capacity

import (
	"container/heap"
	"math"
	"math/rand/v2"
	"time"

	"github.com/dynactor/dynactor/internal/throughput"
)

// A simulation: executors with endless or limited demand on one table of package throughput, which knows
// nothing of limiters. Virtual time, one event after the other, and the same numbers in each run.

type event struct {
	at int64
	n  int // order among those of one instant
	do func()
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].n < e[j].n
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	old := *e
	x := old[len(old)-1]
	*e = old[:len(old)-1]
	return x
}

type world struct {
	now     int64
	n       int
	queue   events
	service *throughput.Resource
	random  *rand.Rand
	// stray is the share of items that's refused at random, whatever there is.
	stray float64
	// strayCalls is the share of calls that's refused at random as a whole.
	strayCalls float64
}

// seed is changed by tests that look at several runs.
var seed uint64 = 1

var simEpoch = time.Unix(1_700_000_000, 0)

func newWorld(s throughput.Settings, partitions int) *world {
	return &world{now: 1, random: rand.New(rand.NewPCG(seed, 2)), service: throughput.New("arn", false, partitions, s, simEpoch)}
}

func provisionedFor(units float64) throughput.Settings {
	return throughput.Settings{Provisioned: throughput.Units{Read: units, Write: units}}
}

// provisioned is a table of which only the provisioned units limit.
func provisioned(units float64) *world {
	return newWorld(provisionedFor(units), throughput.MaxPartitions)
}

// onDemand is a table of which only the partitions limit, each to 1,000 units.
func onDemand(partitions int) *world {
	return newWorld(throughput.Settings{OnDemand: true}, partitions)
}

func (w *world) clock() time.Time { return simEpoch.Add(time.Duration(w.now)) }

func (w *world) after(d time.Duration, do func()) {
	w.n++
	heap.Push(&w.queue, event{w.now + int64(d), w.n, do})
}

func (w *world) run(until time.Duration) {
	for len(w.queue) > 0 && w.queue[0].at <= int64(until) {
		e := heap.Pop(&w.queue).(event)
		w.now = e.at
		e.do()
	}
	w.now = int64(until)
}

func (w *world) provision(units float64) { w.service.Set(w.clock(), provisionedFor(units)) }

// client is one executor. Its fields may be changed while it runs.
type client struct {
	w   *world
	l   *Limiter
	rtt time.Duration
	// item is what an item consumes, estimate what's charged for it at first; silent has the service not
	// say what it was.
	item, estimate float64
	silent         bool
	// demand is in items per second, infinite at first.
	demand float64

	fresh    float64 // items that wait for the first time
	again    []item  // those that were refused go first
	inFlight int
	waking   bool
	slots    []slot
}

// item is of one partition for good.
type item struct {
	hash     uint64
	refusals int
}

// slot is what happened in a tenth of a second.
type slot struct{ accepted, refused, sent, limit float64 }

const (
	slotLength   = 100 * time.Millisecond
	batch        = 25
	mostInFlight = 128
)

func (w *world) client(c Config) *client {
	x := &client{w: w, l: New(w.now, c), rtt: 10 * time.Millisecond, item: 1, estimate: 1, demand: math.Inf(1)}
	w.after(0, x.arrive)
	return x
}

// adaptive is a client whose rate begins there.
func (w *world) adaptive(start float64) *client {
	return w.client(Config{Adaptive: true, Start: start})
}

func (c *client) arrive() {
	often := time.Millisecond
	if c.demand == 0 {
		often = slotLength
	}
	if math.IsInf(c.demand, 1) {
		c.fresh = batch * mostInFlight
	} else {
		c.fresh += c.demand * often.Seconds()
	}
	c.w.after(often, c.arrive)
	c.dispatch()
}

func (c *client) dispatch() {
	for c.inFlight < mostInFlight && (c.fresh >= 1 || len(c.again) > 0) {
		if wait := c.l.Ready(c.w.now); wait > 0 {
			if !c.waking {
				c.waking = true
				// Timers are no finer than a millisecond.
				c.w.after(max(wait, time.Millisecond), func() { c.waking = false; c.dispatch() })
			}
			return
		}
		var items []item
		room := c.l.Room(c.w.now)
		for len(items) < batch && (len(items) == 0 || float64(len(items)+1)*c.estimate <= room) {
			if n := len(c.again); n > 0 {
				items, c.again = append(items, c.again[0]), c.again[1:]
			} else if c.fresh >= 1 {
				items = append(items, item{hash: c.w.random.Uint64()})
				c.fresh--
			} else {
				break
			}
		}
		c.call(items)
	}
}

func (c *client) call(items []item) {
	c.inFlight++
	began := c.w.now
	estimate := c.estimate
	rtt := time.Duration(float64(c.rtt) * (0.8 + 0.6*c.w.random.Float64()))
	c.l.Take(began, float64(len(items))*estimate)
	c.slot().sent += float64(len(items)) * c.item
	var refused []item
	c.w.after(rtt/2, func() {
		if c.w.strayCalls > 0 && c.w.random.Float64() < c.w.strayCalls {
			for _, i := range items {
				i.refusals++
				refused = append(refused, i)
			}
			return
		}
		for _, i := range items {
			if c.w.random.Float64() < c.w.stray || !c.w.service.Admits(c.w.clock(), throughput.Write, i.hash, nil) {
				i.refusals++
				refused = append(refused, i)
				continue
			}
			c.w.service.Charge(c.w.clock(), throughput.Write, i.hash, c.item)
		}
	})
	c.w.after(rtt, func() {
		c.inFlight--
		accepted := float64(len(items) - len(refused))
		known := c.item
		if c.silent {
			known = estimate
		}
		c.l.Correct(c.w.now, accepted*(known-estimate))
		c.l.Done(c.w.now, began, accepted*known, float64(len(refused))*estimate)
		s := c.slot()
		s.accepted += accepted * c.item
		s.refused += float64(len(refused)) * c.item
		for _, i := range refused { // exponential backoff with full jitter
			most := min(25*time.Millisecond<<i.refusals, sec)
			c.w.after(time.Duration(c.w.random.Int64N(int64(most))), func() {
				c.again = append(c.again, i)
				c.dispatch()
			})
		}
		c.dispatch()
	})
}

func (c *client) slot() *slot {
	n := int(c.w.now / int64(slotLength))
	for len(c.slots) <= n {
		c.slots = append(c.slots, slot{})
	}
	s := &c.slots[n]
	s.limit = c.l.Snapshot(c.w.now).Adaptive
	return s
}

// between sums up what happened from a to b.
func (c *client) between(a, b time.Duration) (sum slot) {
	for i := int(a / slotLength); i < int(b/slotLength) && i < len(c.slots); i++ {
		sum.accepted += c.slots[i].accepted
		sum.refused += c.slots[i].refused
		sum.sent += c.slots[i].sent
	}
	return sum
}

// rate is what was accepted from a to b, in units per second.
func (c *client) rate(a, b time.Duration) float64 {
	return c.between(a, b).accepted / (b - a).Seconds()
}

// share is the refused part.
func (s slot) share() float64 { return s.refused / max(1, s.accepted+s.refused) }

// limits are the least and the greatest adaptive rate from a to b.
func (c *client) limits(a, b time.Duration) (least, most float64) {
	least = math.Inf(1)
	for i := int(a / slotLength); i < int(b/slotLength) && i < len(c.slots); i++ {
		if l := c.slots[i].limit; l > 0 {
			least, most = min(least, l), max(most, l)
		}
	}
	return least, most
}
