package input

import (
	"bufio"
	"bytes"
	"io"
	"strings"

	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl"
)

// lineBuffer is how many bytes are looked through for line ends at a time.
const lineBuffer = 64 << 10

var mark = []byte("\ufeff")

// passed is what was skipped.
type passed struct{ records, lines int64 }

// skipLines reads r up to the end of its n-th record, by the rules of package jsonl, without keeping or parsing
// lines: a line is a record unless it's blank, and even then if it's longer than lines may be. The error is
// io.EOF if there are fewer.
func skipLines(r *bufio.Reader, n int64) (passed, error) {
	var p passed
	if head, _ := r.Peek(len(mark)); bytes.Equal(head, mark) { // an error comes again
		_, _ = r.Discard(len(mark)) // it was peeked
	}
	for p.records < n {
		isRecord, err := skipLine(r)
		if err != nil {
			return p, err
		}
		p.lines++
		if isRecord {
			p.records++
		}
	}
	return p, nil
}

// skipLine tells whether the line it has read is a record.
func skipLine(r *bufio.Reader) (isRecord bool, err error) {
	length, blank := 0, true
	var last byte
	for {
		piece, err := r.ReadSlice('\n')
		ended := err == nil
		if ended {
			piece = piece[:len(piece)-1]
		}
		if len(piece) > 0 {
			length += len(piece)
			last = piece[len(piece)-1]
			blank = blank && len(bytes.TrimLeft(piece, " \t\r")) == 0
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil && (err != io.EOF || length == 0) {
			return false, err
		}
		if last == '\r' {
			length--
		}
		return !blank || length > jsonl.MaxLine, nil
	}
}

// continued has the formats' readers see no file's beginning: they'd take a byte order mark there for one. The blank
// line is none of the input's.
func continued(r io.Reader) io.Reader { return io.MultiReader(strings.NewReader("\n"), r) }
