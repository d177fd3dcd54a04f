package actors

import "github.com/dynactor/dynactor/messages"

// dispatch makes calls while it pays.
//
// A full batch, a lone request and the parts of a split batch go as soon as a slot is free. A batch
// that isn't full goes at once while fewer than PartCallsInFlight calls of its class are in flight.
// With each further call in flight it has to be fuller, by fillStep / PartCallsInFlight requests,
// until only full ones go. So at low load nothing is ever held; under
// load what gathers behind the calls in flight goes when it's worth a call, or when one of them
// ends, which with n in flight is after latency / n on average. There is no timer in this, since
// the events that matter are arrivals and ends of calls. Calls that draw on capacity go when there is
// some, see affords; then a timer tells.
func (t *table) dispatch() {
	if t.closed {
		return
	}
	t.turnAway()
	t.pace.begin(t.engine.now())
	for t.dispatchOne() {
	}
	depth, short := t.countWaits()
	if depth == 0 {
		t.hurry = t.engine.closing.Load()
	} else if depth > short && len(t.calls) < t.slots() {
		t.watchForStall()
	}
	t.paced()
}

// dispatchOne makes one call, if one may be made.
func (t *table) dispatchOne() bool {
	for _, p := range t.turns() {
		if t.slotFor(p) && t.dispatchFrom(&t.bands[p]) {
			return true
		}
	}
	return false
}

// dispatchFrom makes the call whose oldest request has waited longest among those of one priority that
// may go.
func (t *table) dispatchFrom(qs *queues) bool {
	if n := len(qs.groups); n > 0 {
		g := qs.groups[n-1]
		qs.groups = qs.groups[:n-1]
		if g.Len > 0 { // else all of its callers have left
			t.callGroup(g)
		}
		return true
	}
	var best *messages.Queue
	var kind *readKind
	better := func(q *messages.Queue, a access, ready func() bool) bool {
		if q.Head == nil || best != nil && best.Head.Enqueued <= q.Head.Enqueued || !ready() || !t.affords(qs, a) {
			return false
		}
		best = q
		return true
	}
	always := func() bool { return true }
	for a := range qs.lone {
		better(&qs.lone[a], access(a), always)
	}
	better(&qs.writes, writing, func() bool {
		return qs.writes.Bytes >= t.engine.config.BatchBytes || t.mayGo(qs, writes, qs.writes.Len)
	})
	for _, k := range qs.order {
		if better(&k.Queue, reading, func() bool { return t.mayGo(qs, reads, k.Len) }) {
			kind = k
		}
	}
	switch {
	case best == nil:
		return false
	case best == &qs.writes:
		t.callWrites(qs)
	case kind != nil && best == &kind.Queue:
		t.callReads(qs, kind)
		qs.dropEmpty()
	default:
		return t.callNext(best)
	}
	return true
}

// mayGo says whether a batch of n requests pays.
func (t *table) mayGo(qs *queues, c class, n int) bool {
	full := t.engine.config.WriteBatch
	if c == reads {
		full = t.engine.config.ReadBatch
	}
	return t.hurry || n >= leastFill(t.stats.byClass[qs.priority][c], t.engine.config.PartCallsInFlight, full)
}

// fillStep is by how much, divided by PartCallsInFlight, each further call in flight raises the
// fill that a batch needs. It's a full batch of writes; for reads, whose batches take four times
// as many, a larger one was measured to hold the answers of 64 callers up by 4 %.
const fillStep = MaxWriteBatch

// leastFill is how many requests a batch needs to go while that many calls are in flight.
func leastFill(inFlight, part, full int) int {
	if inFlight < part {
		return 1
	}
	return min(full, ((inFlight-part+1)*fillStep+part-1)/part)
}
