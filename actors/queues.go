package actors

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/internal/key"
	"github.com/dynactor/dynactor/internal/projection"
	"github.com/dynactor/dynactor/messages"
)

// class says by what kind of call a request goes.
type class uint8

const (
	// lone goes by its own native call.
	lone class = iota
	// writes go by BatchWriteItem, reads by BatchGetItem, one kind of read in one batch.
	writes
	reads
	classes
)

// maxKinds bounds the kinds of reads that are batched at one time in a table, so that callers
// with ever new projections can't make dispatch slow: what's beyond goes alone.
const maxKinds = 64

// queues hold the requests of one priority that could go.
type queues struct {
	priority messages.Priority
	// lone go by calls of their own; those that draw on different capacity don't wait for each other.
	lone   [accesses + 1]messages.Queue
	writes messages.Queue
	// kinds are the reads, by consistency and projection.
	kinds map[string]*readKind
	order []*readKind
	// groups are the parts of a batch that was split: each goes by a call of its own as it is.
	groups []*splitGroup
}

// splitGroup is a part of a batch that was refused as a whole.
type splitGroup struct {
	messages.Queue
	class class
	kind  *readKind // of a group of reads
}

// readKind is a queue of reads that one BatchGetItem can answer.
type readKind struct {
	messages.Queue
	key        string
	consistent bool
	// plan is the projection to send, with the keys in it; no expression if none was asked for.
	plan projection.Plan
}

func (q *queues) init(p messages.Priority) { q.priority, q.kinds = p, map[string]*readKind{} }

func (q *queues) all() []*messages.Queue {
	all := q.batched()
	for i := range q.lone {
		all = append(all, &q.lone[i])
	}
	return all
}

// batched are those whose requests wait for a batch.
func (q *queues) batched() []*messages.Queue {
	all := []*messages.Queue{&q.writes}
	for _, k := range q.order {
		all = append(all, &k.Queue)
	}
	for _, g := range q.groups {
		all = append(all, &g.Queue)
	}
	return all
}

// depth is the number of requests that could go.
func (q *queues) depth() int {
	n := q.writes.Len
	for i := range q.lone {
		n += q.lone[i].Len
	}
	for _, k := range q.order {
		n += k.Len
	}
	for _, g := range q.groups {
		n += g.Len
	}
	return n
}

// kind finds or makes the queue for a get; nil if it has to go alone.
func (q *queues) kind(in *dynamodb.GetItemInput, schema key.Schema) *readKind {
	consistent := aws.ToBool(in.ConsistentRead)
	name := projection.BucketKey(consistent, in.ProjectionExpression, in.ExpressionAttributeNames)
	if k := q.kinds[name]; k != nil {
		return k
	}
	if len(q.order) >= maxKinds {
		q.dropEmpty()
	}
	if len(q.order) >= maxKinds {
		return nil
	}
	k := &readKind{key: name, consistent: consistent}
	if in.ProjectionExpression != nil {
		plan, ok := projection.WithKeys(*in.ProjectionExpression, in.ExpressionAttributeNames, schema)
		if !ok {
			return nil
		}
		k.plan = plan
	}
	q.kinds[name] = k
	q.order = append(q.order, k)
	return k
}

// keptKinds are so few that empty ones needn't be dropped.
const keptKinds = 8

// dropEmpty forgets the kinds of reads that nobody waits for, if there are many.
func (q *queues) dropEmpty() {
	if len(q.order) <= keptKinds {
		return
	}
	kept := q.order[:0]
	for _, k := range q.order {
		if k.Len > 0 {
			kept = append(kept, k)
		} else {
			delete(q.kinds, k.key)
		}
	}
	clear(q.order[len(kept):])
	q.order = kept
}

// forgetKinds drops all kinds, which must be empty, with the plans that were made for a schema.
func (q *queues) forgetKinds() {
	clear(q.kinds)
	clear(q.order)
	q.order, q.groups = q.order[:0], nil
}

// waits is how many requests, with their units, could go if there were capacity of a kind.
func (q *queues) waits(a access) (n int, units float64) {
	add := func(of *messages.Queue) { n, units = n+of.Len, units+of.Units }
	add(&q.lone[a])
	switch a {
	case writing:
		add(&q.writes)
	case reading:
		for _, k := range q.order {
			add(&k.Queue)
		}
	}
	return n, units
}

// enqueue puts a request where its call will take it from, and sees that it goes.
func (t *table) enqueue(r *messages.Request) {
	r.Book.Units = float32(t.estimate(r))
	if t.hopeless(r) {
		return
	}
	t.put(r, (*messages.Queue).PushBack)
}

// enqueueFirst does so before all others, for what has waited its turn already.
func (t *table) enqueueFirst(r *messages.Request) { t.put(r, (*messages.Queue).PushFront) }

func (t *table) put(r *messages.Request, push func(*messages.Queue, *messages.Request)) {
	if t.refused(r) || t.gated(r, push) {
		return
	}
	r.Book.State = messages.Queued
	q, full := t.queueFor(r)
	push(q, r)
	if full {
		t.dispatch()
	} else {
		t.lookSoon()
	}
}

// queueFor also says whether dispatch needn't wait for what else the mailbox holds.
func (t *table) queueFor(r *messages.Request) (q *messages.Queue, full bool) {
	qs := &t.bands[r.Priority]
	switch t.classOf(r) {
	case writes:
		if t.meets(r) {
			break
		}
		return &qs.writes, qs.writes.Len+1 >= t.engine.config.WriteBatch
	case reads:
		if k := qs.kind(r.Input.(*dynamodb.GetItemInput), *t.schema.Load()); k != nil {
			return &k.Queue, k.Len+1 >= t.engine.config.ReadBatch
		}
	}
	return &qs.lone[t.draws(r)], true
}

// meets says whether r is a write on a key on which another is under way that doesn't make it wait:
// such writes, of the sync face or unordered, can't share a batch, and a caller that can't have
// company mustn't be held for it. From the second one on they go alone, as with the SDK.
func (t *table) meets(r *messages.Request) bool {
	if makesWait(r) || r.Book.Shares {
		return false
	}
	r.Book.Shares = true
	t.meeting[r.Hash]++
	if t.meeting[r.Hash] == 1 {
		return false
	}
	r.Book.Alone = true
	return true
}

// parts forgets a write that has left.
func (t *table) parts(r *messages.Request) {
	if !r.Book.Shares {
		return
	}
	if t.meeting[r.Hash]--; t.meeting[r.Hash] == 0 {
		delete(t.meeting, r.Hash)
	}
}

func (t *table) classOf(r *messages.Request) class {
	if !r.Is(messages.Coalescable|messages.Keyed) || r.Book.Alone || t.config.NoCoalescing || t.schema.Load() == nil {
		return lone
	}
	c := writes
	if r.Is(messages.Reads) {
		c = reads
	}
	if t.denied[c] {
		return lone
	}
	return c
}

// lookSoon has the queues looked at once all that is in the mailbox now has been received.
func (t *table) lookSoon() {
	if !t.flushSent {
		t.flushSent = true
		t.send(look)
	}
}
