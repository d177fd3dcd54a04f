package store

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/dynactor/dynactor/internal/packed"
)

// Index says what a secondary index is.
type Index struct {
	Name   string
	Schema Schema
	Global bool
	// Projected are the attributes that the index has, keys of the index and the table included; nil
	// means all of them.
	Projected []string
}

// Size returns the bytes that DynamoDB charges for an item's entry in the index, without the 100
// bytes of overhead that only storage billing adds.
func (ix *Index) Size(i packed.Item) int {
	if ix.Projected == nil || i == "" {
		return i.Size()
	}
	size := 0
	for _, name := range ix.Projected {
		size += i.AttributeSize(name)
	}
	return size
}

// entry returns the index's entry for an item, and nil if the item has no place in it: items
// without one of the key attributes are not in the index (it is sparse).
func (ix *Index) entry(owner Key, i packed.Item) *Entry {
	if i == "" {
		return nil
	}
	k, ok := ix.Schema.KeyOf(i)
	if !ok {
		return nil
	}
	return &Entry{Key: k, Owner: owner, Item: i}
}

// globalStripes are fewer than a table's, since a table has one set of them for each global index.
const globalStripes = 16

// global is a global secondary index.
type global struct {
	Index
	tally
	lag     time.Duration
	now     func() time.Time
	stripes [globalStripes]globalStripe
}

type globalStripe struct {
	sync.RWMutex
	tree tree
	late []lateChange // in the order of due
	// waiting is len(late), for readers without the lock.
	waiting atomic.Int64
}

// lateChange is a change that readers of a lagging index don't see yet.
type lateChange struct {
	due      time.Time
	old, new *Entry
}

func (g *global) stripe(hash uint64) int { return int(hash >> 60) }

// change replaces old by new in one stripe, whose lock is held; either may be nil.
func (g *global) change(s *globalStripe, old, new *Entry) {
	if g.lag <= 0 {
		g.apply(s, old, new)
		return
	}
	g.catchUp(s) // or what nobody reads would collect changes for ever
	s.late = append(s.late, lateChange{due: g.now().Add(g.lag), old: old, new: new})
	s.waiting.Store(int64(len(s.late)))
}

func (g *global) apply(s *globalStripe, old, new *Entry) {
	if old != nil {
		if gone, ok := s.tree.delete(old); ok {
			g.add(-1, -g.Size(gone.Item))
		}
	}
	if new != nil {
		if was, ok := s.tree.set(new); ok {
			g.add(-1, -g.Size(was.Item))
		}
		g.add(1, g.Size(new.Item))
	}
}

// read holds the stripe for reading, with all changes in it that are due by now.
func (g *global) read(s *globalStripe) (unlock func()) {
	if s.waiting.Load() > 0 {
		s.Lock()
		g.catchUp(s)
		s.Unlock()
	}
	s.RLock()
	return s.RUnlock
}

func (g *global) catchUp(s *globalStripe) {
	now, n := g.now(), 0
	for ; n < len(s.late) && !s.late[n].due.After(now); n++ {
		g.apply(s, s.late[n].old, s.late[n].new)
		s.late[n] = lateChange{}
	}
	s.late = s.late[n:]
	s.waiting.Store(int64(len(s.late)))
}

// tally counts entries and their bytes.
type tally struct{ count, bytes atomic.Int64 }

func (t *tally) add(count, bytes int) {
	t.count.Add(int64(count))
	t.bytes.Add(int64(bytes))
}
