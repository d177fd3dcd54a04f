package input

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// next returns a line with its place; a bad one as its text in the input.
func next(t *testing.T, l *jsonl.Lines) (string, record.Place, bool) {
	line, err := l.Next()
	var bad *record.BadRecord
	if errors.As(err, &bad) {
		return string(bad.Raw), bad.At, true
	}
	if err == io.EOF {
		return "", record.Place{}, false
	}
	require.NoError(t, err)
	return string(line), l.At(), true
}

// FuzzSkipLines compares with package jsonl what is skipped and what's left, for each number of records.
func FuzzSkipLines(f *testing.F) {
	for _, seed := range []string{"", "a", "a\nb\n", "\ufeffa\r\n\r\n \t\n\xff\nb", "\n\ufeff\n", "a\n\ufeffb\n", "\r\r\n\r", "\ufeff", "\ufeff \n",
		"x" + strings.Repeat(" ", 40) + "\ny\n", strings.Repeat(" ", 40) + "x\ny\n", strings.Repeat(" ", 40) + "\ny"} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, text string, slow bool) {
		source := func() io.Reader {
			if slow {
				return iotest.OneByteReader(strings.NewReader(text))
			}
			return strings.NewReader(text)
		}
		all := jsonl.NewLines(source(), 0)
		for n := int64(1); ; n++ {
			in := bufio.NewReaderSize(source(), 16)
			p, err := skipLines(in, n)
			_, at, ok := next(t, all)
			if !ok {
				require.Equal(t, io.EOF, err)
				require.Equal(t, n-1, p.records)
				return
			}
			require.NoError(t, err)
			require.Equal(t, n, p.records)
			require.Equal(t, at.Line, p.lines)

			whole, rest := jsonl.NewLines(source(), 0), jsonl.NewLines(continued(in), 0)
			for range n {
				next(t, whole)
			}
			for {
				want, wantAt, more := next(t, whole)
				got, gotAt, gotMore := next(t, rest)
				require.Equal(t, more, gotMore)
				if !more {
					break
				}
				gotAt.Number += p.records
				gotAt.Line += p.lines - 1
				require.Equal(t, want, got)
				require.Equal(t, wantAt, gotAt)
			}
		}
	})
}
