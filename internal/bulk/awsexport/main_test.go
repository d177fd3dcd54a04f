package awsexport

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/internal/bulk/files"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var bg = context.Background()

const (
	fullID   = "01693685827463-2d8752fd"
	bothID   = "01693685934212-ac809da5"
	newID    = "01693772334212-0b1c2d3e"
	fullData = "data/gkes5o3lnrhoznhnkyax3hxvya.json.gz"
)

// sample copies a folder of testdata, to be damaged, and returns where AWSDynamoDB is in it.
func sample(t testing.TB, name string) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(filepath.Join("testdata", name))))
	return dir
}

func fullDir(t testing.TB) string { return filepath.Join(sample(t, "full/2023-Sep"), rootName, fullID) }

// edit replaces text in a file that must have it. Checksum files are made to fit if fix is set.
func edit(t testing.TB, name, old, new string, fix bool) {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Contains(t, string(text), old)
	text = []byte(strings.Replace(string(text), old, new, 1))
	require.NoError(t, os.WriteFile(name, text, 0o666))
	if fix {
		sum := md5.Sum(text)
		require.NoError(t, os.WriteFile(strings.TrimSuffix(name, ".json")+".md5", []byte(base64.StdEncoding.EncodeToString(sum[:])), 0o666))
	}
}

func open(t testing.TB, dir string) *Export {
	t.Helper()
	e, err := Open(bg, new(files.Local), dir)
	require.NoError(t, err)
	return e
}

// readFile reads a data file to its end. The error isn't io.EOF.
func readFile(t testing.TB, e *Export, f DataFile) (all []record.Record, bad int, err error) {
	t.Helper()
	r, err := e.Reader(bg, f)
	require.NoError(t, err)
	defer func() { require.NoError(t, r.Close()) }()
	for {
		rec, err := r.Read()
		var b *record.BadRecord
		switch {
		case err == nil:
			all = append(all, rec)
		case errors.As(err, &b):
			bad++
		default:
			_, again := r.Read()
			require.Equal(t, err, again) // it's final
			if err == io.EOF {
				err = nil
			}
			return all, bad, err
		}
	}
}

func readAllFiles(t testing.TB, e *Export) (all []record.Record) {
	t.Helper()
	for _, f := range e.Files {
		records, bad, err := readFile(t, e, f)
		require.NoError(t, err)
		require.Zero(t, bad)
		require.EqualValues(t, f.ItemCount, len(records))
		all = append(all, records...)
	}
	return all
}

func number(text string) types.AttributeValue { return &types.AttributeValueMemberN{Value: text} }
func str(text string) types.AttributeValue    { return &types.AttributeValueMemberS{Value: text} }

func gunzip(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	r, err := gzip.NewReader(bytes.NewReader(text))
	require.NoError(t, err)
	text, err = io.ReadAll(r)
	require.NoError(t, err)
	return string(text)
}

// fastDir makes a directory, in memory where the system has such a place: an fsync takes 10 ms and more elsewhere,
// and the many runs of a property don't need it. The caller removes it.
func fastDir(t require.TestingT) string {
	base := "/dev/shm"
	if info, err := os.Stat(base); err != nil || !info.IsDir() {
		base = ""
	}
	dir, err := os.MkdirTemp(base, "dynactor")
	require.NoError(t, err)
	return dir
}
