package actors

import (
	"fmt"
	"maps"
	"sync/atomic"

	"github.com/dynactor/dynactor/internal/hotkeys"
	"github.com/dynactor/dynactor/messages"
)

// CapacityStats is the state of one kind of capacity, of a table or of a global secondary index.
type CapacityStats struct {
	// Limit is what may be used now, in capacity units per second; infinite if nothing limits. It's the
	// lesser of Set, the user's limit, and Adaptive, the rate that follows what DynamoDB refuses; both are 0
	// where there's none.
	Limit, Set, Adaptive float64
	// Used are the units consumed since Open, as DynamoDB reported them or else as estimated,
	// UsedPerSecond those of about the last second. Debt are units that were used beyond Limit: calls
	// wait until time has paid them off.
	Used, UsedPerSecond, Debt float64
	// Throttled counts the requests that DynamoDB refused, by the reason that it gave, "" where it gave
	// none, as for what a batch leaves unprocessed. nil if there were none.
	Throttled map[string]int64
}

// IndexStats is the capacity of a global secondary index.
type IndexStats struct{ Read, Write CapacityStats }

// WaitStats are the requests that wait now, by what they wait for. Their sum is about QueueDepth.
type WaitStats struct {
	// Schema: for the table's key schema, before its first requests.
	Schema int64
	// Order: for earlier operations on their key.
	Order int64
	// Capacity: for capacity of the table, reads and writes together.
	Capacity int64
	// HotKey: for the turn of their partition key, and Index for that of an index.
	HotKey, Index int64
	// Retry: for their next attempt.
	Retry int64
	// Call: for a call, to be carried by it.
	Call int64
	// Bulk are those of them all that have the priority Bulk and wait for capacity, a turn or a call.
	Bulk int64
}

// HotKey is a partition key that takes much of its table, over about the last minute.
type HotKey struct {
	// Key is the key attribute's value with the option WithHotKeyValues, otherwise a name that tells
	// keys apart in this process and says nothing of the value.
	Key string
	// Read says whether it's about reads; writes otherwise.
	Read bool
	// Units and Throttled are capacity units served and refused, Share the key's part of all units served
	// to single-item reads, or writes, of the table.
	Units, Throttled, Share float64
}

// HotKeys are a table's hottest partition keys, at most ten each, the hottest first. Single-item
// operations count.
type HotKeys struct{ ByUnits, ByThrottles []HotKey }

const topKeys = 10

// waitCounts are published by the actor after each round of dispatch.
type waitCounts struct {
	schema, order, capacity, hotKey, index, retry, call, bulk atomic.Int64
}

// set is cheaper than a store where the number stays, which is most often 0.
func set(n *atomic.Int64, to int) {
	if n.Load() != int64(to) {
		n.Store(int64(to))
	}
}

// countWaits counts who waits for what, and returns how many could go, and how many of them if there were
// capacity.
func (t *table) countWaits() (ready, capacity int) {
	w := &t.stats.waits
	var hotKey, index, bulk int
	for p := range t.bands {
		qs := &t.bands[p]
		depth := qs.depth()
		ready += depth
		if messages.Priority(p) == messages.Bulk {
			bulk += depth
		}
		for a, short := range t.pace.short {
			if short {
				n, _ := qs.waits(access(a))
				capacity += n
			}
		}
	}
	for _, g := range t.gates.all {
		n := g.queues[messages.Interactive].Len + g.queues[messages.Bulk].Len
		bulk += g.queues[messages.Bulk].Len
		if g.key.index == "" {
			hotKey += n
		} else {
			index += n
		}
	}
	parked := t.learn.parked.Len
	set(&w.schema, parked)
	set(&w.capacity, capacity)
	set(&w.hotKey, hotKey)
	set(&w.index, index)
	set(&w.retry, t.retrying)
	set(&w.call, ready-capacity)
	set(&w.bulk, bulk)
	set(&w.order, max(0, int(t.stats.queued.Load())-parked-ready-hotKey-index-t.retrying))
	return ready, capacity
}

func (w *waitCounts) snapshot() WaitStats {
	return WaitStats{
		Schema: w.schema.Load(), Order: w.order.Load(), Capacity: w.capacity.Load(), HotKey: w.hotKey.Load(),
		Index: w.index.Load(), Retry: w.retry.Load(), Call: w.call.Load(), Bulk: w.bulk.Load(),
	}
}

func (w *WaitStats) add(o WaitStats) {
	w.Schema += o.Schema
	w.Order += o.Order
	w.Capacity += o.Capacity
	w.HotKey += o.HotKey
	w.Index += o.Index
	w.Retry += o.Retry
	w.Call += o.Call
	w.Bulk += o.Bulk
}

// stats fills in what is about capacity.
func (m *meter) stats(s *TableStats, values bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	s.Read, s.Write = m.own[reading].stats(now), m.own[writing].stats(now)
	for name, index := range m.indexes {
		if s.Indexes == nil {
			s.Indexes = make(map[string]IndexStats, len(m.indexes))
		}
		s.Indexes[name] = IndexStats{Read: index[reading].stats(now), Write: index[writing].stats(now)}
	}
	if m.keys != nil {
		byUnits, byThrottles := m.keys.Top(now, topKeys)
		s.HotKeys = HotKeys{ByUnits: hotKeysOf(byUnits, values), ByThrottles: hotKeysOf(byThrottles, values)}
	}
}

func (r *resource) stats(now int64) CapacityStats {
	s := r.limiter.Snapshot(now)
	return CapacityStats{
		Limit: s.Limit, Set: s.Set, Adaptive: s.Adaptive,
		Used: s.Used, UsedPerSecond: s.UsedPerSecond, Debt: s.Debt, Throttled: maps.Clone(r.throttled),
	}
}

func hotKeysOf(entries []hotkeys.Entry, values bool) []HotKey {
	var keys []HotKey
	for _, e := range entries {
		k := HotKey{Key: e.Key, Read: e.Access == hotkeys.Read, Units: e.Units, Throttled: e.Throttled, Share: e.Share}
		if !values || k.Key == "" {
			k.Key = fmt.Sprintf("#%08x", uint32(e.Hash))
		}
		keys = append(keys, k)
	}
	return keys
}

// add sums up what can be summed.
func (s *CapacityStats) add(o CapacityStats) {
	s.Used += o.Used
	s.UsedPerSecond += o.UsedPerSecond
	s.Debt += o.Debt
	for reason, n := range o.Throttled {
		if s.Throttled == nil {
			s.Throttled = map[string]int64{}
		}
		s.Throttled[reason] += n
	}
}

// since is what was counted after an earlier snapshot.
func (s CapacityStats) since(earlier CapacityStats) CapacityStats {
	s.Used -= earlier.Used
	s.Throttled = maps.Clone(s.Throttled)
	for reason, n := range earlier.Throttled {
		if s.Throttled[reason] -= n; s.Throttled[reason] == 0 {
			delete(s.Throttled, reason)
		}
	}
	return s
}
