package plainjson

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
	"github.com/dynactor/dynactor/internal/number"
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

func TestValuesAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := jsonltest.Value(3).Draw(t, "value")
		out, err := AppendValue([]byte("x"), v)
		require.NoError(t, err)
		require.Equal(t, byte('x'), out[0])
		back, err := ParseValue(out[1:])
		require.NoError(t, err, "%s", out)
		require.Equal(t, v, back)
	})
}

func TestForms(t *testing.T) {
	m := record.Item{
		"b": bin(1), "bs": &types.AttributeValueMemberBS{Value: [][]byte{{1}, nil}}, "n": num("-1.50"), "ns": &types.AttributeValueMemberNS{Value: []string{"01", "2"}},
		"s": str("a\"é\x01"), "ss": &types.AttributeValueMemberSS{Value: []string{"y", "x"}}, "t": &types.AttributeValueMemberBOOL{Value: true},
		"f": &types.AttributeValueMemberBOOL{}, "0": &types.AttributeValueMemberNULL{Value: true}, "l": list(bin(), dict(record.Item{"z": num("1"), "a": num("2")})),
		"m": dict(record.Item{"$B": str("x")}), "mm": dict(record.Item{"$M": dict(record.Item{"$SS": list()})}), "m2": dict(record.Item{"$B": str("x"), "$M": str("y")}),
		"nil": list(&types.AttributeValueMemberL{}, &types.AttributeValueMemberM{}, &types.AttributeValueMemberSS{}, &types.AttributeValueMemberB{}),
	}
	const tagged = `{"0":null,"b":{"$B":"AQ=="},"bs":{"$BS":["AQ==",""]},"f":false,"l":[{"$B":""},{"a":2,"z":1}],"m":{"$M":{"$B":"x"}},"m2":{"$B":"x","$M":"y"},` +
		`"mm":{"$M":{"$M":{"$M":{"$SS":[]}}}},"n":-1.50,"nil":[[],{},{"$SS":[]},{"$B":""}],"ns":{"$NS":["01","2"]},"s":"a\"é\u0001","ss":{"$SS":["y","x"]},"t":true}` + "\n"
	const plain = `{"0":null,"b":"AQ==","bs":["AQ==",""],"f":false,"l":["",{"a":2,"z":1}],"m":{"$B":"x"},"m2":{"$B":"x","$M":"y"},` +
		`"mm":{"$M":{"$SS":[]}},"n":-1.50,"nil":[[],{},[],""],"ns":[1,2],"s":"a\"é\u0001","ss":["y","x"],"t":true}` + "\n"
	for range 20 {
		for want, open := range map[string]func(io.Writer) *Writer{tagged: NewWriter, plain: NewPlainWriter} {
			var b bytes.Buffer
			w := open(&b)
			require.NoError(t, w.Write(m))
			require.NoError(t, w.Flush())
			require.Equal(t, want, b.String())
		}
	}
}

func TestItemThatLooksLikeATagIsAnItem(t *testing.T) {
	var b bytes.Buffer
	w := NewWriter(&b)
	require.NoError(t, w.Write(record.Item{"$B": bin(1)}))
	require.NoError(t, w.Write(nil))
	require.NoError(t, w.Close())
	require.Equal(t, `{"$B":{"$B":"AQ=="}}`+"\n{}\n", b.String())
}

// Numbers keep their digits wherever JSON has the form, and are the same number where it hasn't.
func TestNumbersAreTheSame(t *testing.T) {
	for in, want := range map[string]string{
		"1": "1", "-1.50": "-1.50", "1E+5": "1E+5", "0": "0", "-0": "-0", "0.0": "0.0", "007": "7", "+1": "1", "-007.50": "-7.5", ".5": "0.5", "-.5": "-0.5", "5.": "5",
		"5.e1": "50", "00": "0", "1e-130": "1e-130",
	} {
		out, err := AppendValue(nil, num(in))
		require.NoError(t, err, in)
		require.Equal(t, want, string(out), in)
	}
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.StringMatching(`[-+]?[0-9]{0,5}\.?[0-9]{0,5}([eE][-+]?[0-9]{1,2})?`).Draw(t, "number")
		want, wantErr := number.Parse(in)
		out, err := AppendValue(nil, num(in))
		require.Equal(t, wantErr == nil, err == nil)
		if err != nil {
			return
		}
		v, err := ParseValue(out)
		require.NoError(t, err, "%s", out)
		got, err := number.Parse(v.(*types.AttributeValueMemberN).Value)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

func TestUnfitItemsAreRefusedWhole(t *testing.T) {
	var b bytes.Buffer
	w := NewWriter(&b)
	for name, v := range map[string]types.AttributeValue{
		"nil": nil, "nil S": (*types.AttributeValueMemberS)(nil), "nil N": (*types.AttributeValueMemberN)(nil), "nil B": (*types.AttributeValueMemberB)(nil),
		"nil BOOL": (*types.AttributeValueMemberBOOL)(nil), "nil NULL": (*types.AttributeValueMemberNULL)(nil), "nil SS": (*types.AttributeValueMemberSS)(nil),
		"nil NS": (*types.AttributeValueMemberNS)(nil), "nil BS": (*types.AttributeValueMemberBS)(nil), "nil L": (*types.AttributeValueMemberL)(nil),
		"nil M": (*types.AttributeValueMemberM)(nil), "unknown": &types.UnknownUnionMember{Tag: "X"}, "false null": &types.AttributeValueMemberNULL{},
		"text": str("secret\xff"), "name": dict(record.Item{"\xff": str("")}), "number": num("secret"), "large number": num("1e126"),
		"text set": &types.AttributeValueMemberSS{Value: []string{"", "secret\xff"}}, "number set": &types.AttributeValueMemberNS{Value: []string{"1", "secret"}},
		"depth": jsonltest.Nested(32), "depth of a map": jsonltest.Nested(33),
	} {
		for _, v := range []types.AttributeValue{v, list(v), dict(record.Item{"x": v})} {
			err := w.Write(record.Item{"a": str("good"), name: v, "z": str("good")})
			var unfit *record.Unfit
			if assert.True(t, errors.As(err, &unfit), "%s: %v", name, err) {
				assert.Equal(t, name, unfit.Attribute)
				assert.NotContains(t, err.Error(), "secret")
			}
			out, err := AppendValue([]byte("kept"), v)
			assert.Error(t, err, name)
			assert.Equal(t, "kept", string(out))
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
