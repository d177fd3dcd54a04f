package local

import (
	"errors"
	"net/http"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/dynactor/dynactor/internal/codec"
	"github.com/dynactor/dynactor/internal/localdb"
)

// maxBody is the longest body of a request that the service reads: 16 MB.
const maxBody = 16 << 20

// serve takes the n-th request from its body, which it reads into the given buffer, to the body of
// its answer, which it appends to dst, and returns the HTTP status. It fails with a *transportError
// if there is to be no answer.
//
// It runs on the goroutine of its caller and keeps nothing of the buffers, which may be pooled.
func (db *DB) serve(r *http.Request, body *codec.Buffer, dst []byte, n uint64) (int, []byte, error) {
	output, err := db.answer(r, body, n)
	if err == nil {
		if out, bad := appendOutput(dst, output); bad != nil {
			// Only a control can have caused it: the engine's outputs can be written.
			err = Error(http.StatusInternalServerError, "InternalServerError", bad.Error())
		} else {
			return http.StatusOK, out, nil
		}
	}
	var answer smithy.APIError
	if !errors.As(err, &answer) {
		return 0, dst, &transportError{err}
	}
	return statusOf(answer), appendError(dst, answer), nil
}

// appendOutput appends the body of an answer.
func appendOutput(dst []byte, output any) ([]byte, error) {
	items, ok := localdb.PackedItems(output)
	if !ok {
		return codec.Append(dst, output)
	}
	before, bytes := len(dst), 0
	for _, it := range items {
		bytes += len(it)
	}
	dst = slices.Grow(dst, bytes+bytes/2) // most have less than half of their size in names of types, quotes and braces
	dst = append(dst, `{"Items":[`...)
	for i, it := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = it.AppendJSON(dst)
	}
	dst = append(dst, ']')
	at := len(dst)
	dst, err := codec.Append(dst, output)
	if err != nil {
		return dst[:before], err
	}
	dst[at] = ',' // was the brace before the other members, of which there's Count at least
	return dst, nil
}

// answer takes a request from its body to its output.
func (db *DB) answer(r *http.Request, body *codec.Buffer, n uint64) (any, error) {
	if db.closed.Load() {
		return nil, ErrClosed
	}
	if err := readBody(body, r.Body, r.ContentLength); err != nil {
		return nil, err
	}
	name := target(r.Header)
	o := operations[name]
	if o == nil {
		return nil, unknownTarget(name)
	}
	input := o.newInput()
	whole, err := decode(body.B, input)
	if err != nil {
		return nil, err
	}
	return db.call(r.Context(), o, input, n, whole)
}

// decode reads a request's body. Attribute values that can't be read are left to the engine, which
// judges them when it's their turn among all else that may be wrong with the request; whole is
// false then.
func decode(body []byte, input any) (whole bool, err error) {
	err = codec.Decode(body, input)
	switch err := err.(type) {
	case nil:
		return true, nil
	case *codec.ValueError:
		return false, nil
	case *codec.TypeError:
		return false, serialization(err.Message)
	case *codec.SyntaxError:
		// Not where: an SDK sends maps in any order, so the answer to one bad item would change from
		// call to call.
		return false, serialization("The request body isn't valid JSON")
	}
	return false, err
}

func serialization(message string) error {
	return Error(http.StatusBadRequest, "SerializationException", message)
}

func tooLarge() error {
	return Error(http.StatusRequestEntityTooLarge, "RequestEntityTooLargeException", "The request body is longer than 16 MB")
}

// unknownTarget is the service's answer with a message, which it doesn't give. Only a name that can
// be one is repeated.
func unknownTarget(target string) error {
	message := "The header X-Amz-Target doesn't name an operation of DynamoDB, such as " + targetPrefix + "PutItem"
	if name, ok := operationName(target); ok {
		message = "api/local does not have the operation " + name
	}
	return Error(http.StatusBadRequest, "UnknownOperationException", message)
}

func operationName(target string) (string, bool) {
	if len(target) <= len(targetPrefix) || len(target) > len(targetPrefix)+64 || target[:len(targetPrefix)] != targetPrefix {
		return "", false
	}
	name := target[len(targetPrefix):]
	for _, c := range []byte(name) {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return "", false
		}
	}
	return name, true
}

// appendError appends the body of an error's answer: __type, and then the members of the SDK's type
// for it, such as the item of a ConditionalCheckFailedException.
func appendError(dst []byte, err smithy.APIError) []byte {
	code := err.ErrorCode()
	dst = append(dst, `{"__type":"`...)
	dst = append(dst, typeOf(code)...)
	dst = append(dst, '"')
	at := len(dst)
	out, bad := codec.Append(dst, err)
	if bad != nil || !modeled(err) {
		// InternalServerError stands for any error that has nothing but a message.
		message := err.ErrorMessage()
		out, bad = codec.Append(dst, &types.InternalServerError{Message: &message})
	}
	if bad != nil || len(out) == at+len("{}") {
		return append(dst, '}')
	}
	out[at] = ',' // was the brace that begins the members
	return out
}

// modeled says whether err is one of the SDK's own types for DynamoDB's errors.
func modeled(err smithy.APIError) bool {
	_, ok := err.(smithy.Serializable)
	return ok
}
