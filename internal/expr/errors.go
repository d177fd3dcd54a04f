package expr

import (
	"fmt"

	"github.com/aws/smithy-go"
)

// invalid returns the service's error for a request that it doesn't accept.
func invalid(format string, args ...any) error {
	return &smithy.GenericAPIError{
		Code:    "ValidationException",
		Message: fmt.Sprintf(format, args...),
		Fault:   smithy.FaultClient,
	}
}

// invalidParameter is the form that most legacy parameters' errors, and some of the values',
// begin with.
func invalidParameter(format string, args ...any) error {
	return invalid("One or more parameter values were invalid: "+format, args...)
}
