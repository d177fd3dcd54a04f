package ddbjson

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl/jsonltest"
	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/codec"
)

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(jsonltest.Item(), 0, 4).Draw(t, "items")
		var b bytes.Buffer
		w := NewWriter(&b)
		for _, m := range items {
			require.NoError(t, w.Write(m))
		}
		require.NoError(t, w.Close())
		r := NewReader(&b, Options{})
		for i, m := range items {
			rec, err := r.Read()
			require.NoError(t, err)
			at := record.Place{Number: int64(i + 1), Line: int64(i + 1)}
			require.Equal(t, record.Record{Item: m, At: at}, rec)
		}
		_, err := r.Read()
		require.Equal(t, io.EOF, err)
	})
}

// An item alone in its line is never taken for something else, whatever its attributes are called.
func TestBareItemsAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := jsonltest.Item().Draw(t, "item")
		line, err := codec.AppendItem(nil, m)
		require.NoError(t, err)
		rec, err := NewReader(bytes.NewReader(line), Options{}).Read()
		require.NoError(t, err, "%s", line)
		require.Equal(t, m, rec.Item)
	})
}

func TestSameItemGivesTheSameBytes(t *testing.T) {
	m := dict(record.Item{"b": str("1"), "a": dict(record.Item{"é": num("2"), "z": str(""), "Z": str("\"\n")}), "c": &types.AttributeValueMemberSS{Value: []string{"y", "x"}}})
	const want = `{"Item":{"k":{"M":{"a":{"M":{"Z":{"S":"\"\n"},"z":{"S":""},"é":{"N":"2"}}},"b":{"S":"1"},"c":{"SS":["y","x"]}}},"l":{"L":[{"B":"AQ=="},{"NULL":true}]}}}` + "\n"
	list := &types.AttributeValueMemberL{Value: []types.AttributeValue{&types.AttributeValueMemberB{Value: []byte{1}}, &types.AttributeValueMemberNULL{Value: true}}}
	for range 20 {
		var b bytes.Buffer
		w := NewWriter(&b)
		require.NoError(t, w.Write(record.Item{"l": list, "k": m}))
		require.NoError(t, w.Flush())
		require.Equal(t, want, b.String())
	}
}

func TestNilIsWrittenAsEmpty(t *testing.T) {
	var b bytes.Buffer
	w := NewWriter(&b)
	require.NoError(t, w.Write(record.Item{
		"B": &types.AttributeValueMemberB{}, "BS": &types.AttributeValueMemberBS{Value: [][]byte{nil}}, "L": &types.AttributeValueMemberL{},
		"M": &types.AttributeValueMemberM{}, "NS": &types.AttributeValueMemberNS{}, "SS": &types.AttributeValueMemberSS{},
	}))
	require.NoError(t, w.Write(nil))
	require.NoError(t, w.Flush())
	require.Equal(t, `{"Item":{"B":{"B":""},"BS":{"BS":[""]},"L":{"L":[]},"M":{"M":{}},"NS":{"NS":[]},"SS":{"SS":[]}}}`+"\n{\"Item\":{}}\n", b.String())
}

func maps(levels int) types.AttributeValue {
	v := str("")
	for range levels {
		v = dict(record.Item{"m": v})
	}
	return v
}

func TestUnfitItemsAreRefusedWhole(t *testing.T) {
	var b bytes.Buffer
	w := NewWriter(&b)
	list := func(v types.AttributeValue) types.AttributeValue {
		return &types.AttributeValueMemberL{Value: []types.AttributeValue{v}}
	}
	for name, v := range map[string]types.AttributeValue{
		"nil": nil, "nil S": (*types.AttributeValueMemberS)(nil), "nil N": (*types.AttributeValueMemberN)(nil), "nil B": (*types.AttributeValueMemberB)(nil),
		"nil BOOL": (*types.AttributeValueMemberBOOL)(nil), "nil NULL": (*types.AttributeValueMemberNULL)(nil), "nil SS": (*types.AttributeValueMemberSS)(nil),
		"nil NS": (*types.AttributeValueMemberNS)(nil), "nil BS": (*types.AttributeValueMemberBS)(nil), "nil L": (*types.AttributeValueMemberL)(nil),
		"nil M": (*types.AttributeValueMemberM)(nil), "unknown": &types.UnknownUnionMember{Tag: "X"}, "false null": &types.AttributeValueMemberNULL{},
		"text": str("secret\xff"), "name": dict(record.Item{"\xff": str("")}), "number": num("secret"), "large number": num("1e126"),
		"text set": &types.AttributeValueMemberSS{Value: []string{"", "secret\xff"}}, "number set": &types.AttributeValueMemberNS{Value: []string{"1", "secret"}},
		"depth": jsonltest.Nested(32), "depth of maps": maps(32), "depth of a map": jsonltest.Nested(33),
	} {
		for _, v := range []types.AttributeValue{v, list(v), dict(record.Item{"x": v})} {
			err := w.Write(record.Item{"a": str("good"), name: v, "z": str("good")})
			var unfit *record.Unfit
			if assert.True(t, errors.As(err, &unfit), "%s: %v", name, err) {
				assert.Equal(t, name, unfit.Attribute)
				assert.NotContains(t, err.Error(), "secret")
			}
		}
	}
	require.Error(t, w.Write(record.Item{"\xff": str("")}))
	require.NoError(t, w.Write(record.Item{"deep": jsonltest.Nested(31)}))
	require.NoError(t, w.Close())
	require.Equal(t, 1, strings.Count(b.String(), "\n"))
	require.NotContains(t, b.String(), "good")
	rec, err := NewReader(&b, Options{}).Read()
	require.NoError(t, err)
	require.Equal(t, record.Item{"deep": jsonltest.Nested(31)}, rec.Item)
}
