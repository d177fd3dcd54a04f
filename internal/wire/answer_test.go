package wire

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/require"
)

// A span is where a value stands in a document, and where the member that it is of begins.
type span struct{ member, start, end int }

// spans finds every value of a document without white space.
func spans(t *testing.T, document string) (all []span) {
	d := json.NewDecoder(strings.NewReader(document))
	d.UseNumber()
	var value func(member int)
	value = func(member int) {
		start := int(d.InputOffset())
		for strings.ContainsRune(",:", rune(document[start])) {
			start++
		}
		token, err := d.Token()
		require.NoError(t, err)
		switch token {
		case json.Delim('{'):
			for d.More() {
				at := int(d.InputOffset())
				if document[at] == ',' {
					at++
				}
				_, err := d.Token()
				require.NoError(t, err)
				value(at)
			}
			_, _ = d.Token()
		case json.Delim('['):
			for d.More() {
				value(-1)
			}
			_, _ = d.Token()
		}
		all = append(all, span{member, start, int(d.InputOffset())})
	}
	value(-1)
	return all
}

// sample is an answer with every member of the shape in it, and few entries in each list and map.
func sample(t *testing.T, op sdkOperation) string { return sdkWrite(t, newFull(op.output)) }

// repeated are the members that many answers have alike, and the operations that are enough for
// one of each type.
var repeated = map[string]string{
	"ConsumedCapacity":      "DeleteItem TransactGetItems",
	"ItemCollectionMetrics": "DeleteItem BatchWriteItem",
}

func TestAnswersWithAnOddValueAnywhereAreReadAsTheSDKReadsThem(t *testing.T) {
	for name := range shapes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			op := operationNamed(name)
			out := newFull(op.output)
			for member, in := range repeated {
				if f := reflect.ValueOf(out).Elem().FieldByName(member); f.IsValid() && !strings.Contains(in, name) {
					f.SetZero()
				}
			}
			document := sdkWrite(t, out)
			for _, s := range spans(t, document) {
				for _, odd := range oddValues {
					requireSameResult(t, op, ok(document[:s.start]+odd+document[s.end:]))
					if s.member >= 0 {
						requireSameResult(t, op, ok(document[:s.member]+`"Unknown":`+odd+","+document[s.member:]))
						// The member is there twice, the odd value first or last.
						key := document[s.member:s.start]
						requireSameResult(t, op, ok(document[:s.member]+key+odd+","+document[s.member:]))
						requireSameResult(t, op, ok(document[:s.end]+","+key+odd+document[s.end:]))
					}
				}
			}
		})
	}
}

func TestWhatIsNestedWithoutEndIsReadAsTheSDKReadsIt(t *testing.T) {
	op := operationNamed("Query")
	document := sample(t, op)
	for _, s := range spans(t, document) {
		for _, bomb := range bombs {
			requireSameResult(t, op, ok(document[:s.start]+bomb+document[s.end:]))
			if s.member >= 0 {
				requireSameResult(t, op, ok(document[:s.member]+`"Unknown":`+bomb+","+document[s.member:]))
			}
		}
	}
}

func TestABodyIsReadAsFarAsTheSDKReadsIt(t *testing.T) {
	op := operationNamed("GetItem")
	document := `{"Item":{"a":{"S":"` + strings.Repeat("long ", 10_000) + `"}}}`
	failing := errors.New("connection lost")
	for name, a := range map[string]answer{
		"known length":            ok(document),
		"unknown length":          {body: document, length: -1},
		"length said to be less":  {body: document, length: 10},
		"length said to be more":  {body: document, length: int64(len(document)) + 1},
		"length beyond memory":    {body: document, length: 1 << 60},
		"one byte after another":  {body: document, length: -1, reads: iotest.OneByteReader},
		"the end with the data":   {body: document, length: int64(len(document)), reads: iotest.DataErrReader},
		"cut off":                 {body: document[:1000], length: int64(len(document))},
		"trailing bytes":          {body: document + "x", length: -1},
		"trailing white space":    {body: document + " \n", length: -1},
		"nothing":                 {},
		"nothing, unknown length": {length: -1},
		"white space":             ok(" "),
		"null":                    ok("null"),
		"a byte order mark":       ok("\ufeff" + document),
		"an error at once":        {body: document, length: -1, reads: func(io.Reader) io.Reader { return iotest.ErrReader(failing) }},
		"an error on the way":     {body: document, length: -1, reads: iotest.TimeoutReader},
		"an error at the end": {body: document, length: int64(len(document)), reads: func(r io.Reader) io.Reader {
			return io.MultiReader(r, iotest.ErrReader(io.ErrUnexpectedEOF))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, a.status = range []int{0, 100, 199, 200, 201, 299, 300, 400, 500} {
				requireSameResult(t, op, a)
			}
		})
	}
}

// A retry hands the protocol the output that the attempt before has left. What was in it then
// stays where the second answer says nothing, in the SDK's protocol.
func TestAnOutputThatIsNotEmptyIsLeftToTheSDK(t *testing.T) {
	op := operationNamed("GetItem")
	used := func() any {
		return &dynamodb.GetItemOutput{
			Item:             map[string]types.AttributeValue{"old": &types.AttributeValueMemberS{Value: "x"}},
			ConsumedCapacity: &types.ConsumedCapacity{TableName: aws.String("t")},
		}
	}
	for _, body := range []string{`{}`, `{"Item":{"new":{}}}`, `{"Item":{"new":{"S":"x"}}}`, `{"ConsumedCapacity":{}}`, `{"Item":{"new":{"S":5}}}`} {
		want, got := receive(sdk, ok(body), op, used()), receive(own, ok(body), op, used())
		require.Equal(t, want, got, body)
	}
}

func TestAFirstAttemptLeavesWhatTheSDKLeaves(t *testing.T) {
	op := operationNamed("Query")
	for _, first := range []string{`{"Count":1,"Items":[{"a":{"S":"x"}}],"LastEvaluatedKey":{"a":`, `{"Count":"x"}`, `{"Items":[{"a":{}}],"Count":1.5}`, `{"Count":7} x`} {
		want, got := new(dynamodb.QueryOutput), new(dynamodb.QueryOutput)
		for _, body := range []string{first, `{"ScannedCount":5}`} {
			require.Equal(t, receive(sdk, ok(body), op, want), receive(own, ok(body), op, got), "%s then %s", first, body)
		}
	}
}

func TestADecodedAnswerHoldsNothingOfItsBody(t *testing.T) {
	op := operationNamed("Query")
	document := sample(t, op)
	var results []result
	for range 50 { // the buffer is the same one each time
		results = append(results, receive(own, ok(document), op, new(dynamodb.QueryOutput)))
		receive(own, ok(strings.Repeat(" ", len(document)-2)+"{}"), op, new(dynamodb.QueryOutput))
	}
	want := receive(sdk, ok(document), op, new(dynamodb.QueryOutput))
	for _, got := range results {
		require.Equal(t, want, got)
	}
}

func TestAnErrorHoldsNothingOfItsBody(t *testing.T) {
	op := operationNamed("GetItem")
	document := `{"Item":{"a":{"S":` + strings.Repeat("1", 100) + `}}}`
	want := receive(sdk, ok(document), op, new(dynamodb.GetItemOutput)).err.Error()
	var errs []error
	for range 50 {
		errs = append(errs, receive(own, ok(document), op, new(dynamodb.GetItemOutput)).err)
		receive(own, ok(strings.Repeat(" ", len(document))+"{}"), op, new(dynamodb.GetItemOutput))
	}
	for _, err := range errs {
		require.EqualError(t, err, want)
	}
}

// What is asked of other outputs than an operation's own is left to the SDK.
func TestAnOutputOfAnotherTypeIsTheSDKs(t *testing.T) {
	type another struct{ dynamodb.GetItemOutput }
	op := operationNamed("GetItem")
	body := ok(`{"Item":{"a":{"S":"x"}}}`)
	require.Equal(t, receive(sdk, body, op, new(another)), receive(own, body, op, new(another)))
	require.Equal(t, receive(sdk, body, op, new(dynamodb.QueryOutput)), receive(own, body, op, new(dynamodb.QueryOutput)))
	require.Equal(t, receive(sdk, body, op, (*dynamodb.GetItemOutput)(nil)), receive(own, body, op, (*dynamodb.GetItemOutput)(nil)))
}

func TestAnOperationWithoutAnOutputReadsNothing(t *testing.T) {
	resp := func() (*smithyhttp.Response, *strings.Reader) {
		r := strings.NewReader("{}")
		return &smithyhttp.Response{Response: &http.Response{StatusCode: 200, Body: io.NopCloser(r)}}, r
	}
	schema := operationNamed("GetItem").schema()
	schema.Output = nil
	for _, p := range []smithyhttp.ClientProtocol{sdk, own} {
		resp, body := resp()
		require.NoError(t, p.DeserializeResponse(t.Context(), schema, dynamodb.TypeRegistry, resp, new(dynamodb.GetItemOutput)))
		require.Equal(t, 2, body.Len())
	}
}
