package actors

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/callctx"
	"github.com/dynactor/dynactor/internal/trouble"
	"github.com/dynactor/dynactor/messages"
)

// mixer puts calls of different tables together, where each has too little for a batch of its own:
// a thousand tables with a few requests each would otherwise make nearly as many calls as there are
// requests. DynamoDB's batches take several tables.
//
// The rule is dispatch's, one level up: while few calls are being made in all, each goes at once by
// itself; with each further one what waits has to be fuller, until only full batches go. It goes by
// arrivals and ends of calls, and by no clock. With a table or two the calls are full long before
// that many are made, so that nothing is ever mixed.
//
// To a table's actor its call is in flight from the moment it's handed over, mixed or not. What a
// mixed call can't answer for each of its tables apart, a refusal as a whole, isn't answered: each
// table makes its part again by itself, as a batch, so that the one to blame is found, see
// refusedTogether.
type mixer struct {
	engine   *Engine
	priority messages.Priority
	class    class
	full     int

	mu      sync.Mutex
	waiting []*call
	items   int
	stall   stall
	count   atomic.Int64 // of waiting, so that ends of calls take no lock when there are none
}

const (
	// mixFrom is with how many calls being made mixing begins. A lone table makes that many part
	// calls only above 1,024 callers, where their batches are full; with 8 instead, 64 callers of ten
	// tables would begin to wait for each other.
	mixFrom = 32
	// mixPause is how long the calls of a table aren't mixed that has made a mixed one be refused, so that a
	// table without permission, say, doesn't make others' calls be made twice all the time.
	mixPause = 10 * time.Second
)

func newMixer(e *Engine, p messages.Priority, c class) *mixer {
	m := &mixer{engine: e, priority: p, class: c, full: e.config.WriteBatch}
	if c == reads {
		m.full = e.config.ReadBatch
	}
	return m
}

// busy says that calls of a priority may be mixed now.
func (e *Engine) busy(p messages.Priority) bool { return e.executing[p].Load() >= mixFrom }

// mixable says that the call's requests may share a batch with those of other tables. An ARN may be
// another name of a table that is in the batch already, and a read without a kind is one that no batch
// can answer.
func (c *call) mixable() bool {
	return c.schema.Partition != "" && (c.class != reads || c.kind != nil) && strings.IndexByte(c.t.name, ':') < 0 &&
		c.t.engine.now() >= c.t.unmixable
}

// mayMix is mixable, for a call that has been made ready.
func (c *call) mayMix() bool {
	if c.own || c.t.hurry || !c.mixable() {
		return false
	}
	m := c.t.engine.mixers[c.priority][c.class]
	return len(c.reqs) < m.full && (c.t.engine.busy(c.priority) || m.count.Load() > 0)
}

// submit makes the call, or keeps it until it can be made with others.
func (m *mixer) submit(c *call) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.waiting = append(m.waiting, c)
	m.items += len(c.reqs)
	// Before release reads how many are being made: callDone does it the other way round, so that one of the
	// two sees the other.
	m.count.Store(int64(len(m.waiting)))
	m.release(false)
}

// callDone is called when a call of whichever table has been made.
func (e *Engine) callDone(p messages.Priority, began int64) {
	// Who comes between loses a sample, which an average can spare.
	usual := e.usual.Load()
	e.usual.Store(usual + (e.now()-began-usual)/8)
	e.executing[p].Add(-1)
	for _, m := range e.mixers[p] {
		if m != nil && m.count.Load() > 0 {
			m.mu.Lock()
			m.stall.calls++ // which are counted only while somebody waits
			m.release(false)
			m.mu.Unlock()
		}
	}
}

// releaseAll lets everything go that waits.
func (e *Engine) releaseAll() {
	for p := range e.mixers {
		for _, m := range e.mixers[p] {
			if m != nil {
				m.mu.Lock()
				m.release(true)
				m.mu.Unlock()
			}
		}
	}
}

// release makes the calls that pay, or all.
func (m *mixer) release(all bool) {
	all = all || m.engine.closing.Load()
	for len(m.waiting) > 0 {
		if !all && m.items < leastFill(int(m.engine.executing[m.priority].Load()), mixFrom, m.full) {
			break
		}
		m.engine.executing[m.priority].Add(1)
		m.engine.crew.run(m.next())
	}
	m.count.Store(int64(len(m.waiting)))
	if len(m.waiting) > 0 {
		m.stall.usual = time.Duration(m.engine.usual.Load())
		m.stall.arm(m.look)
	} else {
		m.stall.disarm()
	}
}

// look is called when no call may have ended for too long.
func (m *mixer) look() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.release(m.stall.look())
}

// next takes the calls that fit into one batch, in the order of their arrival, one of each table:
// two of one table may be of the same key.
func (m *mixer) next() messages.Job {
	var (
		taken []*call
		kept  = m.waiting[:0]
		items int
		bytes int64
	)
	for _, c := range m.waiting {
		size := c.bytes()
		if len(taken) > 0 && (items+len(c.reqs) > m.full || bytes+size > m.engine.config.BatchBytes || hasTable(taken, c.t)) {
			kept = append(kept, c)
			continue
		}
		taken = append(taken, c)
		items += len(c.reqs)
		bytes += size
	}
	clear(m.waiting[len(kept):])
	m.waiting = kept
	m.items -= items
	if len(taken) == 1 {
		return taken[0]
	}
	return &mixed{m.engine, m.priority, m.class, taken}
}

// bytes is what the call's items have; of reads nothing is known before.
func (c *call) bytes() (n int64) {
	if c.class == writes {
		for _, r := range c.reqs {
			n += int64(r.Bytes)
		}
	}
	return n
}

func hasTable(calls []*call, t *table) bool {
	for _, c := range calls {
		if c.t == t {
			return true
		}
	}
	return false
}

// mixed is a call for several tables.
type mixed struct {
	engine   *Engine
	priority messages.Priority
	class    class
	calls    []*call
}

// Run makes the call and has each of the tables' calls take its part of the answer.
func (m *mixed) Run() {
	defer m.engine.callDone(m.priority, m.engine.now())
	m.dropEnded()
	if len(m.calls) == 0 {
		return
	}
	deadline, _ := m.calls[0].ctx.Deadline()
	ctx := callctx.New(context.Background(), deadline)
	var a mixedAnswer
	// It's deferred because the client's code may exit the goroutine.
	defer func() {
		ctx.Cancel(context.Canceled)
		m.handOut(&a)
	}()
	defer m.endWith(ctx)()
	for _, c := range m.calls {
		if !c.batch {
			c.batch = true
			c.t.stats.batchCalls.Add(1)
		}
	}
	a.make(ctx, m)
}

// endWith ends the ctx when those of all the calls have ended.
func (m *mixed) endWith(ctx *callctx.Context) (stop func()) {
	var left atomic.Int64
	left.Store(int64(len(m.calls)))
	stops := make([]func() bool, len(m.calls))
	for i, c := range m.calls {
		own := c.ctx
		stops[i] = own.AfterFunc(func() {
			if left.Add(-1) == 0 {
				ctx.Cancel(own.Err())
			}
		})
	}
	return func() {
		for _, stop := range stops {
			stop()
		}
	}
}

// handOut ends each of the calls.
func (m *mixed) handOut(a *mixedAnswer) {
	m.engine.mixedAway.Add(int64(len(m.calls) - 1))
	for _, c := range m.calls {
		c.conclude(func() { a.give(c) })
	}
}

// dropEnded has those calls made by themselves whose requests nobody wants any more: they end at once.
func (m *mixed) dropEnded() {
	kept := m.calls[:0]
	for _, c := range m.calls {
		if c.ctx.Err() == nil {
			kept = append(kept, c)
			continue
		}
		m.engine.executing[m.priority].Add(1)
		m.engine.crew.run(c)
	}
	m.calls = kept
}

// mixedAnswer is what came of a mixed call.
type mixedAnswer struct {
	err     error
	garbled bool // it names tables that weren't asked for
	writes  *dynamodb.BatchWriteItemOutput
	reads   *dynamodb.BatchGetItemOutput
}

func (a *mixedAnswer) make(ctx context.Context, m *mixed) {
	finished := false
	defer func() {
		if !finished { // it's told apart whose doing that was
			recover()
			a.err = errMixedPanic
		}
	}()
	if m.class == writes {
		a.makeWrites(ctx, m)
	} else {
		a.makeReads(ctx, m)
	}
	finished = true
}

func (a *mixedAnswer) makeWrites(ctx context.Context, m *mixed) {
	items := make(map[string][]types.WriteRequest, len(m.calls))
	for _, c := range m.calls {
		items[c.t.name] = writeRequests(c.reqs)
	}
	answer, err := m.engine.invoke(ctx, messages.BatchWriteItem, &dynamodb.BatchWriteItemInput{
		RequestItems: items, ReturnConsumedCapacity: m.engine.asks,
	}, nil)
	a.err = err
	a.writes, _ = answer.(*dynamodb.BatchWriteItemOutput)
	if a.writes == nil {
		a.writes = &dynamodb.BatchWriteItemOutput{}
	}
	for name := range a.writes.UnprocessedItems {
		_, asked := items[name]
		a.garbled = a.garbled || !asked
	}
}

func (a *mixedAnswer) makeReads(ctx context.Context, m *mixed) {
	items := make(map[string]types.KeysAndAttributes, len(m.calls))
	for _, c := range m.calls {
		items[c.t.name] = c.readRequest()
	}
	answer, err := m.engine.invoke(ctx, messages.BatchGetItem, &dynamodb.BatchGetItemInput{
		RequestItems: items, ReturnConsumedCapacity: m.engine.asks,
	}, nil)
	a.err = err
	a.reads, _ = answer.(*dynamodb.BatchGetItemOutput)
	if a.reads == nil {
		a.reads = &dynamodb.BatchGetItemOutput{}
	}
	for name := range a.reads.Responses {
		_, asked := items[name]
		a.garbled = a.garbled || !asked
	}
	for name := range a.reads.UnprocessedKeys {
		_, asked := items[name]
		a.garbled = a.garbled || !asked
	}
}

var errMixedPanic = messages.NewPanicError("a call for several tables", nil)

// give has a table's call take its part.
func (a *mixedAnswer) give(c *call) {
	switch {
	case a.err != nil:
		c.err = a.err
		c.refused = !trouble.Passing(trouble.KindOf(a.err))
	case a.garbled:
		c.garbled = true
	case c.class == writes:
		c.consumed = consumedOf(a.writes.ConsumedCapacity, c.t.name)
		c.takeWrites(a.writes.UnprocessedItems[c.t.name], a.writes.ResultMetadata)
	default:
		c.consumed = consumedOf(a.reads.ConsumedCapacity, c.t.name)
		c.takeReads(a.reads.Responses[c.t.name], a.reads.UnprocessedKeys[c.t.name].Keys, a.reads.ResultMetadata)
	}
}

// refusedTogether has the requests of a mixed call that was refused go again, by themselves. Until one of
// its own batches is accepted the table counts as the one to blame.
func (t *table) refusedTogether(left []*messages.Request) {
	t.unmixable = t.engine.now() + int64(mixPause)
	t.suspected = true
	for i := len(left) - 1; i >= 0; i-- {
		t.enqueueFirst(left[i])
	}
}

// judged looks at what came of a batch of a table that's suspected.
func (t *table) judged(c *call) {
	if !t.suspected || c.refused || !c.batch || c.err != nil && trouble.Passing(c.trouble) {
		return
	}
	t.suspected = false
	if c.err == nil {
		t.unmixable = 0
	}
}
