package actors

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/internal/fastpath"
	"github.com/dynactor/dynactor/internal/wholebody"
	"github.com/dynactor/dynactor/messages"
)

// callOptions come with every call. They switch the SDK's retries off: its one retry quota for all
// tables doesn't survive a high fan-out, and unprocessed items never pass through it. And they
// hand bodies to net/http whole, see package wholebody.
var callOptions = []func(*dynamodb.Options){func(o *dynamodb.Options) {
	o.Retryer = aws.NopRetryer{}
	if o.HTTPClient != nil {
		o.HTTPClient = wholebody.Client{Next: o.HTTPClient}
	}
}}

// invoke makes an SDK call, by the shorter way where there's one. The options are the caller's.
func (e *Engine) invoke(ctx context.Context, op messages.Operation, input any, optFns []func(*dynamodb.Options)) (any, error) {
	switch {
	case len(optFns) > 0:
		return op.Invoke(ctx, e.client, input, append(callOptions[:1:1], optFns...)...)
	case e.fast != nil:
		return e.fast.Invoke(ctx, op, input)
	}
	return op.Invoke(ctx, e.client, input, callOptions...)
}

// openFast finds out whether the client's calls can be made by the shorter way.
func openFast(client messages.DynamoDB) *fastpath.Client {
	sdk, ok := client.(*dynamodb.Client)
	if !ok || sdk == nil {
		return nil
	}
	return fastpath.New(sdk, func(ctx context.Context, op messages.Operation, input any, optFns ...func(*dynamodb.Options)) (any, error) {
		return op.Invoke(ctx, sdk, input, append(optFns, callOptions...)...)
	})
}
