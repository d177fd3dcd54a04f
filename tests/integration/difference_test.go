package integration

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"

	"github.com/dynactor/dynactor/api"
)

// appearance is all that a caller of the SDK can tell of an answer. Two answers that look alike
// have equal appearances.
type appearance struct {
	// Output is the output without its ResultMetadata, which tells of the call that was made.
	Output any
	// Panicked is what the call panicked with: the executor can't let that through to callers
	// that have gone on, so it answers with a PanicError.
	Panicked string
	// Types are the error's concrete types, from the outermost inwards.
	Types []string
	// Text is the error's text but for the request's id.
	Text string
	// What errors.As finds.
	ServiceID, OperationName string
	Code, Message            string
	Fault                    smithy.ErrorFault
	Status                   int
	HasRequestID             bool
	// Exception is what DynamoDB's own error type holds, such as an item or cancellation reasons.
	Exception any
}

// look takes an answer's appearance. The executor's own wrapper is left out.
func look(a answer) appearance {
	l := appearance{Output: withoutMetadata(a.out), Panicked: a.panicked}
	if a.panicked != "" {
		l.Output = nil
		return l
	}
	if panicked, ok := errors.AsType[*api.PanicError](a.err); ok {
		return appearance{Panicked: panicked.Type}
	}
	err := a.err
	if wrapper, ok := err.(*api.OperationError); ok {
		err = wrapper.Err
	}
	if err == nil {
		return l
	}
	l.Text = err.Error()
	for e := err; e != nil; e = errors.Unwrap(e) {
		l.Types = append(l.Types, fmt.Sprintf("%T", e))
	}
	if op, ok := errors.AsType[*smithy.OperationError](err); ok {
		l.ServiceID, l.OperationName = op.Service(), op.Operation()
	}
	if response, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		l.Status = response.HTTPStatusCode()
		if id := response.ServiceRequestID(); id != "" {
			l.HasRequestID = true
			l.Text = strings.ReplaceAll(l.Text, id, "(id)")
		}
	}
	if service, ok := errors.AsType[smithy.APIError](err); ok {
		l.Code, l.Message, l.Fault = service.ErrorCode(), service.ErrorMessage(), service.ErrorFault()
		l.Exception = exported(service)
	}
	return l
}

// withoutMetadata returns a shallow copy of an output.
func withoutMetadata(out any) any {
	v := reflect.ValueOf(out)
	if !v.IsValid() || v.Kind() != reflect.Pointer || v.IsNil() {
		return nil
	}
	c := reflect.New(v.Elem().Type())
	c.Elem().Set(v.Elem())
	if metadata := c.Elem().FieldByName("ResultMetadata"); metadata.IsValid() {
		metadata.SetZero()
	}
	return c.Interface()
}

// exported returns a copy of a struct's exported fields, by name.
func exported(p any) map[string]any {
	v := reflect.Indirect(reflect.ValueOf(p))
	if v.Kind() != reflect.Struct {
		return nil
	}
	fields := map[string]any{}
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() {
			fields[f.Name] = v.Field(i).Interface()
		}
	}
	return fields
}

// assertAlike fails the test if two answers differ, and tells in which fields.
func assertAlike(t *testing.T, native, coalesced answer, what string) {
	t.Helper()
	want, got := reflect.ValueOf(look(native)), reflect.ValueOf(look(coalesced))
	var differences strings.Builder
	for i := range want.NumField() {
		if w, g := want.Field(i).Interface(), got.Field(i).Interface(); !reflect.DeepEqual(w, g) {
			fmt.Fprintf(&differences, "\n%s, native:    %s\n%s, coalesced: %s", want.Type().Field(i).Name, shown(w), want.Type().Field(i).Name, shown(g))
		}
	}
	if differences.Len() > 0 {
		assert.Fail(t, "coalescing shows", "%s%s", what, differences.String())
	}
	assertWrapped(t, coalesced, what)
}

// assertWrapped checks what the executor adds to an error.
func assertWrapped(t *testing.T, a answer, what string) {
	t.Helper()
	if a.err == nil {
		return
	}
	wrapper, ok := a.err.(*api.OperationError)
	if !assert.Truef(t, ok, "%s: the error is a %T, not an *api.OperationError", what, a.err) {
		return
	}
	if op, ok := errors.AsType[*smithy.OperationError](wrapper.Err); ok {
		assert.Equal(t, op.Operation(), wrapper.Operation.String(), what)
	}
	if response, ok := errors.AsType[*awshttp.ResponseError](wrapper.Err); ok {
		outcome := api.Rejected
		switch {
		case response.HTTPStatusCode() >= 500:
			outcome = api.Unknown
		case wrapper.Attempts == 0:
			// Only that a table is missing may be told on the strength of another request's answer.
			outcome = api.NotSent
			_, missing := errors.AsType[*types.ResourceNotFoundException](wrapper.Err)
			assert.True(t, missing, "%s: an answer to a request that wasn't sent: %v", what, a.err)
		}
		assert.Equal(t, outcome, wrapper.Outcome, "%s: %v", what, a.err)
	}
}

// shown prints a value for the eyes, what pointers point to included.
func shown(v any) string {
	text := fmt.Sprintf("%#v", v)
	if reflect.ValueOf(v).Kind() == reflect.Pointer {
		if inside, err := json.Marshal(v); err == nil {
			text = fmt.Sprintf("%T %s", v, inside)
		}
	}
	const most = 600
	if len(text) > most {
		text = text[:most/2] + " ... " + text[len(text)-most/2:]
	}
	return text
}
