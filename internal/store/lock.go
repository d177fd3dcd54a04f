package store

import (
	"cmp"
	"slices"
)

// lock takes the gates and stripes of the refs' tables, in the order that all keep, and returns what
// lets go of them.
func lock(refs []Ref, write bool) (unlock func()) {
	type place struct {
		table  *Table
		stripe int
	}
	places := make([]place, len(refs))
	for i, r := range refs {
		places[i] = place{r.Table, r.Table.stripe(r.Key.Hash)}
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.table.id, b.table.id), cmp.Compare(a.stripe, b.stripe))
	})
	places = slices.Compact(places)

	// Each gate once: a second RLock would wait behind a waiting writer, who waits for the first.
	for i, p := range places {
		if i == 0 || p.table != places[i-1].table {
			p.table.gate.RLock()
		}
	}
	for _, p := range places {
		if s := &p.table.stripes[p.stripe]; write {
			s.Lock()
		} else {
			s.RLock()
		}
	}
	return func() {
		for i, p := range places {
			if s := &p.table.stripes[p.stripe]; write {
				s.Unlock()
			} else {
				s.RUnlock()
			}
			if i == len(places)-1 || p.table != places[i+1].table {
				p.table.gate.RUnlock()
			}
		}
	}
}
