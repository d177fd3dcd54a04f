package actors

import (
	"github.com/asynkron/protoactor-go/actor"
)

// mailbox is proto.actor's unbounded one, made loss-free. By itself it drops silently what is
// queued when its actor stops, and the message whose handling panicked; here both are handed to
// abandon, which answers whoever waits.
type mailbox struct {
	actor.Mailbox
	abandon func(message any)
	stopped bool // touched by the mailbox's own goroutine only
}

func newMailbox(abandon func(any)) *mailbox {
	return &mailbox{Mailbox: actor.Unbounded()(), abandon: abandon}
}

func (m *mailbox) RegisterHandlers(invoker actor.MessageInvoker, dispatcher actor.Dispatcher) {
	m.Mailbox.RegisterHandlers(&lossFree{MessageInvoker: invoker, mailbox: m}, dispatcher)
}

// stop is called by the actor as it handles Stopped. A mailbox that was suspended by a failure is
// resumed, so that what it still holds is abandoned and not left.
func (m *mailbox) stop() {
	m.stopped = true
	m.Mailbox.PostSystemMessage(&actor.ResumeMailbox{})
}

type lossFree struct {
	actor.MessageInvoker
	mailbox *mailbox
}

func (l *lossFree) InvokeUserMessage(message any) {
	if l.mailbox.stopped {
		l.mailbox.abandon(message)
		return
	}
	l.MessageInvoker.InvokeUserMessage(message)
}

// EscalateFailure is reached only if recovering inside Receive failed too.
func (l *lossFree) EscalateFailure(reason, message any) {
	l.mailbox.abandon(message)
	l.MessageInvoker.EscalateFailure(reason, message)
}
