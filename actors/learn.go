package actors

import (
	"time"

	"go.uber.org/zap"

	"github.com/dynactor/dynactor/internal/coalesce"
	"github.com/dynactor/dynactor/internal/key"
	"github.com/dynactor/dynactor/internal/trouble"
	"github.com/dynactor/dynactor/messages"
)

// learning is how a table actor comes to know its table's primary key, without which it can
// neither order nor batch. It's told by an option, or asks DescribeTable once at the first
// single-item request, while these are parked. Three things can come out of asking:
//
//   - the schema: the parked go on;
//   - the table doesn't exist: one request is sent alone as a scout, and if it hears the same,
//     all parked fail with that error; nothing is remembered, the next request asks again;
//   - no answer (denied, failing): the parked go on without. Their order is kept by one lane for
//     the whole table, each goes alone, a warning says so once, and with later requests it's asked
//     again, ever more rarely. A native call by key that succeeds tells the key's names too.
type learning struct {
	state  learnState
	parked messages.Queue
	// scout is the request sent ahead, see sendScout.
	scout *messages.Request
	// pending is a schema that came while operations were under way in the one lane of those that
	// have none: it's put in use when they're done, so that nothing overtakes them.
	pending  *key.Schema
	failures int
	next     int64 // when to ask again, by the engine's clock
	asking   bool
	warned   bool
}

type learnState uint8

const (
	unknown learnState = iota
	asked              // the first time; requests are parked
	scouting
	without // go without a schema
	waiting // for pending to be put in use
)

// wholeTable is the lane of all requests while their keys can't be told apart.
const wholeTable = 0

// parks says whether a single-item request has to wait, and sees to it that it won't for long.
func (t *table) parks(r *messages.Request) bool {
	l := &t.learn
	switch l.state {
	case asked, scouting, waiting:
		return true
	}
	if t.schema.Load() != nil || t.config.NoCoalescing && t.config.Unordered {
		return false
	}
	if l.state == unknown {
		l.state = asked
		t.ask()
		return true
	}
	if !l.asking && t.engine.now() >= l.next {
		t.ask()
	}
	return false
}

func (t *table) park(r *messages.Request) {
	r.Book.State = messages.Parked
	t.learn.parked.PushBack(r)
}

func (t *table) ask() {
	t.learn.asking = true
	c := t.newCall(messages.Interactive, lone, elsewhere)
	c.describe = true
	t.start(c)
}

// identify tells a request's key, as far as it can be told.
func (t *table) identify(r *messages.Request) {
	switch schema := t.schema.Load(); {
	case schema != nil:
		identify(r, *schema)
		if !r.Is(messages.Keyed) {
			// A key that DynamoDB will refuse: nothing can be ordered by it.
			r.Flags |= messages.Unordered
			r.Book.Alone = true
		}
	default:
		// A sender may have known a schema that has been forgotten since.
		r.Flags &^= messages.Keyed
		r.Hash = wholeTable
	}
}

// described takes DescribeTable's answer.
func (t *table) described(c *call) {
	l := &t.learn
	l.asking = false
	switch {
	case c.err == nil:
		l.failures = 0
		t.adopt(c.known)
	case l.state == without:
		t.askLater()
	case c.trouble == trouble.Missing:
		t.sendScout()
	default:
		l.state = without
		t.askLater()
		if !l.warned {
			l.warned = true
			t.engine.config.Logger.Warn("the table's key schema is unknown, since DescribeTable failed: single-item operations go one by one and unbatched; allow dynamodb:DescribeTable or pass the option WithKeySchema",
				zap.String("table", t.name), zap.Error(c.err))
		}
		t.unpark()
	}
}

func (t *table) askLater() {
	l := &t.learn
	l.failures = min(l.failures+1, 7)
	l.next = t.engine.now() + int64(time.Second)<<l.failures
}

// adopt puts a schema in use, as soon as nothing is under way that was ordered without it.
func (t *table) adopt(s key.Schema) {
	l := &t.learn
	if t.schema.Load() != nil || l.pending != nil {
		return
	}
	l.pending = &s
	l.state = waiting
	t.lanesLeft()
}

// lanesLeft is called when an operation has left its lane.
func (t *table) lanesLeft() {
	l := &t.learn
	if l.pending == nil || t.lanes.table.find(wholeTable) != nil {
		return
	}
	t.schema.Store(l.pending)
	l.pending = nil
	l.state = unknown
	t.unpark()
}

// unpark lets the parked go on.
func (t *table) unpark() {
	// Not more than are parked now: going on may park some anew, behind these.
	for n := t.learn.parked.Len; n > 0; n-- {
		r := t.learn.parked.PopFront()
		if r == nil {
			return
		}
		if r.Book.Started { // was in its lane before
			t.enqueue(r)
		} else {
			t.enterLane(r)
		}
	}
}

// sendScout sends the first of the parked alone, to hear what the native call says. It has a place in
// the order: those whom an earlier scout has sent on by themselves may still be under way.
func (t *table) sendScout() {
	l := &t.learn
	l.state = unknown
	r := l.parked.PopFront()
	if r == nil {
		return
	}
	l.state = scouting
	l.scout = r
	r.Book.Alone = true
	if r.Book.Started {
		t.callLone(r)
	} else {
		t.enterLane(r)
	}
}

// takeScout returns the scout if the call that has ended is its own.
func (t *table) takeScout(c *call) *messages.Request {
	scout := t.learn.scout
	if scout == nil || len(c.reqs) != 1 || c.reqs[0] != scout {
		return nil
	}
	t.learn.scout = nil
	return scout
}

// scoutBack goes on after a scout's call. A scout that is to be tried again is still ahead of the
// parked: if they went on now, those on its key would overtake it.
func (t *table) scoutBack(scout *messages.Request, c *call) {
	if scout.Book.State != messages.Left {
		t.learn.scout = scout
		return
	}
	t.scouted(c)
}

// scoutLeft is called when a request has left from where it waited: if it was the scout, the parked
// have nobody ahead of them any more.
func (t *table) scoutLeft(r *messages.Request) {
	if r == t.learn.scout && !t.closed {
		t.scouted(&call{})
	}
}

// scouted takes what the scout heard; its own answer is seen to by the caller. If it's trouble
// that everybody would hear, everybody hears it.
func (t *table) scouted(c *call) {
	l := &t.learn
	l.scout = nil
	l.state = unknown
	if c.err != nil && (c.trouble == trouble.Missing || c.trouble == trouble.Everyone) {
		t.failParked(trouble.Cause(c.err))
		return
	}
	switch {
	case l.parked.Len == 0:
	case t.schema.Load() != nil:
		t.unpark()
	default:
		l.state = asked
		t.ask()
	}
}

// failParked tells the parked what the scout has heard. Those with whom something else may be wrong
// ask for themselves: DynamoDB looks at a request before it looks for the table.
func (t *table) failParked(cause error) {
	var alone []*messages.Request
	for r := t.learn.parked.PopFront(); r != nil; r = t.learn.parked.PopFront() {
		r.Book.State = messages.Queued
		if r.Is(messages.Coalescable) && coalesce.Sound(r.Input) {
			t.fail(r, trouble.As(r.Op, cause))
		} else {
			alone = append(alone, r)
		}
	}
	for _, r := range alone {
		r.Book.Alone = true
		if r.Book.Started {
			t.enqueue(r)
		} else {
			t.enterLane(r)
		}
	}
}

// scoutFor parks the requests of a batch whose error says nothing of any single one, and sends
// the first ahead.
func (t *table) scoutFor(left []*messages.Request, kind trouble.Kind) {
	l := &t.learn
	if kind == trouble.Missing {
		t.forgetSchema()
	}
	for i := len(left) - 1; i >= 0; i-- {
		left[i].Book.State = messages.Parked
		l.parked.PushFront(left[i])
	}
	if l.state == unknown || l.state == without {
		t.sendScout()
	}
}

// tableChanged is called when a table was created or deleted through this executor.
func (t *table) tableChanged() {
	t.forgetSchema()
	if l := &t.learn; l.parked.Len > 0 && l.state == unknown && t.schema.Load() == nil {
		l.state = asked
		t.ask()
	}
}

// forgetSchema is for a table that's gone: it may come back with another key. What waits for
// a batch has to wait for the new schema.
func (t *table) forgetSchema() {
	if t.config.Schema != nil {
		return
	}
	t.schema.Store(nil)
	for p := range t.bands {
		for _, q := range t.bands[p].batched() {
			for r := q.PopFront(); r != nil; r = q.PopFront() {
				t.park(r)
			}
		}
		t.bands[p].forgetKinds()
	}
}
