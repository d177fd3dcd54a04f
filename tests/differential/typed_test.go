package differential

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// typed makes the request through the SDK's client. It reports false when the SDK's types can't
// express the request, or when its headers are the point.
func typed(ctx context.Context, e *engine, r request) (answer, bool) {
	method := reflect.ValueOf(e.client).MethodByName(r.op)
	if r.header != nil || !method.IsValid() {
		return answer{}, false
	}
	input, err := decodeInput(r.body, method.Type().In(1))
	if err != nil {
		return answer{}, false
	}
	results := method.Call([]reflect.Value{reflect.ValueOf(ctx), input})
	if err, failed := results[1].Interface().(error); failed {
		return readError(err), true
	}
	return answer{Status: 200, Output: encodeStruct(results[0].Elem())}, true
}

var requestID = regexp.MustCompile(`RequestID: [^,]*`)

// readError takes an error of the SDK apart.
func readError(err error) answer {
	var a answer
	if response, is := errors.AsType[*smithyhttp.ResponseError](err); is {
		a.Status = response.HTTPStatusCode()
	}
	api, is := errors.AsType[smithy.APIError](err)
	if !is {
		a.Code, a.Message = "(not of the API)", requestID.ReplaceAllString(err.Error(), "RequestID: X")
		return a
	}
	a.Code, a.Message, a.GoType = api.ErrorCode(), api.ErrorMessage(), fmt.Sprintf("%T", api)
	members := encodeStruct(reflect.ValueOf(api).Elem())
	for _, told := range []string{"Message", "Code", "ErrorCodeOverride", "Fault"} {
		delete(members, told)
	}
	if len(members) > 0 {
		a.Output = members
	}
	return a
}
