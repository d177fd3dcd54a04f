package differential

import (
	"context"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"
)

// engine is one of the two that are compared.
type engine struct {
	name   string
	client *dynamodb.Client
	// send makes one HTTP request. The body of the answer is read already.
	send func(*http.Request) (wireAnswer, error)
	// url is where requests go.
	url string
	// faithful engines also have to send the service's headers, which DynamoDB Local does not always do.
	faithful bool
}

type wireAnswer struct {
	status int
	header http.Header
	body   []byte
}

// bare is an SDK client's options for comparing engines: each call is one request, and what the SDK
// would refuse by itself reaches the engine.
func bare(o *dynamodb.Options) {
	o.Retryer = aws.NopRetryer{}
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		_, err := stack.Initialize.Remove("OperationInputValidation")
		return err
	})
}

// calm hides from net/http that the SDK's request bodies can write themselves. When an answer comes
// before net/http has seen the end of the body, the SDK (smithy-go 1.28.8) closes the body, and
// net/http breaks the connection in the middle of a large answer.
type calm struct{ next dynamodb.HTTPClient }

func (c calm) Do(request *http.Request) (*http.Response, error) {
	if request.Body != nil && request.Body != http.NoBody {
		request.Body = struct{ io.ReadCloser }{request.Body}
	}
	return c.next.Do(request)
}

// call makes one request through a face.
type face func(ctx context.Context, e *engine, r request) (answer, bool)
