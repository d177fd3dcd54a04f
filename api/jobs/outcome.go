package jobs

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/smithy-go"

	"github.com/dynactor/dynactor/api"
)

// unreachable is an error that waiting may mend.
type unreachable struct{ err error }

func (e *unreachable) Error() string { return e.err.Error() }
func (e *unreachable) Unwrap() error { return e.err }

// verdict is what is to be done about a request's error.
type verdict int

const (
	fine   verdict = iota
	refuse         // the record can't be used: it's rejected
	again          // wait, and go on from the settled positions
	fatal          // the job ends
)

// hopeless are errors that another attempt doesn't mend, and that no other record would fare better with. The codes
// are those of the API reference, "Common errors", and the executor's circuit has them too.
var hopeless = map[string]bool{
	"AccessDeniedException": true, "ResourceNotFoundException": true, "UnrecognizedClientException": true,
	"IncompleteSignatureException": true, "InvalidSignatureException": true, "MissingAuthenticationTokenException": true,
	"ExpiredTokenException": true, "InvalidClientTokenId": true, "OptInRequired": true, "SubscriptionRequiredException": true,
}

// ofRecord are errors that are about the record, so that others may fare better. Whatever else DynamoDB answers, such as that
// a key for encryption is gone, would come for each record, and the whole input would end up in the reject file.
var ofRecord = map[string]bool{
	"ValidationException": true, "ItemCollectionSizeLimitExceededException": true, "SerializationException": true,
	"RequestEntityTooLargeException": true, "ConditionalCheckFailedException": true,
}

// conflicts are with others' requests on the same item, and pass.
var conflicts = map[string]bool{"TransactionConflictException": true, "ReplicatedWriteConflictException": true}

// judge says what a write's error means for its record.
func judge(err error) verdict {
	if err == nil {
		return fine
	}
	var circuit *api.CircuitError
	var spec *SpecError
	// A job's requests have no deadline: one that was exceeded is that of a connection, or of a call.
	if errors.Is(err, api.ErrClosed) || errors.Is(err, context.Canceled) || errors.As(err, &circuit) || errors.As(err, &spec) {
		return fatal
	}
	var e *api.OperationError
	if !errors.As(err, &e) {
		return fatal
	}
	var (
		answer   smithy.APIError
		params   smithy.InvalidParamsError
		unsaid   *smithy.SerializationError
		panicked *api.PanicError
	)
	said := errors.As(err, &answer)
	switch {
	case errors.As(err, &panicked):
		return fatal
	case errors.As(err, &params) || errors.As(err, &unsaid):
		return refuse // by the SDK: it can't be put into a call
	case said && hopeless[answer.ErrorCode()]:
		return fatal
	case said && conflicts[answer.ErrorCode()]:
		return again
	case e.Outcome == api.Rejected && said && ofRecord[answer.ErrorCode()]:
		return refuse
	case e.Outcome == api.Rejected && said:
		return fatal
	case e.Outcome == api.NotSent && e.Attempts == 0 && !said:
		return refuse // the executor has refused the input itself
	}
	return again
}

// reason is the text for a rejected record: what the service said, which has names of attributes and no values.
func reason(err error) string {
	var answer smithy.APIError
	if errors.As(err, &answer) {
		return fmt.Sprintf("%s: %s", answer.ErrorCode(), answer.ErrorMessage())
	}
	return err.Error()
}

// sourceError is what a read's error means for the job.
func sourceError(err error) error {
	if judge(err) == again {
		return &unreachable{err}
	}
	return err
}
