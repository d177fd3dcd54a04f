package actors

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

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
	batch bool
	index int // in table.calls
	began int64

	// reqs are carried, each with those that ask for the same key behind it, linked by Book.Next.
	reqs   []*messages.Request
	kind   *readKind
	schema key.Schema
	parent context.Context

	// What the goroutine found. answered says which of reqs have got their answer.
	answered []bool
	err      error
	trouble  trouble.Kind
	// known is what DescribeTable said, for a call that asks it.
	describe bool
	known    key.Schema
}

var errCallTimeout = errors.New("no answer within the call timeout")

// noRetry switches the SDK's retries off: its one retry quota for all tables doesn't survive
// a high fan-out, and unprocessed items never pass through it.
var noRetry = []func(*dynamodb.Options){func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} }}

// start hands the call to its goroutine.
func (t *table) start(c *call) {
	c.t = t
	c.index = len(t.calls)
	t.calls = append(t.calls, c)
	t.stats.byClass[c.class]++
	c.began = t.engine.now()
	c.answered = make([]bool, len(c.reqs))

	var carried, waited, firsts, longest int64
	for _, leader := range c.reqs {
		for r := leader; r != nil; r = r.Book.Next {
			b := &r.Book
			b.State = messages.InCall
			b.Carrier = &c.Carrier
			b.Attempts++
			if b.Attempts == 1 {
				wait := c.began - r.Enqueued
				waited += wait
				longest = max(longest, wait)
				firsts++
			}
			carried++
		}
	}
	c.Askers = int(carried)
	if c.parent == nil {
		c.parent = t.engine.ctx
	}
	ctx, cancel := c.parent, context.CancelFunc(nil)
	if limit := t.engine.config.CallTimeout; limit > 0 {
		ctx, cancel = context.WithTimeoutCause(ctx, limit, errCallTimeout)
	} else {
		ctx, cancel = context.WithCancel(ctx)
	}
	c.Cancel = cancel

	s := &t.stats
	s.calls.Add(1)
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
	go c.run(ctx)
}

// run makes the call, answers whom it can, and reports to the actor.
func (c *call) run(ctx context.Context) {
	finished := false
	defer func() {
		if !finished { // a panic, or somebody's runtime.Goexit
			c.err = messages.NewPanicError(recover(), debug.Stack())
		}
		if c.err != nil {
			c.judge(ctx)
		}
		c.Cancel()
		c.releaseAnswered()
		c.t.send(c)
	}()
	c.make(ctx)
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
func (c *call) judge(ctx context.Context) {
	c.trouble = trouble.KindOf(c.err)
	if c.trouble == trouble.Cancelled && context.Cause(ctx) == errCallTimeout {
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
		}
	}
	if items > 0 {
		c.t.engine.gate.Release(items, bytes)
	}
}

func (c *call) makeLone(ctx context.Context) {
	r := c.reqs[0]
	optFns := noRetry
	if len(r.OptFns) > 0 {
		optFns = append(noRetry[:1:1], r.OptFns...)
	}
	out, err := r.Op.Invoke(ctx, c.t.engine.client, r.Input, optFns...)
	if err != nil {
		c.err = err
		return
	}
	// Those who asked for the same key get items of their own. They're made before the first
	// asker has its answer, since from then on that one may change its item.
	for f := r.Book.Next; f != nil; f = f.Book.Next {
		get := *out.(*dynamodb.GetItemOutput)
		get.Item = item.Clone(get.Item)
		f.Promise.Settle(&get, nil)
	}
	c.answered[0] = true
	r.Promise.Settle(out, nil)
}

func (c *call) makeDescribe(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, describeTimeout)
	defer cancel()
	out, err := c.t.engine.client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &c.t.name}, noRetry...)
	if err != nil {
		c.err = err
		return
	}
	if out == nil || out.Table == nil {
		c.err = errors.New("DescribeTable answered without a table")
		return
	}
	c.known, c.err = key.FromKeySchema(out.Table.KeySchema)
}

// describeTimeout is how long requests of a table wait for its key schema before they go without.
const describeTimeout = 5 * time.Second

// callLone makes a native call for one request, and whoever asks for the same key behind it.
func (t *table) callLone(r *messages.Request) {
	c := &call{class: t.classOf(r), reqs: []*messages.Request{r}}
	if r.Book.Next == nil {
		c.parent = r.Ctx
	}
	t.start(c)
}

// callGroup makes the call for a part of a batch that was refused.
func (t *table) callGroup(g *splitGroup) {
	var reqs []*messages.Request
	for r := g.PopFront(); r != nil; r = g.PopFront() {
		reqs = append(reqs, r)
	}
	if len(reqs) == 1 {
		reqs[0].Book.Alone = true
		t.callLone(reqs[0])
		return
	}
	t.start(&call{class: g.class, batch: true, reqs: reqs, kind: g.kind, schema: *t.schema.Load()})
}

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
