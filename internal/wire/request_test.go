package wire

import (
	"encoding/json"
	"io"
	"math"
	"net/http"
	"testing"
	"testing/iotest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	smithy "github.com/aws/smithy-go"
	"github.com/aws/smithy-go/traits"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/require"
)

func TestRequestsAreTheSDKsToTheByte(t *testing.T) {
	item := func(v types.AttributeValue) any {
		return &dynamodb.PutItemInput{TableName: aws.String("t"), Item: map[string]types.AttributeValue{"a": v}}
	}
	text := func(s string) any {
		return &dynamodb.PutItemInput{
			TableName: &s, ConditionExpression: &s, ReturnValues: types.ReturnValue(s), ExpressionAttributeNames: map[string]string{s: s},
			Item: map[string]types.AttributeValue{s: &types.AttributeValueMemberL{Value: []types.AttributeValue{
				&types.AttributeValueMemberS{Value: s}, &types.AttributeValueMemberN{Value: s}, &types.AttributeValueMemberSS{Value: []string{s, s}},
			}}},
		}
	}
	deep := types.AttributeValue(&types.AttributeValueMemberS{Value: "x"})
	for range 100 {
		deep = &types.AttributeValueMemberL{Value: []types.AttributeValue{deep}}
	}
	for name, tc := range map[string]struct {
		operation string
		in        any
	}{
		"no members":                 {"GetItem", &dynamodb.GetItemInput{}},
		"no input":                   {"GetItem", (*dynamodb.GetItemInput)(nil)},
		"another operation's input":  {"GetItem", &dynamodb.QueryInput{Limit: aws.Int32(5)}},
		"a nil item":                 {"PutItem", &dynamodb.PutItemInput{}},
		"an empty item":              {"PutItem", &dynamodb.PutItemInput{Item: map[string]types.AttributeValue{}}},
		"a nil value":                {"PutItem", item(nil)},
		"a nil S":                    {"PutItem", item((*types.AttributeValueMemberS)(nil))},
		"a nil M":                    {"PutItem", item((*types.AttributeValueMemberM)(nil))},
		"an unknown type":            {"PutItem", item(&types.UnknownUnionMember{Tag: "X", Value: []byte("1")})},
		"an empty S":                 {"PutItem", item(&types.AttributeValueMemberS{})},
		"an empty N":                 {"PutItem", item(&types.AttributeValueMemberN{})},
		"a nil B":                    {"PutItem", item(&types.AttributeValueMemberB{})},
		"an empty B":                 {"PutItem", item(&types.AttributeValueMemberB{Value: []byte{}})},
		"a B":                        {"PutItem", item(&types.AttributeValueMemberB{Value: []byte{0, 255, 254, 62, 63}})},
		"a false BOOL":               {"PutItem", item(&types.AttributeValueMemberBOOL{})},
		"a false NULL":               {"PutItem", item(&types.AttributeValueMemberNULL{})},
		"a nil SS":                   {"PutItem", item(&types.AttributeValueMemberSS{})},
		"an empty NS":                {"PutItem", item(&types.AttributeValueMemberNS{Value: []string{}})},
		"a BS with nil":              {"PutItem", item(&types.AttributeValueMemberBS{Value: [][]byte{nil, {}}})},
		"a nil L":                    {"PutItem", item(&types.AttributeValueMemberL{})},
		"an L with nil":              {"PutItem", item(&types.AttributeValueMemberL{Value: []types.AttributeValue{nil, &types.AttributeValueMemberNULL{Value: true}}})},
		"a nil M's map":              {"PutItem", item(&types.AttributeValueMemberM{})},
		"deeper than DynamoDB takes": {"PutItem", item(deep)},
		"HTML":                       {"PutItem", text("<script>&amp;</script>'")},
		"control characters":         {"PutItem", text("\x00\x01\b\t\n\v\f\r\x1b\x1f \x7f\u0080")},
		"line separators":            {"PutItem", text("a\u2028b\u2029c\u202a\u2027")},
		"wrong UTF-8":                {"PutItem", text("\xff\xc0\x80 \xed\xa0\x80 \xe2\x80 \xf4\x90\x80\x80")},
		"a replacement character":    {"PutItem", text("\ufffd")},
		"an empty text":              {"PutItem", text("")},
		"zeros in pointers":          {"Query", &dynamodb.QueryInput{Limit: aws.Int32(0), ScanIndexForward: aws.Bool(false), ConsistentRead: aws.Bool(false), IndexName: aws.String("")}},
		"the largest numbers":        {"Scan", &dynamodb.ScanInput{Limit: aws.Int32(math.MaxInt32), Segment: aws.Int32(math.MinInt32), TotalSegments: aws.Int32(-1)}},
		"zeros out of pointers":      {"ListContributorInsights", &dynamodb.ListContributorInsightsInput{}},
		"empty lists": {"TransactWriteItems", &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{}, {Put: &types.Put{}}, {
			Update: &types.Update{Key: map[string]types.AttributeValue{}},
		}}}},
		"a nil list in a map":  {"BatchWriteItem", &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"t": nil}}},
		"an empty request":     {"BatchWriteItem", &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"t": {{}, {PutRequest: &types.PutRequest{}}}}}},
		"nil keys":             {"BatchGetItem", &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{"t": {Keys: []map[string]types.AttributeValue{nil, {}}}}}},
		"a nil value in a map": {"Query", &dynamodb.QueryInput{KeyConditions: map[string]types.Condition{"a": {AttributeValueList: []types.AttributeValue{nil}}}}},
		"a nil member":         {"UpdateItem", &dynamodb.UpdateItemInput{AttributeUpdates: map[string]types.AttributeValueUpdate{"a": {Action: "PUT"}}}},
	} {
		t.Run(name, func(t *testing.T) { requireSameRequest(t, operationNamed(tc.operation), tc.in, true) })
	}
}

// What earlier middleware has set in a request stays or is replaced as by the SDK.
func TestARequestIsChangedAsTheSDKChangesIt(t *testing.T) {
	in := &dynamodb.GetItemInput{TableName: aws.String("t")}
	prepare := func() *smithyhttp.Request {
		req := smithyhttp.NewStackRequest().(*smithyhttp.Request)
		req.Method, req.Host, req.URL.Path, req.URL.Host, req.ContentLength = "GET", "h", "/proxy/", "example.com", 77
		req.Header.Set("Content-Type", "text/plain")
		req.Header.Add("X-Amz-Target", "one")
		req.Header.Add("X-Amz-Target", "two")
		req.Header.Set("X-Mine", "kept")
		return req
	}
	want, got := prepare(), prepare()
	require.NoError(t, sdk.SerializeRequest(t.Context(), operationNamed("GetItem").schema(), in, want))
	require.NoError(t, own.SerializeRequest(t.Context(), operationNamed("GetItem").schema(), in, got))
	require.Equal(t, want.Header, got.Header)
	require.Equal(t, want.URL, got.URL)
	require.Equal(t, want.Method, got.Method)
	require.Equal(t, want.Host, got.Host)
	require.Equal(t, want.ContentLength, got.ContentLength)
	require.Equal(t, want.IsStreamSeekable(), got.IsStreamSeekable())

	// What is done to a header reaches neither another one nor the next request's.
	for name := range want.Header {
		got := prepare()
		require.NoError(t, own.SerializeRequest(t.Context(), operationNamed("GetItem").schema(), in, got))
		got.Header.Add(name, "more")
		require.Equal(t, []string{want.Header.Get(name), "more"}, got.Header[name])
		got.Header[name][0] = "changed"
		got.Header[name] = want.Header[name]
		require.Equal(t, want.Header, got.Header)
	}
}

func TestAnOperationWithoutAnInputHasAnEmptyObject(t *testing.T) {
	schema := operationNamed("GetItem").schema()
	schema.Input = nil
	for _, p := range []smithyhttp.ClientProtocol{sdk, own} {
		req := smithyhttp.NewStackRequest().(*smithyhttp.Request)
		require.NoError(t, p.SerializeRequest(t.Context(), schema, &dynamodb.GetItemInput{TableName: aws.String("t")}, req))
		require.EqualValues(t, 2, req.ContentLength)
	}
}

// A type of one's own may write what it likes, also one that has an input in it.
func TestAnInputOfAnotherTypeIsTheSDKs(t *testing.T) {
	type another struct {
		*dynamodb.GetItemInput
		Other string
	}
	requireSameRequest(t, operationNamed("GetItem"), &another{&dynamodb.GetItemInput{TableName: aws.String("t")}, "x"}, true)
}

func TestEventStreamsAreTheSDKs(t *testing.T) {
	events := smithy.NewSchema(smithy.ShapeID{Name: "Events"}, smithy.ShapeTypeUnion, 0)
	shape := smithy.NewSchema(smithy.ShapeID{Name: "Shape"}, smithy.ShapeTypeStructure, 1)
	shape.AddMember("events", events, &traits.Streaming{})
	schema := smithy.NewOperationSchema(operationNamed("GetItem").schema().Schema, shape, shape)
	require.True(t, schema.IsInputEventStream() && schema.IsOutputEventStream())
	want, got := smithyhttp.NewStackRequest().(*smithyhttp.Request), smithyhttp.NewStackRequest().(*smithyhttp.Request)
	require.NoError(t, sdk.SerializeRequest(t.Context(), schema, &dynamodb.GetItemInput{}, want))
	require.NoError(t, own.SerializeRequest(t.Context(), schema, &dynamodb.GetItemInput{}, got))
	require.Equal(t, want, got)

	resp := &smithyhttp.Response{Response: &http.Response{StatusCode: 200, Proto: "HTTP/2.0", ProtoMajor: 2, Body: io.NopCloser(iotest.ErrReader(io.ErrClosedPipe))}}
	require.NoError(t, sdk.DeserializeResponse(t.Context(), schema, dynamodb.TypeRegistry, resp, new(dynamodb.GetItemOutput)))
	require.NoError(t, own.DeserializeResponse(t.Context(), schema, dynamodb.TypeRegistry, resp, new(dynamodb.GetItemOutput)))
}

// The tests would be worth little if everything were left to the SDK.
func TestCommonRequestsAndAnswersDoNotNeedTheSDK(t *testing.T) {
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			op := operationNamed(name)
			require.Equal(t, op.input, shape.input.Elem())
			require.Equal(t, op.output, shape.output.Elem())
			in, out := newFull(op.input), newFull(op.output)
			body, ok := encode(in.(smithy.Serializable))
			require.True(t, ok)
			data, err := ReadBody(body, body.Len())
			require.NoError(t, err)
			require.True(t, json.Valid(data))
			require.True(t, decode([]byte(sdkWrite(t, out)), newEmpty(op.output)))
		})
	}
}

func TestTheProtocolHasTheSDKsName(t *testing.T) {
	require.Equal(t, sdk.ID(), own.ID())
	require.Equal(t, sdk.HasInitialEventMessage(), own.HasInitialEventMessage())
}
