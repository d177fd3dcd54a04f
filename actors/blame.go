package actors

import (
	"slices"
	"strings"

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
	reasons := slices.DeleteFunc(slices.Clone(given), func(why trouble.Reason) bool { return !t.is(why.Table) })
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
	// With a key to blame, others beside it were refused for it; unless a reason says that it's the table.
	switch {
	case hurt && len(given) == 0 || !byTable && (hurt || !byKey):
		throttled = 0
	case !byTable && t.hurtLately(c.access, now):
		throttled = 0
	case len(given) == 0 && t.hurtLately(c.access, now) && throttled < accepted/4:
		throttled = 0
	}
	m.mu.Lock()
	m.own[c.access].limiter.Done(now, c.began, accepted, throttled)
	m.mu.Unlock()
}

// is says whether that's the name of the table, which may have been asked for by its ARN.
func (t *table) is(name string) bool {
	return name == "" || name == t.name || strings.HasSuffix(t.name, "/"+name)
}

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
		if i == 0 || r.Partition != last {
			last = r.Partition
			t.meter.mu.Lock()
			guilty = t.meter.keys != nil && t.meter.keys.Guilty(now, a, r.Partition)
			t.meter.mu.Unlock()
		}
		if guilty && t.gate(gateKey{access: c.access, partition: r.Partition}) != nil {
			any = true
		}
	}
	return any
}

// hurtLately says whether a partition key has been slowed that was refused something a moment ago.
func (t *table) hurtLately(a access, now int64) bool {
	for _, g := range t.gates.all {
		if g.key.index == "" && g.key.access == a && now-g.hurt < lately {
			return true
		}
	}
	return false
}

// lately is about as long as it takes a gate to find its partition's limit.
const lately = int64(2e9)
