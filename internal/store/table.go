package store

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dynactor/dynactor/internal/packed"
)

// stripes is how many locks a table has: far more than processors, so that two goroutines rarely
// meet, and few enough that a table that is never used costs little.
const (
	stripes    = 64
	stripeBits = 6
)

// Table is a table's items and indexes. Make one with [NewTable]. All methods may be called
// concurrently.
type Table struct {
	id     int64 // the tables' order, for locks
	schema Schema
	now    func() time.Time
	lag    time.Duration

	// gate is held exclusively while the set of indexes changes, and shared by everyone else.
	gate    sync.RWMutex
	local   []*localIndex
	global  []*global
	expires *expiry

	tally
	stripes [stripes]stripe
}

// stripe is all items whose hashes begin with the same bits, and their entries in local indexes.
type stripe struct {
	sync.RWMutex
	items tree
	local []tree // as Table.local
}

type localIndex struct {
	Index
	tally
}

var ids atomic.Int64

// NewTable makes an empty table. now tells the time to indexes that lag by more than zero.
func NewTable(schema Schema, indexes []Index, now func() time.Time, lag time.Duration) *Table {
	t := &Table{id: ids.Add(1), schema: schema, now: now, lag: lag}
	for _, ix := range indexes {
		if ix.Global {
			t.global = append(t.global, &global{Index: ix, now: now, lag: lag})
		} else {
			t.local = append(t.local, &localIndex{Index: ix})
		}
	}
	if len(t.local) > 0 {
		for i := range t.stripes {
			t.stripes[i].local = make([]tree, len(t.local))
		}
	}
	return t
}

// Schema returns the table's primary key.
func (t *Table) Schema() Schema { return t.schema }

// Len returns the number of items, and Bytes what DynamoDB charges for them. While items change
// they may be behind by some.
func (t *Table) Len() int64   { return t.count.Load() }
func (t *Table) Bytes() int64 { return t.bytes.Load() }

// IndexLen returns the number of entries of an index and their bytes; 0 for one that isn't there.
func (t *Table) IndexLen(name string) (count, bytes int64) {
	t.gate.RLock()
	defer t.gate.RUnlock()
	for _, g := range t.global {
		if g.Name == name {
			return g.count.Load(), g.bytes.Load()
		}
	}
	for _, l := range t.local {
		if l.Name == name {
			return l.count.Load(), l.bytes.Load()
		}
	}
	return 0, 0
}

func (t *Table) stripe(hash uint64) int { return int(hash >> (64 - stripeBits)) }

// AddIndex adds a global index and fills it from the items. Nobody else uses the table meanwhile.
func (t *Table) AddIndex(ix Index) error {
	t.gate.Lock()
	defer t.gate.Unlock()
	for _, g := range t.global {
		if g.Name == ix.Name {
			return fmt.Errorf("store: there is an index %s already", ix.Name)
		}
	}
	g := &global{Index: ix, now: t.now, lag: t.lag}
	for i := range t.stripes {
		t.stripes[i].items.ascend(&Entry{}, func(e *Entry) bool {
			if entry := g.entry(e.Key, e.Item); entry != nil {
				g.apply(&g.stripes[g.stripe(entry.Hash)], nil, entry)
			}
			return true
		})
	}
	// A new slice, since readers may hold the old one.
	t.global = append(append([]*global(nil), t.global...), g)
	return nil
}

// DropIndex removes a global index, if it is there.
func (t *Table) DropIndex(name string) {
	t.gate.Lock()
	defer t.gate.Unlock()
	var kept []*global
	for _, g := range t.global {
		if g.Name != name {
			kept = append(kept, g)
		}
	}
	t.global = kept
}

// Get returns the item under the key, or "".
func (t *Table) Get(k Key) packed.Item {
	t.gate.RLock()
	defer t.gate.RUnlock()
	s := &t.stripes[t.stripe(k.Hash)]
	s.RLock()
	defer s.RUnlock()
	return s.get(k)
}

func (s *stripe) get(k Key) packed.Item { return s.items.find(&Entry{Key: k}) }
