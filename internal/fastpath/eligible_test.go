package fastpath

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptrace"
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/schemas"
	smithyauth "github.com/aws/smithy-go/auth"
	smithyendpoints "github.com/aws/smithy-go/endpoints"
	"github.com/aws/smithy-go/metrics"
	"github.com/aws/smithy-go/middleware"
	"github.com/aws/smithy-go/tracing"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/messages"
)

// What stands for a user's own things.
type (
	ownSigner    struct{ *v4.Signer }
	ownTracer    struct{ tracing.NopTracerProvider }
	ownMeter     struct{ metrics.NopMeterProvider }
	ownProtocol  struct{ *awsjson.Protocol }
	ownHTTP      struct{ *http.Client }
	ownRoundTrip struct{ http.RoundTripper }
	ownResolver  struct{ dynamodb.EndpointResolverV2 }
	ownAuth      struct{}
	ownScheme    struct{ smithyhttp.AuthScheme }
)

func (ownAuth) ResolveAuthSchemes(context.Context, *dynamodb.AuthResolverParameters) ([]*smithyauth.Option, error) {
	return nil, errors.New("none")
}

func (r ownResolver) ResolveEndpoint(ctx context.Context, p dynamodb.EndpointParameters) (smithyendpoints.Endpoint, error) {
	return r.EndpointResolverV2.ResolveEndpoint(ctx, p)
}

func newClient(changes ...func(*dynamodb.Options)) *Client {
	return New(dynamodb.New(dynamodb.Options{
		Region: "eu-north-1", Credentials: fixed{AccessKeyID: "id", SecretAccessKey: "secret"}, HTTPClient: clientOf(&http.Transport{}),
	}, changes...), nil)
}

func TestUsualClientsAreEligible(t *testing.T) {
	for name, change := range map[string]func(*dynamodb.Options){
		"Usual":             func(*dynamodb.Options) {},
		"TheSDKsHTTPClient": func(o *dynamodb.Options) { o.HTTPClient = awshttp.NewBuildableClient() },
		"ATunedHTTPClient": func(o *dynamodb.Options) {
			o.HTTPClient = awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) { t.MaxIdleConnsPerHost = 1000 })
		},
		"GosDefaultTransport": func(o *dynamodb.Options) { o.HTTPClient = clientOf(http.DefaultTransport.(*http.Transport).Clone()) },
		"HTTP2SwitchedOff": func(o *dynamodb.Options) {
			o.HTTPClient = clientOf(&http.Transport{TLSNextProto: map[string]func(string, *tls.Conn) http.RoundTripper{}})
		},
		"AnotherSignerOfTheSDK": func(o *dynamodb.Options) { o.HTTPSignerV4 = v4.NewSigner() },
		"AnotherRetryer":        func(o *dynamodb.Options) { o.RetryMaxAttempts = 7 },
		"NoTelemetry": func(o *dynamodb.Options) {
			o.TracerProvider, o.MeterProvider = tracing.NopTracerProvider{}, &metrics.NopMeterProvider{}
		},
	} {
		t.Run(name, func(t *testing.T) { require.NotNil(t, newClient(change)) })
	}
	require.NotNil(t, New(dynamodb.New(dynamodb.Options{Credentials: fixed{}}), nil), "a client without an HTTP client of the user's")
	require.NotNil(t, New(dynamodb.NewFromConfig(aws.Config{Region: "eu-north-1", Credentials: fixed{}}), nil))
}

func TestUnusualClientsAreNot(t *testing.T) {
	do := func(client dynamodb.HTTPClient) func(*dynamodb.Options) {
		return func(o *dynamodb.Options) { o.HTTPClient = client }
	}
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	cases := map[string]func(*dynamodb.Options){
		"Middleware": func(o *dynamodb.Options) {
			o.APIOptions = append(o.APIOptions, func(*middleware.Stack) error { return nil })
		},
		"NoCredentials":    func(o *dynamodb.Options) { o.Credentials = nil },
		"Anonymous":        func(o *dynamodb.Options) { o.Credentials = aws.AnonymousCredentials{} },
		"Log":              func(o *dynamodb.Options) { o.ClientLogMode = aws.LogRetries },
		"Gzip":             func(o *dynamodb.Options) { o.EnableAcceptEncodingGzip = true },
		"Discovery":        func(o *dynamodb.Options) { o.EndpointDiscovery.EnableEndpointDiscovery = aws.EndpointDiscoveryEnabled },
		"Signer":           func(o *dynamodb.Options) { o.HTTPSignerV4 = ownSigner{v4.NewSigner()} },
		"Tracer":           func(o *dynamodb.Options) { o.TracerProvider = &ownTracer{} },
		"Meter":            func(o *dynamodb.Options) { o.MeterProvider = &ownMeter{} },
		"Protocol":         func(o *dynamodb.Options) { o.Protocol = ownProtocol{awsjson.New10(schemas.DynamoDB_20120810)} },
		"EndpointResolver": func(o *dynamodb.Options) { o.EndpointResolverV2 = ownResolver{dynamodb.NewDefaultEndpointResolverV2()} },
		"OldResolver": func(o *dynamodb.Options) {
			reflect.ValueOf(o).Elem().FieldByName("EndpointResolver").Set(reflect.ValueOf(dynamodb.EndpointResolverFromURL("http://old.example")))
		},
		"AuthSchemeResolver": func(o *dynamodb.Options) { o.AuthSchemeResolver = ownAuth{} },
		"AuthScheme": func(o *dynamodb.Options) {
			o.AuthSchemes = []smithyhttp.AuthScheme{ownScheme{smithyhttp.NewAnonymousScheme()}}
		},
		"HTTPClient":       do(ownHTTP{http.DefaultClient}),
		"RoundTripper":     do(&http.Client{Transport: ownRoundTrip{http.DefaultTransport}}),
		"DefaultTransport": do(&http.Client{}),
		"Timeout":          do(&http.Client{Transport: &http.Transport{}, Timeout: time.Hour}),
		"Jar":              do(&http.Client{Transport: &http.Transport{}, Jar: jar}),
		"BuildableTimeout": do(awshttp.NewBuildableClient().WithTimeout(time.Hour)),
	}
	transports := map[string]func(*http.Transport){
		"Dial": func(t *http.Transport) { reflect.ValueOf(t).Elem().FieldByName("Dial").Set(reflect.ValueOf(net.Dial)) },
		"DialTLS": func(t *http.Transport) {
			reflect.ValueOf(t).Elem().FieldByName("DialTLS").Set(reflect.ValueOf(net.Dial))
		},
		"DialTLSContext":         func(t *http.Transport) { t.DialTLSContext = (&net.Dialer{}).DialContext },
		"DisableKeepAlives":      func(t *http.Transport) { t.DisableKeepAlives = true },
		"ResponseHeaderTimeout":  func(t *http.Transport) { t.ResponseHeaderTimeout = time.Second },
		"MaxResponseHeaderBytes": func(t *http.Transport) { t.MaxResponseHeaderBytes = 1 << 20 },
		"OnProxyConnectResponse": func(t *http.Transport) {
			t.OnProxyConnectResponse = func(context.Context, *url.URL, *http.Request, *http.Response) error { return nil }
		},
		"ProxyConnectHeader": func(t *http.Transport) { t.ProxyConnectHeader = http.Header{"A": {"b"}} },
		"GetProxyConnectHeader": func(t *http.Transport) {
			t.GetProxyConnectHeader = func(context.Context, *url.URL, string) (http.Header, error) { return nil, nil }
		},
		"HTTP2":     func(t *http.Transport) { t.HTTP2 = &http.HTTP2Config{} },
		"Protocols": func(t *http.Transport) { t.Protocols = &http.Protocols{} },
		"TLSNextProto": func(t *http.Transport) {
			t.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{"own": nil}
		},
	}
	for name, change := range transports {
		var tr http.Transport
		change(&tr)
		cases["Transport"+name] = do(clientOf(&tr))
		cases["Buildable"+name] = do(awshttp.NewBuildableClient().WithTransportOptions(change))
	}
	for name, change := range cases {
		t.Run(name, func(t *testing.T) { require.Nil(t, newClient(change)) })
	}
	v := reflect.TypeFor[http.Transport]()
	for i := range v.NumField() {
		if f := v.Field(i); f.IsExported() && !known[f.Name] {
			require.Contains(t, transports, f.Name, "a setting of net/http's that is tested nowhere")
		}
	}
}

func TestEachKindOfInterceptorIsNoticed(t *testing.T) {
	v := reflect.TypeFor[smithyhttp.InterceptorRegistry]()
	require.Positive(t, v.NumField())
	for i := range v.NumField() {
		require.Nil(t, newClient(func(o *dynamodb.Options) {
			f := reflect.ValueOf(&o.Interceptors).Elem().Field(i)
			f.Set(reflect.MakeSlice(f.Type(), 1, 1))
		}), v.Field(i).Name)
	}
}

func TestAClientInALambdaFunctionIsNotEligible(t *testing.T) {
	t.Setenv("AWS_LAMBDA_FUNCTION_NAME", "")
	require.Nil(t, newClient())
}

// The calls below come from clients that look usual; what shows is what the SDK sends.
func TestWhatCannotBeRepeatedGoesThroughTheSDK(t *testing.T) {
	s := newServer(t, nil, always)
	for name, change := range map[string]func(o *dynamodb.Options, tr *http.Transport){
		"APath": func(o *dynamodb.Options, _ *http.Transport) { o.BaseEndpoint = aws.String(s.url + "/path") },
		"AnIPv6Zone": func(o *dynamodb.Options, _ *http.Transport) {
			o.BaseEndpoint = aws.String("http://[fe80::1%25lo]:8000")
		},
		"NoAuth": func(o *dynamodb.Options, _ *http.Transport) { o.AuthSchemePreference = []string{"noAuth"} },
		"AnotherSigner": func(o *dynamodb.Options, _ *http.Transport) {
			o.HTTPSignerV4 = v4.NewSigner(func(o *v4.SignerOptions) { o.DisableSessionToken = true })
		},
		"AProxy": func(_ *dynamodb.Options, tr *http.Transport) { tr.Proxy = http.ProxyURL(must(url.Parse(s.url))) },
	} {
		t.Run(name, func(t *testing.T) {
			n := newNetwork(t, s.address)
			o := dynamodb.Options{BaseEndpoint: &s.url, HTTPClient: clientOf(n.Transport), Credentials: fixed{AccessKeyID: "id", SecretAccessKey: "secret", SessionToken: "token"}}
			change(&o, n.Transport)
			p := newPair(t, o)
			require.NotNil(t, p.fast)
			for i := range 3 {
				_, err := p.direct(t.Context(), messages.GetItem, get)
				require.NoError(t, err)
				want := s.last(t)
				_, err = p.fast.Invoke(t.Context(), messages.GetItem, get)
				require.NoError(t, err)
				require.EqualValues(t, i+1, p.bySDK.Load())
				require.Equal(t, want.number+1, s.last(t).number)
				require.Equal(t, masked(want.head), masked(s.last(t).head))
			}
			require.Len(t, n.dialled(), 1, "no connection but the SDK's")
		})
	}
}

func TestAProxyThatFailsIsLeftToTheSDK(t *testing.T) {
	s := newServer(t, nil, always)
	n := newNetwork(t, s.address)
	broken := errors.New("no proxy today")
	var fails bool
	n.Proxy = func(*http.Request) (*url.URL, error) {
		if fails {
			return nil, broken
		}
		return nil, nil
	}
	p := newPair(t, dynamodb.Options{BaseEndpoint: &s.url, HTTPClient: clientOf(n.Transport)})
	fails = true
	_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
	require.ErrorIs(t, err, broken)
	fails = false
	p.taught(t, messages.GetItem, get)
}

func TestACallThatIsTracedGoesThroughTheSDK(t *testing.T) {
	s := newServer(t, nil, always)
	p, _ := local(t, s)
	p.taught(t, messages.GetItem, get)
	var seen int
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { seen++ }})
	_, err := p.fast.Invoke(ctx, messages.GetItem, get)
	require.NoError(t, err)
	require.Equal(t, 1, seen)
}

func TestAServiceThatSpeaksHTTP2IsLeftToTheSDK(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			w.WriteHeader(http.StatusHTTPVersionNotSupported)
		}
		_, _ = w.Write([]byte("{}"))
	})
	s := &http.Server{Handler: handler, TLSConfig: authority().server.Clone()}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	served := make(chan error, 1)
	go func() { served <- s.ServeTLS(listener, "", "") }()
	t.Cleanup(func() {
		require.NoError(t, s.Close())
		require.ErrorIs(t, <-served, http.ErrServerClosed)
	})
	n := newNetwork(t, listener.Addr().String())
	n.ForceAttemptHTTP2 = true
	p := newPair(t, dynamodb.Options{BaseEndpoint: aws.String("https://" + listener.Addr().String()), HTTPClient: clientOf(n.Transport)})
	for range 3 {
		_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
		require.NoError(t, err)
	}
	require.Len(t, n.dialled(), 1)
}
