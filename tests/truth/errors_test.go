package truth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/dynactor/dynactor/api"
)

// wrap puts an error in the SDK's wrapper of the operation.
func wrap(op string, err error) error {
	return &smithy.OperationError{ServiceID: "DynamoDB", OperationName: op, Err: err}
}

// answered is a service error as the SDK hands it out.
func answered(op string, status int, err error) error {
	return wrap(op, &awshttp.ResponseError{
		RequestID: "request",
		ResponseError: &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status, Header: http.Header{}}},
			Err:      err,
		},
	})
}

func coded(code, format string, args ...any) error {
	return &smithy.GenericAPIError{Code: code, Message: fmt.Sprintf(format, args...), Fault: smithy.FaultClient}
}

func invalid(format string, args ...any) error { return coded("ValidationException", format, args...) }

func denied(op string) error {
	return answered(op, 400, coded("AccessDeniedException", "not authorized to perform: dynamodb:%s", op))
}

func missing() error {
	return &types.ResourceNotFoundException{Message: aws.String("Requested resource not found")}
}

func exceeded() error {
	return &types.ProvisionedThroughputExceededException{Message: aws.String("exceeded")}
}

func throttling() error { return coded("ThrottlingException", "rate of requests exceeds") }

func internal() error { return &types.InternalServerError{Message: aws.String("internal")} }

// hungUp is a connection that ended before an answer came.
func hungUp(op string) error { return wrap(op, &smithyhttp.RequestSendError{Err: io.EOF}) }

func reset(op string) error {
	return wrap(op, &smithyhttp.RequestSendError{Err: &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}})
}

// refused is a connection that never came about: nothing was sent.
func refused(op string) error {
	return wrap(op, &smithyhttp.RequestSendError{Err: &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}})
}

// cancelled is what the SDK returns when the call's ctx has ended.
func cancelled(op string, ctx context.Context) error {
	return wrap(op, &smithy.CanceledError{Err: ctx.Err()})
}

// garbled is an answer that couldn't be read: the call was made.
func garbled(op string) error {
	return wrap(op, &smithy.DeserializationError{Err: errors.New("unexpected end of JSON input")})
}

// codeOf is a service error's code, "" if it's none.
func codeOf(err error) string {
	var e smithy.APIError
	if errors.As(err, &e) {
		return e.ErrorCode()
	}
	return ""
}

// outcomeOf is what the executor says of a failed request's effect.
func outcomeOf(err error) (outcome api.Outcome, attempts int, ok bool) {
	var e *api.OperationError
	if !errors.As(err, &e) {
		return 0, 0, false
	}
	return e.Outcome, e.Attempts, true
}
