package ddbjson

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/record"
)

func str(s string) types.AttributeValue       { return &types.AttributeValueMemberS{Value: s} }
func num(s string) types.AttributeValue       { return &types.AttributeValueMemberN{Value: s} }
func dict(m record.Item) types.AttributeValue { return &types.AttributeValueMemberM{Value: m} }

// one reads a line that is the only one.
func one(t *testing.T, line string) (record.Record, *record.BadRecord) {
	r := NewReader(strings.NewReader(line), Options{})
	rec, err := r.Read()
	var bad *record.BadRecord
	if !errors.As(err, &bad) {
		require.NoError(t, err)
	} else {
		require.Equal(t, line, string(bad.Raw))
	}
	_, end := r.Read()
	require.Equal(t, io.EOF, end)
	return rec, bad
}

func TestLinesOfAllKinds(t *testing.T) {
	const meta = `"Metadata":{"WriteTimestampMicros":{"N":"1680109764000000"}}`
	for line, want := range map[string]record.Record{
		`{"pk":{"S":"a"}}`:           {Item: record.Item{"pk": str("a")}},
		` { "pk" : { "S" : "a" } } `: {Item: record.Item{"pk": str("a")}},
		`{}`:                         {Item: record.Item{}},
		`{"Item":{"pk":{"S":"a"},"n":{"N":"1.50"}}}`:            {Item: record.Item{"pk": str("a"), "n": num("1.50")}},
		"\t{ \"Item\" : {\"pk\":{\"S\":\"\\ud83d\\ude00\"}} } ": {Item: record.Item{"pk": str("😀")}},
		`{"Item":{}}`: {Item: record.Item{}},

		`{` + meta + `,"Keys":{"pk":{"S":"a"}},"NewImage":{"pk":{"S":"a"},"v":{"N":"2"}}}`:                             {Item: record.Item{"pk": str("a"), "v": num("2")}},
		`{` + meta + `,"Keys":{"pk":{"S":"a"}},"OldImage":{"pk":{"S":"a"},"v":{"N":"1"}},"NewImage":{"pk":{"S":"a"}}}`: {Item: record.Item{"pk": str("a")}},
		`{` + meta + `,"Keys":{"pk":{"S":"a"}},"OldImage":{"pk":{"S":"a"},"v":{"N":"1"}}}`:                             {Op: record.Delete, Item: record.Item{"pk": str("a")}},
		`{` + meta + `,"Keys":{"pk":{"S":"a"}}}`:                                                                       {Op: record.Delete, Item: record.Item{"pk": str("a")}},
		`{"Keys" : {"pk":{"S":"a"}} , ` + meta + ` }`:                                                                  {Op: record.Delete, Item: record.Item{"pk": str("a")}},
		`{"NewImage":{"pk":{"S":"a"}}}`:                                                                                {Item: record.Item{"pk": str("a")}},
		`{"OldImage":{"v":{"N":"1"}},"Keys":{"pk":{"S":"a"}}}`:                                                         {Op: record.Delete, Item: record.Item{"pk": str("a")}},

		// As the developer guide has it.
		`{"Metadata":{"WriteTimestampMicros":"1680109764000000"},"Keys":{"pk":{"S":"a"}}}`:                                  {Op: record.Delete, Item: record.Item{"pk": str("a")}},
		`{"Metadata": {"WriteTimestampMicros":1,"x":[{"y":"\\\":"}]} ,"Keys":{"pk":{"S":"a"}},"NewImage":{"pk":{"S":"b"}}}`: {Item: record.Item{"pk": str("b")}},

		// Attributes that are called like an envelope's members.
		`{"Item":{"S":"a"}}`:                      {Item: record.Item{"Item": str("a")}},
		`{"Item":{"S":"a"},"pk":{"S":"b"}}`:       {Item: record.Item{"Item": str("a"), "pk": str("b")}},
		`{"pk":{"S":"b"},"Item":{"M":{}}}`:        {Item: record.Item{"Item": dict(record.Item{}), "pk": str("b")}},
		`{"Keys":{"S":"a"},"NewImage":{"N":"1"}}`: {Item: record.Item{"Keys": str("a"), "NewImage": num("1")}},
		`{"Item":{"S":{"S":"a"}}}`:                {Item: record.Item{"S": str("a")}},
		`{"Item":{"M":{}}}`:                       {Item: record.Item{"Item": dict(record.Item{})}},
		`{"Item":{"M":{"M":{}}}}`:                 {Item: record.Item{"M": dict(record.Item{})}},
		`{"Item":{"M":{"M":{"M":{}}}}}`:           {Item: record.Item{"Item": dict(record.Item{"M": dict(record.Item{})})}},
		`{"Item":{"M":{"S":{"S":"a"}}}}`:          {Item: record.Item{"Item": dict(record.Item{"S": str("a")})}},
		`{"Item":{"NULL":true}}`:                  {Item: record.Item{"Item": &types.AttributeValueMemberNULL{Value: true}}},
		`{"Item":{"L":[]}}`:                       {Item: record.Item{"Item": &types.AttributeValueMemberL{Value: []types.AttributeValue{}}}},
	} {
		got, bad := one(t, line)
		if !assert.Nil(t, bad, line) {
			continue
		}
		want.At = record.Place{Number: 1, Line: 1}
		assert.Equal(t, want, got, line)
	}
}

func TestBadLines(t *testing.T) {
	deep := strings.Repeat(`{"L":[`, 32) + `{"S":"secret"}` + strings.Repeat(`]}`, 32)
	for line, want := range map[string]string{
		`[]`:                                 "not DynamoDB JSON at byte 1",
		`"secret"`:                           "not DynamoDB JSON at byte 1",
		`null`:                               "not DynamoDB JSON at byte 1",
		`{`:                                  "not JSON at byte 2",
		`{"pk":{"S":"secret"}`:               "not JSON at byte 21",
		`{"pk":{"S":"secret"}} {}`:           "more behind the item, from byte 23",
		`{"pk":{"S":"secret"}},`:             "more behind the item, from byte 22",
		`{"pk":"secret"}`:                    "not DynamoDB JSON at byte 7",
		`{"pk":null}`:                        `attribute "pk": no value`,
		`{"pk":{}}`:                          "not an attribute value at byte 7",
		`{"pk":{"S":null}}`:                  "not an attribute value at byte 7",
		`{"pk":{"s":"secret"}}`:              "not an attribute value at byte 7",
		`{"pk":{"S":"x","N":"1"}}`:           "more than one datatypes",
		`{"pk":{"S":"x","X":"1"}}`:           "more than its data type",
		`{"pk":{"S":"x","N":null}}`:          "more than its data type",
		`{"pk":{"S":"secret","S":"secret"}}`: `the name "S" is twice`,
		`{"pk":{"S":"secret"},"pk":{"S":"secret"}}`:         `the name "pk" is twice`,
		`{"pk":{"M":{"a":{"S":""},"\u0061":{"S":""}}}}`:     `the name "a" is twice`,
		`{"Item":{"pk":{"S":"1"}},"Item":{"pk":{"S":"2"}}}`: `the name "Item" is twice`,
		`{"Keys":{"pk":{"S":"1"}},"Keys":{"pk":{"S":"2"}}}`: `the name "Keys" is twice`,
		`{"Item":{"pk":{"S":"1"},"pk":{"S":"2"}}}`:          `the name "pk" is twice`,
		`{"pk":{"S":"\ud800"}}`:                             "surrogate",
		`{"\udc00":{"S":""}}`:                               "surrogate",
		"{\"pk\":{\"S\":\"\xff\"}}":                         "not UTF-8 at byte 13",
		`{"pk":{"N":"secret"}}`:                             `attribute "pk": not a number`,
		`{"pk":{"N":1}}`:                                    "not DynamoDB JSON at byte 12",
		`{"pk":{"N":"1e126"}}`:                              "outside DynamoDB's range",
		`{"pk":{"NS":["1","1e-131"]}}`:                      "outside DynamoDB's range",
		`{"pk":{"NS":[null]}}`:                              "not a number",
		`{"pk":{"SS":[null]}}`:                              "not an attribute value",
		`{"pk":{"BS":[null]}}`:                              "no value",
		`{"pk":{"L":[null]}}`:                               "no value",
		`{"pk":{"M":{"a":null}}}`:                           "no value",
		`{"pk":{"NULL":false}}`:                             "NULL is false",
		`{"pk":{"B":"AA"}}`:                                 "not DynamoDB JSON at byte 12",
		`{"pk":` + deep + `}`:                               "more than 31 lists and maps",
		`{"Item":{"pk":` + deep + `}}`:                      "more than 31 lists and maps",
		`{"pk":` + strings.Repeat(`{"M":{"a":`, 40) + `{"S":""}` + strings.Repeat(`}}`, 40) + `}`: "more than 31 lists and maps",
		`{"Metadata":{"t":1,"t":2},"Keys":{"pk":{"S":"a"}}}`:                                      "Metadata: not DynamoDB JSON at byte 18",
		`{"Metadata":[],"Keys":{"pk":{"S":"a"}}}`:                                                 "Metadata: not DynamoDB JSON at byte 13",
		`{"Metadata":null,"Keys":{"pk":{"S":"a"}}}`:                                               "Metadata: not DynamoDB JSON at byte 13",
		`{"Metadata":{"t":"\ud800"},"Keys":{"pk":{"S":"a"}}}`:                                     "Metadata: ",
		`{"Metadata":{"t":1},"Metadata":{"t":1},"Keys":{"pk":{"S":"a"}}}`:                         `the name "Metadata" is twice`,
		`{"Item":{"pk":{"N":"x"}}}`:                                                               `Item: attribute "pk": not a number`,
		`{"Item":{"pk":{"S":1}}}`:                                                                 "not DynamoDB JSON at byte 20",
		`{"Item":{"pk":{"S":"1"}}`:                                                                "not JSON at byte 25",
		`{"Item":{"pk":{"S":"1"}}}}`:                                                              "not JSON at byte 26",
		`{"Item":{"pk":{"S":"1"}},"Keys":{"pk":{"S":"1"}}}`:                                       "both an item and a change",
		`{"Keys":{}}`:                                    "neither NewImage nor Keys",
		`{"OldImage":{"pk":{"S":"1"}}}`:                  "neither NewImage nor Keys",
		`{"Metadata":{"t":{"N":"1"}}}`:                   "neither NewImage nor Keys",
		`{"Keys":{"pk":{"S":"1"}},"x":{"pk":{"S":"1"}}}`: "not an attribute value",
	} {
		_, bad := one(t, line)
		if assert.NotNil(t, bad, line) {
			assert.ErrorContains(t, bad, want, line)
			assert.NotContains(t, bad.Error(), "secret", line)
		}
	}
}

func TestMapsAreCountedAsLevels(t *testing.T) {
	nested := func(n int) string {
		return `{"pk":` + strings.Repeat(`{"M":{"a":`, n) + `{"S":""}` + strings.Repeat(`}}`, n) + `}`
	}
	_, bad := one(t, nested(31))
	require.Nil(t, bad)
	_, bad = one(t, nested(32))
	require.ErrorContains(t, bad, "more than 31 lists and maps")
}

// The receiver keeps Raw, so it must not be the reader's buffer.
func TestRawStaysAsItIs(t *testing.T) {
	r := NewReader(strings.NewReader(strings.Repeat("first\n", 20000)+"other\n"), Options{})
	_, err := r.Read()
	var bad *record.BadRecord
	require.ErrorAs(t, err, &bad)
	bad.Raw[0] = 'F'
	_ = append(bad.Raw, "xxxxxxxxxx"...)
	for range 19999 {
		_, err := r.Read()
		require.ErrorContains(t, err, "not JSON")
	}
	require.Equal(t, "First", string(bad.Raw), "overwritten by what was read later")
}

func TestDeepestNestingIsTaken(t *testing.T) {
	_, bad := one(t, `{"pk":`+strings.Repeat(`{"L":[`, 31)+`{"S":"x"}`+strings.Repeat(`]}`, 31)+`}`)
	require.Nil(t, bad)
}

func TestReadingGoesOnBehindBadLines(t *testing.T) {
	in := "\n{\"a\":{\"S\":\"1\"}}\nx\n\n" + `{"a":{"S":"` + strings.Repeat("x", 200) + "\"}}\n{\"Item\":{\"a\":{\"S\":\"2\"}}}"
	r := NewReader(strings.NewReader(in), Options{MaxLine: 100})
	rec, err := r.Read()
	require.NoError(t, err)
	require.Equal(t, record.Place{Number: 1, Line: 2}, rec.At)
	_, err = r.Read()
	require.EqualError(t, err, "line 3: not JSON at byte 1 of the line")
	_, err = r.Read()
	var bad *record.BadRecord
	require.ErrorAs(t, err, &bad)
	require.Equal(t, record.Place{Number: 3, Line: 5}, bad.At)
	require.Len(t, bad.Raw, 100)
	rec, err = r.Read()
	require.NoError(t, err)
	require.Equal(t, record.Record{Item: record.Item{"a": str("2")}, At: record.Place{Number: 4, Line: 6}}, rec)
	_, err = r.Read()
	require.Equal(t, io.EOF, err)
}

// Items must not alias the buffer of lines or anything else that is used again.
func TestItemsStayAsTheyAre(t *testing.T) {
	var in bytes.Buffer
	for i := range 500 {
		fmt.Fprintf(&in, `{"pk":{"S":"%04d"},"e":{"S":"\u0041%04d"},"b":{"B":"AAE="},"ss":{"SS":["%04d"]},"name%04d":{"N":"%d"}}`+"\n", i, i, i, i, i)
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
			"pk": str(id), "e": str("A" + id), "b": &types.AttributeValueMemberB{Value: []byte{0, 1}},
			"ss": &types.AttributeValueMemberSS{Value: []string{id}}, "name" + id: num(fmt.Sprint(i)),
		}, got)
	}
}
