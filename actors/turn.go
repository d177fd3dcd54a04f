package actors

import (
	"time"

	"github.com/dynactor/dynactor/messages"
)

// turn says which priority goes first. Interactive requests do, and leave bulk ones a part, so that no
// flood of them can starve those: after passesOver calls that went before waiting bulk requests one of
// these goes, and where units are short an interactive call adds bulkPart of its own to what bulk may take
// next.
type turn struct {
	passed int
	// owed are the units that bulk may take, short as they may be.
	owed [accesses]float64
	// lately is when each priority was last seen, by the engine's clock.
	lately [messages.Priorities]int64
}

const (
	passesOver = 16
	bulkPart   = 1.0 / 8
	// alongside is for how long after its last request a priority is reckoned with.
	alongside = int64(10 * time.Second)
	// borrows is how far interactive calls may go into the debt that bulk ones have made, as time that it
	// takes to pay it off: a batch of bulk reads can cost more than a second allows on a small table, and a
	// lone read shouldn't wait for that.
	borrows = 250 * time.Millisecond
)

var inOrder, bulkFirst = []messages.Priority{messages.Interactive, messages.Bulk}, []messages.Priority{messages.Bulk, messages.Interactive}

func (t *table) turns() []messages.Priority {
	if t.turn.passed >= passesOver || t.repaid(reading) || t.repaid(writing) {
		return bulkFirst
	}
	return inOrder
}

// seen notes that a request has come.
func (t *table) seen(r *messages.Request) {
	t.turn.lately[r.Priority] = r.Enqueued + 1 // so that 0 is never
}

// with says whether both priorities are in use.
func (t *table) with(other messages.Priority) bool {
	last := t.turn.lately[other]
	return last != 0 && t.engine.now()-last < alongside
}

// slots is how many calls may be in flight.
func (t *table) slots() int { return min(t.engine.config.CallsInFlight, t.window.Size()) }

// slotFor says whether one more call of that priority may be made. Bulk ones leave an eighth free for
// interactive ones, if there are such.
func (t *table) slotFor(p messages.Priority) bool {
	n := t.slots()
	if p == messages.Bulk && n > 1 && t.with(messages.Interactive) && t.turn.passed < passesOver {
		n -= max(1, n/8)
	}
	return len(t.calls) < n
}

// took keeps account of whose turn it is.
func (t *table) took(c *call) {
	if c.priority == messages.Bulk {
		t.turn.passed = 0
		if c.access < accesses {
			t.turn.owed[c.access] = max(0, t.turn.owed[c.access]-c.units)
		}
		return
	}
	bulk := &t.bands[messages.Bulk]
	if bulk.depth() == 0 {
		return
	}
	t.turn.passed++
	if c.access < accesses {
		if n, _ := bulk.waits(c.access); n > 0 {
			t.turn.owed[c.access] += c.units * bulkPart
		}
	}
}

// affords says whether there's capacity for a call from that queue; if not, t.pace knows until when.
func (t *table) affords(qs *queues, a access) bool {
	if a >= accesses {
		return true
	}
	if t.unknownShare() {
		return false // the answer has the queues looked at
	}
	wait := t.meter.ready(a)
	switch {
	case wait == 0:
		return true
	case wait > borrows:
	case qs.priority == messages.Interactive && t.with(messages.Bulk):
		return true
	case qs.priority == messages.Bulk && t.repaid(a):
		return true
	}
	if qs.priority == messages.Interactive && t.with(messages.Bulk) {
		wait -= borrows
	}
	t.pace.blocked(a, wait)
	return false
}

// repaid says whether interactive calls owe bulk ones a whole call, which then goes before them. To let it go
// beside them, or for less, would make a debt for which interactive calls have to wait.
func (t *table) repaid(a access) bool {
	owed := t.turn.owed[a]
	if owed < 1 {
		return false
	}
	n, units := t.bands[messages.Bulk].waits(a)
	return n > 0 && owed >= min(units, t.meter.room(a))
}
