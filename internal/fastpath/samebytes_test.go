package fastpath

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/messages"
)

// fixed are credentials that stay.
type fixed aws.Credentials

func (f fixed) Retrieve(context.Context) (aws.Credentials, error) { return aws.Credentials(f), nil }

// inputs are such that their bodies have one form only: no map has two keys.
var inputs = []struct {
	op    messages.Operation
	input any
}{
	{messages.GetItem, get},
	{messages.GetItem, &dynamodb.GetItemInput{
		TableName: aws.String("a.b_c-D"), Key: attributes("pk", "<&>\u2028\"\\/\x01é𝄞"), ConsistentRead: aws.Bool(true),
		ProjectionExpression: aws.String("#a"), ExpressionAttributeNames: map[string]string{"#a": "a"}, ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
	}},
	{messages.GetItem, &dynamodb.GetItemInput{TableName: aws.String(""), Key: map[string]types.AttributeValue{}, AttributesToGet: []string{"a", "b"}}},
	{messages.PutItem, &dynamodb.PutItemInput{TableName: aws.String("table"), Item: attributes("pk", "\xff broken")}},
	{messages.PutItem, &dynamodb.PutItemInput{
		TableName: aws.String("table"), Item: map[string]types.AttributeValue{"l": &types.AttributeValueMemberL{Value: []types.AttributeValue{
			&types.AttributeValueMemberN{Value: "1.5e-7"}, &types.AttributeValueMemberB{Value: []byte{0, 255}}, &types.AttributeValueMemberBOOL{Value: true},
			&types.AttributeValueMemberNULL{Value: true}, &types.AttributeValueMemberSS{Value: []string{"a", "b"}}, &types.AttributeValueMemberNS{Value: []string{"1"}},
			&types.AttributeValueMemberBS{Value: [][]byte{{1}, {}}}, &types.AttributeValueMemberM{Value: attributes("k", strings.Repeat("v", 100_000))},
			&types.AttributeValueMemberL{}, &types.AttributeValueMemberM{},
		}}},
		ConditionExpression: aws.String("attribute_not_exists(pk)"), ReturnValues: types.ReturnValueAllOld,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
		ReturnItemCollectionMetrics:         types.ReturnItemCollectionMetricsSize, ConditionalOperator: types.ConditionalOperatorAnd,
	}},
	{messages.UpdateItem, &dynamodb.UpdateItemInput{
		TableName: aws.String("table"), Key: attributes("pk", ""), UpdateExpression: aws.String("SET a = :a"),
		ExpressionAttributeValues: attributes(":a", "x"), ReturnValues: types.ReturnValueUpdatedNew,
	}},
	{messages.DeleteItem, &dynamodb.DeleteItemInput{TableName: aws.String("table"), Key: attributes("pk", "1"), ReturnValues: types.ReturnValueAllOld}},
	{messages.BatchWriteItem, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"table": {
		{PutRequest: &types.PutRequest{Item: attributes("pk", "1")}}, {DeleteRequest: &types.DeleteRequest{Key: attributes("pk", "2")}}, {},
	}}}},
	{messages.BatchWriteItem, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{}}},
	{messages.BatchGetItem, &dynamodb.BatchGetItemInput{
		RequestItems:           map[string]types.KeysAndAttributes{"table": {Keys: []map[string]types.AttributeValue{attributes("pk", "1"), attributes("pk", "2")}, ConsistentRead: aws.Bool(false)}},
		ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes,
	}},
	{messages.Query, &dynamodb.QueryInput{
		TableName: aws.String("table"), IndexName: aws.String("index"), KeyConditionExpression: aws.String("pk = :p"), ExpressionAttributeValues: attributes(":p", "1"),
		Limit: aws.Int32(7), ScanIndexForward: aws.Bool(false), Select: types.SelectCount, ExclusiveStartKey: attributes("pk", "0"), FilterExpression: aws.String("a > b"),
	}},
	{messages.Scan, &dynamodb.ScanInput{TableName: aws.String("table"), Segment: aws.Int32(0), TotalSegments: aws.Int32(3), Limit: aws.Int32(1)}},
}

// volatile is what differs in each call.
var volatile = regexp.MustCompile(`(?m)^(Amz-Sdk-Invocation-Id|X-Amz-Date): .*|Signature=[0-9a-f]+`)

func masked(head string) string { return volatile.ReplaceAllString(head, "") }

var invocation = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// assertSigned signs a request anew with the SDK's signer, as the service would, and compares.
func assertSigned(t testing.TB, in received, c aws.Credentials, region string) {
	t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(io.MultiReader(strings.NewReader(in.head), bytes.NewReader(in.body))))
	require.NoError(t, err)
	assert.NoError(t, r.Body.Close())
	have := r.Header.Get("Authorization")
	at, err := time.Parse(amzDate, r.Header.Get("X-Amz-Date"))
	require.NoError(t, err)
	assert.WithinDuration(t, time.Now(), at, 4*time.Minute)
	_, names, _ := strings.Cut(have, "SignedHeaders=")
	names, _, _ = strings.Cut(names, ",")
	for _, name := range []string{"content-length", "host", "x-amz-date", "x-amz-target"} {
		assert.Contains(t, strings.Split(names, ";"), name)
	}
	for name := range r.Header {
		if !strings.Contains(";"+names+";", ";"+strings.ToLower(name)+";") {
			delete(r.Header, name)
		}
	}
	r.URL.Scheme, r.URL.Host = "http", r.Host
	sum := sha256.Sum256(in.body)
	require.NoError(t, v4.NewSigner().SignHTTP(t.Context(), c, r, hex.EncodeToString(sum[:]), "dynamodb", region, at))
	assert.Equal(t, r.Header.Get("Authorization"), have)
}

func TestTheServiceSeesTheSDKsRequests(t *testing.T) {
	keys := aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
	session, huge, account := keys, keys, keys
	session.SessionToken = "IQoJb3JpZ2luX2VjE//+=="
	huge.SessionToken = strings.Repeat("A/b+", 2000)
	account.AccountID = "123456789012"
	plain, secure := newServer(t, nil, always), newServer(t, authority().server, always)
	cases := map[string]struct {
		server      *server
		host        string // the Host header
		dialled     string
		credentials aws.Credentials
		options     dynamodb.Options
	}{
		"BaseEndpoint":                   {plain, plain.address, plain.address, keys, dynamodb.Options{BaseEndpoint: &plain.url}},
		"BaseEndpointWithASlash":         {plain, plain.address, plain.address, keys, dynamodb.Options{BaseEndpoint: aws.String(plain.url + "/")}},
		"BaseEndpointWithoutAPort":       {plain, "dynamo.example", "dynamo.example:80", keys, dynamodb.Options{BaseEndpoint: aws.String("http://dynamo.example")}},
		"BaseEndpointWithTheUsualPort":   {plain, "dynamo.example", "dynamo.example:80", keys, dynamodb.Options{BaseEndpoint: aws.String("http://dynamo.example:80")}},
		"BaseEndpointOfIPv6":             {plain, "[::1]:8000", "[::1]:8000", keys, dynamodb.Options{BaseEndpoint: aws.String("http://[::1]:8000")}},
		"BaseEndpointOfIPv6WithoutAPort": {plain, "[::1]", "[::1]:80", keys, dynamodb.Options{BaseEndpoint: aws.String("http://[::1]")}},
		"SecureBaseEndpoint":             {secure, secure.address, secure.address, session, dynamodb.Options{BaseEndpoint: &secure.url}},
		"TheRegionsEndpoint":             {secure, "dynamodb.eu-north-1.amazonaws.com", "dynamodb.eu-north-1.amazonaws.com:443", keys, dynamodb.Options{}},
		"TheAccountsEndpoint": {secure, "123456789012.ddb.eu-north-1.amazonaws.com", "123456789012.ddb.eu-north-1.amazonaws.com:443", account,
			dynamodb.Options{AccountIDEndpointMode: aws.AccountIDEndpointModePreferred}},
		"NoAccountsEndpoint": {secure, "dynamodb.eu-north-1.amazonaws.com", "dynamodb.eu-north-1.amazonaws.com:443", account,
			dynamodb.Options{AccountIDEndpointMode: aws.AccountIDEndpointModeDisabled}},
		"WithoutHTTPS": {plain, "dynamodb.eu-north-1.amazonaws.com", "dynamodb.eu-north-1.amazonaws.com:80", keys,
			dynamodb.Options{EndpointOptions: dynamodb.EndpointResolverOptions{DisableHTTPS: true}}},
		"ASessionToken":     {plain, plain.address, plain.address, session, dynamodb.Options{BaseEndpoint: &plain.url}},
		"AHugeSessionToken": {plain, plain.address, plain.address, huge, dynamodb.Options{BaseEndpoint: &plain.url}},
		"AnotherRegion":     {plain, plain.address, plain.address, keys, dynamodb.Options{BaseEndpoint: &plain.url, Region: "us-gov-west-1"}},
		"AnApplicationsID":  {plain, plain.address, plain.address, keys, dynamodb.Options{BaseEndpoint: &plain.url, AppID: "some app/1.0"}},
		"NoClockCorrection": {plain, plain.address, plain.address, keys, dynamodb.Options{BaseEndpoint: &plain.url, DisableClockSkewCorrection: true}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			n := newNetwork(t, c.server.address)
			c.options.HTTPClient, c.options.Credentials = clientOf(n.Transport), fixed(c.credentials)
			p := newPair(t, c.options)
			require.NotNil(t, p.fast)
			region := p.sdk.Options().Region
			for i := range inputs {
				in := &inputs[i]
				_, err := p.direct(t.Context(), in.op, in.input)
				require.NoError(t, err)
				want := c.server.last(t)
				for range 3 { // the first may be the one that is learned from
					_, err = p.fast.Invoke(t.Context(), in.op, in.input)
					require.NoError(t, err)
					have := c.server.last(t)
					require.Equal(t, want.number+1, have.number)
					want.number = have.number
					require.Equal(t, masked(want.head), masked(have.head))
					require.Equal(t, string(want.body), string(have.body))
					require.Regexp(t, invocation, have.header("Amz-Sdk-Invocation-Id"))
					assertSigned(t, have, c.credentials, region)
					require.Equal(t, c.host, have.header("Host"))
				}
			}
			require.EqualValues(t, len(plans), p.bySDK.Load(), "each operation is learned once, and is fast then")
			require.Equal(t, []string{c.dialled, c.dialled}, n.dialled(), "one connection of the SDK's and one of our own")
		})
	}
}

func TestEachCallHasItsOwnInvocationID(t *testing.T) {
	s := newServer(t, nil, always)
	p, _ := local(t, s)
	seen := map[string]bool{}
	for range 100 {
		_, err := p.fast.Invoke(t.Context(), messages.GetItem, get)
		require.NoError(t, err)
		seen[s.last(t).header("Amz-Sdk-Invocation-Id")] = true
	}
	require.Len(t, seen, 100)
}

// Maps are written in any order, so that only what they mean can be compared.
func TestItemsOfManyAttributesArriveWhole(t *testing.T) {
	s := newServer(t, nil, always)
	p, _ := local(t, s)
	for size := range 60 {
		item := map[string]types.AttributeValue{}
		for i := range size * size {
			item[fmt.Sprint("name", i)] = &types.AttributeValueMemberS{Value: strings.Repeat("x", i%50)}
		}
		input := &dynamodb.PutItemInput{TableName: aws.String("table"), Item: item}
		_, err := p.direct(t.Context(), messages.PutItem, input)
		require.NoError(t, err)
		want := s.last(t)
		_, err = p.fast.Invoke(t.Context(), messages.PutItem, input)
		require.NoError(t, err)
		isJSON(t, want.body, s.last(t).body)
		assertSigned(t, s.last(t), aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret/+key"}, "eu-north-1")
	}
	require.EqualValues(t, 1, p.bySDK.Load())
}

func TestWhatTheSDKWouldNotSendAsItIsGoesThroughTheSDK(t *testing.T) {
	s := newServer(t, nil, always)
	condition := map[string]types.ExpectedAttributeValue{"a": {Exists: aws.Bool(false)}}
	keys := map[string]types.Condition{"a": {ComparisonOperator: types.ComparisonOperatorNull}}
	arn := aws.String("arn:aws:dynamodb:eu-north-1:123456789012:table/table")
	name, item := aws.String("table"), attributes("pk", "1")
	cases := map[messages.Operation][]any{
		messages.GetItem:    {(*dynamodb.GetItemInput)(nil), &dynamodb.GetItemInput{}, &dynamodb.GetItemInput{TableName: name}, &dynamodb.GetItemInput{Key: item}, &dynamodb.GetItemInput{TableName: arn, Key: item}},
		messages.DeleteItem: {(*dynamodb.DeleteItemInput)(nil), &dynamodb.DeleteItemInput{TableName: name}, &dynamodb.DeleteItemInput{Key: item}, &dynamodb.DeleteItemInput{TableName: name, Key: item, Expected: condition}, &dynamodb.DeleteItemInput{TableName: arn, Key: item}},
		messages.PutItem: {(*dynamodb.PutItemInput)(nil), &dynamodb.PutItemInput{TableName: name}, &dynamodb.PutItemInput{Item: item}, &dynamodb.PutItemInput{TableName: name, Item: item, Expected: condition}, &dynamodb.PutItemInput{TableName: arn, Item: item},
			&dynamodb.PutItemInput{TableName: name, Item: map[string]types.AttributeValue{"a": nil}}, &dynamodb.PutItemInput{TableName: name, Item: map[string]types.AttributeValue{"a": (*types.AttributeValueMemberS)(nil)}}},
		messages.UpdateItem: {(*dynamodb.UpdateItemInput)(nil), &dynamodb.UpdateItemInput{TableName: name}, &dynamodb.UpdateItemInput{Key: item}, &dynamodb.UpdateItemInput{TableName: name, Key: item, Expected: condition},
			&dynamodb.UpdateItemInput{TableName: name, Key: item, AttributeUpdates: map[string]types.AttributeValueUpdate{"a": {Action: types.AttributeActionDelete}}}},
		messages.Query: {(*dynamodb.QueryInput)(nil), &dynamodb.QueryInput{}, &dynamodb.QueryInput{TableName: name, KeyConditions: keys}, &dynamodb.QueryInput{TableName: name, KeyConditions: map[string]types.Condition{"a": {}}}, &dynamodb.QueryInput{TableName: name, QueryFilter: keys}, &dynamodb.QueryInput{TableName: arn}},
		messages.Scan:  {(*dynamodb.ScanInput)(nil), &dynamodb.ScanInput{}, &dynamodb.ScanInput{TableName: name, ScanFilter: keys}, &dynamodb.ScanInput{TableName: arn}},
		messages.BatchWriteItem: {(*dynamodb.BatchWriteItemInput)(nil), &dynamodb.BatchWriteItemInput{}, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{*arn: {}}},
			&dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"t": {{PutRequest: &types.PutRequest{}}}}}, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"t": {{DeleteRequest: &types.DeleteRequest{}}}}}},
		messages.BatchGetItem:  {(*dynamodb.BatchGetItemInput)(nil), &dynamodb.BatchGetItemInput{}, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{"t": {}}}, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{*arn: {Keys: []map[string]types.AttributeValue{}}}}},
		messages.DescribeTable: {&dynamodb.DescribeTableInput{TableName: name}},
	}
	p, _ := local(t, s)
	for i := range inputs {
		_, err := p.fast.Invoke(t.Context(), inputs[i].op, inputs[i].input)
		require.NoError(t, err)
	}
	for op, inputs := range cases {
		for i, input := range inputs {
			t.Run(fmt.Sprint(op, i), func(t *testing.T) {
				before, sent := p.bySDK.Load(), len(s.requests())
				var have, want outcome
				have.panics(func() { have.out, have.err = p.fast.Invoke(t.Context(), op, input) })
				require.Equal(t, before+1, p.bySDK.Load())
				sentFast := len(s.requests()) - sent
				want.panics(func() { want.out, want.err = p.direct(t.Context(), op, input) })
				require.Equal(t, sentFast, len(s.requests())-sent-sentFast)
				want.equals(t, have)
			})
		}
	}
}
