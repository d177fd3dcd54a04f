package codec

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/schemas"
	smithy "github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
	"github.com/stretchr/testify/require"
)

// sdk is the SDK's own codec, which the tests compare with and the benchmarks race against.
var sdk = awsjson.New10(schemas.DynamoDB_20120810)

// anyOperation stands for each operation: the protocol asks its schema only for the name and
// for whether there are members at all.
var anyOperation = smithy.NewOperationSchema(schemas.GetItem, schemas.GetItemInput, schemas.GetItemOutput)

// sdkAppend writes v as the SDK does.
func sdkAppend(t testing.TB, v smithy.Serializable) []byte {
	req := smithyhttp.NewStackRequest().(*smithyhttp.Request)
	require.NoError(t, sdk.SerializeRequest(context.Background(), anyOperation, v, req))
	body, err := io.ReadAll(req.GetStream())
	require.NoError(t, err)
	return body
}

// sdkDecode reads data as the SDK reads an answer.
func sdkDecode(data []byte, into smithy.Deserializable) error {
	resp := &smithyhttp.Response{Response: &http.Response{
		StatusCode: http.StatusOK,
		Body:       io.NopCloser(bytes.NewReader(data)),
	}}
	return sdk.DeserializeResponse(context.Background(), anyOperation, dynamodb.TypeRegistry, resp, into)
}

// operations are the SDK's operations: the methods of its client.
func operations() map[string]reflect.Method {
	ops := map[string]reflect.Method{}
	client := reflect.TypeFor[*dynamodb.Client]()
	for i := range client.NumMethod() {
		// func (*Client, context.Context, *XInput, ...func(*Options)) (*XOutput, error)
		if m := client.Method(i); m.Type.NumIn() == 4 && m.Type.NumOut() == 2 {
			ops[m.Name] = m
		}
	}
	return ops
}

// inputs and outputs return the struct types that the operations take and answer with.
func inputs() (ts []reflect.Type) {
	for _, m := range operations() {
		ts = append(ts, m.Type.In(2).Elem())
	}
	return ts
}

func outputs() (ts []reflect.Type) {
	for _, m := range operations() {
		ts = append(ts, m.Type.Out(0).Elem())
	}
	return ts
}

// modeledErrors returns the struct types of the SDK's errors.
func modeledErrors() (ts []reflect.Type) {
	for _, e := range dynamodb.TypeRegistry.Entries {
		if v, ok := e.New().(error); ok {
			ts = append(ts, reflect.TypeOf(v).Elem())
		}
	}
	return ts
}
