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
// the events that matter are arrivals and ends of calls.
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
	} else if len(t.calls) < t.engine.config.CallsInFlight {
		t.watchForStall()
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
	better(&qs.writes, qs.writes.Bytes >= t.engine.config.BatchBytes || t.mayGo(writes, qs.writes.Len))
	for _, k := range qs.order {
		if better(&k.Queue, t.mayGo(reads, k.Len)) {
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

// mayGo says whether a batch of n requests pays.
func (t *table) mayGo(c class, n int) bool {
	full := t.engine.config.WriteBatch
	if c == reads {
		full = t.engine.config.ReadBatch
	}
	return t.hurry || n >= leastFill(t.inFlight(c), t.engine.config.PartCallsInFlight, full)
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

// inFlight counts the calls of a class; lone requests that a batch could have carried count as
// their class, so that they take part in its pace.
func (t *table) inFlight(c class) int { return t.stats.byClass[c] }
