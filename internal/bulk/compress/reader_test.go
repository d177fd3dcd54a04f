package compress

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// squeeze returns the text as one member by the standard library's gzip, or one frame with zstd's defaults:
// not by the Writer of this package.
func squeeze(t testing.TB, kind Kind, text string) []byte {
	var out bytes.Buffer
	var w io.WriteCloser
	switch kind {
	case Plain:
		return []byte(text)
	case Gzip:
		w = gzip.NewWriter(&out)
	case Zstd:
		enc, err := zstd.NewWriter(&out, zstd.WithEncoderConcurrency(1), zstd.WithZeroFrames(true))
		require.NoError(t, err)
		w = enc
	}
	_, err := io.WriteString(w, text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

func read(name string, r io.Reader) (text string, kind Kind, err error) {
	z, kind, err := Reader(name, r)
	if err != nil {
		return "", kind, err
	}
	defer z.Close()
	data, err := io.ReadAll(z)
	return string(data), kind, err
}

var kinds = []Kind{Plain, Gzip, Zstd}

func TestReaderGoesByTheFirstBytes(t *testing.T) {
	long := strings.Repeat("a line of text, and another\n", 20_000)
	for _, kind := range kinds {
		for _, want := range []string{"", "a", "abc", "{\"pk\":{\"S\":\"a\"}}\n", long} {
			data := squeeze(t, kind, want)
			for _, r := range []io.Reader{bytes.NewReader(data), bytes.NewBuffer(data), iotest.OneByteReader(bytes.NewReader(data)), iotest.DataErrReader(bytes.NewReader(data))} {
				got, found, err := read("misleading.gz", r)
				require.NoError(t, err)
				assert.Equal(t, kind, found)
				require.Equal(t, len(want), len(got))
				require.True(t, want == got)
			}
		}
	}
}

func TestMembersAreReadAsOne(t *testing.T) {
	for _, kind := range []Kind{Gzip, Zstd} {
		var data []byte
		for _, text := range []string{"one\n", "", "two\n"} {
			data = append(data, squeeze(t, kind, text)...)
		}
		got, _, err := read("a", bytes.NewReader(data))
		require.NoError(t, err)
		assert.Equal(t, "one\ntwo\n", got)
	}
}

func TestSkippableFrameInFrontIsZstd(t *testing.T) {
	data := append([]byte{0x5a, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 'x', 'y'}, squeeze(t, Zstd, "text")...)
	got, kind, err := read("a", bytes.NewReader(data))
	require.NoError(t, err)
	assert.Equal(t, Zstd, kind)
	assert.Equal(t, "text", got)
	for _, text := range []string{"Z*M\x17", "J*M\x18"} {
		_, kind, err = read("a", strings.NewReader(text))
		require.NoError(t, err)
		assert.Equal(t, Plain, kind)
	}
}

// A cut between two members can't be told from the end.
func TestEachCutIsAnUnexpectedEOF(t *testing.T) {
	for _, kind := range []Kind{Gzip, Zstd} {
		first := squeeze(t, kind, "some text\n")
		data := append(bytes.Clone(first), squeeze(t, kind, "some more text, more than before\n")...)
		for cut := 1; cut < len(data); cut++ {
			got, _, err := read("a"+kind.Ext(), bytes.NewReader(data[:cut]))
			if cut == len(first) {
				require.NoError(t, err)
				assert.Equal(t, "some text\n", got)
				continue
			}
			require.ErrorIs(t, err, io.ErrUnexpectedEOF, "%s cut at %d of %d", kind, cut, len(data))
			assert.ErrorContains(t, err, "a"+kind.Ext()+": the "+kind.String()+" data ends too early")
		}
	}
}

func TestCutInTheFirstBytesNeedsTheNameToBeSeen(t *testing.T) {
	for _, tt := range []struct{ name, data string }{{"a", "\x1f"}, {"a.zst", "\x1f"}, {"a.gz", "("}, {"a.zst", "(b"}, {"a.gz", "\x1fa"}} {
		got, kind, err := read(tt.name, strings.NewReader(tt.data))
		require.NoError(t, err)
		assert.Equal(t, Plain, kind)
		assert.Equal(t, tt.data, got)
	}
}

func TestDamageSaysWhichCompression(t *testing.T) {
	const text = "some text that's longer than the few bytes around it\n"
	for _, kind := range []Kind{Gzip, Zstd} {
		whole := squeeze(t, kind, text)
		for name, damage := range map[string]func(data []byte) []byte{
			"checksum": func(data []byte) []byte { data[len(data)-6+2*int(kind-Gzip)] ^= 1; return data },
			"behind":   func(data []byte) []byte { return append(data, "not compressed"...) },
		} {
			_, _, err := read("dir/a", bytes.NewReader(damage(bytes.Clone(whole))))
			require.ErrorContains(t, err, "dir/a: the "+kind.String()+" data is damaged", name)
			assert.NotErrorIs(t, err, io.ErrUnexpectedEOF)
			assert.NotContains(t, err.Error(), "some text")
		}
		// Wherever a bit is wrong: an error, or the right text, as in bytes that are for information only.
		for i := range len(whole) * 8 {
			data := bytes.Clone(whole)
			data[i/8] ^= 1 << (i % 8)
			got, found, err := read("", bytes.NewReader(data))
			if found == Plain {
				continue // the first bytes
			}
			if err == nil {
				assert.Equal(t, text, got, "%s bit %d", kind, i)
			} else {
				assert.ErrorContains(t, err, "the "+kind.String()+" data", "bit %d", i)
			}
		}
	}
}

func TestErrorsOfTheUnderlyingReaderComeAsTheyAre(t *testing.T) {
	broken := errors.New("connection reset")
	for _, cause := range []error{broken, io.ErrUnexpectedEOF} {
		for _, kind := range kinds {
			data := squeeze(t, kind, strings.Repeat("text", 100))
			for cut := range len(data) {
				_, _, err := read("a.gz", io.MultiReader(bytes.NewReader(data[:cut]), iotest.ErrReader(cause)))
				require.True(t, err == cause, "%s cut at %d: %v", kind, cut, err)
			}
		}
	}
}

func TestErrorsAreFinal(t *testing.T) {
	for _, kind := range []Kind{Gzip, Zstd} {
		data := squeeze(t, kind, "text")
		z, _, err := Reader("a", bytes.NewReader(data[:len(data)-1]))
		require.NoError(t, err)
		_, err = io.ReadAll(z)
		require.Error(t, err)
		_, again := z.Read(make([]byte, 10))
		assert.Equal(t, err, again)
		require.NoError(t, z.Close())
	}
}

// Whatever the input says next.
func TestErrorsOfPlainInputAreFinal(t *testing.T) {
	z, _, err := Reader("a", iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("longer than the first bytes"))))
	if err == nil {
		_, err = io.ReadAll(z)
	}
	require.Equal(t, iotest.ErrTimeout, err)
	// With an error behind what was looked at.
	z, _, err = Reader("a", iotest.TimeoutReader(&io.LimitedReader{R: strings.NewReader(strings.Repeat("a", 2*readBuffer)), N: readBuffer + 10}))
	require.NoError(t, err)
	_, err = io.ReadAll(z)
	require.Equal(t, iotest.ErrTimeout, err)
	_, again := z.Read(make([]byte, 10))
	assert.Equal(t, err, again)
	require.NoError(t, z.Close())
}

// goleak finds goroutines that are left for good; none may be there in the first place.
func TestNoGoroutineIsStarted(t *testing.T) {
	text := strings.Repeat("some text\n", 100_000)
	for _, kind := range kinds {
		before := runtime.NumGoroutine()
		var out bytes.Buffer
		w := NewWriter(&out, kind)
		_, err := io.WriteString(w, text)
		require.NoError(t, err)
		assert.LessOrEqual(t, runtime.NumGoroutine(), before)
		require.NoError(t, w.Close())
		z, _, err := Reader("a", bytes.NewReader(out.Bytes()))
		require.NoError(t, err)
		_, err = io.ReadFull(z, make([]byte, 10))
		require.NoError(t, err)
		assert.LessOrEqual(t, runtime.NumGoroutine(), before)
		require.NoError(t, z.Close())
	}
}

func TestSecondCloseTakesNothingFromOthers(t *testing.T) {
	for range 20 {
		z, _, err := Reader("a", strings.NewReader("first"))
		require.NoError(t, err)
		require.NoError(t, z.Close())
		other, _, err := Reader("a", strings.NewReader("other"))
		require.NoError(t, err)
		require.NoError(t, z.Close())
		third, _, err := Reader("a", strings.NewReader("third"))
		require.NoError(t, err)
		got, err := io.ReadAll(other)
		require.NoError(t, err)
		assert.Equal(t, "other", string(got))
		require.NoError(t, other.Close())
		require.NoError(t, third.Close())
	}
}

func TestZstdWindowIsLimited(t *testing.T) {
	// A frame header with a window descriptor, exponent 18 over 2^10: 256 MiB. Exponent 17 is the limit.
	for exponent, want := range map[byte]string{18: "a window of more than the 128 MiB", 17: ""} {
		data := []byte{0x28, 0xb5, 0x2f, 0xfd, 0, exponent << 3, 1, 0, 0}
		_, _, err := read("a.zst", bytes.NewReader(data))
		if want == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, zstd.ErrWindowSizeExceeded)
		assert.ErrorContains(t, err, want)
	}
	// A tiny input of a single segment that says it holds 1 GiB is refused, and has nothing allocated.
	_, _, err := read("a.zst", bytes.NewReader([]byte{0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0x40, 1, 0, 0}))
	assert.ErrorContains(t, err, "a window of more than the 128 MiB")
}

func TestZstdDictionaryIsSaid(t *testing.T) {
	_, _, err := read("a.zst", bytes.NewReader([]byte{0x28, 0xb5, 0x2f, 0xfd, 1, 0x58, 7, 1, 0, 0}))
	require.ErrorIs(t, err, zstd.ErrUnknownDictionary)
	assert.ErrorContains(t, err, "compress it without one")
}

type closeCounter struct {
	io.Reader
	closed int
}

func (c *closeCounter) Close() error { c.closed++; return nil }

func TestReaderCloseLeavesTheUnderlyingOneOpen(t *testing.T) {
	for _, kind := range kinds {
		in := &closeCounter{Reader: bytes.NewReader(squeeze(t, kind, "text"))}
		z, _, err := Reader("a", in)
		require.NoError(t, err)
		require.NoError(t, z.Close())
		require.NoError(t, z.Close())
		assert.Zero(t, in.closed)
		_, err = z.Read(make([]byte, 1))
		assert.ErrorIs(t, err, os.ErrClosed)
	}
}

// What a reader left behind in the pool must not reach the next: readers are stopped in the middle here.
func TestReadersFromThePoolBeginAnew(t *testing.T) {
	for i := range 30 {
		kind := kinds[i%3]
		z, _, err := Reader("a", bytes.NewReader(squeeze(t, kind, strings.Repeat("old", 100_000))))
		require.NoError(t, err)
		_, err = io.ReadFull(z, make([]byte, 1000))
		require.NoError(t, err)
		require.NoError(t, z.Close())
		got, _, err := read("a", bytes.NewReader(squeeze(t, kinds[i/3%3], "new")))
		require.NoError(t, err)
		assert.Equal(t, "new", got)
	}
}
