package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	smithy "github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/require"
)

// script is an HTTP client that answers with one answer after the other and keeps what it was
// asked, but for what differs from call to call: the signature, the date and the call's number.
type script struct {
	answers []answer
	asked   []string
}

func (s *script) Do(r *http.Request) (*http.Response, error) {
	a := s.answers[0]
	s.answers = s.answers[1:]
	body := []byte{}
	if r.Body != nil {
		var from io.Reader = r.Body
		if a.status == 0 { // lost on the way, with part of the body sent
			from = io.LimitReader(r.Body, r.ContentLength/2)
		}
		var err error
		if body, err = io.ReadAll(from); err != nil {
			return nil, err
		}
		if err := r.Body.Close(); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"Authorization", "X-Amz-Date", "Amz-Sdk-Invocation-Id"} {
		r.Header.Del(name)
	}
	s.asked = append(s.asked, fmt.Sprintf("%s %s %v %d\n%s", r.Method, r.URL, r.Header, r.ContentLength, body))
	if a.status == 0 {
		return nil, errors.New("connection lost")
	}
	return &http.Response{
		StatusCode: a.status, Header: a.header, ContentLength: a.length, Body: io.NopCloser(strings.NewReader(a.body)), Request: r,
	}, nil
}

// An outcome is what a caller sees of a call, and the service.
type outcome struct {
	out    any
	err    string
	chain  []string // types of the error and those that it wraps
	api    smithy.APIError
	asked  []string
	unsent int // answers that were not asked for
}

// counted counts the requests that a protocol writes.
type counted struct {
	smithyhttp.ClientProtocol
	used *int
}

func (c counted) SerializeRequest(
	ctx context.Context, schema *smithy.OperationSchema, in smithy.Serializable, req *smithyhttp.Request,
) error {
	*c.used++
	return c.ClientProtocol.SerializeRequest(ctx, schema, in, req)
}

func call(t *testing.T, p smithyhttp.ClientProtocol, op sdkOperation, in any, answers []answer) outcome {
	s, used := &script{answers: answers}, 0
	client := dynamodb.New(dynamodb.Options{
		HTTPClient: s, Region: "us-east-1", BaseEndpoint: aws.String("http://localhost:1"),
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", "session"),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts, o.RateLimiter = 3, ratelimit.None
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		}),
	}, func(o *dynamodb.Options) { o.Protocol = counted{p, &used} })
	results := reflect.ValueOf(client).MethodByName(op.name).Call([]reflect.Value{reflect.ValueOf(t.Context()), reflect.ValueOf(in)})
	require.Equal(t, 1, used, "the client has another protocol")
	o := outcome{asked: s.asked, unsent: len(s.answers)}
	if err, failed := results[1].Interface().(error); failed {
		o.err = err.Error()
		_ = errors.As(err, &o.api)
		for ; err != nil; err = errors.Unwrap(err) {
			o.chain = append(o.chain, fmt.Sprintf("%T", err))
		}
	} else {
		results[0].Elem().FieldByName("ResultMetadata").SetZero()
		o.out = results[0].Interface()
	}
	return o
}

// requireSameOutcome calls op by both protocols.
func requireSameOutcome(t *testing.T, op sdkOperation, in any, answers ...answer) outcome {
	want := call(t, sdk, op, in, answers)
	got := call(t, own, op, in, answers)
	if !equal(want, got) {
		require.Equal(t, want, got)
	}
	return got
}

// newOnly is newFull, but maps have one entry.
func newOnly(t reflect.Type) any {
	v := reflect.New(t)
	filler{chooser: drawn{newRand(1)}, full: true, narrow: true}.fill(v.Elem())
	return v.Interface()
}

func TestACallIsTheSDKs(t *testing.T) {
	failed := func(status int, body string) answer {
		a := ok(body)
		a.status = status
		return a
	}
	lost := answer{}
	for _, op := range sdkOperations {
		t.Run(op.name, func(t *testing.T) {
			in := newOnly(op.input)
			good := ok(sdkWrite(t, newFull(op.output)))
			crc := good
			crc.header = http.Header{"X-Amz-Crc32": {"1"}}
			throttled := failed(400, `{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"m","throttlingReasons":[{"reason":"r","resource":"a"}]}`)
			for name, answers := range map[string][]answer{
				"answered":                     {good},
				"an empty answer":              {ok("")},
				"an empty object":              {ok("{}")},
				"a wrong checksum":             {crc, crc, crc},
				"throttled, lost and answered": {throttled, lost, good},
				"lost":                         {lost, lost, lost},
				"a broken answer":              {ok(good.body[:len(good.body)-1]), ok(good.body[:len(good.body)-1]), ok(good.body[:len(good.body)-1])},
				"broken, then answered":        {ok(good.body[:len(good.body)/2]), good, good},
				"no such table":                {failed(400, `{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"no table"}`)},
				"a failed condition": {failed(400, `{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","Message":"The conditional request failed",`+
					`"Item":{"a":{"S":"x"},"b":{"L":[{"N":"1"}]}}}`)},
				"a cancelled transaction": {failed(400, `{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"m",`+
					`"CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed","Message":"x","Item":{"a":{"S":"x"}}}]}`)},
				"an unknown error":        {failed(400, `{"__type":"com.amazon.coral.validate#ValidationException","message":"bad"}`)},
				"an error without a type": {failed(400, `{}`)},
				"an error page":           {failed(400, `<html>`)},
				"a server's fault":        {failed(500, ``), failed(503, `{"message":"x"}`), failed(500, `{"__type":"InternalServerError","message":"x"}`)},
			} {
				t.Run(name, func(t *testing.T) {
					got := requireSameOutcome(t, op, in, answers...)
					require.NotEmpty(t, got.asked)
				})
			}
		})
	}
}
