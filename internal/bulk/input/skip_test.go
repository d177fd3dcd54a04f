package input_test

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/compress"
	"github.com/dynactor/dynactor/internal/bulk/input"
	"github.com/dynactor/dynactor/internal/bulk/input/format"
	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl"
)

// skipsAlike has file i opened behind each number of records, and compares with reading and dropping.
func skipsAlike(t fatal, in *input.Input, i int) {
	t.Helper()
	all, end := read(t, in, i, 0)
	for n := 0; n <= len(all); n++ {
		rest, restEnd := read(t, in, i, int64(n))
		require.Equal(t, len(all[n:]), len(rest), "skipped %d", n)
		for j := range rest {
			require.Equal(t, all[n+j], rest[j], "skipped %d", n)
		}
		require.Equal(t, end, restEnd, "skipped %d", n)
	}
	if end == io.EOF {
		_, err := in.Reader(bg, i, int64(len(all))+1)
		require.ErrorContains(t, err, fmt.Sprintf("has %d records, not the %d", len(all), len(all)+1))
		require.ErrorContains(t, err, in.Files[i].Name)
	}
}

// Pieces that lines are made of: good, bad and blank ones, line ends, marks, what isn't UTF-8.
var pieces = []string{
	`{"pk":{"S":"a"}}`, `{"Item":{"pk":{"N":"1"}}}`, `{"Keys":{"pk":{"S":"x"}},"Metadata":{}}`, `{"pk":"a"}`, `{"pk":7}`, `{`,
	"\n", "\n", "\n", "\r\n", "\r\n", "\r", " ", "\t", "\ufeff", "\xff",
}

func TestSkippedLinesAreThoseThatReadingPasses(t *testing.T) {
	dir := t.TempDir()
	for _, how := range []string{format.DynamoDBJSON, format.PlainJSON} {
		t.Run(how, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 30).Draw(t, "text"), "")
				kind := rapid.SampledFrom([]compress.Kind{compress.Plain, compress.Gzip, compress.Zstd}).Draw(t, "kind")
				name := put(t, filepath.Join(dir, "x"), packed(t, kind, []byte(text)))
				skipsAlike(t, open(t, input.Spec{Names: []string{name}, Format: how}), 0)
			})
		})
	}
}

func TestSkippedRowsOfCSVAreThoseThatReadingPasses(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.SampledFrom([]string{
			"a,1\n", "\"multi\nline\",2\n", "one cell\n", "\"broken\"x,1\n", "b,no number\n", "\n", "c,3\r\n", "d,\"4\"\n", "\xff,5\n",
		}), 0, 12).Draw(t, "rows")
		name := put(t, filepath.Join(dir, "x.csv"), []byte("pk,n\n"+strings.Join(rows, "")))
		skipsAlike(t, open(t, input.Spec{Names: []string{name}, Columns: []column.Column{{Name: "n", Type: column.N}}}), 0)
	})
}

func TestSkippedRowsOfParquetAreThoseThatReadingPasses(t *testing.T) {
	for n := range 8 {
		name := put(t, filepath.Join(t.TempDir(), "x.parquet"), rows(t, n))
		skipsAlike(t, open(t, input.Spec{Names: []string{name}}), 0)
	}
}

func TestSkippedRecordsOfExportsAreThoseThatReadingPasses(t *testing.T) {
	for _, dir := range []string{"full", "incremental"} {
		for _, export := range exports(t, dir) {
			in := open(t, input.Spec{Names: []string{export}})
			for i := range in.Files {
				skipsAlike(t, in, i)
			}
		}
	}
}

// Lines that are too long are records, blank ones too, and those that are just short enough aren't more.
func TestLongLinesCountAsTheReaderCountsThem(t *testing.T) {
	if raced || testing.Short() {
		t.Skip("it reads some 400 MB")
	}
	spaces := func(n int) string { return strings.Repeat(" ", n) }
	text := strings.Join([]string{
		"\ufeff" + spaces(jsonl.MaxLine) + "\r\n", // blank: neither the mark nor the CR counts
		`{"pk":{"S":"a"}}` + "\n",
		spaces(jsonl.MaxLine+1) + "\n", // a bad record
		spaces(jsonl.MaxLine) + "\r\n", // blank
		spaces(jsonl.MaxLine) + "\r\r\n",
		`{"pk":{"S":"b"}}` + "\n",
		strings.Repeat("x", jsonl.MaxLine+100), // and no end
	}, "")
	name := put(t, filepath.Join(t.TempDir(), "x.json"), []byte(text))
	in := open(t, input.Spec{Names: []string{name}})
	all, end := read(t, in, 0, 0)
	ended(t, end)
	require.Len(t, all, 5)
	require.Equal(t, int64(6), all[3].rec.At.Line)
	skipsAlike(t, in, 0)
}

// A stream that breaks off is told with where it was, whatever was skipped.
func TestADamagedFileSaysWhereItBreaksOff(t *testing.T) {
	var text bytes.Buffer
	for i := range 10_000 {
		fmt.Fprintf(&text, "{\"pk\":{\"S\":\"%d\"}}\n", i*i)
	}
	whole := packed(t, compress.Gzip, text.Bytes())
	name := put(t, filepath.Join(t.TempDir(), "x.json.gz"), whole[:len(whole)/2])
	in := open(t, input.Spec{Names: []string{name}})
	all, end := read(t, in, 0, 0)
	require.NotEmpty(t, all)
	require.ErrorIs(t, end, io.ErrUnexpectedEOF)
	require.ErrorContains(t, end, fmt.Sprintf("behind record %d: ", len(all)))
	require.ErrorContains(t, end, name)
	rest, restEnd := read(t, in, 0, 10)
	require.Equal(t, all[10:], rest)
	require.Equal(t, end, restEnd)
	_, err := in.Reader(bg, 0, int64(len(all))+1)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.NotContains(t, err.Error(), "another file")
}
