package fastpath

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"syscall"
	"testing"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/assert"
)

// outcome is what a caller gets.
type outcome struct {
	out      any
	err      error
	panicked any
}

func (o *outcome) panics(call func()) {
	defer func() { o.panicked = recover() }()
	call()
}

// metadata is that of the output, which is left without.
func (o *outcome) metadata() middleware.Metadata {
	if v := reflect.ValueOf(o.out); o.out != nil && !v.IsNil() {
		return v.Elem().FieldByName("ResultMetadata").Interface().(middleware.Metadata)
	}
	return middleware.Metadata{}
}

func (o *outcome) bare() any {
	v := reflect.ValueOf(o.out)
	if o.out == nil || v.IsNil() {
		return nil
	}
	c := reflect.New(v.Type().Elem())
	c.Elem().Set(v.Elem())
	c.Elem().FieldByName("ResultMetadata").SetZero()
	return c.Interface()
}

// equals asserts that a caller couldn't tell the two outcomes apart. Of errors of the network only
// that is compared which doesn't depend on timing, nor on net/http's unexported types.
func (o *outcome) equals(t testing.TB, have outcome) {
	t.Helper()
	assert.Equal(t, fmt.Sprint(o.panicked), fmt.Sprint(have.panicked))
	assert.Equal(t, o.bare(), have.bare())
	assert.Equal(t, traits(o.err), traits(have.err), "\n%v\n%v", o.err, have.err)
	var network *url.Error
	if o.err != nil && have.err != nil && !errors.As(o.err, &network) {
		assert.Equal(t, o.err.Error(), have.err.Error())
	}
	if o.err == nil && have.err == nil && o.bare() != nil {
		want, got := o.metadata(), have.metadata()
		wantID, _ := awsmiddleware.GetRequestIDMetadata(want)
		gotID, _ := awsmiddleware.GetRequestIDMetadata(got)
		assert.Equal(t, wantID, gotID)
		_, wantServer := awsmiddleware.GetServerTime(want)
		_, gotServer := awsmiddleware.GetServerTime(got)
		assert.Equal(t, wantServer, gotServer)
		_, wantSkew := awsmiddleware.GetAttemptSkew(want)
		_, gotSkew := awsmiddleware.GetAttemptSkew(got)
		assert.Equal(t, wantSkew, gotSkew)
		_, there := awsmiddleware.GetResponseAt(got)
		assert.True(t, there)
		sameResponse(t, awsmiddleware.GetRawResponse(want), awsmiddleware.GetRawResponse(got))
	}
	var wantResponse, gotResponse *awshttp.ResponseError
	if errors.As(o.err, &wantResponse) && errors.As(have.err, &gotResponse) {
		assert.Equal(t, wantResponse.RequestID, gotResponse.RequestID)
		sameResponse(t, wantResponse.Response, gotResponse.Response)
	}
}

func sameResponse(t testing.TB, want, have any) {
	t.Helper()
	a, b := want.(*smithyhttp.Response).Response, have.(*smithyhttp.Response).Response
	assert.Equal(t, a.Status, b.Status)
	assert.Equal(t, a.StatusCode, b.StatusCode)
	strip := func(h http.Header) http.Header {
		h = h.Clone()
		h.Del("Date")
		return h
	}
	assert.Equal(t, strip(a.Header), strip(b.Header))
	if b.Body != nil { // what is left to read of it must not be another call's
		rest, _ := io.ReadAll(b.Body)
		assert.Empty(t, rest)
	}
}

// traits are what a caller may ask an error for.
func traits(err error) (facts []string) {
	var network *url.Error
	for e := err; e != nil; e = errors.Unwrap(e) {
		facts = append(facts, fmt.Sprintf("%T", e))
		if errors.As(err, &network) && e == error(network) {
			facts = append(facts, network.Op, network.URL)
			break
		}
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		facts = append(facts, api.ErrorCode(), api.ErrorMessage(), api.ErrorFault().String())
	}
	for _, target := range []error{context.Canceled, context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF,
		syscall.ECONNRESET, syscall.ECONNREFUSED, syscall.EPIPE} {
		if errors.Is(err, target) {
			facts = append(facts, "is "+target.Error())
		}
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		facts = append(facts, "timeout")
	}
	var read *awshttp.ResponseTimeoutError
	if errors.As(err, &read) {
		facts = append(facts, read.Error())
	}
	return facts
}
