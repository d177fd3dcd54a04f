package codec

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
)

var itemSeeds = []string{
	`{}`, `{"a":{"S":"b"}}`, `{"a":{"N":"1"},"b":{"B":"AAE="},"c":{"BOOL":true},"d":{"NULL":true}}`,
	`{"a":{"SS":["x","y"]},"b":{"NS":["1"]},"c":{"BS":["AA==","\/\/\/\/"]}}`,
	`{"a":{"L":[{"S":""},null,{}]},"b":{"M":{"c":{"L":[]},"d":null}}}`,
	"\t{ \"a\" :\n{ \"S\" : \"b\" } , \"c\" : { \"N\" : \"1\" } }\r\n",
	`{"\u0061\ud83d\ude00":{"\u0053":"\ud800 \udc00 \ud83d\ude00 \ud83d\u0041 \n\t\b\f\r\/\\\""}}`,
	"{\"a\":{\"S\":\"\xff\xc0 \xe2\x82 ok \xf0\x9f\x8e\x89 1234567\"}}", `{"a":{"S":"世界 世界 世界"}}`,
	`{"a":{"S":"1","N":"2"}}`, `{"a":{"S":"1","S":null}}`, `{"a":{"S":"1","S":"2"},"a":{"S":"3"}}`, `{"a":{"SS":[null]}}`, `{"a":{"NS":[null]}}`,
	`{"a":{"X":[{"y":[1.5e-3,-0,true,false,null,"z"]}],"S":"b"}}`, `{"a":{"S":5}}`, `{"a":5}`, `[]`, `null`, `{"a":{"B":"AAF="}}`, `{"a":{"B":"AA"}}`,
	`{"a":{"B":"AAE=\n"}}`, `{"a":{"S":"b"}} x`, `{"a":{"S":"b"`, `{"a":{"S":"b\`, `{"a":{"S":"b\u12`, `{"a":`, `{"a":{"S":"b"},}`, `{,}`, "{\"a\":{\"S\":\"\x01\"}}",
	`{"a":{"N":01}}`, `{"a":{"X":1.}}`, `{"a":{"X":-}}`, `{"a":{"X":1e+}}`, `{"a":{"X":tru}}`, "", " ", "\x00",
	`{"a":{"Sx:":"c","S":"b"}}`, `{"a":{"\":":1,"S":"b"}}`, `{"a":{"X":1,"S":"b"}}`, `{"a":{"S" :"b"}}`, `{"a":{"S":`, `{"a":{"":1,"S":"b"}}`,
	strings.Repeat(`{"a":{"M":`, 3) + `{}` + strings.Repeat(`}}`, 3),
	`{"a":` + strings.Repeat(`{"L":[`, 66) + strings.Repeat(`]}`, 66) + `}`,
	`{"a":` + strings.Repeat(`{"L":[`, 65) + `{"S":"x"}` + strings.Repeat(`]}`, 65) + `}`,
	`{"a":{"X":` + strings.Repeat(`[`, 200) + strings.Repeat(`]`, 200) + `}}`,
}

// FuzzItem compares with the model what is read, whether it is refused, and what comes back
// of it once it was written again.
func FuzzItem(f *testing.F) {
	for _, s := range itemSeeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := ParseItem(data)
		requireOffset(t, err, data)
		again, errAgain := ParseItem(data) // with the names and sizes that are known now
		require.Equal(t, got, again)
		require.Equal(t, err, errAgain)

		doc, wantErr := modelDocument(data)
		var want map[string]types.AttributeValue
		problems := 0
		if wantErr == nil {
			want, wantErr = modelItem(doc, 0, &problems)
		}
		var problem *ValueError
		soft := errors.As(err, &problem)
		if wantErr != nil {
			require.Error(t, err, "%v", wantErr)
			require.False(t, soft, "%v", wantErr)
			require.Nil(t, got)
			return
		}
		if err != nil && !soft {
			require.NoError(t, err)
		}
		require.Equal(t, want, got)
		require.Equal(t, problems > 0, soft)

		out, err := AppendItem(nil, got)
		if err != nil {
			return // it holds a marker or a null
		}
		require.True(t, json.Valid(out), "%s", out)
		back, err := ParseItem(out)
		if err == nil {
			require.Equal(t, got, back)
		} else {
			// The one value that is written and not read back: a nil binary in a set is null.
			require.Contains(t, string(out), "null")
		}
	})
}

// FuzzDecode looks for panics, wrong offsets, and documents that don't come back.
func FuzzDecode(f *testing.F) {
	for _, s := range itemSeeds {
		f.Add(`{"TableName":"t","Item":` + s + `}`)
	}
	for _, s := range []string{
		`{"RequestItems":{"t":[{"PutRequest":{"Item":{"a":{"S":"b"}}}},null,{"DeleteRequest":null}]}}`,
		`{"Limit":1e9,"AttributesToGet":["a",null],"ConsistentRead":true,"ExpressionAttributeNames":{"#a":"b"}}`,
		`{"TableDescription":{"CreationDateTime":1.5e9,"ItemCount":-9223372036854775808}}`,
		`{"ConsumedCapacity":{"CapacityUnits":"NaN","GlobalSecondaryIndexes":{"i":{"CapacityUnits":0.5}}}}`,
		`{"Responses":{"t":[{"a":{"N":"1"}},null]},"UnprocessedKeys":{}}`,
	} {
		f.Add(s)
	}
	shapes := []reflect.Type{
		reflect.TypeFor[dynamodb.PutItemInput](), reflect.TypeFor[dynamodb.BatchWriteItemInput](), reflect.TypeFor[dynamodb.QueryInput](),
		reflect.TypeFor[dynamodb.TransactWriteItemsInput](), reflect.TypeFor[dynamodb.BatchGetItemOutput](),
		reflect.TypeFor[dynamodb.DescribeTableOutput](), reflect.TypeFor[dynamodb.CreateTableOutput](), reflect.TypeFor[dynamodb.PutItemOutput](),
		reflect.TypeFor[types.TransactionCanceledException](),
	}
	f.Fuzz(func(t *testing.T, data string) {
		for _, typ := range shapes {
			v := reflect.New(typ).Interface()
			err := Decode([]byte(data), v)
			requireOffset(t, err, []byte(data))
			if err != nil {
				continue
			}
			require.True(t, json.Valid([]byte(data)))
			out, err := Append(nil, v)
			if err != nil {
				continue // a null attribute value
			}
			back := reflect.New(typ).Interface()
			require.NoError(t, Decode(out, back), "%s", out)
			again, err := Append(nil, back)
			require.NoError(t, err)
			if !bytes.Contains(out, []byte("DateTime")) { // reading one cuts a part of a millisecond off
				require.JSONEq(t, string(out), string(again))
			}
		}
	})
}

// FuzzText writes any text as the SDK does and reads it back as encoding/json does.
func FuzzText(f *testing.F) {
	for _, s := range texts {
		f.Add(s)
	}
	f.Add("\xff\xfe 12345678 \xe2\x82")
	f.Add("é12345678\x7f12345678")
	f.Add("é12345678\u2028\u202a12345678\u2029")
	f.Fuzz(func(t *testing.T, s string) {
		out := AppendString(nil, s)
		require.Equal(t, string(sdkAppend(t, &dynamodb.GetItemInput{TableName: &s})), `{"TableName":`+string(out)+`}`)
		var want string
		require.NoError(t, json.Unmarshal(out, &want))
		require.Equal(t, string([]rune(s)), want) // which also puts U+FFFD for each wrong byte
		v, err := ParseValue(append(append([]byte(`{"S":`), out...), '}'))
		require.NoError(t, err)
		require.Equal(t, &types.AttributeValueMemberS{Value: want}, v)
	})
}

// requireOffset checks that err is one of the three kinds, with an offset in the input.
func requireOffset(t *testing.T, err error, data []byte) {
	if err == nil {
		return
	}
	offset := -1
	switch err := err.(type) {
	case *SyntaxError:
		offset = err.Offset
	case *TypeError:
		offset = err.Offset
		require.NotEmpty(t, err.Message)
	case *ValueError:
		offset = err.Offset
	}
	require.True(t, 0 <= offset && offset <= len(data), "%v", err)
}
