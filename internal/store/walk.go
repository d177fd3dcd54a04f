package store

import (
	"math"
	"slices"
)

// Bound is an end of a range of encoded sort keys.
type Bound struct {
	Sort      string
	Inclusive bool
}

// Range is a part of the entries of one partition key.
type Range struct {
	Partition string
	// Lower and Upper bound the sort keys; nil is no bound.
	Lower, Upper *Bound
	Backward     bool
	// After is the entry behind which, in the direction of the walk, the range begins. It need not
	// be there any more, and may lie outside of the bounds.
	After *Position
}

// Position is the place of an entry; Owner is the item's key in its table, and only set in indexes.
type Position struct {
	Key, Owner Key
}

// Position returns where the entry is.
func (e *Entry) Position() Position { return Position{e.Key, e.Owner} }

// Prefix returns the bounds of all strings that begin with p.
func Prefix(p string) (lower, upper *Bound) {
	lower = &Bound{Sort: p, Inclusive: true}
	for i := len(p) - 1; i >= 0; i-- {
		if p[i] != math.MaxUint8 {
			return lower, &Bound{Sort: p[:i] + string([]byte{p[i] + 1})}
		}
	}
	return lower, nil
}

// Query visits a range of the table, or of an index if one is named, in order, until visit returns
// false. visit runs under a lock: it must be quick and must not call the table. ok is false if
// there is no such index.
func (t *Table) Query(index string, r Range, visit func(*Entry) bool) (ok bool) {
	t.gate.RLock()
	defer t.gate.RUnlock()
	hash := Hash(r.Partition)
	from, to := r.ends(hash)
	walk := func(tree *tree) bool {
		if r.Backward {
			tree.descend(from, func(e *Entry) bool { return !less(e, to) && visit(e) })
		} else {
			tree.ascend(from, func(e *Entry) bool { return !less(to, e) && visit(e) })
		}
		return true
	}
	if g := t.findGlobal(index); g != nil {
		s := &g.stripes[g.stripe(hash)]
		defer g.read(s)()
		return walk(&s.tree)
	}
	s := &t.stripes[t.stripe(hash)]
	s.RLock()
	defer s.RUnlock()
	if index == "" {
		return walk(&s.items)
	}
	if i := t.findLocal(index); i >= 0 {
		return walk(&s.local[i])
	}
	return false
}

// ends returns pivots that stand where the walk begins and where it ends. Neither equals an entry.
func (r Range) ends(hash uint64) (from, to *Entry) {
	low := &Entry{Key: Key{Hash: hash, Partition: r.Partition}, pastSort: -1}
	high := &Entry{Key: Key{Hash: hash, Partition: r.Partition}, pastPartition: 1}
	if r.Lower != nil {
		low.Sort, low.pastSort = r.Lower.Sort, before(r.Lower.Inclusive)
	}
	if r.Upper != nil {
		high.Sort, high.pastPartition, high.pastSort = r.Upper.Sort, 0, before(!r.Upper.Inclusive)
	}
	from, to = low, high
	if r.Backward {
		from, to = high, low
	}
	if r.After != nil {
		after := r.After.pivot(r.Backward)
		if r.Backward && less(after, from) || !r.Backward && less(from, after) {
			from = after
		}
	}
	return from, to
}

func before(b bool) int8 {
	if b {
		return -1
	}
	return 1
}

// pivot stands right behind the position, in the direction of the walk.
func (p *Position) pivot(backward bool) *Entry {
	e := &Entry{Key: p.Key, Owner: p.Owner, pastOwner: 1}
	if backward {
		e.pastOwner = -1
	}
	return e
}

// Segment returns the first and the last hash of one of the parts into which a parallel scan cuts a
// table.
func Segment(segment, total int) (first, last uint64) {
	if total <= 1 {
		return 0, math.MaxUint64
	}
	width := math.MaxUint64/uint64(total) + 1
	first = uint64(segment) * width
	if segment == total-1 {
		return first, math.MaxUint64
	}
	return first, first + width - 1
}

// Scan visits all entries of the table, or of an index if one is named, whose hash lies between
// first and last, in the order of hashes, beginning behind after if it is not nil, until visit
// returns false. visit runs under a lock, as in [Table.Query]. Only one stripe is locked at a time,
// so what changes meanwhile may be seen or not. ok is false if there is no such index.
func (t *Table) Scan(index string, first, last uint64, after *Position, visit func(*Entry) bool) (ok bool) {
	t.gate.RLock()
	defer t.gate.RUnlock()
	from := &Entry{Key: Key{Hash: first}, pastSort: -1}
	if after != nil {
		if p := after.pivot(false); less(from, p) {
			from = p
		}
	}
	more := true
	walk := func(tree *tree) {
		tree.ascend(from, func(e *Entry) bool {
			more = e.Hash <= last && visit(e)
			return more
		})
	}
	if g := t.findGlobal(index); g != nil {
		for i := g.stripe(from.Hash); more && i <= g.stripe(last); i++ {
			unlock := g.read(&g.stripes[i])
			walk(&g.stripes[i].tree)
			unlock()
		}
		return true
	}
	local := t.findLocal(index)
	if index != "" && local < 0 {
		return false
	}
	for i := t.stripe(from.Hash); more && i <= t.stripe(last); i++ {
		s := &t.stripes[i]
		s.RLock()
		if index == "" {
			walk(&s.items)
		} else {
			walk(&s.local[local])
		}
		s.RUnlock()
	}
	return true
}

func (t *Table) findGlobal(name string) *global {
	for _, g := range t.global {
		if g.Name == name {
			return g
		}
	}
	return nil
}

func (t *Table) findLocal(name string) int {
	return slices.IndexFunc(t.local, func(l *localIndex) bool { return l.Name == name })
}
