package wire

import (
	"context"
	"fmt"
	"net/http"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	smithy "github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// An operation is one whose requests and answers go through codec.
type operation struct {
	input, output reflect.Type
	// method, path and header are what the SDK's protocol sets in a request.
	method, path string
	header       []headerField
}

type headerField struct{ name, value string }

// shapes are the operations that move items. The others are left to the SDK: they are too
// seldom to be worth anything of one's own.
var shapes = map[string]operation{
	"BatchExecuteStatement": shape[dynamodb.BatchExecuteStatementInput, dynamodb.BatchExecuteStatementOutput](),
	"BatchGetItem":          shape[dynamodb.BatchGetItemInput, dynamodb.BatchGetItemOutput](),
	"BatchWriteItem":        shape[dynamodb.BatchWriteItemInput, dynamodb.BatchWriteItemOutput](),
	"DeleteItem":            shape[dynamodb.DeleteItemInput, dynamodb.DeleteItemOutput](),
	"ExecuteStatement":      shape[dynamodb.ExecuteStatementInput, dynamodb.ExecuteStatementOutput](),
	"ExecuteTransaction":    shape[dynamodb.ExecuteTransactionInput, dynamodb.ExecuteTransactionOutput](),
	"GetItem":               shape[dynamodb.GetItemInput, dynamodb.GetItemOutput](),
	"PutItem":               shape[dynamodb.PutItemInput, dynamodb.PutItemOutput](),
	"Query":                 shape[dynamodb.QueryInput, dynamodb.QueryOutput](),
	"Scan":                  shape[dynamodb.ScanInput, dynamodb.ScanOutput](),
	"TransactGetItems":      shape[dynamodb.TransactGetItemsInput, dynamodb.TransactGetItemsOutput](),
	"TransactWriteItems":    shape[dynamodb.TransactWriteItemsInput, dynamodb.TransactWriteItemsOutput](),
	"UpdateItem":            shape[dynamodb.UpdateItemInput, dynamodb.UpdateItemOutput](),
}

func shape[In, Out any]() operation {
	return operation{input: reflect.TypeFor[*In](), output: reflect.TypeFor[*Out]()}
}

// operations asks the SDK's protocol what it sets in a request beside the body, so that a new
// header in a new version is sent here as well.
func operations(sdk smithyhttp.ClientProtocol) map[string]*operation {
	ops := make(map[string]*operation, len(shapes))
	for name, op := range shapes {
		req := smithyhttp.NewStackRequest().(*smithyhttp.Request)
		schema := smithy.NewSchema(smithy.ShapeID{Name: name}, smithy.ShapeTypeOperation, 0)
		// Without a schema of the input the body is {}, so that no input is needed.
		if err := sdk.SerializeRequest(context.Background(), smithy.NewOperationSchema(schema, nil, nil), nil, req); err != nil {
			panic(fmt.Sprintf("the SDK's protocol refuses a request without members: %v", err))
		}
		op.method, op.path = req.Method, req.URL.Path
		for key, values := range req.Header {
			op.header = append(op.header, headerField{key, values[0]})
		}
		ops[name] = &op
	}
	return ops
}

// writes tells whether op is the operation with the schema and the type of its input.
func (op *operation) writes(schema *smithy.OperationSchema, in reflect.Type) bool {
	return in == op.input && schema.Input != nil && !schema.IsInputEventStream()
}

// reads tells whether op is the operation with the schema and the type of its output.
func (op *operation) reads(schema *smithy.OperationSchema, out reflect.Type) bool {
	return out == op.output && schema.Output != nil && !schema.IsOutputEventStream()
}

// blank is only ever cloned.
var blank = &http.Request{ContentLength: -1}

// fill makes req a request of op.
func (op *operation) fill(req *smithyhttp.Request, body *Body) error {
	// A stream can only be set in a request that is cloned in doing so. So it is a clone of an
	// empty one that takes the place of req, with the HTTP request that req had.
	streamed, err := (&smithyhttp.Request{Request: blank}).SetStream(body)
	if err != nil {
		return fmt.Errorf("set stream: %w", err)
	}
	req.Method = op.method
	if req.URL.Path == "" {
		req.URL.Path = op.path
	}
	if req.Header == nil {
		req.Header = make(http.Header, len(op.header))
	}
	values := make([]string, len(op.header))
	for i, h := range op.header {
		values[i] = h.value
		req.Header[h.name] = values[i : i+1 : i+1]
	}
	req.ContentLength = streamed.ContentLength
	streamed.Request = req.Request
	*req = *streamed
	return nil
}
