package input_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/awsexport"
	"github.com/dynactor/dynactor/internal/bulk/compress"
	"github.com/dynactor/dynactor/internal/bulk/files"
	"github.com/dynactor/dynactor/internal/bulk/input"
	"github.com/dynactor/dynactor/internal/bulk/input/format"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// exports returns copies of a folder of the exports that package awsexport is tested with, by their own folders.
func exports(t *testing.T, name string) []string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(filepath.Join("..", "awsexport", "testdata", name))))
	var found []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if filepath.Base(path) == "manifest-summary.json" {
			found = append(found, filepath.Dir(path))
		}
		return err
	}))
	require.NotEmpty(t, found)
	return found
}

const line = `{"pk":{"S":"a"}}` + "\n"

func TestFilesAreReadInTheOrderOfTheNames(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.json", "a.csv", "c.parquet", "10.ndjson", "9.JSONL.GZ"} {
		put(t, filepath.Join(dir, name), []byte(line))
	}
	in := open(t, input.Spec{Names: []string{filepath.Join(dir, "b.*"), filepath.Join(dir, "[0-9]*"), filepath.Join(dir, "a.csv")}})
	require.Equal(t, []string{"b.json", "10.ndjson", "9.JSONL.GZ", "a.csv"}, names(in, dir))
	require.Equal(t, format.CSV, in.Format(3))
	require.Equal(t, format.DynamoDBJSON, in.Format(2))
	require.Equal(t, int64(4*len(line)), in.Bytes())
	require.Equal(t, int64(-1), in.Records())
	require.True(t, in.Resumable())
	require.Len(t, open(t, input.Spec{Names: []string{dir}}).Files, 5)
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	put(t, at("a.json"), []byte(line))
	put(t, at("b.txt"), []byte(line))
	for name, c := range map[string]struct {
		spec input.Spec
		says []string
	}{
		"no names":             {input.Spec{}, []string{"no files"}},
		"no such file":         {input.Spec{Names: []string{at("x.json")}}, []string{at("x.json")}},
		"an unknown name":      {input.Spec{Names: []string{at("b.txt")}}, []string{at("b.txt"), "give the format"}},
		"one in a directory":   {input.Spec{Names: []string{dir}}, []string{at("b.txt"), "give the format"}},
		"standard input":       {input.Spec{Names: []string{"-"}}, []string{"give the format"}},
		"twice":                {input.Spec{Names: []string{at("*.json"), at("a.json")}}, []string{at("a.json") + " is named twice", "*.json"}},
		"twice in other words": {input.Spec{Names: []string{at("a.json"), dir + "/./a.json"}}, []string{"a.json is named twice"}},
		"no such format":       {input.Spec{Names: []string{dir}, Format: "xml"}, []string{`no format "xml"`}},
		"no such compression":  {input.Spec{Names: []string{dir}, Compression: "lzma"}, []string{`no compression "lzma"`}},
		"no export":            {input.Spec{Names: []string{dir}, Format: format.Native}, []string{"manifest-summary.json"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := input.Open(bg, c.spec)
			for _, says := range c.says {
				require.ErrorContains(t, err, says)
			}
		})
	}
	require.Len(t, open(t, input.Spec{Names: []string{dir}, Format: format.CSV}).Files, 2)
}

func TestExportsAreFound(t *testing.T) {
	own := exports(t, "full")[0]
	root := filepath.Dir(own) // AWSDynamoDB
	want := names(open(t, input.Spec{Names: []string{own}, Format: format.Native}), root)
	require.NotEmpty(t, want)
	for _, name := range []string{own, own + "/", root, filepath.Dir(root), filepath.Join(own, "manifest-summary.json"), filepath.Join(root, "*", "manifest-*")} {
		in := open(t, input.Spec{Names: []string{name}})
		require.Equal(t, want, names(in, root), name)
		require.Positive(t, in.Records())
		require.True(t, in.Resumable())
		require.Equal(t, format.Native, in.Format(0))
	}
	in := open(t, input.Spec{Names: []string{filepath.Join(own, "manifest-summary.json")}, Format: format.Native})
	require.Equal(t, want, names(in, root))

	_, err := input.Open(bg, input.Spec{Names: []string{own, root}})
	require.ErrorContains(t, err, "is named twice")

	require.NoError(t, os.Remove(in.Files[0].Name))
	_, err = input.Open(bg, input.Spec{Names: []string{filepath.Dir(root)}})
	require.ErrorContains(t, err, "data files are missing")
}

func TestAnIncrementalExportDeletes(t *testing.T) {
	deletes, places := 0, 0
	for _, export := range exports(t, "incremental") {
		in := open(t, input.Spec{Names: []string{export}})
		for i, f := range in.Files {
			all, end := read(t, in, i, 0)
			ended(t, end)
			for n, s := range all {
				require.Equal(t, record.Place{File: f.Name, Number: int64(n) + 1, Line: int64(n) + 1}, s.rec.At)
				places++
				if s.rec.Op == record.Delete {
					deletes++
				}
			}
		}
	}
	require.Positive(t, deletes)
	require.Greater(t, places, deletes)
}

func TestAChangedFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	list := []string{put(t, filepath.Join(dir, "a.json"), []byte(line)), put(t, filepath.Join(dir, "a.parquet"), rows(t, 3)), exports(t, "full")[0]}
	for _, name := range list {
		in := open(t, input.Spec{Names: []string{name}})
		_, end := read(t, in, 0, 0)
		ended(t, end)
		f, err := os.OpenFile(in.Files[0].Name, os.O_APPEND|os.O_WRONLY, 0)
		require.NoError(t, err)
		_, err = f.WriteString(line)
		require.NoError(t, err)
		require.NoError(t, f.Close())
		_, err = in.Reader(bg, 0, 0)
		require.ErrorIs(t, err, input.ErrChanged)
		require.ErrorContains(t, err, in.Files[0].Name+" changed while the job was running")
		require.False(t, strings.Contains(err.Error(), awsexport.ErrDamaged.Error()))
	}
}

func TestStandardInputIsReadOnce(t *testing.T) {
	store := &files.Local{Stdin: strings.NewReader(line + line)}
	in := open(t, input.Spec{Store: store, Names: []string{"-"}, Format: format.DynamoDBJSON})
	require.False(t, in.Resumable())
	require.Equal(t, int64(-1), in.Bytes())
	all, end := read(t, in, 0, 1)
	ended(t, end)
	require.Len(t, all, 1)
	require.Equal(t, record.Place{File: "-", Number: 2, Line: 2}, all[0].rec.At)

	store = &files.Local{Stdin: strings.NewReader(string(rows(t, 3)))}
	_, err := open(t, input.Spec{Store: store, Names: []string{"-"}, Format: format.Parquet}).Reader(bg, 0, 0)
	require.ErrorContains(t, err, "save it to a file first")
}

func TestCompressionIsFoundOutUnlessItIsTold(t *testing.T) {
	told := []string{compress.Plain: format.Plain, compress.Gzip: format.Gzip, compress.Zstd: format.Zstd}
	for is := range told {
		name := put(t, filepath.Join(t.TempDir(), "x.json"), packed(t, compress.Kind(is), []byte(line)))
		for as, compression := range told {
			all, end := read(t, open(t, input.Spec{Names: []string{name}, Compression: compression}), 0, 0)
			if is == as {
				ended(t, end)
				require.Len(t, all, 1)
				continue
			}
			require.ErrorContains(t, end, "isn't "+compress.Kind(as).String()+" but "+compress.Kind(is).String())
		}
		all, end := read(t, open(t, input.Spec{Names: []string{name}}), 0, 0)
		ended(t, end)
		require.Len(t, all, 1)
	}
}

func TestOffsetComesToTheSizeAtTheEnd(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "a.json.gz"), packed(t, compress.Gzip, []byte(line)))
	put(t, filepath.Join(dir, "b.csv"), []byte("pk\na\n"))
	put(t, filepath.Join(dir, "c.parquet"), rows(t, 4))
	put(t, filepath.Join(dir, "d.parquet"), rows(t, 0))
	for _, name := range []string{dir, exports(t, "full")[0]} {
		in := open(t, input.Spec{Names: []string{name}})
		for i, f := range in.Files {
			r, err := in.Reader(bg, i, 0)
			require.NoError(t, err)
			for err = error(nil); err == nil; _, err = r.Read() {
				require.LessOrEqual(t, r.Offset(), f.Size)
			}
			ended(t, err)
			require.Equal(t, f.Size, r.Offset(), f.Name)
			require.NoError(t, r.Close())
			if in.Format(i) == format.Parquet && i == 2 {
				r, err = in.Reader(bg, i, 4)
				require.NoError(t, err)
				require.Equal(t, f.Size, r.Offset(), "what was skipped counts")
				require.NoError(t, r.Close())
			}
		}
	}
}

func TestReadingEndsWithItsContext(t *testing.T) {
	name := put(t, filepath.Join(t.TempDir(), "a.json"), []byte(strings.Repeat(line, 50_000)))
	in := open(t, input.Spec{Names: []string{name}})
	ctx, cancel := context.WithCancel(bg)
	r, err := in.Reader(ctx, 0, 3)
	require.NoError(t, err)
	cancel()
	for err == nil {
		_, err = r.Read()
	}
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, r.Close())
	_, err = in.Reader(bg, 0, -1)
	require.ErrorContains(t, err, "can't skip -1")
	_, err = input.Open(ctx, input.Spec{Names: []string{name}})
	require.ErrorIs(t, err, context.Canceled)
}

// What an error of a format is about is told with the file's name, and nothing of its content.
func TestErrorsNameTheFile(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.csv": "", "b.csv": "pk,pk\n1,2\n", "c.parquet": "secret secret secret"} {
		in := open(t, input.Spec{Names: []string{put(t, filepath.Join(dir, name), []byte(text))}})
		_, end := read(t, in, 0, 0)
		require.ErrorContains(t, end, in.Files[0].Name)
		require.NotContains(t, end.Error(), "secret")
	}
}
