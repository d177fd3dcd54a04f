package fastpath

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/logging"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/messages"
)

func TestATemplateIsForgottenAfterItsLifetime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, tr := piped(t, always)
		p := pipedPair(t, clientOf(tr)).taught(t, messages.GetItem, get)
		for _, step := range []struct {
			wait    time.Duration
			through int64
		}{{0, 1}, {lifetime, 1}, {1, 2}, {lifetime, 2}, {time.Second, 3}} {
			time.Sleep(step.wait)
			_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
			require.NoError(t, err)
			require.Equal(t, step.through, p.bySDK.Load())
		}
	})
}

// rotating are credentials that are others when the test says so.
type rotating struct {
	now atomic.Pointer[aws.Credentials]
}

func (r *rotating) Retrieve(context.Context) (aws.Credentials, error) {
	if c := r.now.Load(); c != nil {
		return *c, nil
	}
	return aws.Credentials{}, fmt.Errorf("no credentials today")
}

// The same ID never comes with another secret: the SDK's own signer wouldn't notice.
func TestEachRequestIsSignedWithTheCredentialsOfItsTime(t *testing.T) {
	s := newServer(t, nil, always)
	n := newNetwork(t, s.address)
	var r rotating
	first := aws.Credentials{AccessKeyID: "A", SecretAccessKey: "a"}
	r.now.Store(&first)
	p := newPair(t, dynamodb.Options{BaseEndpoint: &s.url, HTTPClient: clientOf(n.Transport), Credentials: &r})
	require.NotNil(t, p.fast)
	for i, c := range []aws.Credentials{
		{AccessKeyID: "A", SecretAccessKey: "a"}, {AccessKeyID: "B", SecretAccessKey: "b"},
		{AccessKeyID: "B", SecretAccessKey: "b", SessionToken: "t"}, {AccessKeyID: "B", SecretAccessKey: "b", SessionToken: "u"},
		{AccessKeyID: "B", SecretAccessKey: "b", SessionToken: "u", AccountID: "123456789012"}, {AccessKeyID: "A", SecretAccessKey: "a"},
	} {
		r.now.Store(&c)
		for range 3 {
			_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
			require.NoError(t, err)
			assertSigned(t, s.last(t), c, "eu-north-1")
			require.Equal(t, c.SessionToken, s.last(t).header("X-Amz-Security-Token"))
		}
		require.EqualValues(t, i+1, p.bySDK.Load())
	}
	r.now.Store(nil)
	var want, have outcome
	want.out, want.err = p.direct(t.Context(), messages.GetItem, get)
	have.out, have.err = p.fast.Invoke(t.Context(), messages.GetItem, get)
	require.ErrorContains(t, have.err, "no credentials today")
	want.equals(t, have)
}

// The SDK may have others already when it makes the call that is learned from.
func TestCredentialsThatChangeWhileLearningAreNotMixedUp(t *testing.T) {
	s := newServer(t, nil, always)
	n := newNetwork(t, s.address)
	var r rotating
	old, new := aws.Credentials{AccessKeyID: "A", SecretAccessKey: "a", SessionToken: "old"}, aws.Credentials{AccessKeyID: "A", SecretAccessKey: "a", SessionToken: "new"}
	r.now.Store(&old)
	p := newPair(t, dynamodb.Options{BaseEndpoint: &s.url, HTTPClient: clientOf(n.Transport), Credentials: &r})
	sdk := p.fast.sdk
	p.fast.sdk = func(ctx context.Context, op messages.Operation, input any, optFns ...func(*dynamodb.Options)) (any, error) {
		r.now.Store(&new)
		defer r.now.Store(&old)
		return sdk(ctx, op, input, optFns...)
	}
	for range 2 {
		_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
		require.NoError(t, err)
		require.Equal(t, "new", s.last(t).header("X-Amz-Security-Token"))
	}
	require.EqualValues(t, 2, p.bySDK.Load())
}

func TestDoubtsAboutASignatureDropAllTemplates(t *testing.T) {
	for code, drops := range map[string]bool{
		"InvalidSignatureException": true, "UnrecognizedClientException": true, "ExpiredTokenException": true, "AccessDeniedException": true,
		"IncompleteSignature": true, "MissingAuthenticationTokenException": true, "RequestExpired": true, "InvalidEndpointException": true,
		"ConditionalCheckFailedException": false, "ThrottlingException": false, "ValidationException": false,
	} {
		t.Run(code, func(t *testing.T) {
			s := newScripted(t)
			p, _ := local(t, s.server)
			scan := &dynamodb.ScanInput{TableName: aws.String("table")}
			p.taught(t, messages.GetItem, get).taught(t, messages.Scan, scan)
			s.will(func(w net.Conn) bool {
				say(w, status(400, "Bad Request", fmt.Sprintf(`{"__type":"x#%s","message":"m"}`, code)))
				return true
			})
			_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
			require.ErrorContains(t, err, code)
			before := p.bySDK.Load()
			for range 2 {
				_, err = p.fast.Invoke(t.Context(), messages.GetItem, get)
				require.NoError(t, err)
				_, err = p.fast.Invoke(t.Context(), messages.Scan, scan)
				require.NoError(t, err)
			}
			if drops {
				require.Equal(t, before+2, p.bySDK.Load(), "each is learned anew, once")
			} else {
				require.Equal(t, before, p.bySDK.Load())
			}
		})
	}
}

// strict is a service whose clock is another one, and that takes no requests of more than five minutes off.
type strict struct{ ahead atomic.Int64 }

func (s *strict) answer(r received, w net.Conn) bool {
	now := time.Now().Add(time.Duration(s.ahead.Load()))
	text := ok(`{}`)
	if at, err := time.Parse(amzDate, r.header("X-Amz-Date")); err != nil || at.Sub(now).Abs() > 5*time.Minute {
		text = status(400, "Bad Request", `{"__type":"x#InvalidSignatureException","message":"Signature expired"}`)
	}
	i, j := strings.Index(text, "Date: "), strings.Index(text, "\r\nContent-Type")
	say(w, text[:i]+"Date: "+now.UTC().Format(http.TimeFormat)+text[j:])
	return true
}

func TestAClockThatIsWrongIsCorrectedByTheSDK(t *testing.T) {
	for _, ahead := range []time.Duration{3 * time.Hour, -26 * time.Hour} {
		t.Run(ahead.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var clock strict
				clock.ahead.Store(int64(ahead))
				_, tr := piped(t, clock.answer)
				p := pipedPair(t, clientOf(tr))
				calls := func(n int) (failed int) {
					for range n {
						ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // which the SDK tells the service
						if _, err := p.fast.Invoke(ctx, messages.GetItem, get); err != nil {
							require.ErrorContains(t, err, "Signature expired")
							failed++
						}
						cancel()
					}
					return failed
				}
				require.Equal(t, 1, calls(10), "only the first, as with the SDK")
				require.EqualValues(t, 2, p.bySDK.Load(), "one that failed, and one that is learned from")
				time.Sleep(2 * time.Minute)
				require.Zero(t, calls(3))
				clock.ahead.Store(0) // now the clocks agree
				require.Equal(t, 1, calls(10))
				require.Zero(t, calls(10))
				require.EqualValues(t, 4, p.bySDK.Load(), "a replay, and one that is learned from")
			})
		})
	}
}

func TestARedirectIsFollowedByTheSDKsHTTPClient(t *testing.T) {
	there := newServer(t, nil, always)
	here := newScripted(t)
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	p := newPair(t, dynamodb.Options{BaseEndpoint: &here.url, HTTPClient: clientOf(tr)})
	p.taught(t, messages.GetItem, get)
	here.server.answer = func(_ received, w net.Conn) bool {
		say(w, strings.Replace(status(307, "Temporary Redirect", ""), "\r\nServer", "\r\nLocation: "+there.url+"\r\nServer", 1))
		return true
	}
	for i := range 4 {
		_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
		require.NoError(t, err)
		require.Len(t, there.requests(), i+1)
	}
	require.Len(t, here.requests(), 1+1+4, "only the first call's request came twice, and none was answered there")
}

// The SDK gets an empty answer instead of the one that's decoded here, with nothing of the old one that it could miss.
func TestTheSDKHasNothingToSayOfTheFirstAnswer(t *testing.T) {
	s := newScripted(t)
	n := newNetwork(t, s.address)
	var said []string
	p := newPair(t, dynamodb.Options{
		BaseEndpoint: &s.url, HTTPClient: clientOf(n.Transport),
		Logger: logging.LoggerFunc(func(_ logging.Classification, format string, v ...any) {
			said = append(said, fmt.Sprintf(format, v...))
		}),
	})
	s.will(func(w net.Conn) bool { say(w, answers["ARightChecksum"]); return true })
	p.taught(t, messages.GetItem, get)
	require.Empty(t, said)
}
