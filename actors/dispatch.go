package actors

import "github.com/dynactor/dynactor/messages"

// dispatch makes calls while it pays.
//
// A full batch, a lone request and the parts of a split batch go as soon as a slot is free. A part
// batch goes while fewer than PartCallsInFlight calls of its class are in flight: at low load
// nothing is ever held, and under load what gathers behind the calls in flight goes when one of
// them ends, so that a request is held for about latency / PartCallsInFlight at the most. There is
// no timer in this, since the events that matter are arrivals and ends of calls.
func (t *table) dispatch() {
	if t.closed {
		return
	}
	for len(t.calls) < t.engine.config.CallsInFlight {
		if !t.dispatchOne() {
			break
		}
	}
	if t.queues.depth() == 0 {
		t.hurry = t.engine.closing.Load()
	}
}

// dispatchOne makes the call whose oldest request has waited longest among those that may go.
func (t *table) dispatchOne() bool {
	qs := &t.queues
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
	better := func(q *messages.Queue, may bool) bool {
		if q.Head == nil || !may || best != nil && best.Head.Enqueued <= q.Head.Enqueued {
			return false
		}
		best = q
		return true
	}
	better(&qs.lone, true)
	better(&qs.writes, t.writesMayGo())
	for _, k := range qs.order {
		if better(&k.Queue, k.Len >= t.engine.config.ReadBatch || t.partMayGo(reads)) {
			kind = k
		}
	}
	switch {
	case best == nil:
		return false
	case best == &qs.lone:
		t.callLone(best.PopFront())
	case best == &qs.writes:
		t.callWrites()
	default:
		t.callReads(kind)
		qs.dropEmpty()
	}
	return true
}

func (t *table) writesMayGo() bool {
	q := &t.queues.writes
	return q.Len >= t.engine.config.WriteBatch || q.Bytes >= t.engine.config.BatchBytes || t.partMayGo(writes)
}

func (t *table) partMayGo(c class) bool {
	return t.hurry || t.inFlight(c) < t.engine.config.PartCallsInFlight
}

// inFlight counts the calls of a class; lone requests that a batch could have carried count as
// their class, so that they take part in its pace.
func (t *table) inFlight(c class) int { return t.stats.byClass[c] }
