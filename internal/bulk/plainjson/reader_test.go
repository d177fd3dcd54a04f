package plainjson

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/record"
)

func str(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
func num(s string) types.AttributeValue { return &types.AttributeValueMemberN{Value: s} }
func bin(b ...byte) types.AttributeValue {
	return &types.AttributeValueMemberB{Value: append([]byte{}, b...)}
}
func dict(m record.Item) types.AttributeValue { return &types.AttributeValueMemberM{Value: m} }
func list(v ...types.AttributeValue) types.AttributeValue {
	return &types.AttributeValueMemberL{Value: append([]types.AttributeValue{}, v...)}
}

func TestValues(t *testing.T) {
	for in, want := range map[string]types.AttributeValue{
		`"a"`: str("a"), ` "" `: str(""), `"\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t\u0000é"`: str("é😀\"\\/\b\f\n\r\t\x00é"),
		`"` + strings.Repeat("long", 200) + `"`: str(strings.Repeat("long", 200)),
		`1`:                                     num("1"), `-0`: num("-0"), `0.10`: num("0.10"), `1E5`: num("1E5"), `1e-130`: num("1e-130"), `9.99e+125`: num("9.99e+125"),
		`12345678901234567890123456789012345678`: num("12345678901234567890123456789012345678"), `-0.000`: num("-0.000"),
		`1` + strings.Repeat("0", 120): num("1" + strings.Repeat("0", 120)),
		`true`:                         &types.AttributeValueMemberBOOL{Value: true}, `false`: &types.AttributeValueMemberBOOL{}, `null`: &types.AttributeValueMemberNULL{Value: true},
		`[]`: list(), `[ 1 , [ ] , {} ]`: list(num("1"), list(), dict(record.Item{})), `[1,2,3,4,5,6,7,8,9]`: list(num("1"), num("2"), num("3"), num("4"), num("5"), num("6"), num("7"), num("8"), num("9")),
		`{ "a" : { "b" : "c" } , "":1}`: dict(record.Item{"a": dict(record.Item{"b": str("c")}), "": num("1")}),

		`{"$B":"AAE="}`: bin(0, 1), `{ "$B" : "" }`: bin(), `{"\u0024B":"AA\u003d="}`: bin(0),
		`{"$SS":["a","\n"]}`: &types.AttributeValueMemberSS{Value: []string{"a", "\n"}}, `{"$SS":[]}`: &types.AttributeValueMemberSS{Value: []string{}},
		`{"$NS":["1", 2.50 ,"007"]}`:         &types.AttributeValueMemberNS{Value: []string{"1", "2.50", "007"}},
		`{"$BS":["AA==",""]}`:                &types.AttributeValueMemberBS{Value: [][]byte{{0}, {}}},
		`{"$M":{"$B":"AA=="}}`:               dict(record.Item{"$B": str("AA==")}),
		`{"$M":{"$M":{"$B":"AA=="}}}`:        dict(record.Item{"$M": bin(0)}),
		`{"$M":{"$M":{"$M":{"$B":"AA=="}}}}`: dict(record.Item{"$M": dict(record.Item{"$B": str("AA==")})}),
		`{"$M":{}}`:                          dict(record.Item{}),
		`{"$M":{"a":{"$B":"AA=="}}}`:         dict(record.Item{"a": bin(0)}),
		`{"$B":"AA==","b":1}`:                dict(record.Item{"$B": str("AA=="), "b": num("1")}),
		`{"b":1,"$B":"AA=="}`:                dict(record.Item{"$B": str("AA=="), "b": num("1")}),
		`{"$M":{"$B":"AA=="},"b":1}`:         dict(record.Item{"$M": bin(0), "b": num("1")}),
		`{"$SS":["}","\\\"}"],"b":1}`:        dict(record.Item{"$SS": list(str("}"), str(`\"}`)), "b": num("1")}),
		`{"$S":"a"}`:                         dict(record.Item{"$S": str("a")}),
		`{"$b":"a"}`:                         dict(record.Item{"$b": str("a")}),
		`[{"$B":"AA=="}]`:                    list(bin(0)),
	} {
		got, err := ParseValue([]byte(in))
		if assert.NoError(t, err, in) {
			assert.Equal(t, want, got, in)
		}
	}
}

func TestWhatIsNoValue(t *testing.T) {
	for in, want := range map[string]string{
		``: "JSON ends too early, at byte 1", ` `: "JSON ends too early, at byte 2", `"secret`: "ends too early, at byte 8", `"a\`: "ends too early", `[1,`: "ends too early", `{"a":`: "ends too early", `{"a"`: "ends too early",
		`{"$B":`: "ends too early", `{"$SS":[`: "ends too early", `{"$SS":["a"`: "ends too early", `{"$B":"AA=="`: "ends too early", `{"$M":{}`: "ends too early",
		`secret`: "not JSON, at byte 1", `tru`: "not JSON", `[1 2]`: "not JSON, at byte 4", `[1,]`: "not JSON, at byte 4", `{"a":1,}`: "not JSON, at byte 8", `{a:1}`: "not JSON, at byte 2", `{"a" 1}`: "not JSON, at byte 6", `{"a":1]`: "not JSON",
		`01`: "more behind the JSON value, at byte 2", `1 2`: "more behind", `-`: "ends too early", `-a`: "not JSON", `1.`: "ends too early", `1.e5`: "not JSON", `1e`: "ends too early", `1e+x`: "not JSON", `+1`: "not JSON", `.5`: "not JSON",
		"\"a\nb\"": "control character in a text, at byte 3", `"\x"`: "invalid escape", `"\u12g4"`: "invalid escape", `"\u12`: "invalid escape", `"secret\ud800"`: "surrogate pair, at byte 8", `"\udc00\ud800"`: "surrogate", `{"\ud800":1}`: "surrogate",
		"\"\xff\"": "UTF-8",
		`1e126`:    "DynamoDB's range", `1e-131`: "DynamoDB's range", strings.Repeat("1", 39): "38 significant digits", `0e99999999999`: "not a number", `[1,1e126]`: "at byte 4",
		`{"a":1,"b":2,"a":3}`: `the name "a" is twice in one object, at byte 14`, `{"a":1,"\u0061":2}`: `the name "a" is twice`, `{"$B":"AA==","$B":"AA=="}`: `the name "$B" is twice`, `{"$M":{"a":1,"a":2}}`: `the name "a" is twice`,
		`{"$B":1}`: `"$B" needs`, `{"$B":null}`: `"$B" needs`, `{"$B":"secret"}`: "base64 with padding, at byte 7", `{"$B":"AA"}`: "base64", `{"$B":"AB=="}`: "base64", `{"$B":"AAAA\n"}`: "base64", `{"$B":"AA==AA=="}`: "base64",
		`{"$SS":"secret"}`: `"$SS" needs`, `{"$SS":[1]}`: `"$SS" needs`, `{"$SS":["a",null]}`: `"$SS" needs`, `{"$NS":1}`: `"$NS" needs`, `{"$NS":[true]}`: `"$NS" needs`, `{"$NS":["secret"]}`: "not a number, at byte 9", `{"$NS":[1e126]}`: "DynamoDB's range",
		`{"$BS":{}}`: `"$BS" needs`, `{"$BS":["secret"]}`: "base64", `{"$BS":[1]}`: `"$BS" needs`, `{"$M":1}`: `"$M" needs`, `{"$M":[]}`: `"$M" needs`, `{"$SS":["a"]]}`: "not JSON",
		strings.Repeat(`[`, 32) + strings.Repeat(`]`, 32): "more than 31 lists and maps", strings.Repeat(`{"a":`, 32) + `1`: "more than 31 lists and maps",
		strings.Repeat(`{"$M":`, 63) + `{}` + strings.Repeat(`}`, 63): "more than 31 lists and maps",
		strings.Repeat(`[`, 1_000_000):                                "more than 31 lists and maps",
	} {
		v, err := ParseValue([]byte(in))
		name := in[:min(len(in), 100)]
		if assert.ErrorContains(t, err, want, name) {
			assert.Nil(t, v, name)
			assert.NotContains(t, err.Error(), "secret")
			var at *Error
			require.ErrorAs(t, err, &at)
			require.True(t, 0 <= at.Offset && at.Offset <= len(in))
		}
	}
}

func TestDeepestNestingIsTaken(t *testing.T) {
	for _, in := range []string{
		strings.Repeat(`[`, 31) + `1` + strings.Repeat(`]`, 31), strings.Repeat(`{"a":`, 31) + `1` + strings.Repeat(`}`, 31),
		strings.Repeat(`{"$M":`, 61) + `{}` + strings.Repeat(`}`, 61), // every second is a name
	} {
		_, err := ParseValue([]byte(in))
		require.NoError(t, err, in)
	}
}

// Reading what may be a tag must not take time that doubles with each level.
func TestNestedTagsAreReadInTime(t *testing.T) {
	inner := `{"a":"` + strings.Repeat("x", 1000) + `","b":1}`
	for range 29 {
		inner = `{"$M":` + inner + `,"b":1}`
	}
	start := time.Now()
	_, err := ParseValue([]byte(inner))
	require.NoError(t, err)
	require.Less(t, time.Since(start), 2*time.Second)
}

func TestReaderGivesItems(t *testing.T) {
	long := `{"a":"` + strings.Repeat("x", 200) + `"}`
	in := "\uFEFF{\"a\":1}\r\n\n[]\n{\"$B\":\"x\"}\n" + long + "\n{\"a\":\"\xff\"}\n{\"a\":1} {}\n \n{\"a\":1,\"a\":2}\n{\"b\":{\"$B\":\"AA==\"}}"
	type result struct {
		at   record.Place
		item record.Item
		bad  string
		raw  string
	}
	at := func(number, line int64) record.Place { return record.Place{Number: number, Line: line} }
	want := []result{
		{at(1, 1), record.Item{"a": num("1")}, "", ""},
		{at(2, 3), nil, "item isn't a JSON object, at byte 1", "[]"},
		{at(3, 4), record.Item{"$B": str("x")}, "", ""}, // an item is no tag
		{at(4, 5), nil, "line is longer than 100 bytes, which no item should be", long[:100]},
		{at(5, 6), nil, "not UTF-8 at byte 7 of the line", "{\"a\":\"\xff\"}"},
		{at(6, 7), nil, "more behind the JSON value, at byte 9", `{"a":1} {}`},
		{at(7, 9), nil, `the name "a" is twice in one object, at byte 8`, `{"a":1,"a":2}`},
		{at(8, 10), record.Item{"b": bin(0)}, "", ""},
	}
	r := NewReader(strings.NewReader(in), Options{MaxLine: 100})
	for _, w := range want {
		rec, err := r.Read()
		var bad *record.BadRecord
		if errors.As(err, &bad) {
			require.Equal(t, w, result{bad.At, nil, bad.Reason, string(bad.Raw)})
			continue
		}
		require.NoError(t, err)
		require.Equal(t, w, result{rec.At, rec.Item, "", ""})
		require.Equal(t, record.Put, rec.Op)
	}
	_, err := r.Read()
	require.Equal(t, io.EOF, err)
}

func TestPlainReaderKnowsNoTags(t *testing.T) {
	r := NewReader(strings.NewReader(`{"a":{"$B":5},"b":{"$M":{"$SS":"x"}}}`), Options{Plain: true})
	rec, err := r.Read()
	require.NoError(t, err)
	require.Equal(t, record.Item{"a": dict(record.Item{"$B": num("5")}), "b": dict(record.Item{"$M": dict(record.Item{"$SS": str("x")})})}, rec.Item)
}

// Items must not alias the buffer of lines or anything else that is used again.
func TestItemsStayAsTheyAre(t *testing.T) {
	var in bytes.Buffer
	for i := range 500 {
		fmt.Fprintf(&in, `{"pk":"%04d","e":"\u0041%04d","b":{"$B":"AAE="},"ss":{"$SS":["%04d"]},"l":[%d,"\n%d"],"name%04d":%d}`+"\n", i, i, i, i, i, i, i)
	}
	r := NewReader(&in, Options{MaxLine: 200})
	var items []record.Item
	for {
		rec, err := r.Read()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		items = append(items, rec.Item)
	}
	require.Len(t, items, 500)
	for i, got := range items {
		id := fmt.Sprintf("%04d", i)
		require.Equal(t, record.Item{
			"pk": str(id), "e": str("A" + id), "b": bin(0, 1), "ss": &types.AttributeValueMemberSS{Value: []string{id}},
			"l": list(num(fmt.Sprint(i)), str(fmt.Sprintf("\n%d", i))), "name" + id: num(fmt.Sprint(i)),
		}, got)
	}
}
