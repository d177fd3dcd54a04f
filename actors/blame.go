package actors

import (
	"slices"
	"strings"
	"time"

	"github.com/dynactor/dynactor/internal/hotkeys"
	"github.com/dynactor/dynactor/internal/trouble"
	"github.com/dynactor/dynactor/messages"
)

// blame finds out whose lack of capacity it was that requests were refused, and slows that and nothing
// else:
//
//   - an index, if a reason names one;
//   - a partition key, if the reason is a key range's, or none is given, and the key is refused far more
//     often than others (hotkeys.Tracker.Guilty). Others that are refused beside it share its partition, and
//     are only tried again;
//   - the table in all other cases.
//
// A batch that comes back in part gives no reasons, and some servers never do; then which keys came back
// has to tell.
func (t *table) blame(c *call, accepted, throttled float64) {
	given := trouble.Reasons(c.err)
	reasons := slices.DeleteFunc(slices.Clone(given), func(why trouble.Reason) bool { return why.Table != "" && !named(t.name, why.Table) })
	if len(given) > 0 && len(reasons) == 0 { // a call for several tables was refused for another's lack
		throttled = 0
	}
	requests := 0
	for i := range c.reqs {
		if !c.answered[i] {
			requests++
		}
	}
	now := t.engine.now()
	byTable, byKey := len(given) == 0, len(given) == 0
	m := t.meter
	m.mu.Lock()
	if len(given) == 0 && c.access < accesses {
		m.own[c.access].refused(requests, "")
	}
	var closed []gateKey
	for _, why := range reasons {
		switch {
		case why.Index != "":
			a := reading
			if why.Write {
				a = writing
			}
			if index := m.index(why.Index); index != nil {
				index[a].refused(requests, why.Reason)
				index[a].limiter.Done(now, c.began, 0, throttled)
				closed = append(closed, gateKey{index: why.Index, access: a})
			}
			continue
		case why.KeyRange:
			byKey = true
		default:
			byTable = true
		}
		if c.access < accesses {
			m.own[c.access].refused(requests, why.Reason)
		}
	}
	m.mu.Unlock()
	if t.engine.config.FixedCapacity {
		return
	}
	for _, key := range closed {
		t.gate(key)
	}
	if !t.facts.known {
		t.refreshSoon()
	}
	if c.access >= accesses {
		return
	}
	hurt := byKey && t.blameKeys(c, now)
	t.settleGates(c, hurt)
	stray := throttled
	if hurt { // what was refused beside a key that's to blame was so for it
		stray = 0
	}
	if !t.short(c.access, now, c.began, accepted, stray, requests, len(given) > 0, byTable) {
		throttled = 0
	}
	m.mu.Lock()
	m.own[c.access].limiter.Done(now, c.began, accepted, throttled)
	m.mu.Unlock()
}

const (
	// The first refusals may be those of a partition key that isn't known to be hot yet, as it will be
	// within a moment: those that go on for that long, and are so many in about a second or such a share,
	// are taken for the table's, and after them all that follow soon ...
	fewRefusals, fewShare, moment = 5, 0.2, 100 * time.Millisecond
	// ... and with a hot key that's being held back, or when it's said to be a key range's, such a share: a
	// partition at its limit refuses its other keys too, which are few of all if there are some partitions.
	besideShare = 0.2
)

// short says whether it's the table's own capacity that is short.
func (t *table) short(a access, now, began int64, accepted, stray float64, requests int, said, byTable bool) bool {
	s := &t.strays[a]
	if stray == 0 {
		requests = 0
	}
	s.Add(now, accepted, stray, requests)
	var ok bool
	switch {
	case said && byTable:
		ok = true
	case stray == 0:
	case t.holdKey(a, now, began, stray) || said:
		ok = s.Lasting() >= moment && s.Requests() >= fewRefusals && s.Share() >= besideShare
	default:
		ok = t.wasShort[a] > 0 && now-t.wasShort[a] < lately ||
			s.Lasting() >= moment && (s.Requests() >= fewRefusals || s.Share() >= fewShare)
	}
	if ok {
		t.wasShort[a] = now
	}
	return ok
}

// named says whether a table that's called so by its requests, by name or ARN, is the one of that name.
func named(table, name string) bool { return table == name || strings.HasSuffix(table, "/"+name) }

// blameKeys makes gates for the partition keys among the refused that are to blame, and says whether any is.
func (t *table) blameKeys(c *call, now int64) (any bool) {
	a := hotkeys.Read
	if c.access == writing {
		a = hotkeys.Write
	}
	last := uint64(0)
	guilty := false
	for i, r := range c.reqs {
		if c.answered[i] || !r.Is(messages.Keyed) {
			continue
		}
		key := gateKey{access: c.access, partition: r.Partition}
		if t.gates.of[key] != nil { // is held back already, and not enough
			any = true
			continue
		}
		if i == 0 || r.Partition != last {
			last = r.Partition
			t.meter.mu.Lock()
			guilty = t.meter.keys != nil && t.meter.keys.Guilty(now, a, r.Partition)
			t.meter.mu.Unlock()
		}
		if guilty && t.gate(key) != nil {
			any = true
		}
	}
	return any
}

// holdKey lays a refusal of other keys at the door of the partition key that's being held back, if there's one:
// it's likely that they share its partition. A key that goes evenly may have its part of the partition while
// it's the others that are refused. Of several it's the one with the highest rate, since all partitions bear
// the same.
func (t *table) holdKey(a access, now, began int64, stray float64) bool {
	var most *gate
	var highest float64
	t.meter.mu.Lock()
	defer t.meter.mu.Unlock()
	for _, g := range t.gates.all {
		if g.key.index != "" || g.key.access != a || g.empty() && now-g.hurt >= lately {
			continue
		}
		if s := g.limiter.Snapshot(now); most == nil || s.Limit > highest {
			most, highest = g, s.Limit
		}
	}
	if most == nil {
		return false
	}
	if began >= most.made {
		most.limiter.Done(now, began, 0, stray)
	}
	return true
}

// lately is longer than it takes a rate to try for more than its limit again.
const lately = int64(10e9)
