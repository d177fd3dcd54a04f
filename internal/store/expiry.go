package store

import (
	"math"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/tidwall/btree"

	"github.com/dynactor/dynactor/internal/packed"
)

// expiry is the order in which a table's items expire, by a number attribute of seconds since 1970.
type expiry struct {
	attribute string

	mu   sync.Mutex
	tree *btree.BTreeG[expiring]
	// next is at or before when the first of them expires, so that asking whether anything is due
	// takes no lock. New items lower it, and only Expire raises it.
	next atomic.Int64
}

type expiring struct {
	at  int64
	key Key
}

func newExpiry(attribute string) *expiry {
	x := &expiry{attribute: attribute, tree: btree.NewBTreeGOptions(func(a, b expiring) bool {
		if a.at != b.at {
			return a.at < b.at
		}
		return a.key.compare(b.key) < 0
	}, btree.Options{NoLocks: true})}
	x.next.Store(math.MaxInt64)
	return x
}

// when returns the second at which an item expires; ok is false if it never does: without the
// attribute, or with one that is not a number.
func (x *expiry) when(i packed.Item) (second int64, ok bool) {
	payload, t, ok := i.Scalar(x.attribute)
	if !ok || t != "N" {
		return 0, false
	}
	whole, _, _ := strings.Cut(payload, ".")
	second, err := strconv.ParseInt(whole, 10, 64)
	return second, err == nil
}

func (x *expiry) change(c change) {
	was, had := x.when(c.old)
	will, has := x.when(c.new)
	if had == has && was == will {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if had {
		x.tree.Delete(expiring{was, c.Key})
	}
	if has {
		x.tree.Set(expiring{will, c.Key})
		x.next.Store(min(x.next.Load(), will))
	}
}

// advance raises next to the first item that has yet to expire, over those that are there still
// because they are too old to. One that was put meanwhile and is due already keeps its second.
func (x *expiry) advance(now int64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	next := int64(math.MaxInt64)
	x.tree.Ascend(expiring{at: now - tooOld}, func(e expiring) bool {
		next = e.at
		return false
	})
	x.next.Store(next)
}

// due returns keys whose second is in [from, now], at most max of them.
func (x *expiry) due(from, now int64, max int) (keys []Key) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.tree.Ascend(expiring{at: from}, func(e expiring) bool {
		if e.at > now || len(keys) == max {
			return false
		}
		keys = append(keys, e.key)
		return true
	})
	return keys
}

// SetExpiry makes items expire by the attribute; "" makes them stay for ever.
func (t *Table) SetExpiry(attribute string) {
	t.gate.Lock()
	defer t.gate.Unlock()
	if attribute == "" {
		t.expires = nil
		return
	}
	x := newExpiry(attribute)
	for i := range t.stripes {
		t.stripes[i].items.ascend(&Entry{}, func(e *Entry) bool {
			x.change(change{Ref: Ref{Table: t, Key: e.Key}, new: e.Item})
			return true
		})
	}
	t.expires = x
}

// tooOld is how far in the past a second may lie: DynamoDB takes one that is more than five years
// back for a mistake, and keeps the item ("Working with expired items and time to live").
const tooOld = 5 * 365 * 24 * 3600

// Expire deletes the items that have expired by now, in seconds since 1970. While nothing is due it
// costs an atomic load.
func (t *Table) Expire(now int64) {
	for t.expire(now) {
	}
}

// expire deletes some of what has expired, and reports whether there may be more. It holds the gate
// throughout, so that nobody meanwhile makes items expire by another attribute, or not at all.
func (t *Table) expire(now int64) (more bool) {
	t.gate.RLock()
	defer t.gate.RUnlock()
	x := t.expires
	if x == nil || x.next.Load() > now {
		return false
	}
	const atOnce = 256
	keys := x.due(now-tooOld, now, atOnce)
	for _, k := range keys {
		t.update(k, func(old packed.Item) (packed.Item, bool) {
			at, ok := x.when(old)
			return "", ok && at >= now-tooOld && at <= now // it may have been replaced by one that stays
		})
	}
	if len(keys) == atOnce {
		return true
	}
	x.advance(now)
	return false
}
