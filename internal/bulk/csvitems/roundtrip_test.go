package csvitems

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// Items of any values in typed columns, absent ones among them, read back the same, whatever the names and the
// delimiter, cut at any Flush and written on by another writer.
func TestItemsReadBackTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.OneOf(
			rapid.SampledFrom([]string{"pk", "a:b", "a:S", ":N", "a,b", `q"uote`, "new\nline", "\ufeffx", " ", "S", "$\"a"}),
			rapid.StringMatching(`[^\r]{1,4}`)), 1, 5, rapid.ID[string]).Draw(t, "names")
		var columns []column.Column
		for _, name := range names {
			typ := rapid.SampledFrom(append(allTypes, column.ANY)).Draw(t, "type")
			columns = append(columns, column.Column{Name: name, Type: typ})
		}
		o := Options{Columns: columns, Delimiter: rapid.SampledFrom([]rune{0, ';', '\t', '|', '¦', '1', '$'}).Draw(t, "delimiter")}
		var out bytes.Buffer
		w, err := NewWriter(&out, o)
		require.NoError(t, err)
		var want []record.Item
		for range rapid.IntRange(0, 5).Draw(t, "rows") {
			item := record.Item{}
			for _, c := range columns {
				if rapid.IntRange(0, 3).Draw(t, "absent") > 0 {
					item[c.Name] = values(c.Type, 2).Draw(t, "value")
				}
			}
			require.NoError(t, w.Write(item))
			want = append(want, item)
			if rapid.IntRange(0, 4).Draw(t, "flush") == 0 {
				require.NoError(t, w.Flush())
				o := o
				o.NoHeader = true
				w, err = NewWriter(&out, o)
				require.NoError(t, err)
			}
		}
		require.NoError(t, w.Close())

		got := readAll(t, NewReader(&out, Options{Delimiter: o.Delimiter}))
		require.NoError(t, got.err)
		require.Empty(t, got.bad)
		require.Equal(t, want, got.items)
	})
}

func TestFileOfNoItemsHasAHeader(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, Options{Columns: []column.Column{{Name: "pk", Type: column.S}, {Name: "a:b", Type: column.ANY}}})
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.NoError(t, w.Close())
	assert.Equal(t, "pk:S,a:b:ANY\n", out.String())
	r := NewReader(&out, Options{})
	columns, err := r.Columns()
	require.NoError(t, err)
	assert.Equal(t, []column.Column{{Name: "pk", Type: column.S}, {Name: "a:b", Type: column.ANY}}, columns)
	assert.Equal(t, outcome{}, readAll(t, r))
}

// Whatever the input: no panic, each bad record has its raw text, raw texts have the rows' bytes only once,
// and what was read is written and read the same.
func FuzzReader(f *testing.F) {
	for _, seed := range []string{
		"pk,n\na,1\n", "pk:S,n:ANY\n\"a,b\",\"{\"\"S\"\":\"\"x\"\"}\"\n", "\ufeffpk\r\n\"a\r\nb\"\r\n", "pk\na\"b\nc\n", "pk,b\n\"a,b\nc,d\n",
		"a:B,b:SS,c:M\nAAE=,\"[\"\"x\"\"]\",{}\n", "a:S\n\"$\"\"\"\"\"\n", "a\n\n\n1\n", "a,a\n", "a:NS,b:L,c:BOOL,d:NULL\n[1],[],TRUE,null\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := NewReader(iotest.OneByteReader(strings.NewReader(text)), Options{MaxRecord: 1000})
		got := readAll(t, r)
		raw := 0
		for _, bad := range got.bad {
			raw += len(bad.Raw)
			require.Contains(t, text, string(bad.Raw))
		}
		require.LessOrEqual(t, raw, len(text))
		columns, err := r.Columns()
		if err != nil && columns == nil || len(got.items) == 0 {
			return
		}
		columns = column.Infer(got.items)
		if len(columns) == 0 {
			return
		}
		var out bytes.Buffer
		w, err := NewWriter(&out, Options{Columns: columns})
		if err != nil {
			require.ErrorContains(t, err, "carriage return")
			return
		}
		for _, item := range got.items {
			require.NoError(t, w.Write(item))
		}
		require.NoError(t, w.Close())
		again := readAll(t, NewReader(&out, Options{}))
		require.NoError(t, again.err)
		require.Empty(t, again.bad)
		require.Len(t, again.items, len(got.items))
		var second bytes.Buffer
		w, err = NewWriter(&second, Options{Columns: columns})
		require.NoError(t, err)
		for i, item := range again.items {
			require.Len(t, item, len(got.items[i]))
			require.NoError(t, w.Write(item))
		}
		require.NoError(t, w.Close())
		checkCSV(t, second.Bytes(), len(columns))
	})
}

// checkCSV has the standard library read the rows.
func checkCSV(t require.TestingT, data []byte, columns int) {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = columns
	for {
		_, err := r.Read()
		if err == io.EOF {
			return
		}
		require.NoError(t, err)
	}
}
