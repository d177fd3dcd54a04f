package localdb

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/packed"
	"github.com/dynactor/dynactor/internal/store"
)

// pageSize is the size at which a page of a Query or a Scan ends ("Paginate the results" in DynamoDB's
// developer guide: 1 MB). It is the size of what was evaluated, before any filter, and the item that
// reaches it still belongs to the page.
const pageSize = 1 << 20

// page collects what a walk visits, which is under a lock of the store: all else waits until it is over.
type page struct {
	target  readTarget
	limit   int // 0: none
	packed  bool
	entries []*store.Entry
	bytes   int
	more    bool // the walk was stopped: there may be more
}

// visit takes an entry, and reports whether the page has room for another.
func (p *page) visit(e *store.Entry) bool {
	if p.bytes >= pageSize {
		p.more = true
		return false
	}
	p.entries = append(p.entries, e)
	p.bytes += p.target.size(e.Item)
	// A Limit stops the walk where it is reached, and nobody looks whether anything follows. So the last
	// key is also set if nothing does, as it is not if the size was what stopped the walk.
	p.more = len(p.entries) == p.limit
	return !p.more
}

// last is the entry that a page ends with, if there is one.
func (p *page) last() *store.Entry { return p.entries[len(p.entries)-1] }

// result is what Query and Scan answer.
type result struct {
	items    []map[string]types.AttributeValue // nil if only the count is wanted, and if they're packed
	packed   []packed.Item
	count    int
	scanned  int
	last     map[string]types.AttributeValue // nil if there is no more
	capacity *types.ConsumedCapacity
}

// answer filters the page, makes the answer of it, and charges for it.
func (p *page) answer(r *readRequest, start uint64, level types.ReturnConsumedCapacity) result {
	res := result{scanned: len(p.entries)}
	fetches := r.fetches(p.target)
	filtered := &entrySource{only: p.target.projected()}
	answered := filtered
	if fetches {
		answered = &entrySource{}
	}
	switch {
	case r.sel == types.SelectCount:
	case p.packed && r.projection == nil && answered.only == nil:
		res.packed = make([]packed.Item, 0, p.capacity(r))
	default:
		res.items = make([]map[string]types.AttributeValue, 0, p.capacity(r))
	}
	for _, e := range p.entries {
		filtered.item, answered.item = e.Item, e.Item
		if r.filter != nil && !r.filter.Eval(filtered) {
			continue
		}
		res.count++
		switch {
		case res.packed != nil:
			res.packed = append(res.packed, e.Item)
		case res.items != nil:
			res.items = append(res.items, r.answer(answered))
		}
	}
	if p.more {
		res.last = p.target.lastKey(p.last())
	}
	res.capacity = p.charge(r.consistent, fetches, start).report(level, false)
	return res
}

// capacity is how many items the answer is going to have, as far as that can be told.
func (p *page) capacity(r *readRequest) int {
	if r.filter != nil {
		return 0
	}
	return len(p.entries)
}

// charge returns what the page consumed, and charges the meters: once for all that it evaluated, and for
// each item that had to be fetched from the table.
func (p *page) charge(consistent, fetches bool, start uint64) *usage {
	u := &usage{table: p.target.table}
	p.spread(u, readUnits(p.bytes, consistent), start)
	if fetches {
		for _, e := range p.entries {
			u.read(nil, e.Owner.Hash, readUnits(e.Item.Size(), consistent))
		}
	}
	return u
}

// spread charges units to the partitions that the page lies in, each for its part. An empty page is
// charged where it began. Units are halves, and stay so: their sum is exact.
func (p *page) spread(u *usage, units float64, start uint64) {
	if p.target.meter() == nil || len(p.entries) == 0 {
		u.read(p.target.index, start, units)
		return
	}
	bytes, charged := 0, 0.0
	for i, e := range p.entries {
		bytes += p.target.size(e.Item)
		if i+1 < len(p.entries) && p.entries[i+1].Hash == e.Hash {
			continue
		}
		due := units
		if i+1 < len(p.entries) {
			due = float64(int(2*units*float64(bytes)/float64(p.bytes))) / 2
		}
		if due > charged {
			u.read(p.target.index, e.Hash, due-charged)
			charged = due
		}
	}
}
