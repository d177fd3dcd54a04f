package actors

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"go.uber.org/zap"

	"github.com/dynactor/dynactor/internal/admission"
	"github.com/dynactor/dynactor/internal/capacity"
	"github.com/dynactor/dynactor/internal/key"
	"github.com/dynactor/dynactor/internal/retrybudget"
	"github.com/dynactor/dynactor/internal/trouble"
	"github.com/dynactor/dynactor/messages"
)

// table is a table actor's state. It outlives the actor's value, so that a restart finds
// everything as it was. The fields of the first group are read by other goroutines.
type table struct {
	engine *Engine
	name   string
	pid    *actor.PID
	// schema is nil until it's known.
	schema atomic.Pointer[key.Schema]
	config TableConfig
	stats  tableStats

	// What follows belongs to the actor's goroutine.
	mailbox *mailbox
	learn   learning
	lanes   lanes
	bands   [messages.Priorities]queues
	calls   []*call // in flight
	spare   []*call // ended, for reuse
	meeting map[uint64]int
	stall   stall
	// unmixable is until when, by the engine's clock, calls aren't made together with other tables', and
	// suspected says that the table may be why such a call was refused.
	unmixable int64
	suspected bool
	groups    map[*retryGroup]struct{}
	// owing wait for the retry budget, payday is their timer; retrying counts them and those of groups.
	owing    messages.Queue
	payday   *time.Timer
	retrying int
	watches  map[<-chan struct{}]*messages.Watch
	// lastWatch is the one of the last request: mostly the next one has the same ctx.
	lastWatch *messages.Watch
	flushes   flushes
	// doomed are to fail, see doom.
	doomed messages.Queue
	// What the capacity is about.
	meter *meter
	facts facts
	costs costs
	gates gates
	pace  pace
	// lookAtPace is what its timer does; made once, since that is an allocation.
	lookAtPace func()
	turn       turn
	// tight is until when units that were charged are beyond what there was, by the engine's clock; 0 if
	// that never happened.
	tight  [accesses]int64
	strays [accesses]capacity.Strays
	// wasShort is when the table itself was last found short, 0 if it never was.
	wasShort [accesses]int64
	window   *capacity.Window
	budget   *retrybudget.Budget
	circuits circuits
	healed   healed
	// shares are the hot partition keys, for those who submit requests; nil if there are none.
	shares atomic.Pointer[map[gateKey]*admission.Gate]
	// named is what keyName returns: a func of its own for each request would be an allocation each.
	named   string
	keyName func() string
	refresh refreshing
	// shared says that a limit is a share of what DescribeTable reports.
	shared bool
	// flushSent says that the message to look at the queues is on its way, behind what is in
	// the mailbox already.
	flushSent bool
	// hurry says that part batches aren't held: somebody flushes or closes.
	hurry  bool
	denied [classes]bool
	closed bool
}

// Messages of a table actor besides requests. The empty ones are sent by pointer to a package
// variable, which costs nothing.
type (
	lookMessage  struct{ quiet }
	hurryMessage struct{ quiet }
	flushMessage struct {
		quiet
		done messages.Promise
	}
	abortMessage struct {
		quiet
		done        messages.Promise
		outstanding []messages.Outstanding
	}
)

// quiet keeps a message out of the actor system's log of dead letters, which prints content.
type quiet struct{}

func (quiet) IgnoreDeadLetterLogging() {}

var (
	look  = &lookMessage{}
	hurry = &hurryMessage{}
)

func newTable(e *Engine, name string) *table {
	now := e.now()
	t := &table{
		engine: e, name: name, config: e.config.Tables[name],
		meter: e.meters[name], window: capacity.NewWindow(e.config.CallsInFlight), budget: retrybudget.New(now, e.config.Retry.Budget),
		groups: map[*retryGroup]struct{}{}, meeting: map[uint64]int{},
		watches: map[<-chan struct{}]*messages.Watch{},
	}
	for p := range t.bands {
		t.bands[p].init(messages.Priority(p))
	}
	if name == overflow {
		t.config = TableConfig{NoCoalescing: true}
		t.learn = learning{state: without, asking: true}
	}
	if s := t.config.Schema; s != nil {
		t.schema.Store(s)
	}
	if t.meter == nil {
		t.meter = newMeter(e, t.config)
	}
	t.shared = t.sharesCapacity()
	t.lookAtPace = func() { t.send(paceLook) }
	t.keyName = func() string { return t.named }
	for index, l := range t.config.Indexes {
		t.limitIndexes(index, l)
	}
	return t
}

// send puts a message into the mailbox itself and not through the actor system's registry: while
// a stopped actor's place is taken by another, the registry knows neither.
func (t *table) send(message any) { t.mailbox.PostUserMessage(message) }

// tableActor is what proto.actor sees of a table; it has no state of its own.
type tableActor struct{ t *table }

func (a tableActor) Receive(ctx actor.Context) {
	message := ctx.Message()
	defer func() {
		if v := recover(); v != nil {
			a.t.salvage(message, v)
		}
	}()
	if hook := a.t.engine.config.OnMessage; hook != nil {
		hook(a.t.name, message)
	}
	a.t.receive(message)
}

func (t *table) receive(message any) {
	switch m := message.(type) {
	case *messages.Request:
		t.arrive(m)
	case *call:
		t.callEnded(m)
	case *lookMessage:
		t.flushSent = false
		t.dispatch()
	case *messages.Cancel:
		t.cancel((*messages.Request)(m))
	case *messages.Watch:
		t.watchEnded(m)
	case *stallMessage:
		t.stalled()
	case *paceMessage:
		t.paceDue()
	case *payMessage:
		t.pay()
	case *limitsMessage:
		t.limitsSet(m)
	case *retryGroup:
		t.retryDue(m)
	case *flushMessage:
		t.flush(m)
	case *hurryMessage:
		t.hurry = true
		t.dispatch()
	case *abortMessage:
		t.abort(m)
	case *actor.Stopping:
		t.stopping()
	case *actor.Stopped:
		t.mailbox.actorStopped()
	}
}

// salvage does what must not be left undone when handling a message has panicked: whoever the
// message was about gets an answer.
func (t *table) salvage(message any, value any) {
	err := messages.NewPanicError(value, debug.Stack())
	t.engine.config.Logger.Error("a table actor panicked and goes on; the request that it handled failed",
		zap.String("table", t.name), zap.String("message", fmt.Sprintf("%T", message)),
		zap.String("panic", err.Type), zap.ByteString("stack", err.Stack))
	switch m := message.(type) {
	case *messages.Request:
		t.count(m)
		t.expel(m, err)
	case *call:
		t.salvageCall(m, err)
	case *lookMessage:
		t.flushSent = false
		t.lookSoon()
	case *messages.Cancel:
		t.cancel((*messages.Request)(m))
	case *messages.Watch:
		t.watchEnded(m)
	case *stallMessage:
		t.stalled()
	case *paceMessage:
		t.pace.due = 0
		t.lookSoon()
	case *payMessage:
		t.pay()
	case *limitsMessage:
		m.done.Settle(nil, nil)
	case *retryGroup:
		delete(t.groups, m)
		for r := m.queue.Head; r != nil; r = m.queue.Head {
			t.expel(r, err)
		}
		t.pay()
	case *flushMessage:
		t.flush(m)
	case *hurryMessage:
		t.hurry = true
		t.lookSoon()
	case *abortMessage:
		t.abort(m)
	case *actor.Stopping:
		t.stopping()
	case *actor.Stopped:
		t.mailbox.actorStopped()
	}
}

// count takes r into the books, once.
func (t *table) count(r *messages.Request) {
	if r.Book.Counted {
		return
	}
	r.Book.Counted = true
	t.stats.requests.Add(1)
	t.stats.queued.Add(1)
	t.flushes.count(r)
}

// arrive takes over a request.
func (t *table) arrive(r *messages.Request) {
	t.count(r)
	if t.closed {
		t.fail(r, messages.ErrClosed)
		return
	}
	if err := r.Ctx.Err(); err != nil {
		t.fail(r, trouble.Canceled(r.Op, err))
		return
	}
	t.watch(r)
	t.seen(r)
	if t.shared {
		t.refreshShares()
	}
	switch {
	case len(t.circuits) > 0 && !t.lets(r):
		t.fail(r, t.circuitError(r))
	case !r.Is(messages.Single):
		t.enqueue(r)
	case t.parks(r):
		t.park(r)
	default:
		t.enterLane(r)
	}
}

// enterLane gives r its place in the order of its key.
func (t *table) enterLane(r *messages.Request) {
	t.identify(r)
	if t.lanes.enter(r) {
		t.enqueue(r)
	} else {
		r.Book.State = messages.InLane
	}
}

// leaveLane lets those start that waited for r.
func (t *table) leaveLane(r *messages.Request) {
	t.lanes.leave(r, t.enqueue)
}

// fail settles r with an error and lets it leave the engine. cause is what the SDK's own call
// would have returned, or one of the executor's own errors.
func (t *table) fail(r *messages.Request, cause error) {
	t.settle(r, cause)
	t.engine.release(r)
	t.finish(r)
}

// settle answers r with an error, and leaves it where it is.
func (t *table) settle(r *messages.Request, cause error) {
	b := &r.Book
	outcome := messages.NotSent
	if b.Attempts > 0 {
		outcome = trouble.OutcomeOf(cause)
		switch {
		case b.State == messages.InCall || b.MaybeApplied && !r.Is(messages.Reads):
			outcome = messages.Unknown
		case b.Trouble != nil && outcome == messages.Unknown:
			// Cancelled or closed between two attempts: what counts is the last one's answer.
			outcome = trouble.OutcomeOf(b.Trouble)
		}
	}
	if r.Promise.Settle(nil, &messages.OperationError{
		Operation: r.Op, Table: r.Op.TableName(r.Input), Attempts: int(b.Attempts), Outcome: outcome, Err: cause,
	}) {
		t.stats.failed.Add(1)
	}
}

// finish forgets a request that has been answered and whose permit is given back.
func (t *table) finish(r *messages.Request) {
	if r.Book.State == messages.Left {
		return
	}
	waited := r.Book.State != messages.InCall
	if waited {
		t.stats.queued.Add(-1)
	}
	if r.Book.State == messages.BackingOff {
		t.retrying--
	}
	r.Book.State = messages.Left
	r.Book.Carrier = nil
	t.unwatch(r)
	t.parts(r)
	t.leaveLane(r)
	t.flushes.uncount(r)
	t.lanesLeft()
	if waited {
		t.scoutLeft(r)
	}
}

// expel takes r out from wherever it is and fails it; one that is in a call is only answered.
func (t *table) expel(r *messages.Request, cause error) {
	switch r.Book.State {
	case messages.Left:
		return
	case messages.InCall:
		t.leaveCall(r, cause)
		return
	}
	if q := r.Book.Queue; q != nil {
		q.Remove(r)
	}
	t.fail(r, cause)
}

// cancel answers a request whose caller has left. One that has never arrived was refused before.
func (t *table) cancel(r *messages.Request) {
	if !r.Book.Counted {
		return
	}
	err := r.Ctx.Err()
	if err == nil {
		err = context.Canceled
	}
	cause := trouble.Canceled(r.Op, err)
	if last := r.Book.Trouble; last != nil && r.Book.State == messages.BackingOff {
		cause = trouble.CanceledAfter(r.Op, err, last)
	}
	t.expel(r, cause)
	t.lookSoon()
}

// stopping is called when the actor stops. Unless the engine is at its end, another one takes its
// place and goes on with everything.
func (t *table) stopping() {
	if t.engine.ending.Load() {
		t.failAll(messages.ErrClosed)
	}
}

// failAll fails everything, and ends the calls in flight.
func (t *table) failAll(cause error) {
	t.failHeld(cause)
	for _, c := range t.calls {
		for _, leader := range c.reqs {
			for r := leader; r != nil; r = r.Book.Next {
				t.leaveCall(r, cause)
			}
		}
		c.ctx.Cancel(context.Canceled)
	}
}

// failHeld fails everything that is in the actor's hands; what is in a call is left to it.
func (t *table) failHeld(cause error) {
	t.closed = true
	for {
		n := 0
		for _, q := range t.held() {
			for r := q.Head; r != nil; r = q.Head {
				t.expel(r, cause)
				n++
			}
		}
		for _, r := range t.lanes.waiting() {
			t.expel(r, cause)
			n++
		}
		// A request that left let others out of their lanes, into the queues.
		if n == 0 {
			break
		}
	}
	for g := range t.groups {
		g.timer.Stop()
		delete(t.groups, g)
	}
	for _, w := range t.watches { // of those in calls
		w.Stop()
	}
	if t.stall.timer != nil {
		t.stall.timer.Stop()
	}
	t.pace.stop()
	if t.payday != nil {
		t.payday.Stop()
	}
	t.flushes.all()
}

// held lists the queues that requests can be in.
func (t *table) held() []*messages.Queue {
	all := []*messages.Queue{&t.learn.parked, &t.doomed, &t.owing}
	for p := range t.bands {
		all = append(all, t.bands[p].all()...)
	}
	for _, g := range t.gates.all {
		for p := range g.queues {
			all = append(all, &g.queues[p])
		}
	}
	for g := range t.groups {
		all = append(all, &g.queue)
	}
	return all
}
