package csvitems

import (
	"errors"
	"fmt"
	"io"
)

// source is the input in front of encoding/csv. It keeps what was read and not yet released: the row
// that is being read and what was read ahead. encoding/csv has no limit to a row; the source
// has, because it's asked for more only while a row goes on.
type source struct {
	r     io.Reader
	limit int
	kept  []byte
	start int   // where in kept the row begins
	base  int64 // the offset in the input of kept[start]
	err   error
}

var errTooLong = errors.New("too long")

func (s *source) Read(p []byte) (int, error) {
	if s.err == nil && len(s.kept)-s.start > s.limit {
		s.err = fmt.Errorf("csv: a row is longer than %d bytes: most likely a quote isn't closed: %w", s.limit, errTooLong)
	}
	if s.err != nil {
		return 0, s.err
	}
	if s.start > 0 { // once a row: a long one isn't moved with each piece
		s.kept = append(s.kept[:0], s.kept[s.start:]...)
		s.start = 0
	}
	n, err := s.r.Read(p)
	s.kept = append(s.kept, p[:n]...)
	s.err = err
	return n, err
}

// release lets go of what is before the offset in the input.
func (s *source) release(offset int64) {
	s.start += int(offset - s.base)
	s.base = offset
}

// upTo returns what wasn't released before the offset in the input. It's good until the next Read.
func (s *source) upTo(offset int64) []byte {
	return s.kept[s.start : s.start+int(offset-s.base)]
}
