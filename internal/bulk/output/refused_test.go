package output_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/files"
	"github.com/dynactor/dynactor/internal/bulk/input/format"
	"github.com/dynactor/dynactor/internal/bulk/output"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

func TestNewRefusesBeforeThereIsAFile(t *testing.T) {
	good := output.Position{Offset: 5, Items: 1, Bytes: 5, Format: format.DynamoDBJSON, Compression: "plain"}
	with := func(change func(p *output.Position)) output.Position {
		p := good
		change(&p)
		return p
	}
	for name, c := range map[string]struct {
		spec output.Spec
		at   output.Position
		says string
	}{
		"no format":            {output.Spec{Name: "x"}, zero, "doesn't tell its format"},
		"no such format":       {output.Spec{Name: "x.json", Format: "xml"}, zero, `no format "xml"`},
		"native":               {output.Spec{Name: "x", Format: format.Native}, zero, "a directory"},
		"no such compression":  {output.Spec{Name: "x.json", Compression: "lzma"}, zero, `no compression "lzma"`},
		"packed Parquet":       {output.Spec{Name: "x.parquet.gz", Columns: columnsOf("a")}, zero, "as a whole"},
		"no columns":           {output.Spec{Name: "x.csv"}, zero, "column"},
		"untyped columns":      {output.Spec{Name: "x.parquet", Columns: []column.Column{{Name: "a"}}}, zero, "no type"},
		"lost":                 {output.Spec{Name: "x.json"}, with(func(p *output.Position) { p.Lost = true }), "begin it anew"},
		"negative":             {output.Spec{Name: "x.json"}, output.Position{Offset: -1}, "no such position"},
		"items before nothing": {output.Spec{Name: "x.json"}, output.Position{Items: 1}, "no such position"},
		"another format":       {output.Spec{Name: "x.json", Format: format.PlainJSON}, good, "begun as dynamodb-json with compression plain, not json"},
		"another compression":  {output.Spec{Name: "x.json.gz"}, good, "not dynamodb-json with gzip"},
		"other columns": {output.Spec{Name: "x.csv", Columns: columnsOf("a")}, with(func(p *output.Position) {
			p.Format, p.Columns = format.CSV, []output.Column{{Name: "a", Type: "N"}}
		}), "its columns aren't"},
		"no such type": {output.Spec{Name: "x.csv"}, with(func(p *output.Position) {
			p.Format, p.Columns = format.CSV, []output.Column{{Name: "a", Type: "T"}}
		}), `column "a"`},
		"gone": {output.Spec{Name: "x.json"}, good, "start the job anew"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c.spec.Name = filepath.Join(dir, c.spec.Name)
			_, err := output.New(bg, c.spec, c.at)
			require.ErrorContains(t, err, c.says)
			require.ErrorContains(t, err, c.spec.Name)
			entries, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Empty(t, entries)
		})
	}
}

func TestAnItemThatDoesNotFitLeavesTheOutputUsable(t *testing.T) {
	for _, c := range all {
		store := newMemory()
		spec := c.spec(store, "dir", nil)
		spec.Columns = columnsOf("pk")
		o := begin(t, spec, zero)
		write(t, o, text("a"))
		bytes := o.Bytes()
		var unfit *record.Unfit
		require.ErrorAs(t, o.Write(record.Item{"pk": &types.AttributeValueMemberNULL{Value: false}}), &unfit, c)
		require.Equal(t, bytes, o.Bytes())
		require.Equal(t, int64(1), o.Items())
		write(t, o, text("b"))
		closed(t, o)
		require.Equal(t, []record.Item{text("a"), text("b")}, readBack(t, spec), c)
	}
}

func TestWhatCannotBeGoneOnWithSaysSo(t *testing.T) {
	parquet := output.Spec{Store: newMemory(), Name: "x.parquet", Columns: columnsOf("pk")}
	stream := output.Spec{Store: stdin(""), Name: files.Stdio, Format: format.DynamoDBJSON}
	store := newMemory()
	store.streams = true
	for _, spec := range []output.Spec{parquet, stream, {Store: store, Name: "x.json"}} {
		o := begin(t, spec, zero)
		write(t, o, text("a"))
		p := commit(t, o)
		require.False(t, p.Resumable())
		require.Equal(t, int64(1), p.Items)
		require.Positive(t, p.Bytes)
		write(t, o, text("b"))
		require.Equal(t, int64(2), closed(t, o).Items)
		_, err := output.New(bg, spec, p)
		require.ErrorContains(t, err, "begin it anew")
	}
	o := begin(t, output.Spec{Store: newMemory(), Name: "x.parquet", Columns: columnsOf("pk")}, zero)
	require.Equal(t, zero, commit(t, o), "nothing is lost yet")
	require.NoError(t, o.Abort())
}

func TestAFailedWriteIsFinal(t *testing.T) {
	full := errors.New("disk full")
	for _, c := range resumables {
		store := newMemory()
		spec := c.spec(store, "dir", nil)
		spec.Columns = columnsOf("pk")
		o := begin(t, spec, zero)
		write(t, o, text("a"))
		at := commit(t, o)
		write(t, o, text("b"))
		store.full = full
		_, err := o.Commit()
		require.ErrorIs(t, err, full)
		store.full = nil
		require.ErrorIs(t, o.Write(text("c")), full)
		_, err = o.Commit()
		require.ErrorIs(t, err, full)
		_, err = o.Close()
		require.ErrorIs(t, err, full)
		require.NotContains(t, store.visible, spec.Name)

		o = begin(t, spec, at)
		write(t, o, text("b"))
		store.full = full
		_, err = o.Close()
		require.ErrorIs(t, err, full)
		require.NotContains(t, store.visible, spec.Name)
		store.full = nil
		require.NoError(t, o.Discard(), "Close has aborted it")
		o = begin(t, spec, at)
		write(t, o, text("b"))
		closed(t, o)
		require.Len(t, readBack(t, spec), 2)
	}
}

// What is written behind a full buffer fails in Write.
func TestAFullDiskIsToldByWrite(t *testing.T) {
	store := newMemory()
	store.full, store.room = errors.New("disk full"), 100_000
	o := begin(t, output.Spec{Store: store, Name: "x.json"}, zero)
	long := text(string(make([]byte, 1000)))
	for range 1000 {
		if err := o.Write(long); err != nil {
			require.ErrorIs(t, err, store.full)
			require.Less(t, o.Items(), int64(200))
			require.NoError(t, o.Abort())
			return
		}
	}
	t.Fatal("a megabyte fits into 100 KB")
}

func TestAfterItsEndAnOutputTakesNothing(t *testing.T) {
	for how, end := range map[string]func(o *output.Output) error{
		"close":   func(o *output.Output) error { _, err := o.Close(); return err },
		"abort":   (*output.Output).Abort,
		"discard": (*output.Output).Discard,
	} {
		store := newMemory()
		o := begin(t, output.Spec{Store: store, Name: "x.json.gz"}, zero)
		write(t, o, text("a"))
		commit(t, o)
		require.NoError(t, end(o), how)
		require.ErrorIs(t, o.Write(text("b")), fs.ErrClosed)
		_, err := o.Commit()
		require.ErrorIs(t, err, fs.ErrClosed)
		_, err = o.Close()
		require.ErrorIs(t, err, fs.ErrClosed)
		require.NoError(t, o.Abort())
		require.NoError(t, o.Discard())
		require.Equal(t, how == "close", store.visible["x.json.gz"] != nil, how)
		require.Equal(t, how == "abort", store.parts["x.json.gz"] != nil, how)
	}
}

func TestAForeignFileIsNotTakenForTheOutput(t *testing.T) {
	dir := t.TempDir()
	spec := output.Spec{Name: filepath.Join(dir, "x.json")}
	o := begin(t, spec, zero)
	write(t, o, text("a"))
	at := commit(t, o)
	require.NoError(t, o.Abort())
	foreign := []byte(`{"pk":{"S":"b"}}` + "\n" + `{"pk":{"S":"c"}}` + "\n")
	require.NoError(t, os.WriteFile(spec.Name, foreign, 0o600))
	_, err := output.New(bg, spec, at)
	require.ErrorIs(t, err, fs.ErrExist)
	kept, err := os.ReadFile(spec.Name)
	require.NoError(t, err)
	require.Equal(t, foreign, kept)

	require.NoError(t, os.Remove(spec.Name))
	o = begin(t, spec, at) // the unfinished one is as it was
	closed(t, o)
	require.Len(t, readBack(t, spec), 1)
}

func TestNamesSortAsTheirNumbers(t *testing.T) {
	for want, spec := range map[string]output.Spec{
		"d/part-00003.json":      {},
		"d/part-00003.json.gz":   {Format: format.DynamoDBJSON, Compression: format.Gzip},
		"d/part-00003.jsonl.zst": {Format: format.PlainJSON, Compression: format.Zstd},
		"d/part-00003.csv":       {Format: format.CSV, Compression: format.Plain},
		"d/part-00003.parquet":   {Format: format.Parquet, Compression: format.Gzip},
	} {
		require.Equal(t, want, output.Name("d", 3, spec))
		require.Equal(t, want, output.Name("d/", 3, spec))
	}
	require.Equal(t, "part-00000.json", output.Name("", 0, output.Spec{}))
	require.Less(t, output.Name("d", 99, output.Spec{}), output.Name("d", 100, output.Spec{}))
}
