package api

import "github.com/dynactor/dynactor/messages"

var (
	// ErrClosed says that the executor is closed, or that the request was still outstanding when
	// Close ran out of time. Test with errors.Is.
	ErrClosed = messages.ErrClosed
	// ErrOverloaded says that the executor was full and was told to fail and not to wait, see
	// [WithFailWhenFull]. Nothing was sent. Test with errors.Is.
	ErrOverloaded = messages.ErrOverloaded
)

// OperationError is the error of every request that failed: operation, table, attempts, what is
// known of the outcome, and the cause. errors.As finds the SDK's own error types in it as if
// the SDK's call had returned them.
type OperationError = messages.OperationError

// Outcome says what is known of a failed request's effect in DynamoDB.
type Outcome = messages.Outcome

// The outcomes of a failed request.
const (
	// NotSent: no call was made that carried it, so it had no effect.
	NotSent = messages.NotSent
	// Rejected: DynamoDB answered with an error that says it did nothing.
	Rejected = messages.Rejected
	// Throttled: DynamoDB refused for lack of capacity, and did nothing.
	Throttled = messages.Throttled
	// Unknown: it was sent and the answer isn't known; it may have been applied.
	Unknown = messages.Unknown
)

// CapacityError is the cause of a request that failed because there won't be capacity for it before its
// ctx's deadline; errors.Is finds context.DeadlineExceeded in it. Nothing was sent.
type CapacityError = messages.CapacityError

// CircuitError is the cause of a request that failed without a call, because its table has answered the
// operation for a while with nothing but errors that no other attempt mends, such as a lack of permission.
// The last of them is found in it.
type CircuitError = messages.CircuitError

// PanicError is the cause of a request that failed because code of its caller or of the client
// panicked during its call.
type PanicError = messages.PanicError

// CloseError is what Close returns when its ctx ended before everything was done.
type CloseError = messages.CloseError

// Outstanding counts what Close gave up of one table and operation.
type Outstanding = messages.Outstanding
