package format_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/internal/bulk/compress"
	"github.com/dynactor/dynactor/internal/bulk/input/format"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestANameTellsTheFormat(t *testing.T) {
	for name, want := range map[string]string{
		"a.json": format.DynamoDBJSON, "d.csv/a.jsonl": format.DynamoDBJSON, "a.NDJSON.zst": format.DynamoDBJSON,
		"a.csv.gz": format.CSV, "s3://b/a.PARQUET": format.Parquet, "a.csv.json": format.DynamoDBJSON,
		"-": "", "a": "", "csv": "", "a.gz": "", "a.json.txt": "", "a.json/b": "", "": "",
	} {
		got, err := format.Of(name, format.ByName)
		require.Equal(t, want, got, name)
		require.Equal(t, want == "", err != nil, name)
	}
	got, err := format.Of("a.csv", format.PlainJSON)
	require.NoError(t, err)
	require.Equal(t, format.PlainJSON, got)
	_, err = format.Of("a.csv", "CSV")
	require.ErrorContains(t, err, `no format "CSV"`)
}

func TestKindsHaveNames(t *testing.T) {
	for name, want := range map[string]compress.Kind{format.Plain: compress.Plain, format.Gzip: compress.Gzip, format.Zstd: compress.Zstd} {
		kind, told, err := format.Kind(name)
		require.NoError(t, err)
		require.True(t, told)
		require.Equal(t, want, kind)
	}
	_, told, err := format.Kind(format.PackedByName)
	require.NoError(t, err)
	require.False(t, told)
	_, _, err = format.Kind("plain")
	require.Error(t, err)
}
