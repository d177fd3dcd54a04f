package trouble

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/messages"
)

// answered is an error in the form in which the SDK returns a service's answer.
func answered(status int, err error) error {
	return As(messages.PutItem, &awshttp.ResponseError{
		ResponseError: &smithyhttp.ResponseError{Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}}, Err: err},
		RequestID:     "id",
	})
}

func code(c string) error { return &smithy.GenericAPIError{Code: c, Message: "message"} }

func TestErrorsAreReadForWhatTheyMean(t *testing.T) {
	for name, test := range map[string]struct {
		err     error
		kind    Kind
		outcome messages.Outcome
	}{
		"validation":            {answered(400, code("ValidationException")), Item, messages.Rejected},
		"condition failed":      {answered(400, &types.ConditionalCheckFailedException{}), Item, messages.Rejected},
		"item collection limit": {answered(400, &types.ItemCollectionSizeLimitExceededException{}), Item, messages.Rejected},
		"table missing":         {answered(400, &types.ResourceNotFoundException{}), Missing, messages.Rejected},
		"denied":                {answered(400, code("AccessDeniedException")), Denied, messages.Rejected},
		"expired token":         {answered(400, code("ExpiredTokenException")), Everyone, messages.Rejected},
		"unknown client":        {answered(400, code("UnrecognizedClientException")), Everyone, messages.Rejected},
		"throughput exceeded":   {answered(400, &types.ProvisionedThroughputExceededException{}), Throttle, messages.Throttled},
		"throttling":            {answered(400, code("ThrottlingException")), Throttle, messages.Throttled},
		"request limit":         {answered(400, &types.RequestLimitExceeded{}), Throttle, messages.Throttled},
		"unprocessed":           {Unprocessed, Throttle, messages.Throttled},
		"server error":          {answered(500, &types.InternalServerError{}), Retry, messages.Unknown},
		"unavailable":           {answered(503, code("ServiceUnavailable")), Retry, messages.Unknown},
		"bad gateway":           {answered(502, errors.New("no JSON")), Retry, messages.Unknown},
		"server error, no http": {&types.InternalServerError{}, Retry, messages.Unknown},
		"transaction goes on":   {answered(400, &types.TransactionInProgressException{}), Retry, messages.Unknown},
		"connection lost":       {As(messages.PutItem, &smithyhttp.RequestSendError{Err: io.EOF}), Retry, messages.Unknown},
		"no connection":         {&smithyhttp.RequestSendError{Err: &net.OpError{Op: "dial", Err: errors.New("connection refused")}}, Retry, messages.NotSent},
		"bad parameters":        {smithy.InvalidParamsError{Context: "PutItemInput"}, Item, messages.NotSent},
		"cannot be serialised":  {&smithy.SerializationError{Err: errors.New("bad")}, Item, messages.NotSent},
		"cancelled":             {Canceled(messages.PutItem, context.Canceled), Cancelled, messages.Unknown},
		"ctx's own error":       {fmt.Errorf("client: %w", context.Canceled), Cancelled, messages.Unknown},
		"http client's timeout": {fmt.Errorf("client: %w", context.DeadlineExceeded), Retry, messages.Unknown},
		"panic":                 {messages.NewPanicError("boom", nil), Item, messages.Unknown},
		"something else":        {errors.New("what is this"), Item, messages.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.kind, KindOf(test.err))
			require.Equal(t, test.outcome, OutcomeOf(test.err))
		})
	}
}

func TestAnErrorOfABatchIsGivenTheAskersOperation(t *testing.T) {
	batch := &smithy.OperationError{ServiceID: "DynamoDB", OperationName: "BatchWriteItem", Err: answered(400, &types.ResourceNotFoundException{})}
	err := As(messages.PutItem, Cause(batch))
	var operation *smithy.OperationError
	require.ErrorAs(t, err, &operation)
	require.Equal(t, "PutItem", operation.OperationName)
	var missing *types.ResourceNotFoundException
	require.ErrorAs(t, err, &missing)
}

func TestWhoIsCancelledBetweenAttemptsHearsBothReasons(t *testing.T) {
	err := CanceledAfter(messages.PutItem, context.DeadlineExceeded, answered(400, &types.ProvisionedThroughputExceededException{}))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	var throttled *types.ProvisionedThroughputExceededException
	require.ErrorAs(t, err, &throttled)
	var canceled *smithy.CanceledError
	require.ErrorAs(t, err, &canceled)
}
