package store

import (
	"cmp"
	"slices"

	"github.com/dynactor/dynactor/internal/packed"
)

// change is an item that becomes another one; "" is none. The stripe of its table is locked.
type change struct {
	Ref
	old, new packed.Item
	// entry has the key and no item: what the item was looked for with, which becomes the new entry, or
	// finds the one that goes. It may be nil.
	entry *Entry
}

// indexChange is what a change does to a global index in one of its stripes.
type indexChange struct {
	table    int64
	position int // of the index in its table
	index    *global
	stripe   int
	old, new *Entry
}

// commit makes changes, all of them before anyone sees one: it holds the stripes of the global
// indexes together.
func commit(changes []change) {
	for i := range changes {
		changes[i].shareKey()
	}
	var room [4]indexChange
	touched := room[:0]
	for _, c := range changes {
		touched = c.global(touched)
	}
	if len(touched) > 1 {
		slices.SortStableFunc(touched, func(a, b indexChange) int {
			return cmp.Or(cmp.Compare(a.table, b.table), cmp.Compare(a.position, b.position), cmp.Compare(a.stripe, b.stripe))
		})
	}
	for i, x := range touched {
		if i == 0 || !x.sameLock(touched[i-1]) {
			x.index.stripes[x.stripe].Lock()
		}
	}
	for _, c := range changes {
		c.items()
	}
	for _, x := range touched {
		x.index.change(&x.index.stripes[x.stripe], x.old, x.new)
	}
	for i, x := range touched {
		if i == 0 || !x.sameLock(touched[i-1]) {
			x.index.stripes[x.stripe].Unlock()
		}
	}
}

// shareKey makes the key use the memory of the new item. Its own is that of the request, of which a string
// of a few bytes might hold on to all for as long as the item is there.
func (c *change) shareKey() {
	if c.new == "" {
		return
	}
	schema := c.Table.schema
	c.Key.Partition = schema.Partition.share(c.new, c.Key.Partition)
	if schema.HasSort() {
		c.Key.Sort = schema.Sort.share(c.new, c.Key.Sort)
	}
	if c.entry != nil {
		c.entry.Key = c.Key
	}
}

func (x indexChange) sameLock(o indexChange) bool { return x.index == o.index && x.stripe == o.stripe }

// global lists what the change does to global indexes.
func (c change) global(list []indexChange) []indexChange {
	for position, g := range c.Table.global {
		old, new := g.entry(c.Key, c.old), g.entry(c.Key, c.new)
		x := indexChange{table: c.Table.id, position: position, index: g}
		if old != nil && new != nil && g.stripe(old.Hash) == g.stripe(new.Hash) {
			x.stripe, x.old, x.new = g.stripe(old.Hash), old, new
			list = append(list, x)
			continue
		}
		if old != nil {
			x.stripe, x.old, x.new = g.stripe(old.Hash), old, nil
			list = append(list, x)
		}
		if new != nil {
			x.stripe, x.old, x.new = g.stripe(new.Hash), nil, new
			list = append(list, x)
		}
	}
	return list
}

// items changes the table itself, its local indexes and the order of expiry.
func (c change) items() {
	t := c.Table
	s := &t.stripes[t.stripe(c.Key.Hash)]
	e := c.entry
	if e == nil {
		e = &Entry{Key: c.Key}
	}
	if c.new == "" {
		s.items.delete(e)
		t.add(-1, -c.old.Size())
	} else {
		e.Item = c.new
		s.items.set(e)
		if c.old == "" {
			t.add(1, c.new.Size())
		} else {
			t.add(0, c.new.Size()-c.old.Size())
		}
	}
	for i, l := range t.local {
		if old := l.entry(c.Key, c.old); old != nil {
			s.local[i].delete(old)
			l.add(-1, -l.Size(c.old))
		}
		if new := l.entry(c.Key, c.new); new != nil {
			s.local[i].set(new)
			l.add(1, l.Size(c.new))
		}
	}
	if t.expires != nil {
		t.expires.change(c)
	}
}
