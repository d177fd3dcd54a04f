package wire

import (
	"context"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/schemas"
	smithy "github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"

	"github.com/dynactor/dynactor/internal/codec"
)

// Protocol is AWS JSON 1.0 for DynamoDB. It serves any number of goroutines and clients.
// The methods that are not here, those of event streams among them, are the SDK's.
type Protocol struct {
	*awsjson.Protocol
	operations map[string]*operation // by name
}

var _ smithyhttp.ClientProtocol = (*Protocol)(nil)

// New returns the protocol. A client takes it by an option function that sets Options.Protocol:
// what the Options have that dynamodb.New is called with is replaced there.
func New() *Protocol {
	sdk := awsjson.New10(schemas.DynamoDB_20120810)
	return &Protocol{Protocol: sdk, operations: operations(sdk)}
}

// SerializeRequest implements smithyhttp.ClientProtocol.
func (p *Protocol) SerializeRequest(
	ctx context.Context, schema *smithy.OperationSchema, in smithy.Serializable, req *smithyhttp.Request,
) error {
	op := p.operations[schema.ID().Name]
	if op != nil && op.writes(schema, reflect.TypeOf(in)) {
		if body, ok := encode(in); ok {
			return op.fill(req, body)
		}
	}
	return p.Protocol.SerializeRequest(ctx, schema, in, req)
}

// DeserializeResponse implements smithyhttp.ClientProtocol.
func (p *Protocol) DeserializeResponse(
	ctx context.Context, schema *smithy.OperationSchema, types *smithy.TypeRegistry, resp *smithyhttp.Response, out smithy.Deserializable,
) error {
	op := p.operations[schema.ID().Name]
	if op == nil || !op.reads(schema, reflect.TypeOf(out)) || resp.StatusCode < 200 || resp.StatusCode >= 300 {
		return p.Protocol.DeserializeResponse(ctx, schema, types, resp, out)
	}
	body := codec.GetBuffer()
	defer codec.PutBuffer(body)
	var err error
	if body.B, err = readAll(body.B, resp.Body, resp.ContentLength); err != nil {
		return &smithy.DeserializationError{Err: err}
	}
	if len(body.B) == 0 || decode(body.B, out) {
		return nil
	}
	return p.Protocol.DeserializeResponse(ctx, schema, types, withBody(resp, body.B), out)
}
