// Package trouble reads the errors of SDK calls: what an error says about the request that met
// it, and what may be done about it. It's pure: it decides nothing and remembers nothing.
package trouble

import (
	"context"
	"errors"
	"net"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/dynactor/dynactor/messages"
)

// Kind is what an error means for the requests of a call.
type Kind uint8

const (
	// Item: the call was refused for what one of its items says. A batch is split until the
	// guilty item stands alone; a lone request fails.
	Item Kind = iota
	// Retry: the same call may succeed later (connection errors, timeouts, 5xx).
	Retry
	// Conflict: refused because another was at work on one of its items, may succeed later. It's
	// Item for a batch, so that the others needn't wait for that one, and Retry for a lone request.
	Conflict
	// Throttle: refused for lack of capacity, may succeed later.
	Throttle
	// Denied: the caller may not use this operation; for a batch that says nothing about the
	// single-item operation, which is a permission of its own.
	Denied
	// Missing: the table doesn't exist.
	Missing
	// Everyone: no item is to blame and trying again won't help (credentials, signature).
	Everyone
	// Cancelled: the call's ctx ended.
	Cancelled
)

// Passing says that such an error says nothing against the requests of a call: they may succeed
// later, or weren't wanted any more.
func Passing(k Kind) bool { return k == Retry || k == Throttle || k == Cancelled }

// everyoneCodes are errors about the caller, whatever the items.
var everyoneCodes = map[string]bool{
	"UnrecognizedClientException":         true,
	"InvalidSignatureException":           true,
	"IncompleteSignatureException":        true,
	"IncompleteSignature":                 true,
	"MissingAuthenticationTokenException": true,
	"MissingAuthenticationToken":          true,
	"ExpiredTokenException":               true,
	"InvalidClientTokenId":                true,
	"OptInRequired":                       true,
	"SubscriptionRequiredException":       true,
	"UnknownOperationException":           true,
}

// retryCodes are those that DynamoDB documents as retryable and the SDK's defaults lack.
var retryCodes = map[string]bool{
	"InternalServerError":            true,
	"InternalFailure":                true,
	"ServiceUnavailable":             true,
	"ServiceUnavailableException":    true,
	"TransactionInProgressException": true,
}

// unknownCodes leave open whether the request is applied. A transaction in progress is an earlier
// attempt with the same token, which may yet succeed; the SDK takes it for throttling.
var unknownCodes = map[string]bool{
	"InternalServerError":            true,
	"InternalFailure":                true,
	"TransactionInProgressException": true,
}

var (
	throttles  = retry.IsErrorThrottles(retry.DefaultThrottles)
	retryables = retry.IsErrorRetryables(retry.DefaultRetryables)
)

// KindOf classifies the error of an SDK call that was made without the SDK's own retries.
func KindOf(err error) Kind {
	var panicked *messages.PanicError
	if errors.As(err, &panicked) {
		return Item
	}
	var canceled interface{ CanceledError() bool }
	if errors.As(err, &canceled) && canceled.CanceledError() {
		return Cancelled
	}
	if kind, found := cancellation(err); found {
		return kind
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		code := api.ErrorCode()
		switch {
		case conflictCodes[code]:
			return Conflict
		case code == "ResourceNotFoundException":
			return Missing
		case code == "AccessDeniedException" || code == "AccessDenied":
			return Denied
		case everyoneCodes[code]:
			return Everyone
		case retryCodes[code]:
			return Retry
		}
	}
	if throttles.IsErrorThrottle(err) == aws.TrueTernary {
		return Throttle
	}
	if retryables.IsErrorRetryable(err) == aws.TrueTernary {
		return Retry
	}
	if api == nil && errors.Is(err, context.Canceled) {
		return Cancelled
	}
	return Item
}

// lacksCapacity says whether a call was refused for lack of capacity, be it for one of its items.
func lacksCapacity(err error) bool {
	if kind, found := cancellation(err); found {
		return kind == Throttle
	}
	return throttles.IsErrorThrottle(err) == aws.TrueTernary
}

// OutcomeOf is what an error says of the effect of the one call that returned it.
func OutcomeOf(err error) messages.Outcome {
	var (
		api        smithy.APIError
		params     smithy.InvalidParamsError
		serialized *smithy.SerializationError
		dial       *net.OpError
		response   *smithyhttp.ResponseError
		panicked   *messages.PanicError
	)
	switch {
	case errors.As(err, &panicked):
		// Its value may look like an answer, but who knows what was done before.
		return messages.Unknown
	case errors.As(err, &api) && unknownCodes[api.ErrorCode()]:
		return messages.Unknown
	case lacksCapacity(err):
		return messages.Throttled
	case errors.As(err, &response) && response.HTTPStatusCode() >= 500:
		return messages.Unknown
	case api != nil:
		return messages.Rejected
	case errors.As(err, &params), errors.As(err, &serialized):
		return messages.NotSent
	case errors.As(err, &dial) && dial.Op == "dial":
		return messages.NotSent
	}
	return messages.Unknown
}

// Cause takes the SDK's operation wrapper off an error, so that the wrapper of another operation
// can be put on: an asker of PutItem whose batch failed sees a PutItem that failed.
func Cause(err error) error {
	if op, ok := err.(*smithy.OperationError); ok {
		return op.Err
	}
	return err
}

// As puts the SDK's wrapper for the operation on a cause, in the form that the SDK's client uses.
func As(op messages.Operation, cause error) error {
	return &smithy.OperationError{ServiceID: "DynamoDB", OperationName: op.String(), Err: cause}
}
