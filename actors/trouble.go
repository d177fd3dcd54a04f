package actors

import (
	"context"
	"slices"
	"time"

	"go.uber.org/zap"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/internal/coalesce"
	"github.com/dynactor/dynactor/internal/key"
	"github.com/dynactor/dynactor/internal/trouble"
	"github.com/dynactor/dynactor/messages"
)

// callEnded takes back a call: those who were answered leave, the others are seen to.
func (t *table) callEnded(c *call) {
	t.forgetCall(c)
	defer t.dispatch()
	defer t.reuse(c)
	if c.describe {
		t.asked(c)
		return
	}
	t.settleUnits(c)
	t.window.Done(c.err != nil && c.trouble == trouble.Retry)
	t.learnCircuit(c)
	var left []*messages.Request
	served, repaid := 0, 0
	for i, leader := range c.reqs {
		for r := leader; r != nil; {
			next := r.Book.Next
			r.Book.Next = nil
			switch {
			case c.answered[i]:
				served++
				if r.Book.Paid {
					repaid++
				}
				t.finish(r)
			case r.Book.Gone:
				t.engine.release(r)
				t.finish(r)
			default:
				r.Book.Carrier = nil
				r.Book.State = messages.Queued
				t.stats.queued.Add(1)
				left = append(left, r)
			}
			r = next
		}
	}
	if served > 0 {
		t.budget.Success(t.engine.now(), served)
		t.budget.Return(repaid)
	}
	scout := t.takeScout(c)
	t.judged(c)
	if len(left) > 0 {
		t.trouble(c, left)
	} else if c.err == nil && !c.batch && t.name != overflow {
		t.learnFrom(c.reqs[0])
	}
	if scout != nil {
		t.scoutBack(scout, c)
	}
}

func (t *table) forgetCall(c *call) {
	last := len(t.calls) - 1
	t.calls[c.index] = t.calls[last]
	t.calls[c.index].index = c.index
	t.calls[last] = nil
	t.calls = t.calls[:last]
	t.stats.byClass[c.priority][c.class]--
	t.stats.inFlight.Add(-1)
	if c.describe {
		return
	}
	took := t.engine.now() - c.began
	t.stall.ended(took)
	t.stats.serviceCount.Add(1)
	t.stats.serviceNanos.Add(took)
	raise(&t.stats.serviceMaxNan, took)
}

// learnFrom takes from a native call that succeeded what it says of the key: one by key has told
// the key's names, and with its table a key goes too.
func (t *table) learnFrom(r *messages.Request) {
	switch r.Op {
	case messages.CreateTable, messages.DeleteTable:
		t.tableChanged()
		return
	case messages.GetItem, messages.UpdateItem, messages.DeleteItem:
	default:
		return
	}
	if t.learn.state != without {
		return
	}
	var names []string
	for name := range primaryKey(r) {
		names = append(names, name)
	}
	// Which of two is the partition key doesn't matter to anything that the schema is used for.
	switch len(names) {
	case 1:
		t.adopt(key.Schema{Partition: names[0]})
	case 2:
		t.adopt(key.Schema{Partition: names[0], Sort: names[1]})
	}
}

// trouble decides what becomes of those whom a call has not answered.
func (t *table) trouble(c *call, left []*messages.Request) {
	if c.garbled || c.err != nil && trouble.OutcomeOf(c.err) == messages.Unknown {
		for _, r := range left {
			r.Book.MaybeApplied = true
		}
	}
	switch {
	case t.closed:
		for _, r := range left {
			t.fail(r, messages.ErrClosed)
		}
	case c.refused:
		t.refusedTogether(left)
	case c.err == nil:
		t.stats.throttles.Add(int64(len(left)))
		t.again(left, trouble.Unprocessed)
	case c.trouble == trouble.Cancelled:
		for _, r := range left {
			t.fail(r, t.whyCancelled(r, c.err))
		}
	case c.trouble == trouble.Throttle:
		t.stats.throttles.Add(int64(len(left)))
		t.again(left, c.err)
	case c.trouble == trouble.Retry, c.trouble == trouble.Conflict && !c.batch:
		t.again(left, c.err)
	case c.trouble == trouble.Everyone && trouble.Expired(c.err) && t.engine.refreshCredentials():
		t.again(left, c.err)
	case !c.batch:
		for _, r := range left {
			t.fail(r, c.err)
		}
	case c.trouble == trouble.Denied:
		t.batchDenied(c, left)
	case c.trouble == trouble.Item, c.trouble == trouble.Conflict:
		t.split(c, left)
	default:
		t.scoutFor(left, c.trouble)
	}
}

// whyCancelled finds whose doing the end of a call's ctx was.
func (t *table) whyCancelled(r *messages.Request, err error) error {
	if ctxErr := r.Ctx.Err(); ctxErr != nil {
		r.Book.MaybeApplied = true
		return trouble.Canceled(r.Op, ctxErr)
	}
	return trouble.As(r.Op, trouble.Cause(err))
}

// again has requests tried again after a wait, if policy allows; the others fail.
func (t *table) again(left []*messages.Request, err error) {
	policy := &t.engine.config.Retry
	unknown := trouble.OutcomeOf(err) == messages.Unknown
	g := &retryGroup{budgeted: policy.Budget >= 0 && !t.adapts(err)}
	most := 0
	for _, r := range left {
		b := &r.Book
		b.Trouble = err
		b.Retries++
		b.Passed &= askedBit
		switch {
		case r.Ctx.Err() != nil:
			t.fail(r, trouble.CanceledAfter(r.Op, r.Ctx.Err(), err))
		case policy.OnlyIdempotent && unknown && !idempotent(r):
			t.fail(r, trouble.As(r.Op, trouble.Cause(err)))
		case err == trouble.Unprocessed && int(b.Retries) >= policy.MaxAttempts && !b.Alone:
			// Not all that fits into a request fits into an answer, so it needn't be for lack of
			// capacity. The native call will tell, whatever policy says.
			b.Alone = true
			t.enqueue(r)
		case int(b.Retries) >= policy.MaxAttempts, policy.MaxElapsed > 0 && t.engine.now()-b.Began >= int64(policy.MaxElapsed):
			t.fail(r, trouble.Exhausted(r.Op, int(b.Attempts), err))
		default:
			b.State = messages.BackingOff
			g.queue.PushBack(r)
			most = max(most, int(b.Retries))
		}
	}
	if g.queue.Len == 0 {
		return
	}
	t.stats.retries.Add(int64(g.queue.Len))
	t.retrying += g.queue.Len
	wait := policy.backoff().Wait(most)
	t.dropLate(g, wait)
	if g.queue.Len == 0 {
		return
	}
	t.groups[g] = struct{}{}
	g.timer = time.AfterFunc(wait, func() { t.send(g) })
}

// adapts says whether an error is one that the rate of sending is adapted to: what is throttled is tried again
// at that rate, and needs no other bound.
func (t *table) adapts(err error) bool {
	return !t.engine.config.FixedCapacity && trouble.OutcomeOf(err) == messages.Throttled
}

// dropLate fails those of a group whose deadlines come before their next attempt.
func (t *table) dropLate(g *retryGroup, wait time.Duration) {
	due := time.Now().Add(wait)
	for r := g.queue.Head; r != nil; {
		next := r.Book.Next
		if deadline, has := r.Ctx.Deadline(); has && due.After(deadline) {
			g.queue.Remove(r)
			t.fail(r, trouble.CanceledAfter(r.Op, context.DeadlineExceeded, r.Book.Trouble))
		}
		r = next
	}
}

// idempotent says whether applying r twice is the same as once, and answers the same.
func idempotent(r *messages.Request) bool {
	switch r.Op {
	case messages.PutItem:
		return coalesce.Put(r.Input.(*dynamodb.PutItemInput))
	case messages.DeleteItem:
		return coalesce.Delete(r.Input.(*dynamodb.DeleteItemInput))
	case messages.UpdateItem, messages.ExecuteStatement, messages.BatchExecuteStatement:
		return false
	}
	return true
}

// retryGroup are requests that back off together.
type retryGroup struct {
	quiet
	queue messages.Queue
	timer *time.Timer
	// budgeted says that the retries come out of the budget.
	budgeted bool
}

// retryDue puts them before those that came later, as many as the budget allows.
func (t *table) retryDue(g *retryGroup) {
	delete(t.groups, g)
	if !g.budgeted {
		t.retry(&g.queue, g.queue.Len, false)
		return
	}
	for r := g.queue.PopFront(); r != nil; r = g.queue.PopFront() {
		t.owing.PushBack(r)
	}
	t.pay()
}

// pay lets those go whom the budget allows another attempt. The others wait for it together, with one timer.
func (t *table) pay() {
	now := t.engine.now()
	t.retry(&t.owing, t.budget.Take(now, t.owing.Len), true)
	if t.owing.Len == 0 {
		return
	}
	wait := max(t.budget.Wait(now), time.Millisecond)
	if t.payday == nil {
		t.payday = time.AfterFunc(wait, func() { t.send(payLook) })
	} else {
		t.payday.Reset(wait)
	}
}

type payMessage struct{ quiet }

var payLook = &payMessage{}

// retry puts the first n of a queue before all others, in their order. paid says that they came out of the budget.
func (t *table) retry(q *messages.Queue, n int, paid bool) {
	var due messages.Queue
	for range n {
		due.PushBack(q.PopFront())
	}
	t.retrying -= n
	for r := due.Tail; r != nil; r = due.Tail {
		due.Remove(r)
		r.Book.State, r.Book.Paid = messages.Queued, paid
		t.enqueueFirst(r)
	}
}

// split halves a batch that was refused for one of its items, until that one stands alone: it
// then gets the native operation's own error, and all others succeed.
func (t *table) split(c *call, left []*messages.Request) {
	t.stats.splits.Add(1)
	var halves [2]*splitGroup
	for i := range halves {
		halves[i] = &splitGroup{class: c.class, kind: c.kind}
	}
	leaders := 0
	for _, r := range left {
		if c.leads(r) {
			halves[2*leaders/len(c.reqs)].PushBack(r)
			leaders++
			continue
		}
		r.Book.Alone = true // it asked for another's key, who may be the guilty one
		t.enqueue(r)
	}
	for _, h := range halves {
		if h.Len > 0 {
			qs := &t.bands[c.priority]
			qs.groups = append(qs.groups, h)
		}
	}
}

func (c *call) leads(r *messages.Request) bool { return slices.Contains(c.reqs, r) }

// batchDenied remembers that the batch operation isn't allowed. It's a permission of its own, so
// that says nothing of the native operation.
func (t *table) batchDenied(c *call, left []*messages.Request) {
	if !t.denied[c.class] {
		t.denied[c.class] = true
		operation := messages.BatchWriteItem
		if c.class == reads {
			operation = messages.BatchGetItem
		}
		t.engine.config.Logger.Warn("the batch operation isn't allowed on this table: single-item calls are used from now on; allow it to have them coalesced",
			zap.String("table", t.name), zap.Stringer("operation", operation), zap.Error(c.err))
		t.rerouteQueued(c.class)
	}
	for i := len(left) - 1; i >= 0; i-- {
		t.enqueueFirst(left[i])
	}
}

// rerouteQueued moves what waits for a batch of that class to the queue of lone calls.
func (t *table) rerouteQueued(c class) {
	for p := range t.bands {
		qs := &t.bands[p]
		move := func(q *messages.Queue) {
			for r := q.PopFront(); r != nil; r = q.PopFront() {
				qs.lone[t.draws(r)].PushBack(r)
			}
		}
		if c == writes {
			move(&qs.writes)
			continue
		}
		for _, k := range qs.order {
			move(&k.Queue)
		}
		qs.dropEmpty()
	}
}

// leaveCall answers a request whose call is still in flight. When nobody waits for the call any
// more it's cancelled.
func (t *table) leaveCall(r *messages.Request, cause error) {
	b := &r.Book
	if b.Gone {
		return
	}
	b.Gone = true
	t.settle(r, cause)
	b.Carrier.Askers--
	if b.Carrier.Askers == 0 {
		b.Carrier.Ctx.Cancel(context.Canceled)
	}
}

// salvageCall is callEnded after a panic: everybody who has no answer gets the panic as one.
func (t *table) salvageCall(c *call, cause error) {
	if c.index < len(t.calls) && t.calls[c.index] == c {
		t.forgetCall(c)
	}
	for i, leader := range c.reqs {
		for r := leader; r != nil; {
			next := r.Book.Next
			switch {
			case r.Book.State != messages.InCall: // seen to before the panic
			case c.answered[i]:
				t.finish(r)
			default:
				r.Book.Next = nil
				r.Book.MaybeApplied = true
				t.fail(r, cause)
			}
			r = next
		}
	}
	if c.describe {
		t.asked(&call{describe: true, refresh: c.refresh, err: cause})
	}
	if l := &t.learn; l.state == scouting && (l.scout == nil || l.scout.Book.State == messages.Left) {
		t.scouted(&call{})
	}
	t.lookSoon()
}

// abort fails everything, when Close has run out of time, and reports what that was.
func (t *table) abort(m *abortMessage) {
	counts := map[messages.Operation]*messages.Outstanding{}
	of := func(r *messages.Request) *messages.Outstanding {
		if counts[r.Op] == nil {
			counts[r.Op] = &messages.Outstanding{Table: t.name, Operation: r.Op}
		}
		return counts[r.Op]
	}
	for _, q := range t.held() {
		for r := q.Head; r != nil; r = r.Book.Next {
			of(r).Waiting++
		}
	}
	for _, r := range t.lanes.waiting() {
		of(r).Waiting++
	}
	for _, c := range t.calls {
		for _, leader := range c.reqs {
			for r := leader; r != nil; r = r.Book.Next {
				if !r.Book.Gone && !r.Promise.Settled() {
					of(r).InFlight++
				}
			}
		}
	}
	t.failAll(messages.ErrClosed)
	for _, o := range counts {
		m.outstanding = append(m.outstanding, *o)
	}
	m.done.Settle(nil, nil)
}
