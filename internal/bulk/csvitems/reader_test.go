package csvitems

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

func TestCellsWithoutATypeAreInferred(t *testing.T) {
	for cell, want := range map[string]types.AttributeValue{
		"a": s("a"), "0": n("0"), "-0": n("-0"), "12.50": n("12.50"), "1e5": n("1e5"), "1E+5": n("1E+5"), "-1.5e-3": n("-1.5e-3"),
		"007": s("007"), "+1": s("+1"), ".5": s(".5"), "1.": s("1."), "1e": s("1e"), "1e+": s("1e+"), "--1": s("--1"), "-": s("-"), "1 ": s("1 "), "-07": s("-07"), "0x1": s("0x1"),
		"NaN": s("NaN"), "1_000": s("1_000"), "true": &types.AttributeValueMemberBOOL{Value: true}, "false": &types.AttributeValueMemberBOOL{}, "True": s("True"), "null": s("null"),
		`"$"""""`: s(`$""`), `"[""a""]"`: s(`["a"]`), `"1"`: n("1"), `" a"`: s(" a"), "\"a\nb\"": s("a\nb"), "\"a,b\"": s("a,b"), "\"a\r\nb\"": s("a\nb"),
	} {
		got := readAll(t, NewReader(strings.NewReader("pk,x\nk,"+cell+"\n"), Options{}))
		require.NoError(t, got.err, cell)
		require.Equal(t, []record.Item{{"pk": s("k"), "x": want}}, got.items, cell)
	}
}

func TestTypedCells(t *testing.T) {
	for _, tt := range []struct {
		typ, cell string
		want      types.AttributeValue // nil: bad
		reason    string
	}{
		{"S", "007", s("007"), ""},
		{"S", "1", s("1"), ""},
		{"S", `$""`, s(""), ""},
		{"S", `$"\r\n"`, s("\r\n"), ""},
		{"S", `"a"`, s(`"a"`), ""},
		{"S", `$a`, s(`$a`), ""},
		{"S", `$"secret`, nil, `must be a JSON string`},
		{"S", `$"secret"x`, nil, `must be a JSON string`},
		{"S", "secret\xff", nil, "isn't UTF-8"},
		{"N", "007", n("007"), ""},
		{"N", "1e125", n("1e125"), ""},
		{"N", "secret", nil, "not a number"},
		{"N", "1e126", nil, "beyond DynamoDB's range"},
		{"N", strings.Repeat("9", 39), nil, "more than 38 digits"},
		{"", strings.Repeat("9", 39), nil, "more than 38 digits: if it is text, give the column the type S"},
		{"B", "AAE=", &types.AttributeValueMemberB{Value: []byte{0, 1}}, ""},
		{"B", `$""`, &types.AttributeValueMemberB{Value: []byte{}}, ""},
		{"B", "AAE", nil, "not base64"},
		{"B", "AAF=", nil, "not base64"},
		{"B", "AA\nE=", nil, "not base64"},
		{"BOOL", "TRUE", &types.AttributeValueMemberBOOL{Value: true}, ""},
		{"BOOL", "false", &types.AttributeValueMemberBOOL{}, ""},
		{"BOOL", "1", nil, "neither true nor false"},
		{"NULL", "NULL", &types.AttributeValueMemberNULL{Value: true}, ""},
		{"NULL", "nil", nil, "neither null nor empty"},
		{"SS", `["a","b"]`, &types.AttributeValueMemberSS{Value: []string{"a", "b"}}, ""},
		{"SS", `{"$SS":["a"]}`, &types.AttributeValueMemberSS{Value: []string{"a"}}, ""},
		{"SS", `["secret"],"$M":{}`, nil, ""},
		{"SS", `["secret"]}`, nil, ""},
		{"SS", `"secret"`, nil, "type S"},
		{"NS", `[1,"2"]`, &types.AttributeValueMemberNS{Value: []string{"1", "2"}}, ""},
		{"BS", `["AAE="]`, &types.AttributeValueMemberBS{Value: [][]byte{{0, 1}}}, ""},
		{"L", `["a",{"$B":""}]`, &types.AttributeValueMemberL{Value: []types.AttributeValue{s("a"), &types.AttributeValueMemberB{Value: []byte{}}}}, ""},
		{"L", `{"a":1}`, nil, "type M"},
		{"M", `{"a":1}`, &types.AttributeValueMemberM{Value: record.Item{"a": n("1")}}, ""},
		{"M", `{"$M":{"$B":"x"}}`, &types.AttributeValueMemberM{Value: record.Item{"$B": s("x")}}, ""},
		{"M", `{"$B":""}`, nil, "type B"},
		{"M", `secret`, nil, ""},
		{"ANY", `{"NS":["1"]}`, &types.AttributeValueMemberNS{Value: []string{"1"}}, ""},
		{"ANY", `{"S":""}`, s(""), ""},
		{"ANY", `secret`, nil, "not a value in DynamoDB JSON"},
		{"ANY", `{"N":"secret"}`, nil, "not a value in DynamoDB JSON"},
		{"ANY", `{"S":"secret","N":"1"}`, nil, "not a value in DynamoDB JSON"},
	} {
		header := "x"
		if tt.typ != "" {
			header += ":" + tt.typ
		}
		text := header + "\n\"" + strings.ReplaceAll(tt.cell, `"`, `""`) + "\"\n"
		got := readAll(t, NewReader(strings.NewReader(text), Options{}))
		require.NoError(t, got.err)
		if tt.want != nil {
			require.Equal(t, []record.Item{{"x": tt.want}}, got.items, "%s %s", tt.typ, tt.cell)
			continue
		}
		require.Len(t, got.bad, 1, "%s %s", tt.typ, tt.cell)
		assert.Contains(t, got.bad[0].Error(), tt.reason, "%s %s", tt.typ, tt.cell)
		assert.Contains(t, got.bad[0].Reason, `column "x": `)
		assert.NotContains(t, fmt.Sprintf("%v %v", got.bad[0], got.bad[0].Err), "secret")
		assert.Equal(t, record.Place{Number: 1, Line: 2}, got.bad[0].At)
	}
}

func TestEmptyCellIsAnAbsentAttribute(t *testing.T) {
	got := readAll(t, NewReader(strings.NewReader("a,b:S,c:ANY,d:NULL\n,\"\",,\nx,,,\n"), Options{}))
	require.NoError(t, got.err)
	assert.Equal(t, []record.Item{{}, {"a": s("x")}}, got.items)
}

func TestBadRowsArePassedOver(t *testing.T) {
	got := readAll(t, NewReader(strings.NewReader(strings.Join([]string{
		"pk,v", "a,1", "few", "b,2", "to,o,many", "\"c\nc\",3", `bare"quote,4`, "d,5", `"closed"early,6`, "e,7", "", "\"two\nlines\"x,8", "f,9", `"never closed,10`, "g,11"}, "\r\n")), Options{}))
	require.NoError(t, got.err)
	var keys []types.AttributeValue
	for _, item := range got.items {
		keys = append(keys, item["pk"])
	}
	assert.Equal(t, []types.AttributeValue{s("a"), s("b"), s("c\nc"), s("d"), s("e"), s("f")}, keys)
	assert.Equal(t, []record.Place{{Number: 1, Line: 2}, {Number: 3, Line: 4}, {Number: 5, Line: 6}, {Number: 7, Line: 9}, {Number: 9, Line: 11}, {Number: 11, Line: 15}}, got.at)
	type found struct {
		at  record.Place
		raw string
	}
	var bad []found
	for _, b := range got.bad {
		bad = append(bad, found{b.At, string(b.Raw)})
	}
	assert.Equal(t, []found{
		{record.Place{Number: 2, Line: 3}, "few"},
		{record.Place{Number: 4, Line: 5}, "to,o,many"},
		{record.Place{Number: 6, Line: 8}, `bare"quote,4`},
		{record.Place{Number: 8, Line: 10}, `"closed"early,6`},
		{record.Place{Number: 10, Line: 13}, "\"two\nlines\"x,8"},
		{record.Place{Number: 12, Line: 16}, "\"never closed,10\r\ng,11"},
	}, bad)
	assert.Equal(t, "1 cells for 2 columns", got.bad[0].Reason)
	assert.Equal(t, "3 cells for 2 columns", got.bad[1].Reason)
	assert.Contains(t, got.bad[2].Reason, "quote in a cell without quotes, line 8, column 5")
	assert.Contains(t, got.bad[3].Reason, "closing quote")
}

func TestByteOrderMarks(t *testing.T) {
	got := readAll(t, NewReader(strings.NewReader("\ufeff\"pk\"\na\nbad,\n"), Options{}))
	require.NoError(t, got.err)
	assert.Equal(t, []record.Item{{"pk": s("a")}}, got.items)
	assert.Equal(t, "bad,", string(got.bad[0].Raw))
	for _, mark := range []string{"\xff\xfe", "\xfe\xff"} {
		got = readAll(t, NewReader(strings.NewReader(mark+"p\x00"), Options{}))
		assert.ErrorContains(t, got.err, "UTF-16")
	}
}

func TestHeadersThatCannotBe(t *testing.T) {
	for text, want := range map[string]string{
		"":          "empty",
		"\ufeff":    "empty",
		"\r\n\n":    "empty",
		"a,b,a\n":   `columns 1 and 3 have the same name, "a"`,
		"a:S,a:N\n": `columns 1 and 2 have the same name, "a"`,
		"a,,b\n":    "column 2 has no name",
		"a,:S\n":    "column 2 has no name",
		"a,b\xff\n": "UTF-8",
		"a\"b,c\n":  "header",
		"\"a,b\n":   "header",
		"a" + strings.Repeat(",", MaxColumns) + "\n": "16385 columns",
	} {
		r := NewReader(strings.NewReader(text), Options{})
		_, err := r.Columns()
		require.ErrorContains(t, err, want)
		got := readAll(t, r)
		assert.Equal(t, err, got.err)
		assert.Empty(t, got.items)
		assert.Empty(t, got.bad)
	}
}

func TestHeaderCellsTakeTheLastColon(t *testing.T) {
	r := NewReader(strings.NewReader("a:b,b:c:S,a:S:N,x:s,y:,z:BOOL\n"), Options{})
	columns, err := r.Columns()
	require.NoError(t, err)
	assert.Equal(t, []column.Column{{Name: "a:b"}, {Name: "b:c", Type: column.S}, {Name: "a:S", Type: column.N}, {Name: "x:s"}, {Name: "y:"}, {Name: "z", Type: column.BOOL}}, columns)
}

func TestGivenColumns(t *testing.T) {
	given := []column.Column{{Name: "zip", Type: column.S}, {Name: "n"}}
	got := readAll(t, NewReader(strings.NewReader("a,1\n\"2\",3\n"), Options{Columns: given, NoHeader: true}))
	require.NoError(t, got.err)
	assert.Equal(t, []record.Item{{"zip": s("a"), "n": n("1")}, {"zip": s("2"), "n": n("3")}}, got.items)
	assert.Equal(t, record.Place{Number: 1, Line: 1}, got.at[0])

	got = readAll(t, NewReader(strings.NewReader("n:N,x,zip\n1,2,3\n"), Options{Columns: given}))
	require.NoError(t, got.err)
	assert.Equal(t, []record.Item{{"n": n("1"), "x": n("2"), "zip": s("3")}}, got.items)

	for text, want := range map[string]string{"n,x\n": `no column "zip"`, "n,zip:N\n": `column "zip" is N in the header, not S`} {
		got = readAll(t, NewReader(strings.NewReader(text), Options{Columns: given}))
		assert.ErrorContains(t, got.err, want)
	}
}

func TestReaderOptionsThatCannotBe(t *testing.T) {
	for want, o := range map[string]Options{
		"no columns":    {NoHeader: true},
		"same name":     {Columns: []column.Column{{Name: "a"}, {Name: "a"}}},
		"delimiter":     {Delimiter: '"'},
		"16385 columns": {NoHeader: true, Columns: make([]column.Column, MaxColumns+1)},
	} {
		got := readAll(t, NewReader(strings.NewReader("a\nb\n"), o))
		assert.ErrorContains(t, got.err, want)
	}
}

// endless is a quote that is never closed.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	if e.read == 0 {
		copy(p, "pk\n\"")
	}
	e.read += len(p)
	return len(p), nil
}

func TestRowsAreLimited(t *testing.T) {
	in := &endless{}
	got := readAll(t, NewReader(in, Options{}))
	require.ErrorIs(t, got.err, errTooLong)
	assert.ErrorContains(t, got.err, "record 1: csv: a row is longer than 8388608 bytes")
	assert.LessOrEqual(t, in.read, MaxRecord+3*bufferSize)

	// The limit is a row's, not the input's.
	text := "pk\n" + strings.Repeat(strings.Repeat("a", 90)+"\n", 10_000)
	r := NewReader(strings.NewReader(text), Options{MaxRecord: 100})
	got = readAll(t, r)
	require.NoError(t, got.err)
	assert.Len(t, got.items, 10_000)
	assert.LessOrEqual(t, cap(r.src.kept), 3*bufferSize, "what rows leave behind")
}

func TestErrorsOfTheInputAreFinal(t *testing.T) {
	broken := errors.New("connection reset")
	text := "pk:S,b\na,1\n\"b\nb\",2\nc,3"
	for cut := range len(text) {
		in := io.MultiReader(strings.NewReader(text[:cut]), iotest.ErrReader(broken))
		got := readAll(t, NewReader(in, Options{}))
		require.ErrorIs(t, got.err, broken, "cut at %d", cut)
		assert.Empty(t, got.bad)
		assert.Equal(t, bytes.Count([]byte(text[:cut]), []byte("1\n"))+bytes.Count([]byte(text[:cut]), []byte("2\n")), len(got.items), "cut at %d", cut)
	}
}
