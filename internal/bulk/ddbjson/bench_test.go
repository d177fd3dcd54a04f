package ddbjson

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl/jsonltest"
)

// benchmarkItems are as many lines as fit a megabyte.
const benchmarkItems = 1000

func BenchmarkReader(b *testing.B) {
	var file bytes.Buffer
	w := NewWriter(&file)
	for i := range benchmarkItems {
		require.NoError(b, w.Write(jsonltest.Order(i)))
	}
	require.NoError(b, w.Close())
	b.SetBytes(int64(file.Len() / benchmarkItems))
	b.ReportAllocs()
	in := bytes.NewReader(file.Bytes())
	r := NewReader(in, Options{})
	for b.Loop() {
		_, err := r.Read()
		if err == io.EOF {
			in.Reset(file.Bytes())
			r = NewReader(in, Options{})
		} else if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriter(b *testing.B) {
	order := jsonltest.Order(1)
	var file bytes.Buffer
	w := NewWriter(&file)
	require.NoError(b, w.Write(order))
	require.NoError(b, w.Close())
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	w = NewWriter(io.Discard)
	for b.Loop() {
		if err := w.Write(order); err != nil {
			b.Fatal(err)
		}
	}
}
