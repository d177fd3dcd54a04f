package actors

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"

	"github.com/dynactor/dynactor/internal/fastpath"
	"github.com/dynactor/dynactor/internal/wholebody"
	"github.com/dynactor/dynactor/internal/wire"
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

// wireOptions are callOptions, and the project's codec in the place of the SDK's.
var wireOptions = []func(*dynamodb.Options){callOptions[0], func(o *dynamodb.Options) {
	if _, ok := o.Protocol.(*awsjson.Protocol); ok { // else it's a user's
		o.Protocol = protocol
	}
}}

var protocol = wire.New()

// wireFor chooses how calls are made: by package wire for an SDK client, if it isn't switched off, and
// by package fastpath if it can.
func (e *Engine) wireFor(client messages.DynamoDB) {
	e.options = callOptions
	sdk, ok := client.(*dynamodb.Client)
	if !ok || sdk == nil || e.config.SDKWire {
		return
	}
	e.options = wireOptions
	e.fast = fastpath.New(sdk, func(ctx context.Context, op messages.Operation, input any, optFns ...func(*dynamodb.Options)) (any, error) {
		return op.Invoke(ctx, sdk, input, append(optFns, e.options...)...)
	})
}

// FastPath says that calls are made by package fastpath, and by package wire where that leaves them to the SDK.
func (e *Engine) FastPath() bool { return e.fast != nil }

// invoke makes an SDK call, by the shorter way where there's one. The options are the caller's.
func (e *Engine) invoke(ctx context.Context, op messages.Operation, input any, optFns []func(*dynamodb.Options)) (any, error) {
	switch {
	case len(optFns) > 0:
		return op.Invoke(ctx, e.client, input, append(slices.Clip(e.options), optFns...)...)
	case e.fast != nil:
		return e.fast.Invoke(ctx, op, input)
	}
	return op.Invoke(ctx, e.client, input, e.options...)
}

// refreshCredentials has the client fetch its credentials anew with the next call, and says whether it can.
func (e *Engine) refreshCredentials() bool {
	sdk, ok := e.client.(*dynamodb.Client)
	if !ok {
		return false
	}
	cache, ok := sdk.Options().Credentials.(interface{ Invalidate() })
	if ok {
		cache.Invalidate()
	}
	return ok
}
