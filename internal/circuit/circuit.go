package circuit

import (
	"errors"
	"time"
)

// The numbers of every breaker; doc.go says why these.
const (
	// Failures in a row, without a success between, open the circuit ...
	Failures = 10
	// ... if they were heard over at least Span.
	Span = time.Second
	// FirstWait is how long an open circuit waits before its first probe. Each failed probe
	// doubles the wait, up to MaxWait.
	FirstWait = time.Second
	MaxWait   = 30 * time.Second
	// Patience is how long a probe may go unanswered before another one is let through.
	Patience = 5 * time.Second
)

// State is that of a circuit.
type State uint8

const (
	// Closed lets all calls through.
	Closed State = iota
	// Open lets none through.
	Open
	// HalfOpen waits for the answer of one call, the probe.
	HalfOpen
)

// String returns the state's name in lower case.
func (s State) String() string {
	switch s {
	case Closed:
		return "closed"
	case Open:
		return "open"
	case HalfOpen:
		return "half-open"
	}
	return "unknown"
}

// Breaker is the circuit of one table and operation. The zero value is a closed one. It isn't safe
// for concurrent use. Times are nanoseconds of one monotonic clock.
type Breaker struct {
	failures int64 // since the last success; above 0 in every state but Closed
	since    int64 // when the first of them was heard
	last     error
	state    State
	wait     time.Duration // before the next probe
	next     int64         // when the next probe may go, unless it's answered before
}

// Allow says whether a call may be made now. If not, it says since when only systemic errors have
// been heard, and the last of them. The call that gets ok from an open circuit is its probe: what
// becomes of it must be told by Success, Failed or Other.
func (b *Breaker) Allow(now int64) (ok bool, since int64, last error) {
	if b.state == Closed {
		return true, 0, nil
	}
	if now < b.next {
		return false, b.since, b.last
	}
	b.state = HalfOpen
	b.next = now + int64(Patience)
	return true, 0, nil
}

// Success says that a call was served. It closes the circuit, whichever call it was.
func (b *Breaker) Success() {
	if b.failures > 0 {
		*b = Breaker{}
	}
}

// Failed says that a call met a systemic error.
func (b *Breaker) Failed(now int64, err error) {
	if b.failures == 0 {
		b.since = now
	}
	b.failures++
	if b.last == nil || !errors.Is(err, b.last) { // what wraps the one kept would grow with every round
		b.last = err
	}
	switch b.state {
	case Closed:
		if b.failures >= Failures && now-b.since >= int64(Span) {
			b.open(now, FirstWait)
		}
	case HalfOpen:
		b.open(now, min(2*b.wait, MaxWait))
	case Open: // a call from before it opened
	}
}

func (b *Breaker) open(now int64, wait time.Duration) {
	b.state, b.wait, b.next = Open, wait, now+int64(wait)
}

// Other says that a call met trouble that tells nothing about the circuit's errors, such as a
// timeout, or was given up. If it was the probe the next one may go FirstWait after it.
func (b *Breaker) Other() {
	if b.state == HalfOpen {
		b.state = Open
		b.next += int64(FirstWait - Patience)
	}
}

// State is the circuit's state as of the last call of another method.
func (b *Breaker) State() State { return b.state }
