package actors

import "github.com/dynactor/dynactor/messages"

// lanes keeps the order of operations on each key: one lane for a key that operations of the
// async face are under way on, none for all other keys.
//
// The rule: an operation starts when all earlier ones of the async face on its key have
// completed; reads don't wait for reads. What the sync face sent, and what is marked unordered,
// makes nobody wait. Lanes are found by the key's hash alone: two keys with one hash would wait
// for each other, which costs time and breaks nothing.
type lanes struct {
	table laneTable
	free  *lane
}

// lane lists, in the order of arrival, the async operations on a key that haven't completed and
// all operations that wait. first is the first of those that wait, and ahead how many async
// operations stand before it: when those are gone it's time to look who may start, and not
// before, so that n reads that complete one by one don't cost n walks.
type lane struct {
	head, tail     *messages.Request
	first          *messages.Request
	ahead          int
	asyncs, writes int // of the async operations in the list
	seq            uint32

	hash uint64
	next *lane // in a bucket of the table, or among the free ones
}

// makesWait says whether later operations on r's key have to wait for r.
func makesWait(r *messages.Request) bool {
	return r.Flags&(messages.Sync|messages.Unordered) == 0
}

// enter puts r in its lane and reports whether it may start at once.
func (ls *lanes) enter(r *messages.Request) bool {
	if r.Is(messages.Unordered) {
		r.Book.Started = true
		return true
	}
	l := ls.table.find(r.Hash)
	waits := l != nil && (l.writes > 0 || l.asyncs > 0 && !r.Is(messages.Reads))
	r.Book.Started = !waits
	if !waits && !makesWait(r) {
		return true
	}
	if l == nil {
		l = ls.make(r.Hash)
	}
	if waits && l.first == nil {
		l.first, l.ahead = r, l.asyncs
	}
	l.push(r)
	return !waits
}

// leave takes r out of its lane, because it completed or because its caller left while it
// waited, and calls start for each one that may start now, in their order.
func (ls *lanes) leave(r *messages.Request, start func(*messages.Request)) {
	b := &r.Book
	if b.LaneSeq == 0 {
		return // never was in a list
	}
	l := ls.table.find(r.Hash)
	look := !b.Started
	if b.Started && l.first != nil && int32(b.LaneSeq-l.first.Book.LaneSeq) < 0 {
		l.ahead--
		look = l.ahead == 0
	}
	l.remove(r)
	if look {
		l.look(start)
	}
	if l.head == nil {
		ls.drop(l)
	}
}

// look starts whoever may start and finds the new first to wait. It needn't look behind an async
// write that has not completed: whatever is there waits.
func (l *lane) look(start func(*messages.Request)) {
	l.first, l.ahead = nil, 0
	before := 0
	for r := l.head; r != nil; {
		next := r.Book.LaneNext
		if !r.Book.Started {
			if before > 0 && !r.Is(messages.Reads) {
				if l.first == nil {
					l.first, l.ahead = r, before
				}
				if makesWait(r) {
					return
				}
				r = next
				continue
			}
			r.Book.Started = true
			if !makesWait(r) {
				l.remove(r)
				start(r)
				r = next
				continue
			}
			start(r)
		}
		before++
		if !r.Is(messages.Reads) {
			if l.first == nil && next != nil {
				l.first, l.ahead = next, before
			}
			return
		}
		r = next
	}
}

func (l *lane) push(r *messages.Request) {
	b := &r.Book
	l.seq++
	if l.seq == 0 {
		l.seq = 1
	}
	b.LaneSeq, b.LanePrev, b.LaneNext = l.seq, l.tail, nil
	if l.tail == nil {
		l.head = r
	} else {
		l.tail.Book.LaneNext = r
	}
	l.tail = r
	l.count(r, 1)
}

func (l *lane) remove(r *messages.Request) {
	b := &r.Book
	if b.LanePrev == nil {
		l.head = b.LaneNext
	} else {
		b.LanePrev.Book.LaneNext = b.LaneNext
	}
	if b.LaneNext == nil {
		l.tail = b.LanePrev
	} else {
		b.LaneNext.Book.LanePrev = b.LanePrev
	}
	b.LaneSeq, b.LanePrev, b.LaneNext = 0, nil, nil
	l.count(r, -1)
}

func (l *lane) count(r *messages.Request, n int) {
	if !makesWait(r) {
		return
	}
	l.asyncs += n
	if !r.Is(messages.Reads) {
		l.writes += n
	}
}

func (ls *lanes) make(hash uint64) *lane {
	l := ls.free
	if l == nil {
		l = &lane{hash: hash}
	} else {
		ls.free = l.next
		*l = lane{hash: hash}
	}
	ls.table.add(l)
	return l
}

func (ls *lanes) drop(l *lane) {
	ls.table.remove(l)
	l.next, ls.free = ls.free, l
}

// waiting lists all operations that wait in a lane.
func (ls *lanes) waiting() (all []*messages.Request) {
	for l := range ls.table.all {
		for r := l.head; r != nil; r = r.Book.LaneNext {
			if !r.Book.Started {
				all = append(all, r)
			}
		}
	}
	return all
}

// empty reports whether no async operation is under way on any key.
func (ls *lanes) empty() bool { return ls.table.n == 0 }
