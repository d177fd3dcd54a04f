package expr

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The files in testdata hold what DynamoDB Local 1.25.1 answered to expressions of every
// kind, right and wrong, some by hand and some drawn at random, on one item: request.json
// has the item and the placeholders, the others a line for each expression.

// jsonValue is an attribute value in DynamoDB's JSON.
type jsonValue struct {
	S    *string
	N    *string
	B    []byte
	BOOL *bool
	NULL *bool
	SS   []string
	NS   []string
	BS   [][]byte
	L    *[]jsonValue
	M    *map[string]jsonValue
}

func (v jsonValue) value() types.AttributeValue {
	switch {
	case v.S != nil:
		return &types.AttributeValueMemberS{Value: *v.S}
	case v.N != nil:
		return &types.AttributeValueMemberN{Value: *v.N}
	case v.B != nil:
		return &types.AttributeValueMemberB{Value: v.B}
	case v.BOOL != nil:
		return &types.AttributeValueMemberBOOL{Value: *v.BOOL}
	case v.NULL != nil:
		return &types.AttributeValueMemberNULL{Value: *v.NULL}
	case v.SS != nil:
		return &types.AttributeValueMemberSS{Value: v.SS}
	case v.NS != nil:
		return &types.AttributeValueMemberNS{Value: v.NS}
	case v.BS != nil:
		return &types.AttributeValueMemberBS{Value: v.BS}
	case v.L != nil:
		l := make([]types.AttributeValue, len(*v.L))
		for i, e := range *v.L {
			l[i] = e.value()
		}
		return &types.AttributeValueMemberL{Value: l}
	case v.M != nil:
		return &types.AttributeValueMemberM{Value: values(*v.M)}
	}
	return nil
}

func values(m map[string]jsonValue) map[string]types.AttributeValue {
	out := make(map[string]types.AttributeValue, len(m))
	for name, v := range m {
		out[name] = v.value()
	}
	return out
}

// recordedRequest returns the item and new placeholders of the recorded requests.
func recordedRequest(t require.TestingT) (map[string]types.AttributeValue, *Params) {
	data, err := os.ReadFile("testdata/request.json")
	require.NoError(t, err)
	var request struct {
		Item, Values map[string]jsonValue
		Names        map[string]string
	}
	require.NoError(t, json.Unmarshal(data, &request))
	text := ""
	params, err := NewParams(request.Names, values(request.Values), Expression{ConditionExpression, &text})
	require.NoError(t, err)
	return values(request.Item), params
}

// answer is what was recorded of one expression: an error, the truth of a condition, or
// the item that an update or a projection leaves.
type answer struct {
	Src    string
	Error  string
	Result bool
	Item   map[string]jsonValue
}

func recorded(t require.TestingT, file string) []answer {
	var answers []answer
	for _, line := range lines(t, file) {
		var a answer
		require.NoError(t, json.Unmarshal([]byte(line), &a))
		answers = append(answers, a)
	}
	return answers
}

func lines(t require.TestingT, file string) []string {
	data, err := os.ReadFile("testdata/" + file)
	require.NoError(t, err)
	require.NotEmpty(t, data)
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

// deliberate are the answers where we know or believe Local to differ from the service, by
// the expression: the error of the service, or "".
var deliberate = map[string]string{
	// SIZE is among the documented reserved words.
	"size = :n":   "Invalid FilterExpression: Attribute name is a reserved keyword; reserved keyword: size",
	"a.size = :n": "Invalid FilterExpression: Attribute name is a reserved keyword; reserved keyword: size",
	"a = size":    "Invalid FilterExpression: Attribute name is a reserved keyword; reserved keyword: size",
	// Local stumbles if the placeholder is defined: "Internal server error".
	"a.:n = :n": "Invalid FilterExpression: An expression attribute name used in the document path is not defined; attribute name: :n",
	// Local adds types there that no attribute has, in an order that isn't always the same.
	"attribute_type(a, b)": "Invalid FilterExpression: Incorrect operand type for operator or function; operator or function: attribute_type, operand type: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}",
	// The limit of 4 KB counts bytes, Local counts characters.
	strings.Repeat("é", 2049): "Invalid FilterExpression: Expression size has exceeded the maximum allowed size; expression size: 4098",
}

func checkError(t *testing.T, a answer, err error) {
	t.Helper()
	want := a.Error
	if d, ok := deliberate[a.Src]; ok {
		want = d
	}
	got := ""
	if err != nil {
		got = message(err)
	}
	assert.Equal(t, want, got, "%s", a.Src)
}

func TestConditionsAnswerAsRecorded(t *testing.T) {
	for _, a := range recorded(t, "conditions.jsonl") {
		item, params := recordedRequest(t)
		c, err := ParseCondition(FilterExpression, a.Src, params)
		checkError(t, a, err)
		if err == nil && a.Error == "" {
			assert.Equal(t, a.Result, c.Eval(Item(item)), a.Src)
		}
	}
}

func TestUpdatesAnswerAsRecorded(t *testing.T) {
	for _, a := range recorded(t, "updates.jsonl") {
		item, params := recordedRequest(t)
		u, err := ParseUpdate(a.Src, params)
		var got map[string]types.AttributeValue
		if err == nil {
			got, err = u.Apply(item)
		}
		checkError(t, a, err)
		if err == nil && a.Error == "" {
			checkItem(t, a, got)
		}
		before, _ := recordedRequest(t)
		assert.Equal(t, before, item, "%s: changed its input", a.Src)
	}
}

func TestProjectionsAnswerAsRecorded(t *testing.T) {
	for _, a := range recorded(t, "projections.jsonl") {
		item, params := recordedRequest(t)
		p, err := ParseProjection(a.Src, params)
		checkError(t, a, err)
		if err == nil && a.Error == "" {
			checkItem(t, a, p.Apply(Item(item)))
		}
	}
}

func checkItem(t *testing.T, a answer, got map[string]types.AttributeValue) {
	t.Helper()
	want := &types.AttributeValueMemberM{Value: values(a.Item)}
	if !equalValues(want, &types.AttributeValueMemberM{Value: got}) {
		assert.Equal(t, want.Value, got, a.Src)
	}
}
