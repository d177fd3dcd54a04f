package local

import (
	"errors"
	"net/http"
	"strings"

	"github.com/aws/smithy-go"
)

// ErrClosed is found in the errors of calls after [DB.Close]. The SDK doesn't try such calls again.
var ErrClosed error = closedError{}

type closedError struct{}

func (closedError) Error() string { return "api/local: the DB is closed" }

// RetryableError tells the SDK that trying again won't help, for it takes any error of the
// transport for a connection error otherwise.
func (closedError) RetryableError() bool { return false }

// ErrDropped is what a [Control] returns to drop the connection without an answer. It's found in
// the error of an in-process call; over HTTP the client sees its connection end.
var ErrDropped = errors.New("api/local: a control dropped the connection")

// Error returns an error for a [Control] to answer with, for those that the SDK has no type of: the
// HTTP status, the code that stands in __type, and the message. The SDK tries codes of throttling
// and statuses of 500 and above again.
func Error(status int, code, message string) error { return newError(status, code, message) }

func newError(status int, code, message string) *statusError {
	fault := smithy.FaultClient
	if status >= http.StatusInternalServerError {
		fault = smithy.FaultServer
	}
	return &statusError{GenericAPIError: smithy.GenericAPIError{Code: code, Message: message, Fault: fault}, status: status}
}

type statusError struct {
	smithy.GenericAPIError
	status int
}

// HTTPStatusCode is also what the SDK calls it.
func (e *statusError) HTTPStatusCode() int { return e.status }

// transportError is what a request ends with that gets no answer at all: its cause is the client's
// error in process, and the end of the connection over HTTP.
type transportError struct{ cause error }

func (e *transportError) Error() string { return e.cause.Error() }
func (e *transportError) Unwrap() error { return e.cause }

// statusOf is the HTTP status of an error that is answered with.
func statusOf(err smithy.APIError) int {
	var given interface{ HTTPStatusCode() int }
	if errors.As(err, &given) {
		return given.HTTPStatusCode()
	}
	switch code := err.ErrorCode(); {
	case strings.HasPrefix(code, "ServiceUnavailable"):
		return http.StatusServiceUnavailable
	case code == "InternalServerError" || code == "InternalFailure" || err.ErrorFault() == smithy.FaultServer:
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

// The namespaces in which the service's errors are defined. Clients look at what follows the #.
const (
	errorsOfDynamoDB     = "com.amazonaws.dynamodb.v20120810#"
	errorsOfValidation   = "com.amazon.coral.validate#"
	errorsOfService      = "com.amazon.coral.service#"
	errorsOfAvailability = "com.amazon.coral.availability#"
)

var namespaces = map[string]string{
	"ValidationException":                 errorsOfValidation,
	"AccessDeniedException":               errorsOfService,
	"ExpiredTokenException":               errorsOfService,
	"IncompleteSignatureException":        errorsOfService,
	"InvalidSignatureException":           errorsOfService,
	"MissingAuthenticationTokenException": errorsOfService,
	"RequestEntityTooLargeException":      errorsOfService,
	"SerializationException":              errorsOfService,
	"UnknownOperationException":           errorsOfService,
	"UnrecognizedClientException":         errorsOfService,
	"ServiceUnavailableException":         errorsOfAvailability,
	"ThrottlingException":                 errorsOfAvailability,
}

// typeOf is what __type says of an error.
func typeOf(code string) string {
	if ns, ok := namespaces[code]; ok {
		return ns + code
	}
	return errorsOfDynamoDB + code
}
