package csvitems

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

func TestWrittenForm(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, Options{Columns: []column.Column{{Name: "pk", Type: column.S}, {Name: "b", Type: column.B}, {Name: "s", Type: column.SS}, {Name: "m", Type: column.M}, {Name: "x", Type: column.ANY}}})
	require.NoError(t, err)
	for _, item := range []record.Item{
		{"pk": s("a")},
		{"pk": s(""), "b": &types.AttributeValueMemberB{}},
		{"pk": s("a,\"b\""), "b": &types.AttributeValueMemberB{Value: []byte{0, 1}}},
		{"pk": s("\r"), "s": &types.AttributeValueMemberSS{Value: []string{"a"}}},
		{"m": &types.AttributeValueMemberM{Value: record.Item{}}, "x": n("1")},
		{"pk": s(" a")},
		{},
	} {
		require.NoError(t, w.Write(item))
	}
	assert.Zero(t, out.Len())
	require.NoError(t, w.Flush())
	assert.Equal(t, `pk:S,b:B,s:SS,m:M,x:ANY
a,,,,
"$""""","$""""",,,
"a,""b""",AAE=,,,
"$""\r""",,"[""a""]",,
,,,{},"{""N"":""1""}"
" a",,,,
,,,,
`, out.String())
}

func TestUnfitItemsAreRefusedWhole(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, Options{NoHeader: true, Columns: []column.Column{{Name: "pk", Type: column.S}, {Name: "n", Type: column.N}, {Name: "x", Type: column.ANY}, {Name: "z", Type: column.NULL}, {Name: "ns", Type: column.NS}}})
	require.NoError(t, err)
	require.NoError(t, w.Write(record.Item{"pk": s("before")}))
	k := s("k")
	requireUnfit(t, w.Write(record.Item{"pk": k, "other": k, "another": k}), "another", "no column")
	requireUnfit(t, w.Write(record.Item{"pk": k, "": k}), "", "no column")
	requireUnfit(t, w.Write(record.Item{"pk": n("1")}), "pk", "type N doesn't fit in the column, which is S")
	requireUnfit(t, w.Write(record.Item{"pk": nil}), "pk", "no value")
	requireUnfit(t, w.Write(record.Item{"pk": s("secret\xff")}), "pk", "UTF-8")
	requireUnfit(t, w.Write(record.Item{"pk": k, "n": n("secret")}), "n", "not a number")
	requireUnfit(t, w.Write(record.Item{"pk": k, "x": s("secret\xff")}), "x", "")
	requireUnfit(t, w.Write(record.Item{"pk": k, "x": n("secret")}), "x", "")
	requireUnfit(t, w.Write(record.Item{"pk": k, "z": &types.AttributeValueMemberNULL{}}), "z", "")
	err = w.Write(record.Item{"pk": k, "ns": &types.AttributeValueMemberNS{Value: []string{"secret"}}})
	requireUnfit(t, err, "ns", "")
	assert.NotContains(t, err.Error(), "secret")
	require.NoError(t, w.Write(record.Item{"pk": s("after")}))
	require.NoError(t, w.Close())
	assert.Equal(t, "before,,,,\nafter,,,,\n", out.String())
}

func TestWriterOptionsThatCannotBe(t *testing.T) {
	a := column.Column{Name: "a", Type: column.S}
	for want, o := range map[string]Options{
		"no columns":      {},
		"same name":       {Columns: []column.Column{a, a}},
		"has no type":     {Columns: []column.Column{a, {Name: "b"}}},
		"no name":         {Columns: []column.Column{a, {Type: column.S}}},
		"carriage return": {Columns: []column.Column{{Name: "a\r", Type: column.S}}},
		"UTF-8":           {Columns: []column.Column{{Name: "a\xff", Type: column.S}}},
		"delimiter":       {Columns: []column.Column{a}, Delimiter: '\n'},
		"16385 columns":   {Columns: make([]column.Column, MaxColumns+1)},
	} {
		_, err := NewWriter(&bytes.Buffer{}, o)
		assert.ErrorContains(t, err, want)
	}
	for _, delimiter := range []rune{'"', '\r', '\n', '\ufffd', -1, 0x110000} {
		_, err := NewWriter(&bytes.Buffer{}, Options{Columns: []column.Column{a}, Delimiter: delimiter})
		assert.ErrorContains(t, err, "delimiter", "%q", delimiter)
	}
}

// limited counts writes, and fails from the second on.
type limited struct{ writes, bytes int }

var errFull = errors.New("no space left on device")

func (l *limited) Write(p []byte) (int, error) {
	if l.writes++; l.writes > 1 {
		return 0, errFull
	}
	l.bytes += len(p)
	return len(p), nil
}

func TestWriterHoldsLittleAndItsErrorsAreFinal(t *testing.T) {
	out := &limited{}
	w, err := NewWriter(out, Options{Columns: []column.Column{{Name: "pk", Type: column.S}}})
	require.NoError(t, err)
	item := record.Item{"pk": s(strings.Repeat("a", 999))}
	var rows int
	for rows = 0; err == nil; rows++ {
		err = w.Write(item)
	}
	require.ErrorIs(t, err, errFull)
	assert.Less(t, rows, 2*bufferSize/1000+5)
	assert.GreaterOrEqual(t, out.bytes, bufferSize)
	assert.Equal(t, err, w.Write(item))
	assert.Equal(t, err, w.Flush())
	assert.Equal(t, err, w.Close())
	assert.Equal(t, 2, out.writes)
}
