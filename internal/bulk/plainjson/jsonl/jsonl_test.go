package jsonl

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/number"
)

func TestStringsAreReadBackByTheStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching("[\x00-\x7f\"\\\\é]{0,40}")).Draw(t, "text")
		out, ok := AppendString([]byte("x"), s)
		require.True(t, ok)
		var back string
		require.NoError(t, json.Unmarshal(out[1:], &back))
		require.Equal(t, s, back)
	})
	out, ok := AppendString([]byte("x"), "a\xff")
	require.False(t, ok)
	require.Equal(t, "x", string(out))
}

func TestPlainLenStopsAtTheFirstSpecialByte(t *testing.T) {
	for _, c := range []byte{0, '\n', 0x1f, '"', '\\'} {
		for n := range 40 {
			d := append(bytes.Repeat([]byte{'a'}, n), c)
			d = append(d, "\"\\\x00aé"...)
			require.Equal(t, n, PlainLen(d), "%q", d)
		}
	}
	for c := range 256 {
		special := c < ' ' || c == '"' || c == '\\'
		require.Equal(t, special, PlainLen(bytes.Repeat([]byte{byte(c)}, 9)) == 0, "%x", c)
	}
	require.Equal(t, 20, PlainLen(bytes.Repeat([]byte{0xff}, 20)))
}

func TestMembersAreCountedOutsideOfTexts(t *testing.T) {
	for doc, want := range map[string]int{
		`{}`: 0, `{"a":1}`: 1, `{"a:b":":","c":{"d":[":",{"e":1}]}}`: 4, `{"a\":":"\\","b":"\\\":"}`: 2,
		`{"\u003a":"\ud83d\ude00","\"":1}`: 2, `{"a":"\\ud800"}`: 1,
	} {
		require.True(t, json.Valid([]byte(doc)))
		n, err := Members([]byte(doc))
		require.NoError(t, err, doc)
		require.Equal(t, want, n, doc)
	}
	for _, doc := range []string{`{"\ud800":1}`, `["\udc00\ud800"]`, `["\ud83d\u0041"]`, `["\ud83dx\ude00"]`, `["\ud83d\"]`, `["\ud83d\ud83d"]`, `["\udc00"]`, `["\udc00\udc00"]`} {
		_, err := Members([]byte(doc))
		require.Equal(t, ErrSurrogate, err, doc)
	}
}

func TestDuplicateFindsTheFirstNameOfOneObject(t *testing.T) {
	for doc, want := range map[string]string{
		`{"a":1,"b":{"a":2,"c":[{"a":3},{"a":4}]}}`: "", `{"a":1,"a":2}`: "a", `[{"a":{"b":[],"b":{}}}]`: "b", `{"a":"a","b":"a"}`: "", `{"é":1,"\u00e9":2}`: "é",
	} {
		name, found := Duplicate([]byte(doc))
		require.Equal(t, want != "", found, doc)
		require.Equal(t, want, name, doc)
	}
}

func TestNumbersAreThoseOfDynamoDB(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.StringMatching(`[-+]?[0-9]{0,42}(\.[0-9]{0,5})?(e-?[0-9]{1,3})?`), rapid.StringMatching(`[0-9+-.eEx]{0,8}`)).Draw(t, "number")
		_, want := number.Parse(s)
		require.Equal(t, want == nil, CheckNumber(s) == nil, s)
	})
	require.Equal(t, errPrecision, CheckNumber(strings.Repeat("9", 39)))
	require.Equal(t, errRange, CheckNumber("1e126"))
	require.Equal(t, errRange, CheckNumber("1e-131"))
	for _, s := range []string{"secret", "", ".", "-", "1/2", "1:2", "1.2.3"} {
		require.Equal(t, errNotNumber, CheckNumber(s), s)
	}
}

func TestNamesOfMapsInsideEachOther(t *testing.T) {
	var n Names
	large := map[string]types.AttributeValue{}
	for _, c := range "qwertyuiopasdfghjklzxcvbnm" {
		large[string(c)] = nil
	}
	outer := n.Sorted(map[string]types.AttributeValue{"b": nil, "a": nil})
	inner := n.Sorted(large)
	require.Len(t, inner, 26)
	require.IsIncreasing(t, inner)
	n.Done(inner)
	require.Equal(t, []string{"a", "b"}, outer)
	n.Done(outer)
	require.Empty(t, n.stack)
	for _, s := range n.stack[:cap(n.stack)] {
		require.Empty(t, s, "a name is kept")
	}
}

func TestLongNamesAreCutInErrors(t *testing.T) {
	require.Equal(t, `"a\n"`, Quote("a\n"))
	require.Len(t, Quote(strings.Repeat("n", 1000)), maxQuoted+len(`""…`))
}

func TestOutWritesWholeLines(t *testing.T) {
	var b bytes.Buffer
	o := NewOut(&b)
	line := func(s string, err error) error {
		return o.Line(func(dst []byte) ([]byte, error) { return append(dst, s...), err })
	}
	require.NoError(t, line("a", nil))
	refused := errors.New("refused")
	require.Equal(t, refused, line(strings.Repeat("half", 1000), refused))
	require.NoError(t, line("b", nil))
	require.Empty(t, b.String(), "written too early")
	require.NoError(t, o.Flush())
	require.Equal(t, "a\nb\n", b.String())
	require.NoError(t, line(strings.Repeat("x", flushSize), nil))
	require.Equal(t, 4+flushSize+1, b.Len(), "too much is gathered")
	require.NoError(t, line("c", nil))
	require.NoError(t, o.Close())
	require.True(t, strings.HasSuffix(b.String(), "x\nc\n"))
	require.NoError(t, o.Close())
	require.Equal(t, ErrClosed, line("d", nil))
	require.Equal(t, ErrClosed, o.Flush())
}

func TestOutStopsAtAnError(t *testing.T) {
	for name, c := range map[string]struct {
		w    *failing
		want error
	}{"error": {&failing{err: io.ErrClosedPipe}, io.ErrClosedPipe}, "short": {&failing{}, io.ErrShortWrite}} {
		t.Run(name, func(t *testing.T) {
			o := NewOut(c.w)
			add := func(dst []byte) ([]byte, error) { return append(dst, 'a'), nil }
			require.NoError(t, o.Line(add))
			require.ErrorIs(t, o.Flush(), c.want)
			require.ErrorIs(t, o.Line(add), c.want)
			require.ErrorIs(t, o.Flush(), c.want)
			require.ErrorIs(t, o.Close(), c.want)
			require.Equal(t, 1, c.w.calls, "written behind an error")
		})
	}
}

type failing struct {
	err   error
	calls int
}

func (f *failing) Write(b []byte) (int, error) {
	f.calls++
	return len(b) - 1, f.err
}
