package plainjson

import (
	"errors"
	"io"

	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// Writer writes items as lines of plain JSON, names sorted. It isn't safe for concurrent use.
type Writer struct {
	out *jsonl.Out
	a   appender
}

var _ record.Writer = (*Writer)(nil)

// NewWriter returns a writer to w. What it writes is read back the same.
func NewWriter(w io.Writer) *Writer { return &Writer{out: jsonl.NewOut(w)} }

// NewPlainWriter returns a writer that uses no tags: sets are arrays then and binaries base64 texts, which are read
// back as lists and texts.
func NewPlainWriter(w io.Writer) *Writer {
	return &Writer{out: jsonl.NewOut(w), a: appender{plain: true}}
}

// Write writes item. What has no form is a [*record.Unfit] error: nil values and values that DynamoDB has no type
// for, NULL that is false, texts that aren't UTF-8, numbers beyond DynamoDB's, and nesting beyond its limit. Nil
// sets, lists, maps and binaries are written as empty ones.
func (w *Writer) Write(item record.Item) error {
	return w.out.Line(func(dst []byte) ([]byte, error) {
		out, err := w.a.members(dst, item, 0)
		var unfit *unfitError
		if errors.As(err, &unfit) {
			err = &record.Unfit{Attribute: unfit.attribute, Reason: unfit.err.Error()}
		}
		return out, err
	})
}

// Flush writes what was gathered to the underlying writer.
func (w *Writer) Flush() error { return w.out.Flush() }

// Close flushes. There is no footer.
func (w *Writer) Close() error { return w.out.Close() }
