package jsonl

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/bulk/record"
)

// all describes what Next returns until the final error.
func all(l *Lines) (out []string, final error) {
	for {
		line, err := l.Next()
		var bad *record.BadRecord
		switch {
		case errors.As(err, &bad):
			out = append(out, fmt.Sprintf("%d@%d bad %s", bad.At.Number, bad.At.Line, bad.Raw))
		case err != nil:
			return out, err
		default:
			out = append(out, fmt.Sprintf("%d@%d %s", l.At().Number, l.At().Line, line))
		}
	}
}

func TestLinesAreSplitAndCounted(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		max  int
		want []string
	}{
		"nothing":                    {"", 0, nil},
		"one":                        {"a\n", 0, []string{"1@1 a"}},
		"last line without end":      {"a\nb", 0, []string{"1@1 a", "2@2 b"}},
		"CRLF":                       {"a\r\nb\r\n", 0, []string{"1@1 a", "2@2 b"}},
		"last line ends with CR":     {"a\r\nb\r", 0, []string{"1@1 a", "2@2 b"}},
		"blank lines count as lines": {"\n \t\r\na\n\n\nb\n\n", 0, []string{"1@3 a", "2@6 b"}},
		"byte order mark":            {"\uFEFFa\n\uFEFFb\n", 0, []string{"1@1 a", "2@2 \uFEFFb"}},
		"byte order mark alone":      {"\uFEFF\na\n", 0, []string{"1@2 a"}},
		"byte order mark and limit":  {"\uFEFF12345\r\n12345", 5, []string{"1@1 12345", "2@2 12345"}},
		"too long with such a mark":  {"\uFEFF123456", 5, []string{"1@1 bad 12345"}},
		"much too long with it":      {"\uFEFF1234567890", 5, []string{"1@1 bad 12345"}},
		"mark that is cut":           {"\uFEFF\n123", 1, []string{"1@2 bad 1"}},
		"longest line":               {"12345\n12345\r\n12345", 5, []string{"1@1 12345", "2@2 12345", "3@3 12345"}},
		"too long":                   {"123456\na\n", 5, []string{"1@1 bad 12345", "2@2 a"}},
		"too long with CRLF":         {"123456\r\na\n", 5, []string{"1@1 bad 12345", "2@2 a"}},
		"much too long":              {"a\n" + strings.Repeat("x", 100_000) + "\nb\n", 5, []string{"1@1 a", "2@2 bad xxxxx", "3@3 b"}},
		"too long, the last":         {"a\n123456", 5, []string{"1@1 a", "2@2 bad 12345"}},
		"much too long, the last":    {"a\n1234567890", 5, []string{"1@1 a", "2@2 bad 12345"}},
		"too long and blank":         {"        \na\n", 5, []string{"1@1 bad      ", "2@2 a"}},
		"not UTF-8":                  {"a\nb\xffc\nd\n", 0, []string{"1@1 a", "2@2 bad b\xffc", "3@3 d"}},
	} {
		t.Run(name, func(t *testing.T) {
			for kind, r := range map[string]io.Reader{
				"whole": strings.NewReader(c.in), "bytes": iotest.OneByteReader(strings.NewReader(c.in)),
				"end with data": iotest.DataErrReader(strings.NewReader(c.in)),
			} {
				got, err := all(NewLines(r, c.max))
				assert.Equal(t, io.EOF, err, kind)
				assert.Equal(t, c.want, got, kind)
			}
		})
	}
}

func TestLinesSayWhereUTF8Ends(t *testing.T) {
	_, err := NewLines(strings.NewReader("é\xff"), 0).Next()
	require.EqualError(t, err, "line 1: not UTF-8 at byte 3 of the line")
}

func TestPartOfALineIsNoRecordWhenReadingFails(t *testing.T) {
	boom := errors.New("boom")
	for name, c := range map[string]struct {
		in   string
		max  int
		want []string
		line int
	}{
		"at the start":        {"", 0, nil, 0},
		"in the first line":   {"ab", 0, nil, 0},
		"in a line":           {"a\n\nb\nc", 0, []string{"1@1 a", "2@3 b"}, 3},
		"between lines":       {"a\nb\n", 0, []string{"1@1 a", "2@2 b"}, 2},
		"in a line too long":  {"a\n1234567890", 3, []string{"1@1 a"}, 1},
		"behind one too long": {"a\n1234567890\n", 3, []string{"1@1 a", "2@2 bad 123"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			l := NewLines(io.MultiReader(strings.NewReader(c.in), iotest.ErrReader(boom)), c.max)
			got, err := all(l)
			require.ErrorIs(t, err, boom)
			require.EqualError(t, err, fmt.Sprintf("input can't be read on after line %d: boom", c.line))
			require.Equal(t, c.want, got)
			_, again := l.Next()
			require.EqualError(t, again, err.Error(), "the error is final")
		})
	}
}

func TestTruncatedGzipIsTold(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte("a\nb\nc"))
	require.NoError(t, z.Flush())
	r, err := gzip.NewReader(&b)
	require.NoError(t, err)
	got, err := all(NewLines(r, 0))
	require.Equal(t, []string{"1@1 a", "2@2 b"}, got)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.ErrorContains(t, err, "after line 2")
}

func TestReaderThatGivesNothingEnds(t *testing.T) {
	_, err := NewLines(emptyReader{}, 0).Next()
	require.ErrorIs(t, err, io.ErrNoProgress)
}

type emptyReader struct{}

func (emptyReader) Read([]byte) (int, error) { return 0, nil }

func TestEndlessLineTakesLittleMemory(t *testing.T) {
	l := NewLines(io.MultiReader(io.LimitReader(zeros{}, 20<<20), strings.NewReader("\nb")), 1<<20)
	_, err := l.Next()
	var bad *record.BadRecord
	require.ErrorAs(t, err, &bad)
	require.Len(t, bad.Raw, RawCut)
	require.LessOrEqual(t, cap(l.buf), 3<<19)
	line, err := l.Next()
	require.NoError(t, err)
	require.Equal(t, "b", string(line))
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = '0'
	}
	return len(b), nil
}

// Whatever the stream is cut into, the lines are what strings.Split makes of it.
func TestLinesAreThoseOfTheWholeText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOf(rapid.OneOf(rapid.StringMatching(`[a-z \r]{0,12}`), rapid.Just(strings.Repeat("x", 70_000)))).Draw(t, "lines")
		limit := rapid.SampledFrom([]int{1, 3, 10, 70_000, 0}).Draw(t, "max")
		in := strings.Join(texts, "\n")
		var want []string
		number := 0
		for i, s := range strings.Split(in, "\n") {
			s = strings.TrimSuffix(s, "\r")
			long := limit > 0 && len(s) > limit
			if s == "" || !long && strings.Trim(s, " \r") == "" {
				continue
			}
			number++
			if long {
				want = append(want, fmt.Sprintf("%d@%d bad %s", number, i+1, s[:min(limit, RawCut)]))
			} else {
				want = append(want, fmt.Sprintf("%d@%d %s", number, i+1, s))
			}
		}
		step := rapid.SampledFrom([]int{1, 7, 4096, 1 << 20}).Draw(t, "step")
		if len(in) > 10_000 {
			step = max(step, 1000)
		}
		got, err := all(NewLines(&steps{strings.NewReader(in), step}, limit))
		if err != io.EOF {
			t.Fatal(err)
		}
		require.Equal(t, want, got)
	})
}

type steps struct {
	r io.Reader
	n int
}

func (s *steps) Read(b []byte) (int, error) { return s.r.Read(b[:min(len(b), s.n)]) }
