package fastpath

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/wholebody"
	"github.com/dynactor/dynactor/messages"
)

// pair is an SDK client, and a Client that makes its calls.
type pair struct {
	sdk  *dynamodb.Client
	fast *Client
	// bySDK counts the calls of fast that went through the SDK, to the network or as a replay.
	bySDK atomic.Int64
}

func newPair(t testing.TB, o dynamodb.Options) *pair {
	if o.Region == "" {
		o.Region = "eu-north-1"
	}
	if o.Credentials == nil {
		o.Credentials = credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret/+key", "")
	}
	p := &pair{sdk: dynamodb.New(o)}
	p.fast = New(p.sdk, func(ctx context.Context, op messages.Operation, input any, optFns ...func(*dynamodb.Options)) (any, error) {
		p.bySDK.Add(1)
		return p.direct(ctx, op, input, optFns...)
	})
	if p.fast != nil {
		t.Cleanup(p.fast.Close)
	}
	return p
}

// direct makes a call through the SDK.
func (p *pair) direct(ctx context.Context, op messages.Operation, input any, optFns ...func(*dynamodb.Options)) (any, error) {
	return op.Invoke(ctx, p.sdk, input, append(optFns, func(o *dynamodb.Options) {
		o.Retryer = aws.NopRetryer{}
		o.HTTPClient = wholebody.Client{Next: o.HTTPClient} // or net/http would lose connections
	})...)
}

// local is a pair whose calls go to a server.
func local(t testing.TB, s *server) (*pair, *network) {
	n := newNetwork(t, s.address)
	p := newPair(t, dynamodb.Options{BaseEndpoint: &s.url, HTTPClient: clientOf(n.Transport)})
	require.NotNil(t, p.fast)
	return p, n
}

// taught has made one call of the operation, so that the following ones are fast.
func (p *pair) taught(t testing.TB, op messages.Operation, input any) *pair {
	_, err := p.fast.Invoke(t.Context(), op, input)
	require.NoError(t, err)
	kept := p.fast.templates[planOf(op).slot].Load()
	require.NotNil(t, kept)
	require.NotNil(t, kept.pool, "the SDK's request can't be repeated")
	return p
}

// get is the input of most tests.
var get = &dynamodb.GetItemInput{TableName: aws.String("table"), Key: attributes("pk", "1")}

func attributes(name, value string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{name: &types.AttributeValueMemberS{Value: value}}
}

func clientOf(t *http.Transport) *http.Client { return &http.Client{Transport: t} }
