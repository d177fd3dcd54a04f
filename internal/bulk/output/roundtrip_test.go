package output_test

import (
	"bytes"
	"testing"

	"github.com/parquet-go/parquet-go"
	pq "github.com/parquet-go/parquet-go/format"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/bulk/input/format"
	"github.com/dynactor/dynactor/internal/bulk/output"
)

func TestWhatIsWrittenIsReadBackInEachFormatAndCompression(t *testing.T) {
	for _, c := range all {
		t.Run(c.String(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				want := items(t, 8)
				store := newMemory()
				spec := c.spec(store, "dir", want)
				o := begin(t, spec, zero)
				for _, it := range want {
					before := o.Bytes()
					write(t, o, it)
					require.Greater(t, o.Bytes(), before, "each item counts at once")
				}
				f := closed(t, o)
				require.Equal(t, want, readBack(t, spec))
				require.Equal(t, int64(len(want)), f.Items)
				require.Equal(t, int64(len(store.visible[spec.Name])), f.Size)
				require.Equal(t, o.Bytes(), f.Bytes)
				require.Equal(t, spec.Name, f.Name)
				if c.packed == format.Plain && c.format != format.Parquet {
					require.Equal(t, f.Size, f.Bytes)
				}
			})
		})
	}
}

func TestCSVOptionsReachBothSides(t *testing.T) {
	want := []map[string]string{{"pk": "a;b"}, {"pk": "c"}}
	c := combination{format.CSV, format.Plain}
	for _, headless := range []bool{false, true} {
		store := newMemory()
		spec := c.spec(store, "", nil)
		spec.Columns, spec.Delimiter, spec.NoHeader = columnsOf("pk", "n"), ';', headless
		o := begin(t, spec, zero)
		for _, w := range want {
			write(t, o, text(w["pk"]))
		}
		closed(t, o)
		expected := "\"a;b\";\nc;\n"
		if !headless {
			expected = "pk:S;n:S\n" + expected
		}
		require.Equal(t, expected, string(store.visible[spec.Name]))
		require.Len(t, readBack(t, spec), 2)
	}
}

func TestParquetsCompressionIsThatOfItsPages(t *testing.T) {
	for compression, want := range map[string]pq.CompressionCodec{
		format.PackedByName: pq.Snappy, format.Plain: pq.Uncompressed, format.Gzip: pq.Gzip, format.Zstd: pq.Zstd,
	} {
		store := newMemory()
		spec := output.Spec{Store: store, Name: "x.parquet", Compression: compression, Columns: columnsOf("pk")}
		o := begin(t, spec, zero)
		write(t, o, text("a"))
		closed(t, o)
		content := store.visible[spec.Name]
		f, err := parquet.OpenFile(bytes.NewReader(content), int64(len(content)))
		require.NoError(t, err)
		require.Equal(t, want, f.Metadata().RowGroups[0].Columns[0].MetaData.Codec)
	}
}
