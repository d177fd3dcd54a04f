package codec

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestInputThatIsNotJSONIsRefusedWithItsOffset(t *testing.T) {
	for _, tc := range []struct {
		name, data string
		offset     int
	}{
		{"nothing", ``, 0},
		{"white space", " \n", 2},
		{"an open object", `{`, 1},
		{"a name alone", `{"a"`, 4},
		{"no value", `{"a":`, 5},
		{"no colon", `{"a" 1}`, 5},
		{"a comma too many", `{"a":{"S":"b"},}`, 15},
		{"a comma first", `{,}`, 1},
		{"a missing comma", `{"a":{"S":"b"} "c":{}}`, 15},
		{"the wrong bracket", `{"a":{"L":[}}`, 11},
		{"a list closed as a map", `{"a":{"L":[{"S":"b"}}}`, 20},
		{"text behind it", `{} x`, 3},
		{"a second document", `{}{}`, 2},
		{"an open string", `{"a":{"S":"b`, 12},
		{"a control character", "{\"a\":{\"S\":\"b\x01\"}}", 12},
		{"an unknown escape", `{"a":{"S":"b\q"}}`, 12},
		{"a short escape", `{"a":{"S":"b\u12"}}`, 12},
		{"an escape at the end", `{"a":{"S":"b\`, 12},
		{"a word that isn't one", `{"a":{"BOOL":tru}}`, 16},
		{"a word that isn't null", `{"a":nul}`, 8},
		{"a number with a leading zero", `{"a":{"X":01}}`, 11},
		{"a number without digits", `{"a":{"X":-}}`, 11},
		{"a number without a fraction", `{"a":{"X":1.}}`, 12},
		{"a number without an exponent", `{"a":{"X":1e+}}`, 13},
		{"a name that is a number", `{5:{}}`, 1},
		{"a control character between", "{\x01}", 1},
		{"letters beyond ASCII between", "{\u00a0}", 1},
		{"skipped and open", `{"a":{"X":[[{"b":1`, 18},
		{"skipped without a name", `{"a":{"X":{1}}}`, 11},
		{"skipped without a second name", `{"a":{"X":{"b":1,2}}}`, 17},
		{"a bomb where nobody reads", `{"a":{"X":` + strings.Repeat("[", 1_000_000), 10 + maxSkipDepth},
	} {
		t.Run(tc.name, func(t *testing.T) {
			item, err := ParseItem([]byte(tc.data))
			var syntax *SyntaxError
			require.ErrorAs(t, err, &syntax)
			assert.Equal(t, tc.offset, syntax.Offset)
			assert.Contains(t, err.Error(), fmt.Sprint("offset ", tc.offset))
			assert.Nil(t, item)

			// The same inside a shape, and where nobody reads it.
			before := `{"TableName":"t","Item":`
			require.ErrorAs(t, Decode([]byte(before+tc.data), new(dynamodb.PutItemInput)), &syntax)
			require.ErrorAs(t, Decode([]byte(`{"Nothing":`+tc.data), new(dynamodb.PutItemInput)), &syntax)
		})
	}
	_, err := ParseValue([]byte(`{"S":"a"} x`))
	var syntax *SyntaxError
	require.ErrorAs(t, err, &syntax)
	assert.Equal(t, 10, syntax.Offset)
}

// The messages are those that the service puts into its SerializationException.
func TestJSONOfTheWrongTypeIsRefusedAsTheServiceDoes(t *testing.T) {
	const (
		structure = "Start of structure or map found where not expected"
		bytesOnly = "only base-64-encoded strings are convertible to bytes"
		badPad    = "Invalid last non-pad Base64 character dectected"
	)
	put, query := reflect.TypeFor[dynamodb.PutItemInput](), reflect.TypeFor[dynamodb.QueryInput]()
	batch, create := reflect.TypeFor[dynamodb.BatchWriteItemInput](), reflect.TypeFor[dynamodb.CreateTableInput]()
	for _, tc := range []struct {
		into       reflect.Type
		data, want string
	}{
		{put, `^5`, "Unexpected value type in payload"},
		{put, `^null`, "Unexpected value type in payload"},
		{put, `^[]`, "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.PutItemInput"},
		{put, `{"TableName":^5}`, "NUMBER_VALUE cannot be converted to String"},
		{put, `{"TableName":^-1.5e3}`, "DECIMAL_VALUE cannot be converted to String"},
		{put, `{"TableName":^true}`, "TRUE_VALUE cannot be converted to String"},
		{put, `{"TableName":^false}`, "FALSE_VALUE cannot be converted to String"},
		{put, `{"TableName":^[1]}`, "Unrecognized collection type class java.lang.String"},
		{put, `{"TableName":^{}}`, structure},
		{put, `{"ReturnValues":^5}`, "NUMBER_VALUE cannot be converted to String"},
		{put, `{"Item":^"a"}`, "Unexpected field type"},
		{put, `{"Item":^[]}`, "Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>"},
		{put, `{"Item":{"a":^5}}`, "Unexpected value type in payload"},
		{put, `{"Item":{"a":^[]}}`, "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue"},
		{put, `{"Item":{"a":{"S":^5}}}`, "NUMBER_VALUE cannot be converted to String"},
		{put, `{"Item":{"a":{"N":^true}}}`, "TRUE_VALUE cannot be converted to String"},
		{put, `{"Item":{"a":{"N":^{}}}}`, structure},
		{put, `{"Item":{"a":{"BOOL":^"true"}}}`, "Unexpected token received from parser"},
		{put, `{"Item":{"a":{"BOOL":^1}}}`, "NUMBER_VALUE cannot be converted to Boolean"},
		{put, `{"Item":{"a":{"NULL":^[]}}}`, "Unrecognized collection type class java.lang.Boolean"},
		{put, `{"Item":{"a":{"B":^5}}}`, bytesOnly},
		{put, `{"Item":{"a":{"B":^[]}}}`, "Unrecognized collection type class java.nio.ByteBuffer"},
		{put, `{"Item":{"a":{"B":^"23456"}}}`, "Base64 encoded length is expected a multiple of 4 bytes but found: 5"},
		{put, `{"Item":{"a":{"B":^"=+/="}}}`, badPad},
		{put, `{"Item":{"a":{"B":^"AAF="}}}`, badPad},
		{put, `{"Item":{"a":{"B":^"_-8="}}}`, badPad},
		{put, `{"Item":{"a":{"B":^"AA\r\n"}}}`, badPad},
		{put, `{"Item":{"a":{"SS":^"a"}}}`, "Unexpected field type"},
		{put, `{"Item":{"a":{"SS":^{}}}}`, structure},
		{put, `{"Item":{"a":{"SS":[^5]}}}`, "NUMBER_VALUE cannot be converted to String"},
		{put, `{"Item":{"a":{"NS":["1",^5]}}}`, "NUMBER_VALUE cannot be converted to String"},
		{put, `{"Item":{"a":{"BS":[^{}]}}}`, structure},
		{put, `{"Item":{"a":{"L":^"a"}}}`, "Unexpected field type"},
		{put, `{"Item":{"a":{"L":[^"a"]}}}`, "Unexpected value type in payload"},
		{put, `{"Item":{"a":{"M":^[]}}}`, "Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>"},
		{put, `{"Item":{"a":{"M":{"b":^7}}}}`, "Unexpected value type in payload"},
		{query, `{"Limit":^"23"}`, "STRING_VALUE cannot be converted to Integer"},
		{query, `{"Limit":^2147483648}`, "NUMBER_VALUE cannot be converted to Integer"},
		{query, `{"Limit":^-1e300}`, "NUMBER_VALUE cannot be converted to Integer"},
		{query, `{"Limit":^1e999}`, "NUMBER_VALUE cannot be converted to Integer"},
		{query, `{"Limit":^{}}`, structure},
		{query, `{"ConsistentRead":^"true"}`, "Unexpected token received from parser"},
		{query, `{"ExpressionAttributeNames":^[]}`, "Unrecognized collection type java.util.Map<java.lang.String, java.lang.String>"},
		{query, `{"ExpressionAttributeNames":{"#a":^5}}`, "NUMBER_VALUE cannot be converted to String"},
		{query, `{"ExpressionAttributeValues":{":a":^5}}`, "Unexpected value type in payload"},
		{query, `{"AttributesToGet":^"a"}`, "Unexpected field type"},
		{query, `{"AttributesToGet":^{}}`, structure},
		{query, `{"KeyConditions":{"a":^5}}`, "Unexpected value type in payload"},
		{query, `{"KeyConditions":{"a":^[]}}`, "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.Condition"},
		{batch, `{"RequestItems":{"t":^"a"}}`, badCast},
		{batch, `{"RequestItems":{"t":[^"a"]}}`, "Unexpected value type in payload"},
		{batch, `{"RequestItems":{"t":[{"PutRequest":^"a"}]}}`, "Unexpected field type"},
		{batch, `{"RequestItems":{"t":[{"PutRequest":^[]}]}}`, "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.PutRequest"},
		{batch, `{"RequestItems":^[]}`, "Unrecognized collection type java.util.Map<java.lang.String, java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>>"},
		{create, `{"ProvisionedThroughput":{"ReadCapacityUnits":^"5"}}`, "STRING_VALUE cannot be converted to Long"},
		{create, `{"ProvisionedThroughput":{"ReadCapacityUnits":^9223372036854775808}}`, "NUMBER_VALUE cannot be converted to Long"},
		{reflect.TypeFor[dynamodb.GetItemOutput](), `{"ConsumedCapacity":{"CapacityUnits":^"x"}}`, "STRING_VALUE cannot be converted to Double"},
		{reflect.TypeFor[dynamodb.GetItemOutput](), `{"ConsumedCapacity":{"CapacityUnits":^1e999}}`, "NUMBER_VALUE cannot be converted to Double"},
		{reflect.TypeFor[dynamodb.DescribeTableOutput](), `{"Table":{"CreationDateTime":^"NaN"}}`, "STRING_VALUE cannot be converted to Date"},
	} {
		t.Run(tc.data, func(t *testing.T) {
			offset := strings.IndexByte(tc.data, '^')
			err := Decode([]byte(strings.Replace(tc.data, "^", "", 1)), reflect.New(tc.into).Interface())
			assert.Equal(t, &TypeError{Offset: offset, Message: tc.want}, err)
		})
	}
}

// An error must not carry what a user stores.
func TestErrorsHoldNothingOfTheInput(t *testing.T) {
	for _, data := range []string{`{"a":{"S":"secret"`, `{"a":{"S":"secret\q"}}`, `{"a":{"B":"secret=="}}`, `{"a":{"N":987654321}}`, `{"secret":5}`,
		`{"secret":{}}`, `{"a":{"S":"secret","N":"secret"}}`} {
		_, err := ParseItem([]byte(data))
		require.Error(t, err)
		assert.NotContains(t, err.Error(), "secret")
		assert.NotContains(t, err.Error(), "987654321")
	}
}

func TestProblemsSpeakAsDynamoDBDoes(t *testing.T) {
	assert.Equal(t, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes", Empty.String())
	assert.Equal(t, "unknown problem 0", Problem(0).String())
	assert.Equal(t, "unknown problem 200", Problem(200).String())
}
