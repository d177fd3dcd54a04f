package messages

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Flags say how a request may be treated.
type Flags uint8

const (
	// Sync marks a request of the sync face: it waits for its predecessors on its key and makes
	// nobody wait, since its caller is blocked anyway.
	Sync Flags = 1 << iota
	// Unordered lifts the order on the request's key: it waits for nobody, nobody for it.
	Unordered
	// Coalescable marks a request that a batch can answer indistinguishably.
	Coalescable
	// Keyed says that Hash is that of the request's primary key.
	Keyed
	// Single marks the single-item operations: get, put, update and delete of one item.
	Single
	// Reads marks a request that changes nothing, so that it needn't wait for other reads.
	Reads
)

// Priority says who waits when there isn't enough for all.
type Priority uint8

const (
	// Interactive requests go before all bulk ones: somebody waits for them.
	Interactive Priority = iota
	// Bulk requests take what interactive ones leave, and never nothing.
	Bulk
	// Priorities is how many there are.
	Priorities
)

// String returns the priority's name in lower case.
func (p Priority) String() string {
	switch p {
	case Interactive:
		return "interactive"
	case Bulk:
		return "bulk"
	}
	return fmt.Sprintf("priority %d", uint8(p))
}

// Request is one operation on its way to DynamoDB, and back. Its maker fills what stands before
// Book; after it was sent only its table's actor may touch anything but the promise.
type Request struct {
	Ctx    context.Context
	Input  any
	OptFns []func(*dynamodb.Options)
	// Promise is settled exactly once, when the answer or the reason for its lack is known.
	Promise *Promise
	// Hash is the primary key's and Partition the partition key's, see key.Schema.Hash; valid with the
	// flag Keyed.
	Hash, Partition uint64
	// Enqueued is when the caller asked, in nanoseconds of the engine's clock.
	Enqueued int64
	// Bytes is the request's share of the admission limit: about the size of its items.
	Bytes int32
	Op    Operation
	Flags Flags
	// Priority is whom the request goes before.
	Priority Priority
	// Seat is where a caller of the sync face sits.
	Seat Seat
	// Share is the request's place among those of its hot partition key; nil if that's not hot.
	Share Share

	Book Book
}

// Book is what a table actor writes down about a request. No other goroutine looks at it, except
// that the goroutine of a call that carries the request may read Attempts.
type Book struct {
	// Queue is the one in which the request waits, if it does, linked by Next and Prev. In a
	// batch of reads Next links the askers of one key.
	Queue      *Queue
	Next, Prev *Request
	// LaneNext and LanePrev link the lane of the request's key, see lane.
	LaneNext, LanePrev *Request
	LaneSeq            uint32
	// Attempts counts the calls that carried the request; Retries those of them that followed
	// trouble, which is what the retry policy bounds.
	Attempts, Retries uint16
	State             State
	// MaybeApplied remembers a call without an answer.
	MaybeApplied bool
	// Started says that the lane has let the request go.
	Started bool
	// Gone says that the caller was answered before the call that carries the request.
	Gone bool
	// Counted says that the request is in the actor's books.
	Counted bool
	// Shares says that the request is counted among the writes on its key that may meet.
	Shares bool
	// Alone says that no batch may carry the request any more.
	Alone bool
	// Paid says that the last retry came out of the retry budget.
	Paid bool
	// Units is the estimate of the capacity units that the request consumes.
	Units float32
	// Passed says which gates in front of the queues have let the request through, one bit for each.
	Passed uint32
	// Began is when the first attempt was made, by the engine's clock.
	Began int64
	// Key is the partition key's value, if the report of hot keys is to show it.
	Key string
	// Trouble is the last failed attempt's error, or the one that the request is to fail with.
	Trouble error
	// Carrier is the call in flight that carries the request.
	Carrier *Carrier
	// Watch is the watch on the request's ctx, linked by the next two.
	Watch                *Watch
	WatchNext, WatchPrev *Request
	// Epoch is the number of the span between two flushes in which the request came.
	Epoch uint32
}

// Share is a part of the room for pending requests that some of them share.
type Share interface {
	// Release gives back the room of that many requests of a priority, with their bytes together.
	Release(items, bytes int64, p Priority)
}

// Watch stands for all requests of a table whose ctxs have one Done channel: however many they
// are, the ctx is asked only once to tell when it ends.
type Watch struct {
	Done <-chan struct{}
	Head *Request
	// Stop ends the watch; it reports false if the ctx has ended already.
	Stop func() bool
}

// IgnoreDeadLetterLogging is there for the reason that Request has it.
func (*Watch) IgnoreDeadLetterLogging() {}

// Carrier is the part of a call in flight that its requests know: how many of their askers still
// want the answer, and how to end the call when none does.
type Carrier struct {
	Askers int
	Ctx    interface{ Cancel(error) }
}

// State is where a request is in its life in the table actor.
type State uint8

const (
	// Arriving: not yet seen by the actor.
	Arriving State = iota
	// Parked: waits for the table's key schema.
	Parked
	// InLane: waits for earlier operations on its key.
	InLane
	// Gated: waits for its partition key's turn, or its index's.
	Gated
	// Queued: could go, waits for a call.
	Queued
	// InCall: part of a call in flight.
	InCall
	// BackingOff: waits before its next attempt.
	BackingOff
	// Left: out of the actor's hands.
	Left
)

// IgnoreDeadLetterLogging keeps the actor system from printing a request, and so its item, into
// a log when it reaches a stopped actor.
func (*Request) IgnoreDeadLetterLogging() {}

// Is reports whether all the given flags are set.
func (r *Request) Is(f Flags) bool { return r.Flags&f == f }

// Cancel is the request that it points to, sent once more to say that its caller has left. It's
// a type of its own so that the message costs no allocation.
type Cancel Request

// IgnoreDeadLetterLogging is there for the reason that Request has it.
func (*Cancel) IgnoreDeadLetterLogging() {}
