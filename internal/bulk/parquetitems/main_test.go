package parquetitems

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/internal/bulk/record"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// written returns the file with these items, and a flush behind every flush of them if it isn't 0.
func written(t require.TestingT, o Options, flush int, items ...record.Item) []byte {
	var out bytes.Buffer
	w, err := NewWriter(&out, o)
	require.NoError(t, err)
	for i, item := range items {
		require.NoError(t, w.Write(item))
		if flush > 0 && (i+1)%flush == 0 {
			require.NoError(t, w.Flush())
		}
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

func opened(t require.TestingT, file []byte) *Reader {
	r, err := NewReader(bytes.NewReader(file), int64(len(file)), Options{})
	require.NoError(t, err)
	return r
}

// readAll returns the items and the bad records up to the end or the final error.
func readAll(r *Reader) (items []record.Item, bad []*record.BadRecord, err error) {
	for {
		rec, err := r.Read()
		var b *record.BadRecord
		switch {
		case errors.As(err, &b):
			bad = append(bad, b)
		case errors.Is(err, io.EOF):
			return items, bad, nil
		case err != nil:
			return items, bad, err
		default:
			items = append(items, rec.Item)
		}
	}
}
