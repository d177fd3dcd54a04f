package compress

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// expand reads what a Writer wrote with the standard library's gzip or a zstd decoder with the defaults.
func expand(t require.TestingT, kind Kind, data []byte) string {
	var r io.Reader = bytes.NewReader(data)
	switch kind {
	case Gzip:
		z, err := gzip.NewReader(r)
		require.NoError(t, err)
		r = z
	case Zstd:
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(writeWindow))
		require.NoError(t, err)
		defer z.Close()
		r = z
	}
	text, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(text)
}

// The model is the text. Whatever the writes, commits, and writers one after the other on the same file:
// all of it reads back, and each commit's cut reads back to what was written before.
func TestWrittenTextReadsBackAtEachCommit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		var out bytes.Buffer
		var text strings.Builder
		w := NewWriter(&out, kind)
		check := func() {
			if out.Len() == 0 {
				require.Empty(t, text.String())
				return
			}
			got, _, err := read("a", bytes.NewReader(out.Bytes()))
			require.NoError(t, err)
			require.Equal(t, text.String(), got)
		}
		t.Repeat(map[string]func(*rapid.T){
			"write": func(t *rapid.T) {
				p := strings.Repeat(rapid.StringMatching(`[a-z]{0,5}\n?`).Draw(t, "text"), rapid.SampledFrom([]int{1, 1, 1, 1, 1, 1, 1, 6_000}).Draw(t, "times"))
				n, err := w.Write([]byte(p))
				require.NoError(t, err)
				require.Equal(t, len(p), n)
				text.WriteString(p)
			},
			"commit": func(t *rapid.T) {
				require.NoError(t, w.Commit())
				check()
				size := out.Len()
				require.NoError(t, w.Commit())
				_, err := w.Write(nil)
				require.NoError(t, err)
				require.NoError(t, w.Commit())
				require.Equal(t, size, out.Len(), "a commit of nothing")
			},
			"next writer": func(t *rapid.T) {
				require.NoError(t, w.Close())
				check()
				w = NewWriter(&out, kind)
			},
		})
		require.NoError(t, w.Close())
		check()
		require.Equal(t, text.String(), expand(t, kind, out.Bytes()))
	})
}

func TestCloseWithoutTextWritesAnEmptyFileOfTheKind(t *testing.T) {
	for _, kind := range kinds {
		var out bytes.Buffer
		w := NewWriter(&out, kind)
		require.NoError(t, w.Commit())
		assert.Zero(t, out.Len())
		require.NoError(t, w.Close())
		assert.Equal(t, kind == Plain, out.Len() == 0)
		assert.Empty(t, expand(t, kind, out.Bytes()))
		size := out.Len()
		require.NoError(t, w.Close())
		assert.Equal(t, size, out.Len())
		_, err := w.Write([]byte("a"))
		assert.ErrorIs(t, err, os.ErrClosed)
		assert.ErrorIs(t, w.Commit(), os.ErrClosed)
	}
}

func TestCloseBehindACommitAddsNothing(t *testing.T) {
	for _, kind := range kinds {
		var out bytes.Buffer
		w := NewWriter(&out, kind)
		_, err := io.WriteString(w, "text")
		require.NoError(t, err)
		require.NoError(t, w.Commit())
		size := out.Len()
		require.NoError(t, w.Close())
		assert.Equal(t, size, out.Len())
	}
}

func TestPlainWritesThrough(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out, Plain)
	_, err := io.WriteString(w, "text")
	require.NoError(t, err)
	assert.Equal(t, "text", out.String())
}

// full takes so many bytes and fails then.
type full struct{ left int }

var errFull = errors.New("no space left on device")

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.left {
		n := f.left
		f.left = 0
		return n, errFull
	}
	f.left -= len(p)
	return len(p), nil
}

func TestWriteErrorsAreFinal(t *testing.T) {
	text := make([]byte, 1<<20)
	for i := range text {
		text[i] = byte(i*i>>7) ^ byte(i>>3)
	}
	for _, kind := range kinds {
		for _, room := range []int{0, 1, 12, 1000} {
			w := NewWriter(&full{left: room}, kind)
			_, err := w.Write(text)
			if err == nil {
				err = w.Commit()
			}
			require.ErrorIs(t, err, errFull, "%s", kind)
			_, again := w.Write(text)
			assert.Equal(t, err, again)
			assert.Equal(t, err, w.Commit())
			assert.Equal(t, err, w.Close())
			assert.NoError(t, w.Close())
		}
		// Its encoder is in the pool now, and must work again.
		var out bytes.Buffer
		w := NewWriter(&out, kind)
		_, err := w.Write([]byte("text"))
		require.NoError(t, err)
		require.NoError(t, w.Close())
		assert.Equal(t, "text", expand(t, kind, out.Bytes()))
	}
	for _, kind := range []Kind{Gzip, Zstd} {
		assert.ErrorIs(t, NewWriter(&full{}, kind).Close(), errFull, "of an empty file")
	}
}

func TestUnknownKindIsRefused(t *testing.T) {
	w := NewWriter(io.Discard, Kind(3))
	_, err := w.Write([]byte("a"))
	require.ErrorContains(t, err, "Kind(3)")
	assert.Equal(t, err, w.Close())
}
