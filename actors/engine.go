package actors

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"go.uber.org/zap/exp/zapslog"

	"github.com/dynactor/dynactor/internal/admission"
	"github.com/dynactor/dynactor/internal/fastpath"
	"github.com/dynactor/dynactor/internal/token"
	"github.com/dynactor/dynactor/internal/trouble"
	"github.com/dynactor/dynactor/messages"
)

// Engine runs requests. Start makes one; Close ends it.
type Engine struct {
	client messages.DynamoDB
	config Config
	// fast makes the hot calls; nil if all go through the SDK. options come with those.
	fast    *fastpath.Client
	options []func(*dynamodb.Options)
	gate    *admission.Gate
	began   time.Time
	// asks is what batches want to know of their consumption.
	asks types.ReturnConsumedCapacity
	// meters are those of tables that were set up; never changed. Others are made with their tables.
	meters map[string]*meter

	crew crew
	// executing counts the calls of each priority that are being made, whichever table they are of.
	executing [messages.Priorities]atomic.Int64
	mixers    [messages.Priorities][classes]*mixer // of writes and of reads
	// usual is a moving average of what a call takes, in nanoseconds.
	usual atomic.Int64
	// mixedAway counts the calls that weren't made because others were made for them too.
	mixedAway atomic.Int64

	system      *actor.ActorSystem
	root        *actor.PID
	rootMailbox *mailbox
	// rootStopped is closed when the root actor and all tables have stopped.
	rootStopped chan struct{}

	// tables is replaced as a whole by the root actor when a table comes, so that it can be read
	// without a lock.
	tables  atomic.Pointer[map[string]*table]
	closing atomic.Bool
	// ending says that the actors stop for good.
	ending atomic.Bool
	ended  messages.Promise
}

// overflow names the actor of all tables beyond MaxTables. It never batches and has one lane.
const overflow = "\x00overflow"

// Start starts an engine; config must be valid.
func Start(client messages.DynamoDB, config Config) *Engine {
	e := &Engine{
		client: client, config: config, began: time.Now(),
		gate:        admission.New(config.MaxPendingItems, config.MaxPendingBytes, config.FailWhenFull),
		rootStopped: make(chan struct{}), meters: map[string]*meter{},
	}
	e.wireFor(client)
	e.tables.Store(&map[string]*table{})
	for p := range messages.Priorities {
		for _, c := range []class{writes, reads} {
			e.mixers[p][c] = newMixer(e, p, c)
		}
	}
	if !config.NoConsumption {
		e.asks = types.ReturnConsumedCapacityIndexes
	}
	for name, t := range config.Tables {
		e.meters[name] = newMeter(e, t)
	}
	e.system = actor.NewActorSystem(actor.WithLoggerFactory(func(*actor.ActorSystem) *slog.Logger {
		return slog.New(zapslog.NewHandler(config.Logger.Core()))
	}))
	// The last net: whatever is sent to an actor that is gone comes here, on the sender's
	// goroutine, and whoever waits for it is answered.
	e.system.EventStream.Subscribe(func(event any) {
		if dead, ok := event.(*actor.DeadLetterEvent); ok {
			e.abandon(dead.Message)
		}
	})
	e.rootMailbox = newMailbox(e.abandon)
	e.root = e.system.Root.Spawn(actor.PropsFromProducer(
		func() actor.Actor { return &rootActor{e} },
		actor.WithDispatcher(dispatcher{&e.crew}),
		actor.WithMailbox(func() actor.Mailbox { return e.rootMailbox }),
		// A table actor that fails is restarted, however often: its state is kept.
		actor.WithSupervisor(actor.RestartingSupervisorStrategy()),
	))
	return e
}

// now is the engine's clock: nanoseconds since it started.
func (e *Engine) now() int64 { return int64(time.Since(e.began)) }

// Submit takes a request whose first fields are filled, and sees to it that its promise is
// settled. It blocks only while the engine is full.
func (e *Engine) Submit(r *messages.Request) {
	r.Enqueued = e.now()
	if err := r.Ctx.Err(); err != nil {
		e.refuse(r, trouble.Canceled(r.Op, err))
		return
	}
	r.Input = r.Op.WithToken(r.Input, token.New)
	charge := e.gate.Charge(classify(r))
	r.Bytes = int32(min(charge, 1<<30))
	name := r.Op.TableName(r.Input)
	err := e.takeShare(r, name)
	if err == nil {
		err = e.gate.Acquire(r.Ctx, int64(r.Bytes), r.Priority)
		if err != nil && r.Share != nil {
			r.Share.Release(1, int64(r.Bytes), r.Priority)
		}
	}
	if err != nil {
		if r.Ctx.Err() == err {
			err = trouble.Canceled(r.Op, err)
		}
		e.refuse(r, err)
		return
	}
	t := e.table(name)
	if t == nil {
		e.abandon(r)
		return
	}
	if schema := t.schema.Load(); schema != nil {
		identify(r, *schema)
	}
	if t.config.Unordered {
		r.Flags |= messages.Unordered
	}
	t.send(r)
}

// takeShare has a request of a hot partition key wait for its share of what may be pending, so that such
// keys can't take it all.
func (e *Engine) takeShare(r *messages.Request, name string) error {
	t := e.known(name)
	if t == nil {
		return nil
	}
	shares := t.shares.Load()
	if shares == nil {
		return nil
	}
	if schema := t.schema.Load(); schema != nil {
		identify(r, *schema)
	}
	if !r.Is(messages.Keyed) {
		return nil
	}
	share := (*shares)[gateKey{access: accessOf(r.Op), partition: r.Partition}]
	if share == nil {
		return nil
	}
	if err := share.Acquire(r.Ctx, share.Charge(int64(r.Bytes)), r.Priority); err != nil {
		return err
	}
	r.Share = share
	return nil
}

// release gives the room back that a request has had.
func (e *Engine) release(r *messages.Request) {
	if r.Share != nil {
		r.Share.Release(1, int64(r.Bytes), r.Priority)
	}
	e.gate.Release(1, int64(r.Bytes), r.Priority)
}

// refuse answers a request that was not admitted.
func (e *Engine) refuse(r *messages.Request, cause error) {
	r.Promise.Settle(nil, &messages.OperationError{
		Operation: r.Op, Table: r.Op.TableName(r.Input), Outcome: messages.NotSent, Err: cause,
	})
}

// Leave says that the caller of a submitted request has left: it's answered soon with its ctx's
// error, if it hasn't been otherwise.
func (e *Engine) Leave(r *messages.Request) {
	// One that was refused may have no table's actor, and needs none.
	if t := e.known(r.Op.TableName(r.Input)); t != nil {
		t.send((*messages.Cancel)(r))
	}
}

// known finds the actor that the table's requests go to; nil if there's none yet.
func (e *Engine) known(name string) *table {
	tables := *e.tables.Load()
	t := tables[name]
	if t == nil && len(tables) >= e.config.MaxTables {
		t = tables[overflow]
	}
	return t
}

// table finds the table's actor or has it spawned; nil if the engine has ended.
func (e *Engine) table(name string) *table {
	if t := e.known(name); t != nil {
		return t
	}
	m := &spawnMessage{name: name}
	e.system.Root.Send(e.root, m)
	m.done.Wait(nil)
	value, _, _ := m.done.Result()
	t, _ := value.(*table)
	return t
}

// abandon answers what a message carries when no actor will ever handle it.
func (e *Engine) abandon(message any) {
	switch m := message.(type) {
	case *messages.Request:
		e.refuse(m, messages.ErrClosed)
		e.release(m)
	case *call:
		m.t.stats.inFlight.Add(-1)
		for i, leader := range m.reqs {
			if m.answered[i] {
				continue
			}
			for r := leader; r != nil; r = r.Book.Next {
				r.Promise.Settle(nil, &messages.OperationError{
					Operation: r.Op, Table: m.t.name, Attempts: int(r.Book.Attempts), Outcome: messages.Unknown, Err: messages.ErrClosed,
				})
				e.release(r)
			}
		}
	case *retryGroup:
		for r := m.queue.PopFront(); r != nil; r = m.queue.PopFront() {
			e.refuse(r, messages.ErrClosed)
			e.release(r)
		}
	case *flushMessage:
		m.done.Settle(nil, nil)
	case *limitsMessage:
		m.done.Settle(nil, messages.ErrClosed)
	case *abortMessage:
		m.done.Settle(nil, nil)
	case *spawnMessage:
		m.done.Settle(nil, nil)
	}
}

// Flush sends what is held back for fuller batches, and waits until every request submitted
// before it has been answered, or ctx ends.
func (e *Engine) Flush(ctx context.Context) error {
	var sent []*flushMessage
	for _, t := range *e.tables.Load() {
		m := &flushMessage{}
		sent = append(sent, m)
		t.send(m)
	}
	for _, m := range sent {
		if !m.done.Wait(ctx.Done()) {
			return fmt.Errorf("flush: %w", ctx.Err())
		}
	}
	return nil
}

// Close refuses new requests, waits until all that were admitted are answered, and stops the
// actors. When ctx ends before, the rest fails with ErrClosed and a *CloseError says what that
// was. Every call of Close returns what the first one returned, or its own ctx's error.
func (e *Engine) Close(ctx context.Context) error {
	if e.closing.CompareAndSwap(false, true) {
		e.ended.Settle(nil, e.close(ctx))
	} else if !e.ended.Wait(ctx.Done()) {
		return fmt.Errorf("close: %w, another Close still waits", ctx.Err())
	}
	_, err, _ := e.ended.Result()
	return err
}

func (e *Engine) close(ctx context.Context) error {
	e.gate.Close()
	for _, t := range *e.tables.Load() {
		if shares := t.shares.Load(); shares != nil {
			for _, share := range *shares {
				share.Close()
			}
		}
		t.send(hurry)
	}
	e.releaseAll()
	var err error
	select {
	case <-e.gate.Idle():
	case <-ctx.Done():
		err = e.giveUp(ctx)
	}
	e.system.Root.Stop(e.root)
	<-e.rootStopped
	e.crew.dismiss()
	if e.fast != nil {
		e.fast.Close()
	}
	e.system.Shutdown()
	return err
}

// retire has the mailboxes answer whoever is still in them, when all actors have stopped.
func (e *Engine) retire() {
	for _, t := range *e.tables.Load() {
		t.mailbox.retire()
	}
	e.rootMailbox.retire()
}

// giveUp fails all that is outstanding.
func (e *Engine) giveUp(ctx context.Context) error {
	var sent []*abortMessage
	for _, t := range *e.tables.Load() {
		m := &abortMessage{}
		sent = append(sent, m)
		t.send(m)
	}
	closeErr := &messages.CloseError{Err: ctx.Err()}
	for _, m := range sent {
		m.done.Wait(nil)
		closeErr.Outstanding = append(closeErr.Outstanding, m.outstanding...)
	}
	if closeErr.Count() == 0 {
		return nil // all was done in the same moment
	}
	return closeErr
}

// Stats returns a snapshot of the counters.
func (e *Engine) Stats() Stats {
	away := e.mixedAway.Load() // before the tables, whose calls it's taken from
	s := Stats{Tables: map[string]TableStats{}}
	for name, t := range *e.tables.Load() {
		if name == overflow {
			name = "(tables beyond MaxTables)"
		}
		one := t.stats.snapshot()
		t.meter.stats(&one, e.config.HotKeyValues)
		s.Tables[name] = one
		s.Total.add(one)
	}
	s.Total.Calls -= away
	s.Total.BatchCalls -= away
	s.PendingItems, s.PendingBytes, s.Waiting = e.gate.Pending()
	return s
}
