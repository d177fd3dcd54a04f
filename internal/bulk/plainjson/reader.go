package plainjson

import (
	"io"

	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// Options are what a reader can be told. The zero value is good.
type Options struct {
	// MaxLine is the longest line that is taken, in bytes; 0 is [jsonl.MaxLine]. A longer one is a bad record.
	// The reader holds one line of that length at most.
	MaxLine int
	// Plain reads objects as maps even if they look like the tags of this package.
	Plain bool
}

// Reader reads lines of plain JSON; each is a Put. It isn't safe for concurrent use.
type Reader struct {
	lines  *jsonl.Lines
	parser parser
}

var _ record.Reader = (*Reader)(nil)

// NewReader returns a reader of r.
func NewReader(r io.Reader, o Options) *Reader {
	return &Reader{lines: jsonl.NewLines(r, o.MaxLine), parser: parser{plain: o.Plain}}
}

// Read returns the next record, see [record.Reader].
func (r *Reader) Read() (record.Record, error) {
	line, err := r.lines.Next()
	if err != nil {
		return record.Record{}, err
	}
	r.parser.reset(line)
	item, err := r.parser.item()
	if err != nil {
		return record.Record{}, r.lines.Bad(err)
	}
	return record.Record{Op: record.Put, Item: item, At: r.lines.At()}, nil
}
