package input_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/compress"
	"github.com/dynactor/dynactor/internal/bulk/input"
	"github.com/dynactor/dynactor/internal/bulk/parquetitems"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if raced || testing.Short() {
		if err := flag.Set("rapid.checks", "8"); err != nil {
			panic(err)
		}
	}
	goleak.VerifyTestMain(m)
}

var bg = context.Background()

type fatal interface {
	require.TestingT
	Helper()
}

func put(t fatal, name string, content []byte) string {
	t.Helper()
	require.NoError(t, os.WriteFile(name, content, 0o600))
	return name
}

func packed(t fatal, kind compress.Kind, text []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := compress.NewWriter(&out, kind)
	_, err := w.Write(text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

// rows returns a Parquet file of n items.
func rows(t fatal, n int) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := parquetitems.NewWriter(&out, parquetitems.Options{Columns: []column.Column{{Name: "pk", Type: column.S}}})
	require.NoError(t, err)
	for i := range n {
		require.NoError(t, w.Write(record.Item{"pk": &types.AttributeValueMemberS{Value: fmt.Sprint(i)}}))
		if i%3 == 2 {
			require.NoError(t, w.Flush())
		}
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

func open(t fatal, spec input.Spec) *input.Input {
	t.Helper()
	in, err := input.Open(bg, spec)
	require.NoError(t, err)
	return in
}

// seen is what one Read returned.
type seen struct {
	rec record.Record
	bad record.BadRecord
}

// read returns what file i has behind skip records, and the error that reading ended with.
func read(t fatal, in *input.Input, i int, skip int64) (all []seen, end error) {
	t.Helper()
	r, err := in.Reader(bg, i, skip)
	if err != nil {
		return nil, err
	}
	defer func() { require.NoError(t, r.Close()) }()
	for {
		rec, err := r.Read()
		var bad *record.BadRecord
		switch {
		case errors.As(err, &bad):
			b := *bad
			b.Err = nil // its text is the reason
			all = append(all, seen{bad: b})
		case err != nil:
			_, again := r.Read()
			require.Equal(t, err, again)
			return all, err
		default:
			all = append(all, seen{rec: rec})
		}
	}
}

func names(in *input.Input, dir string) []string {
	var out []string
	for _, f := range in.Files {
		name, err := filepath.Rel(dir, f.Name)
		if err != nil {
			name = f.Name
		}
		out = append(out, filepath.ToSlash(name))
	}
	return out
}

func ended(t fatal, err error) {
	t.Helper()
	require.Equal(t, io.EOF, err)
}
