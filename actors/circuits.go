package actors

import (
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"github.com/dynactor/dynactor/internal/circuit"
	"github.com/dynactor/dynactor/internal/trouble"
	"github.com/dynactor/dynactor/messages"
)

// circuits stop the calls of an operation that this table answers only with errors that no other attempt
// mends: no permission, no table, no valid credentials. There's one while there has been such an error
// since the last success.
type circuits map[messages.Operation]*tableCircuit

// healed carries an operation that succeeded from the goroutine that made the call to the table's actor,
// ahead of the answer: whoever has it may ask for the next thing before the actor hears of the call.
type healed struct {
	wanted atomic.Bool  // there's a circuit
	op     atomic.Int32 // 1 more than the operation, 0 for none
}

func (h *healed) by(op messages.Operation) {
	if h.wanted.Load() {
		h.op.Store(int32(op) + 1)
	}
}

type tableCircuit struct {
	circuit.Breaker
	kind trouble.Kind
}

// askedBit in a request's book says that the circuit has let it go, as its probe.
const askedBit = 1 << 31

// refused has r fail at once if its circuit is open.
func (t *table) refused(r *messages.Request) bool {
	if t.lets(r) {
		return false
	}
	t.doom(r, t.circuitError(r))
	return true
}

// doom has r fail, soon and not here: letting one go may start the next on its key, that one the next, and
// so on, for which no stack may be deep enough.
func (t *table) doom(r *messages.Request, cause error) {
	r.Book.State = messages.Queued
	r.Book.Trouble = &sentence{error: cause, last: r.Book.Trouble}
	t.doomed.PushBack(r)
	t.lookSoon()
}

// sentence is what a doomed request is to fail with, beside the trouble that it had before.
type sentence struct {
	error
	last error
}

// Unwrap has what is asked of a request's trouble meanwhile answered by what it was.
func (s *sentence) Unwrap() error { return s.last }

// lets says whether the circuit lets r go.
func (t *table) lets(r *messages.Request) bool {
	if len(t.circuits) == 0 || r.Book.Passed&askedBit != 0 {
		return true
	}
	if op := t.healed.op.Swap(0); op != 0 {
		t.closeCircuit(messages.Operation(op - 1))
	}
	b := t.circuits[r.Op]
	if b == nil || b.State() == circuit.Closed {
		return true
	}
	ok, _, _ := b.Allow(t.engine.now())
	if ok {
		r.Book.Passed |= askedBit
	}
	return ok
}

// turnAway fails those that are to fail.
func (t *table) turnAway() {
	for r := t.doomed.Head; r != nil; r = t.doomed.Head {
		s := r.Book.Trouble.(*sentence)
		r.Book.Trouble = s.last
		t.expel(r, s.error)
	}
}

func (t *table) circuitError(r *messages.Request) error {
	e := &messages.CircuitError{Table: t.name, Operation: r.Op}
	if b := t.circuits[r.Op]; b != nil {
		_, since, last := b.Allow(0) // asks, since no probe is due at the beginning of time
		e.Since, e.Err = t.engine.began.Add(time.Duration(since)), trouble.As(r.Op, trouble.Cause(last))
	}
	return e
}

// learnCircuit takes what a call says of its operation's circuit.
func (t *table) learnCircuit(c *call) {
	if t.engine.config.NoCircuits || t.name == overflow {
		return
	}
	switch {
	case c.err == nil:
		if len(t.circuits) > 0 {
			t.closeCircuits(c)
		}
		return
	case c.batch:
		return // a lone call is going to tell
	}
	op := c.reqs[0].Op
	if accessOf(op) >= accesses {
		return // whoever asks for a table may be waiting for it
	}
	switch c.trouble {
	case trouble.Denied, trouble.Missing, trouble.Everyone:
	default:
		switch trouble.OutcomeOf(c.err) {
		case messages.Rejected, messages.Throttled:
			// A condition that isn't met, or lack of capacity: the table is there and may be used.
			t.closeCircuit(op)
		default:
			if b := t.circuits[op]; b != nil {
				b.Other()
			}
		}
		return
	}
	if t.circuits == nil {
		t.circuits = circuits{}
	}
	b := t.circuits[op]
	if b == nil {
		b = &tableCircuit{}
		t.circuits[op] = b
		t.healed.wanted.Store(true)
	}
	b.kind = c.trouble
	was := b.State()
	b.Failed(t.engine.now(), c.err)
	if was == circuit.Closed && b.State() == circuit.Open {
		t.engine.config.Logger.Warn("a table answers an operation with nothing but errors that no other attempt mends: its requests fail at once from now on, but for one now and then",
			zap.String("table", t.name), zap.Stringer("operation", op), zap.Error(c.err))
	}
}

// closeCircuits takes a success. That the table exists is said by any operation, and so is that the
// credentials are good.
func (t *table) closeCircuits(c *call) {
	for i, r := range c.reqs {
		if c.answered[i] {
			t.closeCircuit(r.Op)
		}
	}
}

func (t *table) closeCircuit(op messages.Operation) {
	for other, b := range t.circuits {
		if other == op || b.kind != trouble.Denied {
			delete(t.circuits, other)
		}
	}
	t.healed.wanted.Store(len(t.circuits) > 0)
}
