package jsonl

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/dynactor/dynactor/internal/bulk/record"
)

const (
	// MaxLine is the longest line that is taken unless the caller says otherwise, in bytes without the line's end.
	//
	// DynamoDB's limit is 400 KB an item. A control character takes 1 byte there and 6 as \u0001, which makes
	// 2.4 MB; an empty text in a list takes 1 byte and 9 as {"S":""}, which makes 3.7 MB; base64 adds
	// a third. An incremental export has two images of an item in a line, so 7.4 MB. Only a list full of numbers
	// near 1E-130, written without exponents, takes more: up to 48 times its size.
	MaxLine = 8 << 20
	// RawCut is how much of a line beyond the limit is kept for the reject file, in bytes: enough to find it.
	RawCut = 4 << 10

	// startSize is what the buffer holds at first: some tens of common items in a read.
	startSize = 64 << 10
	// maxEmptyReads is how often a reader may give neither bytes nor an error, as in package bufio.
	maxEmptyReads = 100
)

var bom = []byte("\uFEFF")

// slack is how much longer than the limit the bytes before an LF may be: a byte order mark and a CR don't count.
const slack = len("\uFEFF\r")

// Lines splits a stream into lines: the ends are LF or CRLF, and the last line needs none. A byte order mark
// at the start is dropped. It isn't safe for concurrent use.
type Lines struct {
	r   io.Reader
	max int

	buf      []byte // buf[from:to] has been read and not handed out
	from, to int
	line     []byte // the last one
	at       record.Place
	err      error // of r, told once what came before it is handed out
}

// NewLines returns the lines of r. A line of more than limit bytes is a bad record; limit 0 is [MaxLine].
func NewLines(r io.Reader, limit int) *Lines {
	if limit <= 0 {
		limit = MaxLine
	}
	return &Lines{r: r, max: limit}
}

// Next returns the next line that isn't blank, without its end. It is good until the next call. A
// [*record.BadRecord] stands for a line that is too long or not UTF-8. io.EOF comes behind the last line,
// and any other error is final: it wraps the stream's and says after which line it came.
func (l *Lines) Next() ([]byte, error) {
	for {
		long, err := l.next()
		if err != nil {
			return nil, err
		}
		if !long && blank(l.line) {
			continue
		}
		l.at.Number++
		if long {
			return nil, l.bad(fmt.Sprintf("line is longer than %d bytes, which no item should be", l.max), nil)
		}
		if !utf8.Valid(l.line) {
			return nil, l.bad(fmt.Sprintf("not UTF-8 at byte %d of the line", validLen(l.line)+1), nil)
		}
		return l.line, nil
	}
}

// At returns the place of the line that Next returned.
func (l *Lines) At() record.Place { return l.at }

// Bad returns the bad record that the last line is, because of err, whose text must have nothing of its content.
func (l *Lines) Bad(err error) *record.BadRecord { return l.bad(err.Error(), err) }

func (l *Lines) bad(reason string, err error) *record.BadRecord {
	return &record.BadRecord{At: l.at, Reason: reason, Raw: bytes.Clone(l.line), Err: err}
}

// next sets l.line to the next line, or to its start if it is too long.
func (l *Lines) next() (long bool, err error) {
	for seen := 0; ; {
		if n := bytes.IndexByte(l.buf[l.from+seen:l.to], '\n'); n >= 0 {
			end := l.from + seen + n
			line := l.buf[l.from:end]
			l.from = end + 1
			return l.found(line), nil
		}
		if seen = l.to - l.from; seen > l.max+slack {
			return true, l.skip()
		}
		if l.err == io.EOF && seen > 0 {
			line := l.buf[l.from:l.to]
			l.from = l.to
			return l.found(line), nil
		}
		if l.err != nil {
			return false, l.failure()
		}
		l.fill()
	}
}

func (l *Lines) found(line []byte) (long bool) {
	l.line = bytes.TrimSuffix(l.unmarked(line), []byte{'\r'})
	l.at.Line++
	if len(l.line) > l.max {
		l.line = l.line[:min(l.max, RawCut)]
		return true
	}
	return false
}

// unmarked returns line, which isn't counted yet, without a byte order mark.
func (l *Lines) unmarked(line []byte) []byte {
	if l.at.Line > 0 {
		return line
	}
	return bytes.TrimPrefix(line, bom)
}

// skip steps behind a line that is too long, without keeping more than its start.
func (l *Lines) skip() error {
	head := bytes.Clone(l.unmarked(l.buf[l.from:l.to])[:min(l.max, RawCut)])
	for {
		n := bytes.IndexByte(l.buf[l.from:l.to], '\n')
		if n >= 0 {
			l.from += n + 1
			break
		}
		l.from, l.to = 0, 0
		if l.err == io.EOF {
			break
		}
		if l.err != nil {
			return l.failure()
		}
		l.fill()
	}
	l.at.Line++
	l.line = head
	return nil
}

// failure returns the final error.
func (l *Lines) failure() error {
	if l.err == io.EOF {
		return io.EOF
	}
	return fmt.Errorf("input can't be read on after line %d: %w", l.at.Line, l.err)
}

// fill reads once, behind what's there.
func (l *Lines) fill() {
	if l.from == l.to {
		l.from, l.to = 0, 0
	}
	if l.to == len(l.buf) {
		l.makeRoom()
	}
	for range maxEmptyReads {
		n, err := l.r.Read(l.buf[l.to:])
		l.to += n
		if err != nil {
			l.err = err
		}
		if n > 0 || err != nil {
			return
		}
	}
	l.err = io.ErrNoProgress
}

// makeRoom moves the begun line to the buffer's start, or makes the buffer larger if the line fills it.
func (l *Lines) makeRoom() {
	if l.from > 0 {
		l.to = copy(l.buf, l.buf[l.from:l.to])
		l.from = 0
		return
	}
	// One byte more than a line of the longest kind is enough to see that this one is longer.
	most := l.max + slack + 1
	size := min(max(startSize, 2*len(l.buf)), most)
	l.buf = slices.Grow(l.buf[:l.to], size-l.to)[:size]
}

func blank(line []byte) bool {
	for _, c := range line {
		if c != ' ' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

// validLen returns how many bytes of b are UTF-8 before the first that isn't.
func validLen(b []byte) int {
	n := 0
	for n < len(b) {
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		n += size
	}
	return n
}
