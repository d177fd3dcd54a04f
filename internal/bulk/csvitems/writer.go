package csvitems

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// Writer writes items as rows, which end with a line feed. It isn't safe for concurrent use. It's a
// record.Writer.
type Writer struct {
	w         io.Writer
	columns   []column.Column
	delimiter rune
	header    bool   // still to be written
	buf       []byte // whole rows
	cell      []byte
	err       error
}

// NewWriter returns a writer to w. It refuses options without columns, or with one that has no type or the
// name of another.
func NewWriter(w io.Writer, o Options) (*Writer, error) {
	delimiter, err := o.delimiter()
	if err != nil {
		return nil, err
	}
	if err := checkColumns(o.Columns); err != nil {
		return nil, err
	}
	for _, c := range o.Columns {
		if c.Type == column.Untyped {
			return nil, fmt.Errorf("csv: column %q has no type: a written column needs one", c.Name)
		}
		if strings.ContainsRune(c.Name, '\r') {
			return nil, fmt.Errorf("csv: column %q has a carriage return in its name, which isn't read back: use another format", c.Name)
		}
	}
	return &Writer{w: w, columns: o.Columns, delimiter: delimiter, header: !o.NoHeader}, nil
}

// Write writes item. What has no form here is a *record.Unfit: an attribute without a column or of
// another type than its column's, text that isn't UTF-8, and what package plainjson refuses.
func (w *Writer) Write(item record.Item) error {
	if w.err != nil {
		return w.err
	}
	w.writeHeader()
	mark, found := len(w.buf), 0
	for i, c := range w.columns {
		w.cell = w.cell[:0]
		if v, ok := item[c.Name]; ok {
			found++
			var err error
			if w.cell, err = appendCell(w.cell, v, c.Type); err != nil {
				w.buf = w.buf[:mark]
				return &record.Unfit{Attribute: c.Name, Reason: err.Error()}
			}
		}
		w.appendQuoted(i)
	}
	if found < len(item) {
		w.buf = w.buf[:mark]
		return &record.Unfit{Attribute: w.homeless(item), Reason: "there's no column for it: add one"}
	}
	w.endRow()
	if len(w.buf) >= bufferSize {
		return w.Flush()
	}
	return nil
}

// Flush writes what was gathered to the underlying writer, the header too.
func (w *Writer) Flush() error {
	if w.err != nil {
		return w.err
	}
	w.writeHeader()
	if len(w.buf) == 0 {
		return nil
	}
	if _, err := w.w.Write(w.buf); err != nil {
		w.err = fmt.Errorf("csv: write: %w", err)
	}
	w.buf = w.buf[:0]
	return w.err
}

// Close flushes. There is no footer.
func (w *Writer) Close() error { return w.Flush() }

func (w *Writer) writeHeader() {
	if !w.header {
		return
	}
	w.header = false
	for i, c := range w.columns {
		w.cell = append(w.cell[:0], headerCell(c)...)
		w.appendQuoted(i)
	}
	w.endRow()
}

// homeless returns the first name, in sorted order, of an attribute without a column.
func (w *Writer) homeless(item record.Item) string {
	known := make(map[string]bool, len(w.columns))
	for _, c := range w.columns {
		known[c.Name] = true
	}
	first, any := "", false
	for name := range item {
		if !known[name] && (!any || name < first) {
			first, any = name, true
		}
	}
	return first
}

// appendQuoted appends w.cell as the row's i-th cell.
func (w *Writer) appendQuoted(i int) {
	if i > 0 {
		w.buf = utf8.AppendRune(w.buf, w.delimiter)
	}
	if !w.needsQuotes() {
		w.buf = append(w.buf, w.cell...)
		return
	}
	w.buf = append(w.buf, '"')
	for rest := w.cell; ; {
		quote := bytes.IndexByte(rest, '"')
		if quote < 0 {
			w.buf = append(append(w.buf, rest...), '"')
			return
		}
		w.buf = append(append(w.buf, rest[:quote+1]...), '"')
		rest = rest[quote+1:]
	}
}

func (w *Writer) needsQuotes() bool {
	if len(w.cell) == 0 {
		return len(w.columns) == 1 // or the row would be an empty line, which is no row
	}
	// Some readers trim spaces at either end, and a file that begins with a byte order mark loses it.
	first, last := w.cell[0], w.cell[len(w.cell)-1]
	return first == ' ' || first == '\t' || last == ' ' || last == '\t' || bytes.HasPrefix(w.cell, []byte(byteOrderMark)) ||
		bytes.ContainsAny(w.cell, "\"\r\n") || bytes.ContainsRune(w.cell, w.delimiter)
}

func (w *Writer) endRow() { w.buf = append(w.buf, '\n') }
