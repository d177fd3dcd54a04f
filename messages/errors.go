package messages

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"
)

var (
	// ErrClosed says that the executor was closed, or that the request was still outstanding
	// when Close ran out of time.
	ErrClosed = errors.New("executor is closed")
	// ErrOverloaded says that the executor's pending items or bytes are at their limit and it
	// was told to fail instead of wait; nothing was sent.
	ErrOverloaded = errors.New("executor is overloaded: too much is pending")
)

// Outcome says what is known of a failed request's effect in DynamoDB.
type Outcome uint8

const (
	// NotSent: no call was made that carried the request, so it had no effect.
	NotSent Outcome = iota
	// Rejected: DynamoDB answered with an error that says it did nothing.
	Rejected
	// Throttled: DynamoDB refused for lack of capacity, and did nothing.
	Throttled
	// Unknown: a call was made and its answer is not known; the request may have been applied.
	Unknown
)

// String returns the outcome's name in lower case.
func (o Outcome) String() string {
	switch o {
	case NotSent:
		return "not sent"
	case Rejected:
		return "rejected"
	case Throttled:
		return "throttled"
	case Unknown:
		return "unknown outcome"
	}
	return fmt.Sprintf("outcome %d", uint8(o))
}

// OperationError is the error of every failed request. It adds to the cause what the executor
// knows; the cause stays reachable by errors.As and errors.Is exactly as if the SDK's own call
// had been made. Its text holds no attribute of any item.
type OperationError struct {
	// Operation is the one that was asked for, whatever call carried it.
	Operation Operation
	// Table is the table's name or ARN as it was given, empty for operations without one.
	Table string
	// Attempts is the number of calls that carried the request; 0 if none did.
	Attempts int
	// Outcome is what is known of the request's effect.
	Outcome Outcome
	// Err is the cause: for a failed call what the SDK returned.
	Err error
}

func (e *OperationError) Error() string {
	var b strings.Builder
	b.WriteString(e.Operation.String())
	if e.Table != "" {
		fmt.Fprintf(&b, " on table %q", e.Table)
	}
	fmt.Fprintf(&b, ", %s", e.Outcome)
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " after %d attempts", e.Attempts)
	}
	fmt.Fprintf(&b, ": %v", e.Err)
	return b.String()
}

// Unwrap returns the cause.
func (e *OperationError) Unwrap() error { return e.Err }

// CapacityError is the cause of a request that failed because there won't be capacity for it before its
// ctx's deadline, by the limits in force and what waits already. It was found out at once, and nothing was
// sent. errors.Is finds context.DeadlineExceeded in it.
type CapacityError struct {
	// Table is the table whose capacity is short, and Index its index, empty if it's the table's own.
	Table, Index string
	// Wait is how long it would take.
	Wait time.Duration
}

func (e *CapacityError) Error() string {
	of := fmt.Sprintf("table %q", e.Table)
	if e.Index != "" {
		of = fmt.Sprintf("index %q of %s", e.Index, of)
	}
	return fmt.Sprintf("no capacity of %s before the deadline: it takes about %v", of, e.Wait.Round(time.Millisecond))
}

// Unwrap returns context.DeadlineExceeded.
func (e *CapacityError) Unwrap() error { return context.DeadlineExceeded }

// CircuitError is the cause of a request that failed without a call, because its table has answered the
// operation with nothing for a while but errors that no other attempt mends. One request is let through
// now and then to see whether that's still so.
type CircuitError struct {
	Table     string
	Operation Operation
	// Since is when the first of those errors was heard.
	Since time.Time
	// Err is the last of them, as the SDK returned it.
	Err error
}

func (e *CircuitError) Error() string {
	return fmt.Sprintf("not tried, since %s on table %q has only failed since %s: %v", e.Operation, e.Table, e.Since.Format(time.RFC3339), e.Err)
}

// Unwrap returns the last error.
func (e *CircuitError) Unwrap() error { return e.Err }

// PanicError is the cause of a request that failed because code of its caller or of the client
// panicked while its call was made. It names the panic value's type, not the value, which could
// hold item content.
type PanicError struct {
	// Type is the panic value's type, or "runtime.Goexit" if the goroutine was made to exit.
	Type string
	// Stack is the stack of the panic, for a debugger's eyes; it isn't part of the text.
	Stack []byte
	cause error
}

// NewPanicError makes the error of a recovered value; nil stands for runtime.Goexit.
func NewPanicError(value any, stack []byte) *PanicError {
	e := &PanicError{Type: "runtime.Goexit", Stack: stack}
	if value != nil {
		e.Type = fmt.Sprintf("%T", value)
		e.cause, _ = value.(error)
	}
	return e
}

func (e *PanicError) Error() string { return "panic while the call was made: " + e.Type }

// Unwrap returns the panic value if it was an error.
func (e *PanicError) Unwrap() error { return e.cause }

// Outstanding counts the requests of one table and operation that Close had to give up.
type Outstanding struct {
	Table     string
	Operation Operation
	// Waiting were never sent, or waited for another attempt; InFlight were part of a call.
	Waiting, InFlight int
}

// CloseError is what Close returns when its ctx ended before everything was done.
type CloseError struct {
	// Outstanding lists what was given up, by table and operation. Each of these requests failed
	// with an OperationError that wraps ErrClosed.
	Outstanding []Outstanding
	// Err is the error of Close's ctx.
	Err error
}

// Count is the number of requests that were given up.
func (e *CloseError) Count() (n int) {
	for _, o := range e.Outstanding {
		n += o.Waiting + o.InFlight
	}
	return n
}

func (e *CloseError) Error() string {
	list := append([]Outstanding(nil), e.Outstanding...)
	sort.Slice(list, func(i, j int) bool {
		if list[i].Table != list[j].Table {
			return list[i].Table < list[j].Table
		}
		return list[i].Operation < list[j].Operation
	})
	var b strings.Builder
	fmt.Fprintf(&b, "close: %v with %d requests outstanding", e.Err, e.Count())
	const most = 10
	for i, o := range list {
		if i == most {
			fmt.Fprintf(&b, "; and %d more kinds", len(list)-most)
			break
		}
		fmt.Fprintf(&b, "; %s on table %q: %d waiting, %d in flight", o.Operation, o.Table, o.Waiting, o.InFlight)
	}
	return b.String()
}

// Unwrap returns the error of Close's ctx.
func (e *CloseError) Unwrap() error { return e.Err }
