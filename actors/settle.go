package actors

import (
	"github.com/dynactor/dynactor/internal/capacity"
	"github.com/dynactor/dynactor/internal/hotkeys"
	"github.com/dynactor/dynactor/internal/trouble"
	"github.com/dynactor/dynactor/messages"
)

// The account of a call has three entries: what it's expected to consume is charged when it begins; when
// it ends that's corrected to what it did consume; and what was refused, if anything, is laid at the door
// of the table, an index or a partition key, see blame.

// charge is the first.
func (t *table) charge(c *call) {
	for _, r := range c.reqs {
		c.units += float64(r.Book.Units)
		if t.engine.config.HotKeyValues {
			r.Book.Key = t.nameOfKey(r)
		}
	}
	switch {
	case c.access < accesses:
		if wait := t.meter.take(c.access, c.units); wait > 0 {
			t.tight[c.access] = c.began + int64(wait)
		}
	case t.name == "":
		t.chargeSeveral(c)
	default:
		c.global = indexOf(c.reqs[0])
	}
	t.took(c)
}

// settleUnits is the second and the third.
func (t *table) settleUnits(c *call) {
	if c.parts != nil {
		t.settleSeveral(c)
		return
	}
	refused := c.err == nil && len(c.reqs) > 0 || c.trouble == trouble.Throttle
	var accepted, throttled float64
	for i, r := range c.reqs {
		switch {
		case c.answered[i]:
			accepted += float64(r.Book.Units)
		case refused && !c.garbled:
			throttled += float64(r.Book.Units)
		}
	}
	if accepted == 0 && throttled == 0 {
		return // no answer that says anything
	}
	used := c.consumed
	if !used.known {
		used.table = accepted * t.guess(c)
	}
	if accepted > 0 {
		op := c.reqs[0].Op
		if c.access == elsewhere { // a global index's read
			t.costs.learn(op, accepted, used.indexes[c.global])
		} else {
			t.costs.learn(op, accepted, used.table)
		}
	}

	m := t.meter
	now := t.engine.now()
	m.mu.Lock()
	for name, units := range used.indexes {
		if index := m.index(name); index != nil {
			a := t.accessOfCall(c)
			index[a].limiter.Correct(now, units)
			index[a].limiter.Done(now, c.began, units, 0)
		}
	}
	for _, g := range t.gates.all {
		if g.key.index != "" && used.known {
			g.limiter.Correct(now, -g.charged(c))
		}
	}
	if c.access < accesses {
		own := &m.own[c.access]
		// What was refused stays charged, so that the rate bounds what is sent and not only what is served.
		own.limiter.Correct(now, used.table+throttled-c.units)
		if throttled == 0 {
			own.limiter.Done(now, c.began, used.table, 0)
			t.strays[c.access].Add(now, used.table, 0, 0)
		}
	}
	t.track(c, now, refused)
	m.mu.Unlock()
	if throttled > 0 {
		t.blame(c, used.table, throttled)
	} else if len(t.gates.all) > 0 {
		t.settleGates(c, false)
		t.dropGates(now)
	}
}

// accessOfCall is reading or writing, of whatever it was that the call did so.
func (t *table) accessOfCall(c *call) access {
	if c.access < accesses {
		return c.access
	}
	if a := accessOf(c.reqs[0].Op); a < accesses {
		return a
	}
	return reading
}

// charged is what a gate has charged for the call's requests.
func (g *gate) charged(c *call) (units float64) {
	for _, r := range c.reqs {
		if r.Book.Passed&g.bit != 0 {
			units += float64(r.Book.Units)
		}
	}
	return units
}

// guess is by how much the items of a call that were read cost more than expected, where the service doesn't
// say: by the size of one of them.
func (t *table) guess(c *call) float64 {
	if c.access != reading || c.sample == 0 {
		return 1
	}
	return capacity.ReadUnits(c.sample, true) / t.costs.factor(messages.GetItem)
}

// track counts the units of partition keys.
func (t *table) track(c *call, now int64, refused bool) {
	if c.access >= accesses || !c.reqs[0].Is(messages.Keyed) {
		return
	}
	keys := t.meter.keys
	if keys == nil {
		keys = hotkeys.New(now, hotkeys.DefaultWindow)
		t.meter.keys = keys
	}
	a := hotkeys.Read
	if c.access == writing {
		a = hotkeys.Write
	}
	for i, r := range c.reqs {
		if !r.Is(messages.Keyed) {
			continue
		}
		t.named = r.Book.Key
		switch {
		case c.answered[i]:
			keys.Served(now, a, r.Partition, float64(r.Book.Units), t.keyName)
		case refused:
			keys.Throttled(now, a, r.Partition, float64(r.Book.Units), t.keyName)
		}
	}
}

// settleGates corrects what the gates of the call's requests have charged. With hurt the refused ones count
// against their partition key's.
func (t *table) settleGates(c *call, hurt bool) {
	now := t.engine.now()
	m := t.meter
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, g := range t.gates.all {
		if g.key.index != "" || g.key.access != c.access || c.began < g.made {
			continue
		}
		var accepted, throttled float64
		for i, r := range c.reqs {
			if r.Partition != g.key.partition || !r.Is(messages.Keyed) {
				continue
			}
			if c.answered[i] {
				accepted += float64(r.Book.Units)
			} else {
				throttled += float64(r.Book.Units)
			}
		}
		switch {
		case hurt && throttled > 0:
			g.hurt = now
			g.limiter.Done(now, c.began, accepted, throttled)
		case accepted > 0:
			g.limiter.Done(now, c.began, accepted, 0)
		}
	}
}
