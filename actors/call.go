package actors

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/callctx"
	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/key"
	"github.com/dynactor/dynactor/internal/trouble"
	"github.com/dynactor/dynactor/messages"
)

// call is one SDK call in flight, made on a goroutine of its own. The actor fills it, hands it to
// that goroutine by run, and has it back as the message that the call has ended.
type call struct {
	quiet
	messages.Carrier
	t     *table
	class class
	// priority and access are those of all its requests.
	priority messages.Priority
	access   access
	batch    bool
	index    int // in table.calls
	began    int64

	// reqs are carried, each with those that ask for the same key behind it, linked by Book.Next.
	reqs   []*messages.Request
	kind   *readKind
	schema key.Schema
	ctx    *callctx.Context
	// timer ends the ctx at the call timeout, if there's one; timedOut says that it did.
	timer    *time.Timer
	timedOut atomic.Bool

	// What the goroutine found. answered says which of reqs have got their answer.
	answered []bool
	err      error
	// garbled says that the answer names items that weren't asked for, so that it can't be told
	// who has succeeded.
	garbled bool
	trouble trouble.Kind
	// known is what DescribeTable said, for a call that asks it.
	// refresh says that it's only about the capacity.
	describe, refresh bool
	known             key.Schema
	// units is what the call was charged, and consumed what the answer says; with many what it says of
	// each table, for a call on several.
	units    float64
	consumed consumed
	many     []types.ConsumedCapacity
	parts    map[part]float64
	named    []part // in their order
	selects  bool   // it's of PartiQL statements that read
	// global is the index that the call reads, and sample the size of an item that it has read, if the
	// service doesn't say what it consumed.
	global string
	sample int
	// learned is what DescribeTable said of the capacity.
	learned facts
	// refused says that the call was made together with other tables', and refused with them.
	refused bool
	// own says that the caller makes the call itself; unlink ends the watch on its ctx.
	own    bool
	unlink func() bool
	// spent says that the call can't be used again.
	spent bool
}

var errCallTimeout = errors.New("no answer within the call timeout")

// start hands the call to its goroutine.
func (t *table) start(c *call) {
	c.index = len(t.calls)
	t.calls = append(t.calls, c)
	t.stats.byClass[c.priority][c.class]++
	c.began = t.engine.now()
	if schema := t.schema.Load(); c.class != lone && schema != nil {
		c.schema = *schema
	}
	c.answered = append(c.answered[:0], make([]bool, len(c.reqs))...)
	if !c.describe {
		t.charge(c)
	}

	var carried, waited, firsts, longest int64
	for _, leader := range c.reqs {
		for r := leader; r != nil; r = r.Book.Next {
			b := &r.Book
			b.State = messages.InCall
			b.Carrier = &c.Carrier
			b.Attempts++
			if b.Attempts == 1 {
				b.Began = c.began
				wait := c.began - r.Enqueued
				waited += wait
				longest = max(longest, wait)
				firsts++
			}
			carried++
		}
	}
	c.Askers = int(carried)
	c.arm()

	s := &t.stats
	if c.describe {
		s.describes.Add(1)
	} else {
		s.calls.Add(1)
	}
	s.inFlight.Add(1)
	s.carried.Add(carried)
	s.queued.Add(-carried)
	if c.batch {
		s.batchCalls.Add(1)
	}
	if firsts > 0 {
		s.queueCount.Add(firsts)
		s.queueNanos.Add(waited)
		raise(&s.queueMaxNanos, longest)
	}
	if c.mayMix() {
		t.engine.mixers[c.priority][c.class].submit(c)
		return
	}
	t.engine.executing[c.priority].Add(1)
	if !c.own || !c.reqs[0].Seat.Hand(c) {
		t.engine.crew.run(c)
	}
}

// arm makes the call's ctx. A call for one request has the values of that one's ctx; a batch
// belongs to nobody.
func (c *call) arm() {
	values, deadline := context.Background(), time.Time{}
	if len(c.reqs) == 1 && c.Askers == 1 {
		r := c.reqs[0]
		values = r.Ctx
		c.own = r.Is(messages.Sync) && c.t.engine.config.CallersCall && !(c.mixable() && c.t.engine.busy(c.priority))
	}
	limit := c.t.engine.config.CallTimeout
	if limit > 0 {
		deadline = time.Now().Add(limit)
	}
	c.ctx = callctx.New(values, deadline)
	c.Ctx = c.ctx
	if c.own && values.Done() != nil {
		// Who makes its own call can't watch its ctx meanwhile.
		ctx := c.ctx
		c.unlink = context.AfterFunc(values, func() { ctx.Cancel(values.Err()) })
	}
	switch {
	case limit == 0:
	case c.timer == nil:
		c.timer = time.AfterFunc(limit, c.timeOut)
	default:
		c.timer.Reset(limit)
	}
}

func (c *call) timeOut() {
	c.timedOut.Store(true)
	c.ctx.Cancel(context.DeadlineExceeded)
}

// Run makes the call, answers whom it can, and reports to the actor.
func (c *call) Run() {
	defer c.t.engine.callDone(c.priority, c.t.engine.now())
	c.conclude(func() { c.make(c.ctx) })
}

// conclude has the call made, and does what has to follow whatever happens.
func (c *call) conclude(make func()) {
	finished := false
	defer func() {
		if !finished { // a panic, or somebody's runtime.Goexit
			c.err = messages.NewPanicError(recover(), debug.Stack())
		}
		if c.timer != nil && !c.timer.Stop() {
			c.spent = true // timeOut may be running this moment
		}
		if c.unlink != nil {
			c.unlink()
		}
		if c.err != nil {
			c.judge()
		}
		c.ctx.Cancel(context.Canceled)
		c.releaseAnswered()
		c.t.send(c) // c is the actor's from here on
	}()
	make()
	finished = true
}

func (c *call) make(ctx context.Context) {
	switch {
	case c.describe:
		c.makeDescribe(ctx)
	case c.batch && c.class == writes:
		c.makeWrites(ctx)
	case c.batch:
		c.makeReads(ctx)
	default:
		c.makeLone(ctx)
	}
}

// judge reads the error. An end of the call's own time is not the caller's doing: it may be tried
// again.
func (c *call) judge() {
	c.trouble = trouble.KindOf(c.err)
	if c.trouble == trouble.Cancelled && c.timedOut.Load() {
		c.trouble = trouble.Retry
		c.err = fmt.Errorf("%w of %v: %w", errCallTimeout, c.t.engine.config.CallTimeout, c.err)
	}
}

// releaseAnswered gives the permits back of those who have been answered.
func (c *call) releaseAnswered() {
	var items, bytes int64
	for i, leader := range c.reqs {
		if !c.answered[i] {
			continue
		}
		for r := leader; r != nil; r = r.Book.Next {
			items++
			bytes += int64(r.Bytes)
			if r.Share != nil {
				r.Share.Release(1, int64(r.Bytes), r.Priority)
			}
		}
	}
	if items > 0 {
		c.t.engine.gate.Release(items, bytes, c.priority)
	}
}

func (c *call) makeLone(ctx context.Context) {
	r := c.reqs[0]
	input, asked := r.Input, false
	if c.t.engine.asks != "" {
		input, asked = r.Op.WithConsumption(r.Input)
	}
	out, err := c.t.engine.invoke(ctx, r.Op, input, r.OptFns)
	if err != nil {
		c.err = err
		return
	}
	one, many := r.Op.Consumption(out, asked)
	c.consumed, c.many = consumedBy(one), many
	if one != nil && c.t.name == "" { // a statement's, of a table that only its text names
		c.many = []types.ConsumedCapacity{*one}
	}
	if get, ok := out.(*dynamodb.GetItemOutput); ok && !c.consumed.known {
		c.sample, _ = item.Size(get.Item)
	}
	// Those who asked for the same key get items of their own. They're made before the first
	// asker has its answer, since from then on that one may change its item.
	for f := r.Book.Next; f != nil; f = f.Book.Next {
		get := *out.(*dynamodb.GetItemOutput)
		get.Item = item.Clone(get.Item)
		f.Promise.Settle(&get, nil)
	}
	c.answered[0] = true
	c.t.healed.by(r.Op)
	r.Promise.Settle(out, nil)
}

func (c *call) makeDescribe(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, describeTimeout)
	defer cancel()
	answer, err := c.t.engine.invoke(ctx, messages.DescribeTable, &dynamodb.DescribeTableInput{TableName: &c.t.name}, nil)
	if err != nil {
		c.err = err
		return
	}
	out, _ := answer.(*dynamodb.DescribeTableOutput)
	if out == nil || out.Table == nil {
		c.err = errors.New("DescribeTable answered without a table")
		return
	}
	c.learned = factsOf(out.Table)
	c.known, c.err = key.FromKeySchema(out.Table.KeySchema)
}

// describeTimeout is how long requests of a table wait for its key schema before they go without.
const describeTimeout = 5 * time.Second

// callLone makes a native call for one request, and whoever asks for the same key behind it.
func (t *table) callLone(r *messages.Request) {
	c := t.newCall(r.Priority, t.classOf(r), t.draws(r))
	c.reqs = append(c.reqs, r)
	t.start(c)
}

// callGroup makes the call for a part of a batch that was refused.
func (t *table) callGroup(g *splitGroup) {
	if t.schema.Load() == nil { // forgotten meanwhile, so answers can't be told apart
		for r := g.PopFront(); r != nil; r = g.PopFront() {
			r.Book.Alone = true
			t.enqueue(r)
		}
		return
	}
	if g.Len == 1 {
		g.Head.Book.Alone = true
		t.callLone(g.PopFront())
		return
	}
	of := writing
	if g.class == reads {
		of = reading
	}
	c := t.newCall(g.Head.Priority, g.class, of)
	for r := g.PopFront(); r != nil; r = g.PopFront() {
		c.reqs = append(c.reqs, r)
	}
	c.kind = g.kind
	t.startBatch(c)
}

// startBatch starts a call with several requests; one with a single request goes as that one's
// native call.
func (t *table) startBatch(c *call) {
	// One alone goes natively, unless that wouldn't tell whether it's the batch that is refused.
	c.batch = len(c.reqs) > 1 || t.suspected
	t.start(c)
}

// newCall takes a call that has ended, or makes one.
func (t *table) newCall(p messages.Priority, of class, on access) *call {
	if n := len(t.spare); n > 0 {
		c := t.spare[n-1]
		t.spare = t.spare[:n-1]
		c.priority, c.class, c.access = p, of, on
		return c
	}
	return &call{t: t, priority: p, class: of, access: on}
}

// reuse keeps a call that has ended, once nothing points to it.
func (t *table) reuse(c *call) {
	if c.spent || len(t.spare) >= maxSpare {
		return
	}
	clear(c.reqs)
	*c = call{t: t, reqs: c.reqs[:0], answered: c.answered[:0], timer: c.timer}
	t.spare = append(t.spare, c)
}

// maxSpare bounds the calls that a table keeps for reuse, at about 1 KB each.
const maxSpare = 64

// find looks for the request with that key hash, beginning at i, where it most likely is.
func find(reqs []*messages.Request, hash uint64, i int) int {
	n := len(reqs)
	for k := range n {
		j := i + k
		if j >= n {
			j -= n
		}
		if reqs[j].Hash == hash {
			return j
		}
	}
	return -1
}
