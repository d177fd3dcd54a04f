package hotkeys

import (
	"cmp"
	"slices"
)

// Entry is what a [Tracker] knows of one key and access over its window. Units and Throttled are
// lower bounds as far as the sketch goes: see the package documentation.
type Entry struct {
	Hash   uint64
	Key    string // as given to Served or Throttled, of MaxKey bytes at the most
	Access Access
	// Units are the capacity units that the key's served items cost, Throttled those that its
	// refused items would have cost.
	Units, Throttled float64
	// Share is Units as a part of the table's units of that access, 0 to 1.
	Share float64
}

// Top lists the keys that cost the most units and those that were refused the most, n of each at
// the most, largest first. Reads and writes of one key are two entries. A key that has more than
// 1/64 of the window's units of its access is known in any case, up to the sampling error.
func (t *Tracker) Top(now int64, n int) (byUnits, byThrottles []Entry) {
	if now >= t.turn {
		t.advance(now)
	}
	if n <= 0 {
		return nil, nil
	}
	var all []Entry
	for a := range t.flows {
		all = t.flows[a].entries(Access(a), all)
	}
	return largest(all, n, func(e Entry) float64 { return e.Units }),
		largest(all, n, func(e Entry) float64 { return e.Throttled })
}

// entries appends one entry for each key of a flow.
func (f *flow) entries(a Access, to []Entry) []Entry {
	first, at := len(to), make(map[uint64]int, 4*counters)
	entry := func(s *sketch, slot int) *Entry {
		hash := s.hash[slot]
		i, known := at[hash]
		if !known {
			i = len(to)
			at[hash] = i
			to = append(to, Entry{Hash: hash, Key: s.key[slot], Access: a})
		}
		return &to[i]
	}
	for i := range subWindows {
		if s := f.served.ring[i]; s != nil {
			for slot := range s.n {
				entry(s, slot).Units += s.sure(slot)
			}
		}
		if s := f.refused.ring[i]; s != nil {
			for slot := range s.n {
				entry(s, slot).Throttled += s.sure(slot)
			}
		}
	}
	total := f.sampler.total
	for _, units := range f.totals {
		total += units
	}
	for i := range to[first:] {
		if e := &to[first+i]; e.Units > 0 {
			// The charge of a stratum may come before all of its units have.
			e.Share = min(1, e.Units/total)
		}
	}
	return to
}

// largest returns the n entries with the largest size, without those that have none.
func largest(all []Entry, n int, size func(Entry) float64) []Entry {
	some := slices.DeleteFunc(slices.Clone(all), func(e Entry) bool { return size(e) == 0 })
	slices.SortFunc(some, func(x, y Entry) int {
		// By hash and access where equal, so that two reports of the same traffic look the same.
		return cmp.Or(cmp.Compare(size(y), size(x)), cmp.Compare(x.Hash, y.Hash), cmp.Compare(x.Access, y.Access))
	})
	return slices.Clip(some[:min(n, len(some))])
}
