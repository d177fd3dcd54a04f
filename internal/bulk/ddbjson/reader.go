package ddbjson

import (
	"errors"
	"fmt"
	"io"

	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl"
	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/codec"
	"github.com/dynactor/dynactor/internal/sealed"
)

// Options are what a reader can be told. The zero value is good.
type Options struct {
	// MaxLine is the longest line that is taken, in bytes; 0 is [jsonl.MaxLine]. A longer one is a bad record.
	// The reader holds one line of that length at most.
	MaxLine int
}

// Reader reads lines of DynamoDB JSON. It isn't safe for concurrent use.
type Reader struct {
	lines  *jsonl.Lines
	parser codec.Parser
	keys   *sealed.Keys // of Seal
}

var _ record.Reader = (*Reader)(nil)

// NewReader returns a reader of r.
func NewReader(r io.Reader, o Options) *Reader {
	return &Reader{lines: jsonl.NewLines(r, o.MaxLine)}
}

// Read returns the next record, see [record.Reader].
func (r *Reader) Read() (record.Record, error) {
	line, err := r.lines.Next()
	if err != nil {
		return record.Record{}, err
	}
	if r.keys != nil {
		if rec, ok := r.seal(line); ok {
			rec.At = r.lines.At()
			return rec, nil
		}
	}
	rec, err := r.decode(line)
	if err != nil {
		return record.Record{}, r.lines.Bad(err)
	}
	rec.At = r.lines.At()
	return rec, nil
}

func (r *Reader) decode(line []byte) (record.Record, error) {
	if !mayBeEnvelope(line) {
		return r.bare(line)
	}
	rec, err := r.envelope(line)
	if err == nil {
		return rec, nil
	}
	// An item whose first attribute is called like a member of an envelope.
	bare, bareErr := r.bare(line)
	if bareErr == nil {
		return bare, nil
	}
	if errors.Is(err, errNoEnvelope) {
		err = bareErr
	}
	return record.Record{}, err
}

// bare reads an item that is the whole line.
func (r *Reader) bare(line []byte) (record.Record, error) {
	r.parser.Reset(line)
	item, err := r.parser.Item()
	if err != nil {
		return record.Record{}, wrong(err, 0)
	}
	if r.parser.More() {
		return record.Record{}, fmt.Errorf("more behind the item, from byte %d of the line on", r.parser.Offset()+1)
	}
	members, err := checkItem(item)
	if err != nil {
		return record.Record{}, err
	}
	if err := complete(line, members); err != nil {
		return record.Record{}, err
	}
	return record.Record{Op: record.Put, Item: item}, nil
}

// wrong says what is wrong with a document that starts at byte base of the line, counted from 0. Codec's
// texts tell nothing of its content.
func wrong(err error, base int) error {
	var syntax *codec.SyntaxError
	var typ *codec.TypeError
	var value *codec.ValueError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("not JSON at byte %d of the line", base+syntax.Offset+1)
	case errors.As(err, &typ):
		return fmt.Errorf("not DynamoDB JSON at byte %d of the line: %s", base+typ.Offset+1, typ.Message)
	case errors.As(err, &value):
		return fmt.Errorf("not an attribute value at byte %d of the line: %s", base+value.Offset+1, value.Problem)
	}
	return err
}

// complete compares how many members the line has with how many were found to mean something.
func complete(line []byte, members int) error {
	n, err := jsonl.Members(line)
	if err != nil || n == members {
		return err
	}
	if name, ok := jsonl.Duplicate(line); ok {
		return fmt.Errorf("the name %s is twice in one object", jsonl.Quote(name))
	}
	return errors.New("an attribute value has more than its data type in it")
}
