package actors

import (
	"time"

	"github.com/dynactor/dynactor/internal/admission"
	"github.com/dynactor/dynactor/internal/capacity"
	"github.com/dynactor/dynactor/messages"
)

// gates stand in front of a table's queues, and let through what one partition key or one index takes:
// the requests behind a closed gate wait there, so that all others go on at full speed. There's one for a
// partition key that DynamoDB refuses far more often than others, and one for an index that has a limit or
// has refused. With none, which is usual, they cost a comparison.
type gates struct {
	all []*gate
	of  map[gateKey]*gate
	// bits are those in use by indexes.
	bits uint32
}

// gateKey is what a gate is for: a partition key of the table, or the whole of an index.
type gateKey struct {
	index     string
	access    access
	partition uint64
}

type gate struct {
	key     gateKey
	bit     uint32
	limiter *capacity.Limiter
	queues  [messages.Priorities]messages.Queue
	// share bounds what may be pending for a partition key.
	share *admission.Gate
	// made is when the gate was, used when a request last asked for it, hurt when the service last refused
	// one of its.
	made, used, hurt int64
}

const (
	// keyBit is the bit of all gates of partition keys: a request has one.
	keyBit = 1
	// maxKeyGates bounds the partition keys that are slowed at one time in a table; the one that has been
	// let alone for longest gives way.
	maxKeyGates = 64
	// restful is for how long a partition key must have been refused nothing before its gate is taken away.
	restful = int64(60e9)
	// A partition key may have so many requests pending, or that part of all, whichever is more: 64 of
	// them can't have more than half.
	leastShare, shareParts = 100, 2 * maxKeyGates
)

// keyBurst is how much time's worth a key's gate saves.
const keyBurst = 100 * time.Millisecond

// partitionUnits are what one partition serves in a second (developer guide, "Designing partition keys to
// distribute your workload"): no key can have more, so that's where its gate begins.
var partitionUnits = [accesses]float64{reading: 3000, writing: 1000}

// gated has r wait if one of its gates is closed.
func (t *table) gated(r *messages.Request, push func(*messages.Queue, *messages.Request)) bool {
	for _, g := range t.gates.all {
		if r.Book.Passed&g.bit != 0 || !t.behind(g, r) {
			continue
		}
		if !t.pass(g, r) {
			if t.tooLateAt(g, r) {
				return true
			}
			push(&g.queues[r.Priority], r)
			r.Book.State = messages.Gated
			t.lookSoon() // which sets the timer
			return true
		}
	}
	return false
}

// tooLateAt has r fail if its turn at a gate comes after its deadline.
func (t *table) tooLateAt(g *gate, r *messages.Request) bool {
	if _, has := r.Ctx.Deadline(); !has {
		return false
	}
	ahead := float64(r.Book.Units)
	for p := range r.Priority + 1 {
		ahead += g.queues[p].Units
	}
	t.meter.mu.Lock()
	wait := g.limiter.Wait(t.engine.now(), ahead)
	t.meter.mu.Unlock()
	return t.tooLate(r, t.name, g.key.index, wait)
}

// behind says whether g is one of r's gates.
func (t *table) behind(g *gate, r *messages.Request) bool {
	switch {
	case g.key.index == "":
		return r.Is(messages.Keyed) && r.Partition == g.key.partition && accessOf(r.Op) == g.key.access
	case g.key.access == reading:
		return indexOf(r) == g.key.index
	}
	return t.touches(r, g.key.index)
}

// pass lets r through if it's its turn.
func (t *table) pass(g *gate, r *messages.Request) bool {
	now := t.engine.now()
	g.used = now
	t.meter.mu.Lock()
	defer t.meter.mu.Unlock()
	for p := range r.Priority + 1 {
		if g.queues[p].Len > 0 && r.Book.Queue != &g.queues[p] {
			return false
		}
	}
	if g.limiter.Ready(now) > 0 {
		return false
	}
	g.limiter.Take(now, float64(r.Book.Units))
	r.Book.Passed |= g.bit
	return true
}

// openGates lets through whoever may go now.
func (t *table) openGates() {
	for _, g := range t.gates.all {
		for p := range g.queues {
			q := &g.queues[p]
			for r := q.Head; r != nil && t.pass(g, r); r = q.Head {
				q.Remove(r)
				t.put(r, (*messages.Queue).PushBack)
			}
		}
	}
}

// wakeForGates sees that the gates are looked at when the next may go.
func (t *table) wakeForGates(now int64) {
	for _, g := range t.gates.all {
		if g.empty() {
			continue
		}
		t.meter.mu.Lock()
		wait := g.limiter.Ready(now)
		t.meter.mu.Unlock()
		t.pace.wake(now, wait)
	}
}

// gate finds or makes the gate; nil if there are too many.
func (t *table) gate(key gateKey) *gate {
	if g := t.gates.of[key]; g != nil {
		return g
	}
	now := t.engine.now()
	g := &gate{key: key, bit: keyBit, made: now, used: now, hurt: now}
	if key.index == "" {
		if !t.roomForKey() {
			return nil
		}
		g.limiter = capacity.New(now, capacity.Config{Adaptive: true, Start: partitionUnits[key.access]})
		g.limiter.Set(now, partitionUnits[key.access], keyBurst)
		config := &t.engine.config
		g.share = admission.New(max(leastShare, config.MaxPendingItems/shareParts), config.MaxPendingBytes, config.FailWhenFull)
		if t.engine.closing.Load() {
			g.share.Close()
		}
	} else {
		g.bit = 2
		for g.bit != askedBit && t.gates.bits&g.bit != 0 {
			g.bit <<= 1
		}
		t.meter.mu.Lock()
		index := t.meter.index(key.index)
		t.meter.mu.Unlock()
		if g.bit == askedBit || index == nil {
			return nil
		}
		t.gates.bits |= g.bit
		g.limiter = index[key.access].limiter
	}
	if t.gates.of == nil {
		t.gates.of = map[gateKey]*gate{}
	}
	t.gates.of[key] = g
	t.gates.all = append(t.gates.all, g)
	t.publishShares()
	return g
}

// roomForKey sees that there's room for one more partition key's gate.
func (t *table) roomForKey() bool {
	var keys int
	var oldest *gate
	for _, g := range t.gates.all {
		if g.key.index != "" {
			continue
		}
		keys++
		if g.empty() && (oldest == nil || g.used < oldest.used) {
			oldest = g
		}
	}
	if keys < maxKeyGates {
		return true
	}
	if oldest == nil {
		return false
	}
	t.dropGate(oldest)
	return true
}

func (g *gate) empty() bool {
	for p := range g.queues {
		if g.queues[p].Len > 0 {
			return false
		}
	}
	return true
}

// dropGates takes the gates away of partition keys that have been at rest.
func (t *table) dropGates(now int64) {
	for i := len(t.gates.all) - 1; i >= 0; i-- {
		if g := t.gates.all[i]; g.key.index == "" && g.empty() && now-g.hurt > restful {
			t.dropGate(g)
		}
	}
}

func (t *table) dropGate(g *gate) {
	delete(t.gates.of, g.key)
	kept := make([]*gate, 0, len(t.gates.all)-1)
	for _, other := range t.gates.all {
		if other != g {
			kept = append(kept, other)
		}
	}
	t.gates.all = kept
	t.publishShares()
}

// publishShares tells those who submit requests which partition keys are hot.
func (t *table) publishShares() {
	var shares map[gateKey]*admission.Gate
	for _, g := range t.gates.all {
		if g.share == nil {
			continue
		}
		if shares == nil {
			shares = map[gateKey]*admission.Gate{}
		}
		shares[g.key] = g.share
	}
	if shares == nil {
		t.shares.Store(nil)
		return
	}
	t.shares.Store(&shares)
}
