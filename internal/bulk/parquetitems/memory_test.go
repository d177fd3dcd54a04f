package parquetitems

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// inUse returns the bytes that are in use after a collection.
func inUse() int64 {
	runtime.GC()
	runtime.GC() // pools give up what they hold at the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// Row groups of 1 MiB stand for those of 64: 60 of them go through the writer and the reader, and neither ever holds
// more than a few of them. Nothing of an item is in the footer.
func TestMemoryDoesNotGrowWithTheFile(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 60 MB")
	}
	const (
		group = 1 << 20
		items = 15_000
		limit = 12 * group
	)
	path := filepath.Join(t.TempDir(), "items.parquet")
	out, err := os.Create(path)
	require.NoError(t, err)
	defer out.Close()
	w, err := NewWriter(out, Options{Compression: Uncompressed, Columns: []column.Column{
		{Name: "pk", Type: column.S}, {Name: "text", Type: column.S}, {Name: "set", Type: column.SS}, {Name: "any", Type: column.ANY},
	}})
	require.NoError(t, err)
	w.limit = group
	before := inUse()
	most := int64(0)
	body := strings.Repeat("x", 3000)
	for i := range items {
		require.NoError(t, w.Write(record.Item{
			"pk":   s(strconv.Itoa(i)),
			"text": s(body + strconv.Itoa(i)),
			"set":  &types.AttributeValueMemberSS{Value: []string{"a", body[:500]}},
			"any":  l(s(body[:500])),
		}))
		if i%500 == 0 {
			most = max(most, inUse()-before)
		}
	}
	require.NoError(t, w.Close())
	t.Logf("writing: %d KB in use at most, %d row groups", most>>10, w.groups)
	require.Less(t, most, int64(limit))

	info, err := out.Stat()
	require.NoError(t, err)
	before, most = inUse(), 0
	r, err := NewReader(out, info.Size(), Options{})
	require.NoError(t, err)
	require.Greater(t, len(r.groups), 50)
	for i := range items + 1 {
		rec, err := r.Read()
		if i == items {
			require.ErrorIs(t, err, io.EOF)
			break
		}
		require.NoError(t, err)
		require.Len(t, rec.Item, 4)
		if i%500 == 0 {
			most = max(most, inUse()-before)
		}
	}
	t.Logf("reading: %d KB in use at most", most>>10)
	require.Less(t, most, int64(limit))
}

func TestRowGroupsEndAtTheirBound(t *testing.T) {
	var out strings.Builder
	w, err := NewWriter(&out, Options{Columns: []column.Column{{Name: "a", Type: column.S}}})
	require.NoError(t, err)
	w.limit = 1000
	for range 10 {
		require.NoError(t, w.Write(record.Item{"a": s(strings.Repeat("x", 300))}))
	}
	require.NoError(t, w.Write(record.Item{"a": s(strings.Repeat("x", 3000))}), "a large item has a row group of its own")
	require.NoError(t, w.Close())
	require.NoError(t, w.Close())
	require.ErrorIs(t, w.Write(record.Item{}), errClosed)
	r := opened(t, []byte(out.String()))
	var rows []int64
	for _, g := range r.groups {
		rows = append(rows, g.NumRows())
	}
	require.Equal(t, []int64{3, 3, 3, 1, 1}, rows)
	w, err = NewWriter(&out, Options{Columns: []column.Column{{Name: "a", Type: column.S}}})
	require.NoError(t, err)
	w.groups, w.rows = MaxRowGroups, 1
	require.ErrorContains(t, w.Flush(), "write several files")
}
