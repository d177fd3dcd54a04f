package wire

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/schemas"
	smithy "github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
	"github.com/stretchr/testify/require"
)

// sdk is the SDK's own protocol, which everything is held against.
var sdk smithyhttp.ClientProtocol = awsjson.New10(schemas.DynamoDB_20120810)

// own is what is tested.
var own smithyhttp.ClientProtocol = New()

// An sdkOperation is an operation of the SDK's client.
type sdkOperation struct {
	name          string
	input, output reflect.Type // structs
}

// sdkOperations are all of them: the methods of the client, in the order of their names.
var sdkOperations = func() (ops []sdkOperation) {
	client := reflect.TypeFor[*dynamodb.Client]()
	for i := range client.NumMethod() {
		// func (*Client, context.Context, *XInput, ...func(*Options)) (*XOutput, error)
		if m := client.Method(i); m.Type.NumIn() == 4 && m.Type.NumOut() == 2 {
			ops = append(ops, sdkOperation{m.Name, m.Type.In(2).Elem(), m.Type.Out(0).Elem()})
		}
	}
	return ops
}()

func operationNamed(name string) sdkOperation {
	return sdkOperations[slices.IndexFunc(sdkOperations, func(op sdkOperation) bool { return op.name == name })]
}

// schema is the operation's schema. What the protocols ask of those of the input and output is
// whether there are any.
func (op sdkOperation) schema() *smithy.OperationSchema {
	s := smithy.NewSchema(smithy.ShapeID{Namespace: "com.amazonaws.dynamodb", Name: op.name}, smithy.ShapeTypeOperation, 0)
	return smithy.NewOperationSchema(s, schemas.GetItemInput, schemas.GetItemOutput)
}

// A sent request, or why there is none.
type sent struct {
	method, path string
	header       http.Header
	length       int64
	body         string
	err, panic   any
}

func send(p smithyhttp.ClientProtocol, op sdkOperation, in any) (s sent) {
	defer func() {
		if r := recover(); r != nil {
			s = sent{panic: fmt.Sprint(r)}
		}
	}()
	req := smithyhttp.NewStackRequest().(*smithyhttp.Request)
	if err := p.SerializeRequest(context.Background(), op.schema(), in.(smithy.Serializable), req); err != nil {
		return sent{err: err}
	}
	body, err := io.ReadAll(req.GetStream())
	if err != nil {
		return sent{err: err}
	}
	return sent{method: req.Method, path: req.URL.Path, header: req.Header, length: req.ContentLength, body: string(body)}
}

// requireSameRequest sends in by both protocols. Bodies are compared byte by byte if there is
// only one order to write them in, else as JSON with numbers as they are written.
func requireSameRequest(t require.TestingT, op sdkOperation, in any, narrow bool) {
	want, got := send(sdk, op, in), send(own, op, in)
	if !narrow {
		require.Equal(t, document(want.body), document(got.body))
		require.Equal(t, len(want.body), len(got.body))
		got.body = want.body
	}
	require.Equal(t, want, got)
}

// document reads JSON, with objects as maps and numbers as texts.
func document(s string) (v any) {
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return err.Error()
	}
	return v
}

// An answer is what a service sends.
type answer struct {
	status int
	header http.Header
	body   string
	length int64
	reads  func(io.Reader) io.Reader // what wraps the body, if anything
}

func ok(body string) answer {
	return answer{status: http.StatusOK, body: body, length: int64(len(body))}
}

// closing tells whether it was closed, and how much of it was read.
type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error { c.closed = true; return nil }

// A result is what the caller of an operation gets.
type result struct {
	out    any
	err    error
	panic  any
	unread bool // whether some of the body was not read, though there is no error
}

func receive(p smithyhttp.ClientProtocol, a answer, op sdkOperation, into any) (r result) {
	r.out = into
	rest := strings.NewReader(a.body)
	defer func() {
		if p := recover(); p != nil {
			r.panic = fmt.Sprint(p)
		}
		r.unread = r.err == nil && rest.Len() > 0
	}()
	var reader io.Reader = rest
	if a.reads != nil {
		reader = a.reads(reader)
	}
	body := &closing{Reader: reader}
	resp := &smithyhttp.Response{Response: &http.Response{
		StatusCode: a.status, Header: a.header, ContentLength: a.length, Body: body,
	}}
	before := *resp.Response
	r.err = p.DeserializeResponse(context.Background(), op.schema(), dynamodb.TypeRegistry, resp, into.(smithy.Deserializable))
	if body.closed || !reflect.DeepEqual(before, *resp.Response) {
		panic("the response was changed")
	}
	return r
}

// requireSameResult reads a by both protocols.
func requireSameResult(t require.TestingT, op sdkOperation, a answer) {
	want := receive(sdk, a, op, reflect.New(op.output).Interface())
	got := receive(own, a, op, reflect.New(op.output).Interface())
	if equal(want, got) {
		return
	}
	require.Equal(t, want, got, "%s answers %s", op.name, a.body)
}

// equal is reflect.DeepEqual, but NaN is NaN and -0 is not 0.
func equal(a, b any) bool { return same(reflect.ValueOf(a), reflect.ValueOf(b)) }

func same(a, b reflect.Value) bool {
	if a.IsValid() != b.IsValid() {
		return false
	}
	if !a.IsValid() {
		return true
	}
	if a.Type() != b.Type() {
		return false
	}
	switch a.Kind() {
	case reflect.Float64:
		return math.Float64bits(a.Float()) == math.Float64bits(b.Float()) || math.IsNaN(a.Float()) && math.IsNaN(b.Float())
	case reflect.Pointer, reflect.Interface:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() == b.IsNil()
		}
		return same(a.Elem(), b.Elem())
	case reflect.Slice:
		if a.IsNil() != b.IsNil() || a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !same(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Map:
		if a.IsNil() != b.IsNil() || a.Len() != b.Len() {
			return false
		}
		for it := a.MapRange(); it.Next(); {
			if e := b.MapIndex(it.Key()); !e.IsValid() || !same(it.Value(), e) {
				return false
			}
		}
		return true
	case reflect.Struct:
		for i := range a.NumField() {
			if !same(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case reflect.String:
		return a.String() == b.String()
	case reflect.Bool:
		return a.Bool() == b.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return a.Int() == b.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return a.Uint() == b.Uint()
	}
	return a.IsNil() && b.IsNil() // a func or channel
}

func newEmpty(t reflect.Type) smithy.Deserializable {
	return reflect.New(t).Interface().(smithy.Deserializable)
}

// sdkWrite writes an output or modeled error as the SDK writes inputs.
func sdkWrite(t require.TestingT, v any) string {
	s := send(sdk, operationNamed("GetItem"), v)
	require.Nil(t, s.err)
	return s.body
}
