package csvitems

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// byteOrderMark is what some programs begin UTF-8 with.
const byteOrderMark = "\ufeff"

// Reader reads rows; each is a Put. It isn't safe for concurrent use. It's a record.Reader.
type Reader struct {
	o       Options
	src     source
	csv     *csv.Reader
	skipped int64 // bytes of the input in front of what encoding/csv sees
	columns []column.Column
	begun   bool
	number  int64
	err     error
}

// NewReader returns a reader of r. Wrong options are errors of the first Read.
func NewReader(r io.Reader, o Options) *Reader {
	if o.MaxRecord <= 0 {
		o.MaxRecord = MaxRecord
	}
	return &Reader{o: o, src: source{r: r, limit: o.MaxRecord}}
}

// Columns returns the columns, for which it reads the header unless that was read. The caller must not
// change them. Its error is the one that Read would return.
func (r *Reader) Columns() ([]column.Column, error) {
	r.begin()
	return r.columns, r.err
}

// Read returns the next record, see record.Reader.
func (r *Reader) Read() (record.Record, error) {
	r.begin()
	if r.err != nil {
		return record.Record{}, r.err
	}
	cells, err := r.row()
	if r.err != nil {
		if r.err != io.EOF {
			r.err = fmt.Errorf("record %d: %w", r.number+1, r.err)
		}
		return record.Record{}, r.err
	}
	r.number++
	at := record.Place{Number: r.number}
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		at.Line = int64(wrong.StartLine)
		return record.Record{}, r.bad(at, misplacedQuote(wrong), wrong)
	}
	line, _ := r.csv.FieldPos(0)
	at.Line = int64(line)
	if len(cells) != len(r.columns) {
		return record.Record{}, r.bad(at, fmt.Sprintf("%d cells for %d columns", len(cells), len(r.columns)), nil)
	}
	item := make(record.Item, len(cells))
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		c := r.columns[i]
		if !utf8.ValidString(cell) {
			return record.Record{}, r.bad(at, fmt.Sprintf("column %q: text that isn't UTF-8", c.Name), nil)
		}
		v, err := parseCell(cell, c.Type)
		if err != nil {
			return record.Record{}, r.bad(at, fmt.Sprintf("column %q: %s", c.Name, err), err)
		}
		item[c.Name] = v
	}
	return record.Record{Op: record.Put, Item: item, At: at}, nil
}

func misplacedQuote(e *csv.ParseError) string {
	if errors.Is(e, csv.ErrBareQuote) {
		return fmt.Sprintf("a quote in a cell without quotes, line %d, column %d: put the cell in quotes, and double those in it", e.Line, e.Column)
	}
	return fmt.Sprintf("a cell's closing quote is missing, or something follows it, line %d, column %d: double the quotes in a cell", e.Line, e.Column)
}

// row returns the next row. Its error is a *csv.ParseError; any other is in r.err.
func (r *Reader) row() ([]string, error) {
	r.src.release(r.offset())
	cells, err := r.csv.Read()
	var wrong *csv.ParseError
	if err != nil && !errors.As(err, &wrong) {
		r.err = err
	}
	return cells, err
}

func (r *Reader) offset() int64 { return r.skipped + r.csv.InputOffset() }

func (r *Reader) bad(at record.Place, reason string, cause error) *record.BadRecord {
	// Lines without anything in front of the row belong to no row.
	raw := bytes.TrimLeft(r.src.upTo(r.offset()), "\r\n")
	raw = bytes.TrimSuffix(bytes.TrimSuffix(raw, []byte("\n")), []byte("\r"))
	return &record.BadRecord{At: at, Reason: reason, Raw: bytes.Clone(raw), Err: cause}
}

// begin reads what is in front of the first record. Its error is in r.err.
func (r *Reader) begin() {
	if r.begun {
		return
	}
	r.begun = true
	r.err = r.readHeader()
}

func (r *Reader) readHeader() error {
	delimiter, err := r.o.delimiter()
	if err != nil {
		return err
	}
	if r.o.NoHeader || len(r.o.Columns) > 0 {
		if err := checkColumns(r.o.Columns); err != nil {
			return err
		}
	}
	in := bufio.NewReaderSize(&r.src, bufferSize)
	head, err := in.Peek(len(byteOrderMark))
	switch {
	case err != nil && err != io.EOF:
		return err
	case string(head) == byteOrderMark:
		r.skipped = int64(len(byteOrderMark))
		_, _ = in.Discard(len(byteOrderMark)) // it was peeked
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return errors.New("csv: the file is UTF-16: convert it to UTF-8")
	}
	r.csv = csv.NewReader(in) // takes in for its own buffer
	r.csv.Comma = delimiter
	r.csv.FieldsPerRecord = -1 // told as bad records here
	r.csv.ReuseRecord = true
	if r.o.NoHeader {
		r.columns = r.o.Columns
		return nil
	}
	cells, err := r.row()
	switch {
	case r.err == io.EOF:
		return errors.New("csv: the file is empty, not even a header: name the columns, or leave the file out")
	case err != nil:
		return fmt.Errorf("csv: the header can't be read: %w", err)
	}
	columns, err := parseHeader(cells)
	if err == nil {
		err = giveTypes(columns, r.o.Columns)
	}
	if err != nil {
		return err
	}
	r.columns = columns
	return nil
}
