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
// handling panicked; this one hands both to abandon, which answers whoever waits.
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
	stopped   bool
}

func newMailbox(abandon func(any)) *mailbox {
	m := &mailbox{abandon: abandon}
	m.wake = m.process
	return m
}

// RegisterHandlers implements actor.Mailbox.
func (m *mailbox) RegisterHandlers(invoker actor.MessageInvoker, dispatcher actor.Dispatcher) {
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

// stop is called by the actor as it handles Stopped: what is still here, and what comes, is
// abandoned, even if a failure has suspended the mailbox.
func (m *mailbox) stop() {
	m.stopped = true
	m.PostSystemMessage(&actor.ResumeMailbox{})
}

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
		if m.next == len(m.taken) || m.suspended {
			if m.take() {
				return true
			}
			continue
		}
		message = m.taken[m.next]
		m.taken[m.next] = nil
		m.next++
		m.count.Add(-1)
		if m.stopped {
			m.abandon(message)
		} else {
			m.invoker.InvokeUserMessage(message)
		}
	}
}

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
	if m.suspended || len(m.arrived) == 0 {
		m.scheduled = false
		return true
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
	switch message.(type) {
	case *actor.SuspendMailbox:
		m.suspended = true
	case *actor.ResumeMailbox:
		m.suspended = false
	default:
		m.invoker.InvokeSystemMessage(message)
	}
}
