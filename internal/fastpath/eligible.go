package fastpath

import (
	"net/http"
	"os"
	"reflect"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/metrics"
	"github.com/aws/smithy-go/tracing"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
)

// transport is what is kept of an HTTP client's settings.
type transport struct {
	*http.Transport
	readTimeout time.Duration
}

// eligible says whether all calls of a client with these options look alike, and are sent over
// HTTP in a way that this package knows. What it can't see into, it refuses.
func eligible(o *dynamodb.Options) (transport, bool) {
	switch {
	case len(o.APIOptions) > 0, !reflect.ValueOf(o.Interceptors).IsZero() && !noInterceptors(&o.Interceptors),
		o.ClientLogMode != 0, o.EnableAcceptEncodingGzip, o.Credentials == nil,
		o.EndpointDiscovery.EnableEndpointDiscovery == aws.EndpointDiscoveryEnabled,
		!plainProtocol(o.Protocol), !plainSigner(o.HTTPSignerV4), !plainTelemetry(o), !plainResolvers(o):
		return transport{}, false
	}
	if _, there := os.LookupEnv("AWS_LAMBDA_FUNCTION_NAME"); there {
		// There the SDK sends a header that is another one in each invocation.
		return transport{}, false
	}
	switch client := o.HTTPClient.(type) {
	case *awshttp.BuildableClient:
		if client.GetTimeout() != 0 {
			return transport{}, false
		}
		readTimeout, _ := client.GetReadTimeout()
		t := client.GetTransport()
		return transport{t, readTimeout}, honoured(t)
	case *http.Client:
		t, ok := client.Transport.(*http.Transport)
		if !ok || client.Timeout != 0 || client.Jar != nil {
			return transport{}, false
		}
		t = t.Clone()
		return transport{t, 0}, honoured(t)
	}
	return transport{}, false
}

// noInterceptors looks at every list, as their copies are empty and not nil.
func noInterceptors(r *smithyhttp.InterceptorRegistry) bool {
	lists := reflect.ValueOf(r).Elem()
	for i := range lists.NumField() {
		if f := lists.Field(i); f.Kind() != reflect.Slice || f.Len() > 0 {
			return false
		}
	}
	return true
}

func plainProtocol(p smithyhttp.ClientProtocol) bool {
	_, ok := p.(*awsjson.Protocol)
	return ok
}

func plainSigner(s dynamodb.HTTPSignerV4) bool {
	_, ok := s.(*v4.Signer)
	return ok
}

func plainTelemetry(o *dynamodb.Options) bool {
	switch o.TracerProvider.(type) {
	case *tracing.NopTracerProvider, tracing.NopTracerProvider:
	default:
		return false
	}
	switch o.MeterProvider.(type) {
	case *metrics.NopMeterProvider, metrics.NopMeterProvider:
		return true
	}
	return false
}

// plainResolvers says that the endpoint and the way of signing are chosen by the SDK itself: the
// user's own choice may be another one in each call. The SDK doesn't export its types for them.
func plainResolvers(o *dynamodb.Options) bool {
	usual := dynamodb.New(dynamodb.Options{}).Options()
	own, sdk := reflect.ValueOf(o).Elem(), reflect.ValueOf(&usual).Elem()
	for _, name := range []string{"EndpointResolver", "EndpointResolverV2", "AuthSchemeResolver"} {
		a, b := own.FieldByName(name), sdk.FieldByName(name)
		if a.IsNil() != b.IsNil() || !a.IsNil() && a.Elem().Type() != b.Elem().Type() {
			return false
		}
	}
	return len(o.AuthSchemes) == 1 && reflect.TypeOf(o.AuthSchemes[0]) == reflect.TypeOf(usual.AuthSchemes[0])
}

// known are the settings of a transport that are honoured here, or that make no difference to
// calls of DynamoDB: there's no compression to be switched off, no body that waits for
// 100-continue, no HTTP/2. Any other one that is set makes the client ineligible.
var known = map[string]bool{
	"Proxy": true, "DialContext": true, "TLSClientConfig": true, "TLSHandshakeTimeout": true,
	"MaxConnsPerHost": true, "IdleConnTimeout": true,
	"DisableCompression": true, "MaxIdleConns": true, "MaxIdleConnsPerHost": true,
	"ExpectContinueTimeout": true, "ForceAttemptHTTP2": true, "WriteBufferSize": true, "ReadBufferSize": true,
	"TLSNextProto": true,
}

func honoured(t *http.Transport) bool {
	v := reflect.ValueOf(t).Elem()
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.IsExported() && !known[f.Name] && !v.Field(i).IsZero() {
			return false
		}
	}
	for protocol := range t.TLSNextProto {
		if protocol != "h2" { // net/http's own entry
			return false
		}
	}
	return true
}
