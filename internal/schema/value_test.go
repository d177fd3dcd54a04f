package schema

import (
	"errors"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func avS(v string) types.AttributeValue { return &types.AttributeValueMemberS{Value: v} }
func avN(v string) types.AttributeValue { return &types.AttributeValueMemberN{Value: v} }
func avB(v string) types.AttributeValue { return &types.AttributeValueMemberB{Value: []byte(v)} }

type keys struct {
	Str   string    `dynactor:"partition"`
	Num   int       `dynactor:"sort"`
	Bin   []byte    `dynactor:"gsi:by-bin:partition"`
	Text  int       `dynamodbav:",string" dynactor:"gsi:by-text:partition"`
	Unix  time.Time `dynamodbav:",unixtime" dynactor:"gsi:by-unix:partition"`
	Any   any       `dynactor:"gsi:by-any:partition"`
	Picky picky     `dynactor:"gsi:by-picky:partition"`
}

func keyAttribute(t require.TestingT, field string) Attribute {
	for _, a := range of[keys](t).keyAttributes() {
		if a.Field == field {
			return a
		}
	}
	require.Fail(t, "no attribute", field)
	return Attribute{}
}

func TestGoValuesBecomeKeyValuesAsTheFieldIsMarshalled(t *testing.T) {
	at, n := time.Unix(1234567890, 0), 7
	for _, tt := range []struct {
		field string
		in    any
		want  types.AttributeValue
	}{
		{"Str", "a", avS("a")},
		{"Str", email("a"), avS("a")},
		{"Str", byValue{"a"}, avS("a")},
		{"Str", avS("a"), avS("a")},
		{"Str", strings.Repeat("x", 2048), avS(strings.Repeat("x", 2048))},
		{"Num", -7, avN("-7")},
		{"Num", 0, avN("0")},
		{"Num", &n, avN("7")},
		{"Num", int8(7), avN("7")},
		{"Num", int64(math.MinInt64), avN("-9223372036854775808")},
		{"Num", uint64(math.MaxUint64), avN("18446744073709551615")},
		{"Num", 1.5, avN("1.5")},
		{"Num", attributevalue.Number("1.50"), avN("1.50")},
		{"Num", time.Second, avN("1000000000")},
		{"Bin", []byte("a"), avB("a")},
		{"Bin", [2]byte{'a', 'b'}, avB("ab")},
		{"Bin", byPointer{"a"}, avB("a")},
		{"Bin", &byPointer{"a"}, avB("a")},
		{"Text", 7, avS("7")},
		{"Text", int64(7), avS("7")},
		{"Text", uint8(7), avS("7")},
		{"Text", "7", avS("7")},
		{"Unix", at, avN("1234567890")},
		{"Unix", &at, avN("1234567890")},
		{"Unix", 1234567890, avN("1234567890")},
		{"Any", "a", avS("a")},
		{"Any", 1, avN("1")},
		{"Any", []byte("a"), avB("a")},
		{"Picky", picky("secret"), avS("secret")},
	} {
		t.Run(tt.field+"/"+article(tt.in), func(t *testing.T) {
			got, err := keyAttribute(t, tt.field).Value(tt.in)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestWrongKeyValuesAreRefusedWithoutBeingQuoted(t *testing.T) {
	const secret = "secret"
	for _, tt := range []struct {
		field string
		in    any
		want  string
	}{
		{"Str", 1234567, `the partition key "Str" is a string, and the value given is an int: pass a string`},
		{"Str", []byte(secret), `the partition key "Str" is a string, and the value given is a []byte: pass a string`},
		{"Str", avN("1234567"), `the partition key "Str" is a string, and the value given is a number: pass a string`},
		{"Str", true, `the partition key "Str" is a string, and the value given is a bool: pass a string`},
		{"Str", struct{ A string }{secret}, `the partition key "Str" is a string, and the value given is a struct { A string }: pass a string`},
		{"Num", secret, `the sort key "Num" is a number, and the value given is a string: pass a number`},
		{"Bin", secret, `the partition key of index "by-bin" "Bin" is binary, and the value given is a string: pass a []byte`},
		{"Str", nil, `the partition key "Str" is missing: the value given is nil, pass a string`},
		{"Str", (*string)(nil), `the partition key "Str" is missing: the value given is a nil *string, pass a string`},
		{"Str", (*byValue)(nil), `the partition key "Str" is missing: the value given is a nil *schema.byValue, pass a string`},
		{"Str", (*types.AttributeValueMemberS)(nil), `the partition key "Str" is missing: the value given is a nil *types.AttributeValueMemberS, pass a string`},
		{"Str", "", `the partition key "Str" is empty: DynamoDB allows no empty string in a key`},
		{"Str", avS(""), `the partition key "Str" is empty: DynamoDB allows no empty string in a key`},
		{"Bin", []byte{}, `the partition key of index "by-bin" "Bin" is empty: DynamoDB allows no empty binary in a key`},
		{"Bin", []byte(nil), `the partition key of index "by-bin" "Bin" is empty: DynamoDB allows no empty binary in a key`},
		{"Str", strings.Repeat("secret!!", 257), `the partition key "Str" has 2056 bytes: DynamoDB allows 2048`},
		{"Bin", make([]byte, 2049), `the partition key of index "by-bin" "Bin" has 2049 bytes: DynamoDB allows 2048`},
		{"Str", "secret\xff", `the partition key "Str" isn't valid UTF-8: make the key binary, with []byte`},
		{"Num", math.NaN(), `the sort key "Num" is a number that DynamoDB can't hold: it must be finite`},
		{"Num", math.Inf(1), `the sort key "Num" is a number that DynamoDB can't hold`},
		{"Num", 1e300, `the sort key "Num" is a number that DynamoDB can't hold`},
		{"Num", attributevalue.Number(secret), `the sort key "Num" is a number that DynamoDB can't hold`},
		{"Any", true, `the partition key of index "by-any" "Any" is a boolean: a key is a string, a number or binary`},
		{"Any", nil, `is missing: the value given is nil, pass a string, number or binary`},
		{"Any", make(chan int), `can't be made of the value given, a chan int: pass a string, number or binary`},
		{"Picky", picky("secret 2"), `can't be marshalled from the value given, a schema.picky: its marshaller failed`},
		{"Any", panics{}, `can't be marshalled from the value given, a schema.panics: its marshaller failed`},
	} {
		t.Run(tt.field+"/"+article(tt.in), func(t *testing.T) {
			got, err := keyAttribute(t, tt.field).Value(tt.in)
			require.ErrorContains(t, err, tt.want)
			assert.Nil(t, got)
			assert.NotContains(t, err.Error(), secret)
			assert.NotContains(t, err.Error(), "1234567")
		})
	}
}

func TestAMarshalersErrorIsReachable(t *testing.T) {
	_, err := keyAttribute(t, "Picky").Value(picky("x"))
	var cause *marshalError
	require.True(t, errors.As(err, &cause))
	assert.EqualError(t, errors.Unwrap(cause), "not the secret: x")
}

func TestBytesOfAKeyAreCopied(t *testing.T) {
	given := []byte("a")
	v, err := keyAttribute(t, "Bin").Value(given)
	require.NoError(t, err)
	given[0] = 'b'
	assert.Equal(t, avB("a"), v)
}

// What a field is in an item, the same Go value is as a key.
func TestAKeyIsWhatTheItemsFieldIs(t *testing.T) {
	s := of[keys](t)
	rapid.Check(t, func(t *rapid.T) {
		it := keys{
			Str: rapid.StringN(1, 20, -1).Draw(t, "str"), Num: rapid.Int().Draw(t, "num"),
			Bin: rapid.SliceOfN(rapid.Byte(), 1, 20).Draw(t, "bin"), Text: rapid.Int().Draw(t, "text"),
			Unix: time.Unix(rapid.Int64Range(0, 1<<40).Draw(t, "unix"), 0), Any: rapid.Float64().Draw(t, "any"), Picky: "secret",
		}
		m, err := attributevalue.MarshalMap(&it)
		require.NoError(t, err)
		for _, a := range s.keyAttributes() {
			if a.Name == "" {
				continue
			}
			v, err := a.Value(reflect.ValueOf(it).FieldByName(a.Field).Interface())
			if a.Field == "Any" && err != nil {
				require.ErrorContains(t, err, "can't hold") // floats go further than DynamoDB's numbers
				continue
			}
			require.NoError(t, err)
			assert.Equal(t, m[a.Name], v, a.Name)
		}
	})
}

func TestAKeyNeedsExactlyTheTablesAttributes(t *testing.T) {
	s := of[keys](t)
	key, err := s.Key("a", 1)
	require.NoError(t, err)
	assert.Equal(t, map[string]types.AttributeValue{"Str": avS("a"), "Num": avN("1")}, key)
	_, err = s.Key("a", nil)
	assert.EqualError(t, err, `the sort key "Num" is missing: the value given is nil, pass a number`)
	_, err = s.Key(1, 1)
	assert.ErrorContains(t, err, `the partition key "Str" is a string`)
	_, err = s.Key("a", avS(strings.Repeat("x", 3)))
	assert.ErrorContains(t, err, `the sort key "Num" is a number, and the value given is a string`)

	alone := Untyped(reflect.TypeFor[map[string]any](), "id", "")
	key, err = alone.Key("a", nil)
	require.NoError(t, err)
	assert.Equal(t, map[string]types.AttributeValue{"id": avS("a")}, key)
	_, err = alone.Key("a", 1)
	assert.EqualError(t, err, `the table has no sort key, and an int is given as one: pass the partition key "id" alone`)

	sorted := Untyped(reflect.TypeFor[map[string]any](), "id", "at")
	_, err = sorted.Key("a", strings.Repeat("x", 1025))
	assert.EqualError(t, err, `the sort key "at" has 1025 bytes: DynamoDB allows 1024`)
}

func BenchmarkKey(b *testing.B) {
	s := Untyped(reflect.TypeFor[map[string]any](), "id", "")
	customers := make([]any, 64)
	for i := range customers {
		customers[i] = "customer-" + strconv.Itoa(i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := s.Key(customers[i%64], nil); err != nil {
			b.Fatal(err)
		}
	}
}
