package store

import (
	"github.com/tidwall/btree"

	"github.com/dynactor/dynactor/internal/packed"
)

// tree is a B-tree that is made when the first entry comes: most stripes of most tables in a test
// stay empty.
type tree struct{ t *btree.BTreeG[slot] }

// slot keeps the hash, with which most comparisons end, inside of the tree's nodes. Finding an entry
// among a million would otherwise miss the cache at each of some twenty entries that it is compared with.
type slot struct {
	hash  uint64
	entry *Entry
}

func in(e *Entry) slot { return slot{e.Hash, e} }

func (t *tree) set(e *Entry) (was *Entry, replaced bool) {
	if t.t == nil {
		t.t = btree.NewBTreeGOptions(func(a, b slot) bool {
			if a.hash != b.hash {
				return a.hash < b.hash
			}
			return less(a.entry, b.entry)
		}, btree.Options{NoLocks: true})
	}
	s, replaced := t.t.Set(in(e))
	return s.entry, replaced
}

// find returns the item of the entry with the key of e, or "".
func (t *tree) find(e *Entry) packed.Item {
	if t.t == nil {
		return ""
	}
	if s, ok := t.t.Get(in(e)); ok {
		return s.entry.Item
	}
	return ""
}

func (t *tree) delete(e *Entry) (was *Entry, ok bool) {
	if t.t == nil {
		return nil, false
	}
	s, ok := t.t.Delete(in(e))
	return s.entry, ok
}

// ascend visits entries from the first that is not before the pivot, descend those from the last
// that is not behind it, until visit returns false.
func (t *tree) ascend(pivot *Entry, visit func(*Entry) bool) {
	if t.t != nil {
		t.t.Ascend(in(pivot), func(s slot) bool { return visit(s.entry) })
	}
}

func (t *tree) descend(pivot *Entry, visit func(*Entry) bool) {
	if t.t != nil {
		t.t.Descend(in(pivot), func(s slot) bool { return visit(s.entry) })
	}
}
