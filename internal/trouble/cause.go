package trouble

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/dynactor/dynactor/messages"
)

// Canceled is the error that the SDK's own call would have returned when its ctx ended: it's
// found by errors.Is with ctx's error, and by errors.As as a *smithy.CanceledError.
func Canceled(op messages.Operation, ctxErr error) error {
	return As(op, &smithy.CanceledError{Err: ctxErr})
}

// CanceledAfter is Canceled for a request that was between two attempts: the last attempt's error
// is found too, by its type.
func CanceledAfter(op messages.Operation, ctxErr, last error) error {
	return As(op, &smithy.CanceledError{Err: &interrupted{ctxErr: ctxErr, last: Cause(last)}})
}

// interrupted joins why a request ended with what it was struggling with.
type interrupted struct{ ctxErr, last error }

func (e *interrupted) Error() string   { return e.ctxErr.Error() + ", last error: " + e.last.Error() }
func (e *interrupted) Unwrap() []error { return []error{e.ctxErr, e.last} }

// unprocessedMessage is the one that DynamoDB gives for the native operation.
const unprocessedMessage = "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API."

// Unprocessed is the error of an item that a batch gave back unprocessed. DynamoDB says no reason
// there; lack of capacity is the documented one.
var Unprocessed error = &types.ProvisionedThroughputExceededException{Message: aws.String(unprocessedMessage)}

// Exhausted is the error of a request whose attempts have run out, in the SDK's form.
func Exhausted(op messages.Operation, attempts int, last error) error {
	return As(op, &retry.MaxAttemptsError{Attempt: attempts, Err: Cause(last)})
}
