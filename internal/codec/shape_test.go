package codec

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	smithy "github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fillings is how many random values each shape is tried with.
const fillings = 40

func forEachShape(t *testing.T, shapes []reflect.Type, f func(t *testing.T, fill filler, typ reflect.Type)) {
	require.NotEmpty(t, shapes)
	for _, typ := range shapes {
		t.Run(typ.Name(), func(t *testing.T) {
			fill := filler{rand.New(rand.NewPCG(3, uint64(len(typ.Name()))))}
			for range fillings {
				f(t, fill, typ)
			}
		})
	}
}

func filled(fill filler, typ reflect.Type) any {
	v := reflect.New(typ)
	fill.fill(v.Elem())
	return v.Interface()
}

func TestTheSDKHasAsManyOperationsAsExpected(t *testing.T) {
	assert.Greater(t, len(operations()), 55)
	assert.Greater(t, len(modeledErrors()), 30)
}

func TestInputsAreWrittenAsTheSDKWritesThem(t *testing.T) {
	forEachShape(t, inputs(), func(t *testing.T, fill filler, typ reflect.Type) {
		in := filled(fill, typ)
		own, err := Append(nil, in)
		require.NoError(t, err)
		require.JSONEq(t, string(sdkAppend(t, in.(smithy.Serializable))), string(own))
	})
}

func TestInputsComeBackAsTheyWere(t *testing.T) {
	forEachShape(t, inputs(), func(t *testing.T, fill filler, typ reflect.Type) {
		in := filled(fill, typ)
		data, err := Append(nil, in)
		require.NoError(t, err)
		back := reflect.New(typ).Interface()
		require.NoError(t, Decode(data, back))
		require.Equal(t, in, back, "%s", data)
	})
}

func TestOutputsReadAsTheSDKReadsThem(t *testing.T) {
	forEachShape(t, append(outputs(), modeledErrors()...), func(t *testing.T, fill filler, typ reflect.Type) {
		out := filled(fill, typ)
		data := sdkAppend(t, out.(smithy.Serializable))
		sdks, own := reflect.New(typ).Interface(), reflect.New(typ).Interface()
		require.NoError(t, sdkDecode(data, sdks.(smithy.Deserializable)))
		require.NoError(t, Decode(data, own))
		require.Equal(t, sdks, own, "%s", data)
	})
}

func TestTheSDKReadsWhatIsWritten(t *testing.T) {
	forEachShape(t, append(outputs(), modeledErrors()...), func(t *testing.T, fill filler, typ reflect.Type) {
		out := filled(fill, typ)
		data, err := Append(nil, out)
		require.NoError(t, err)
		require.True(t, json.Valid(data))
		sdks := reflect.New(typ).Interface()
		require.NoError(t, sdkDecode(data, sdks.(smithy.Deserializable)))
		require.Equal(t, out, sdks, "%s", data)
	})
}

func TestEveryMemberOfTheSDKsSchemasHasAField(t *testing.T) {
	total := 0
	for _, typ := range append(append(inputs(), outputs()...), modeledErrors()...) {
		names := members(typ)
		pl, err := buildPlan(typ, nil)
		require.NoError(t, err)
		assert.Len(t, pl.fields, len(names), typ.Name())
		total += len(names)
		for name := range names {
			assert.Contains(t, pl.byName, name, typ.Name())
		}
	}
	assert.Greater(t, total, 400, "schemas were not found")
}

func TestZerosAreWrittenOnlyInAnswers(t *testing.T) {
	for _, tc := range []struct {
		name string
		from any
		want string
	}{
		{"a Count of 0 is an answer", &dynamodb.QueryOutput{}, `{"Count":0,"ScannedCount":0}`},
		{"MaxResults of 0 is not set", &dynamodb.ListContributorInsightsInput{}, `{}`},
		{"false is not set", &dynamodb.PutResourcePolicyInput{}, `{}`},
		{"a pointer to 0 is set", &dynamodb.QueryInput{Limit: aws.Int32(0)}, `{"Limit":0}`},
		{"an empty list is written", &dynamodb.QueryOutput{Items: []map[string]types.AttributeValue{}},
			`{"Count":0,"Items":[],"ScannedCount":0}`},
		{"an empty map is written", &dynamodb.BatchGetItemOutput{UnprocessedKeys: map[string]types.KeysAndAttributes{}},
			`{"UnprocessedKeys":{}}`},
		{"nothing of an answer without members", &dynamodb.PutItemOutput{}, `{}`},
		{"an error's message by its schema's name", &types.ResourceNotFoundException{Message: aws.String("m"), ErrorCodeOverride: aws.String("x")},
			`{"message":"m"}`},
		{"another error's message by its schema's name", &types.TransactionCanceledException{
			Message: aws.String("m"), CancellationReasons: []types.CancellationReason{{Code: aws.String("None")}}},
			`{"CancellationReasons":[{"Code":"None"}],"Message":"m"}`},
		{"throttling reasons in lower case", &types.ThrottlingException{
			Message: aws.String("m"), ThrottlingReasons: []types.ThrottlingReason{{Reason: aws.String("r")}}},
			`{"message":"m","throttlingReasons":[{"reason":"r"}]}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := Append([]byte("before"), tc.from)
			require.NoError(t, err)
			assert.Equal(t, "before"+tc.want, string(got))
		})
	}
}

func TestWhatIsReadOfAShape(t *testing.T) {
	for _, tc := range []struct {
		name, data string
		want       any
	}{
		{"nulls are absent", `{"TableName":null,"Key":null,"Limit":null}`, &dynamodb.GetItemInput{}},
		{"unknown members are skipped", `{"X":{"a":[1,{"b":null}],"c":"\"}"},"TableName":"t","Y":1e5}`,
			&dynamodb.GetItemInput{TableName: aws.String("t")}},
		{"names with escapes", `{"Table\u004eame":"t"}`, &dynamodb.GetItemInput{TableName: aws.String("t")}},
		{"the last of two members", `{"TableName":"a","TableName":"b"}`, &dynamodb.GetItemInput{TableName: aws.String("b")}},
		{"not another case", `{"tablename":"a"}`, &dynamodb.GetItemInput{}},
		{"white space everywhere", " {\n\"Limit\" :\t5 , \"KeyConditions\" : { } }\r\n",
			&dynamodb.QueryInput{Limit: aws.Int32(5), KeyConditions: map[string]types.Condition{}}},
		{"a fraction is cut off", `{"Limit":5.99}`, &dynamodb.QueryInput{Limit: aws.Int32(5)}},
		{"an exponent", `{"Limit":-2.1e3}`, &dynamodb.QueryInput{Limit: aws.Int32(-2100)}},
		{"null elements are zero", `{"AttributesToGet":["a",null]}`, &dynamodb.QueryInput{AttributesToGet: []string{"a", ""}}},
		{"null values are nil", `{"ExpressionAttributeValues":{":a":null}}`,
			&dynamodb.QueryInput{ExpressionAttributeValues: map[string]types.AttributeValue{":a": nil}}},
		{"either name of an error's message", `{"Message":"m"}`, &types.ResourceNotFoundException{Message: aws.String("m")}},
		{"the other name as well", `{"message":"m"}`, &types.TransactionCanceledException{Message: aws.String("m")}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := reflect.New(reflect.TypeOf(tc.want).Elem()).Interface()
			require.NoError(t, Decode([]byte(tc.data), got))
			assert.Equal(t, tc.want, got)
		})
	}
}

func TestShapesThatNobodyHas(t *testing.T) {
	type node struct{ Next *node }
	type odd struct{ F func() }
	type keyed struct{ M map[int]string }
	type indirect struct{ P **string }
	for name, v := range map[string]any{
		"nil": nil, "a struct": dynamodb.GetItemInput{}, "a nil pointer": (*dynamodb.GetItemInput)(nil), "a text": aws.String("x"),
		"one that holds itself": &node{}, "a function": &odd{}, "a map without names": &keyed{}, "a pointer to a pointer": &indirect{},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := Append([]byte("x"), v)
			assert.Error(t, err)
			assert.Equal(t, "x", string(out))
			assert.Error(t, Decode([]byte(`{}`), v))
		})
	}
}

// An export's lines are a struct of one's own around an item.
func TestAStructOfOnesOwnIsReadAndWritten(t *testing.T) {
	type line struct {
		Item map[string]types.AttributeValue
		Seq  int64
		Raw  []byte
		skip int
	}
	want := line{Item: order(1), Seq: 7, Raw: []byte{1, 2}, skip: 0}
	data, err := Append(nil, &want)
	require.NoError(t, err)
	var got line
	require.NoError(t, Decode(data, &got))
	assert.Equal(t, want, got)
}
