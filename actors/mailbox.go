package actors

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/asynkron/protoactor-go/actor"
)

// mailbox is an unbounded mailbox (what is pending is bounded by admission) that differs from
// proto.actor's own in two things.
//
// It loses nothing. Proto.actor's drops what is queued when its actor stops, and the message whose
// handling panicked. This one outlives its actor: what is queued, and what comes, waits for the
// actor that takes its place, see RegisterHandlers, until the mailbox is retired. Then it hands
// everything to abandon, which answers whoever waits.
//
// It allocates nothing to wake its actor, and takes its lock once for all that has gathered and
// not once a message, which matters since a table's requests all pass through one mailbox.
//
// As in proto.actor's, one goroutine runs from the first message until the mailbox is empty, and
// system messages come first.
type mailbox struct {
	abandon    func(message any)
	invoker    actor.MessageInvoker
	dispatcher actor.Dispatcher
	wake       func() // process, as a value made once

	mu        sync.Mutex
	system    []any
	arrived   []any
	scheduled bool
	// urgent says that there are system messages, so that looking for them takes no lock.
	urgent atomic.Bool
	count  atomic.Int64

	// What follows belongs to the running goroutine.
	taken     []any // taken[next:] is to be handled
	next      int
	suspended bool
	vacant    bool // the actor has stopped
	retired   bool
}

// System messages of the mailbox's own.
type (
	takeOver struct{ invoker actor.MessageInvoker }
	retire   struct{}
)

func newMailbox(abandon func(any)) *mailbox {
	m := &mailbox{abandon: abandon}
	m.wake = m.process
	return m
}

// RegisterHandlers implements actor.Mailbox. A second actor takes over what the first one left.
func (m *mailbox) RegisterHandlers(invoker actor.MessageInvoker, dispatcher actor.Dispatcher) {
	if m.dispatcher != nil { // all actors of an engine have one dispatcher
		m.PostSystemMessage(&takeOver{invoker})
		return
	}
	m.invoker, m.dispatcher = invoker, dispatcher
}

// Start implements actor.Mailbox.
func (m *mailbox) Start() {}

// UserMessageCount implements actor.Mailbox.
func (m *mailbox) UserMessageCount() int { return int(m.count.Load()) }

// PostUserMessage implements actor.Mailbox.
func (m *mailbox) PostUserMessage(message any) {
	m.count.Add(1)
	m.mu.Lock()
	m.arrived = append(m.arrived, message)
	m.schedule()
}

// PostSystemMessage implements actor.Mailbox.
func (m *mailbox) PostSystemMessage(message any) {
	m.mu.Lock()
	m.system = append(m.system, message)
	m.urgent.Store(true)
	m.schedule()
}

// schedule starts the goroutine if none runs, and unlocks.
func (m *mailbox) schedule() {
	start := !m.scheduled
	m.scheduled = true
	m.mu.Unlock()
	if start {
		m.dispatcher.Schedule(m.wake)
	}
}

// actorStopped is called by the actor as it handles Stopped.
func (m *mailbox) actorStopped() { m.vacant = true }

// retire has everything abandoned that is here and that comes.
func (m *mailbox) retire() { m.PostSystemMessage(&retire{}) }

func (m *mailbox) process() {
	for !m.handle() {
	}
}

// handle handles messages until there are none, and reports true then, or until one panics.
func (m *mailbox) handle() (empty bool) {
	var message any
	defer func() {
		if reason := recover(); reason != nil {
			// Reached only if recovering inside Receive failed too.
			m.abandon(message)
			m.invoker.EscalateFailure(reason, message)
		}
	}()
	throughput := m.dispatcher.Throughput()
	for n := 1; ; n++ {
		if n%throughput == 0 {
			runtime.Gosched()
		}
		if m.urgent.Load() {
			message = m.takeSystem()
			m.handleSystem(message)
			continue
		}
		if m.next == len(m.taken) || m.holds() {
			if m.take() {
				return true
			}
			continue
		}
		message = m.taken[m.next]
		m.taken[m.next] = nil
		m.next++
		m.count.Add(-1)
		if m.retired {
			m.abandon(message)
		} else {
			m.invoker.InvokeUserMessage(message)
		}
	}
}

// holds says whether user messages have to wait.
func (m *mailbox) holds() bool { return !m.retired && (m.suspended || m.vacant) }

// maxKept bounds the list that is kept for reuse: what a burst needed is given back.
const maxKept = 1 << 14

// take takes what has arrived; it reports true, and the goroutine may end, if that's nothing or
// the mailbox is suspended.
func (m *mailbox) take() (idle bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.system) > 0 {
		return false
	}
	if m.holds() || m.next == len(m.taken) && len(m.arrived) == 0 {
		m.scheduled = false
		return true
	}
	if m.next < len(m.taken) { // it was held, and isn't any more
		return false
	}
	kept := m.taken[:0]
	if cap(kept) > maxKept {
		kept = nil
	}
	m.taken, m.next, m.arrived = m.arrived, 0, kept
	return false
}

func (m *mailbox) takeSystem() any {
	m.mu.Lock()
	defer m.mu.Unlock()
	message := m.system[0]
	m.system = append(m.system[:0], m.system[1:]...)
	m.urgent.Store(len(m.system) > 0)
	return message
}

func (m *mailbox) handleSystem(message any) {
	switch message := message.(type) {
	case *takeOver:
		m.invoker, m.vacant, m.suspended = message.invoker, false, false
	case *retire:
		m.retired = true
	case *actor.SuspendMailbox:
		m.suspended = true
	case *actor.ResumeMailbox:
		m.suspended = false
	default:
		m.invoker.InvokeSystemMessage(message)
	}
}
