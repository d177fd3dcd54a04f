package parquetitems

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// Writer writes items as rows of a Parquet file. It is a [record.Writer].
type Writer struct {
	columns []column.Column
	known   map[string]bool
	w       *parquet.GenericWriter[any]

	// The row that is being built, and the bytes behind its values. The library copies both.
	row  parquet.Row
	cell []byte

	limit  int64 // of bytes in a row group
	bytes  int64 // in this row group
	rows   int64 // in this row group
	groups int
	err    error // the first that was final
}

var _ record.Writer = (*Writer)(nil)

var errClosed = errors.New("the Parquet writer is closed")

// NewWriter returns a writer to w. Nothing is written before the first row group ends. The error says that the columns
// can't be: none, more than [MaxColumns], without a type, twice the same.
func NewWriter(w io.Writer, o Options) (*Writer, error) {
	if err := column.Check(o.Columns); err != nil {
		return nil, fmt.Errorf("parquet columns: %w", err)
	}
	if len(o.Columns) > MaxColumns {
		return nil, fmt.Errorf("%d parquet columns: at most %d may be", len(o.Columns), MaxColumns)
	}
	known := make(map[string]bool, len(o.Columns))
	for _, c := range o.Columns {
		if c.Type == column.Untyped {
			return nil, fmt.Errorf("parquet column %q has no type: give it one, such as %s:S", c.Name, c.Name)
		}
		if checkText(c.Name) != nil {
			return nil, fmt.Errorf("parquet column %q: its name isn't UTF-8", c.Name)
		}
		known[c.Name] = true
	}
	codec, err := o.Compression.codec()
	if err != nil {
		return nil, err
	}
	metadata, err := encodeColumns(o.Columns)
	if err != nil {
		return nil, err
	}
	schema := schemaOf(o.Columns)
	config := []parquet.WriterOption{
		schema,
		parquet.Compression(codec),
		parquet.CreatedBy("dynactor", "1", ""),
		parquet.KeyValueMetadata(MetadataKey, metadata),
		parquet.PageBufferSize(min(pageBytes, max(minPageBytes, pagesBytes/len(o.Columns)))),
		// Bounds are values: in headers and the footer they'd take up to 400 KB for each page of each column, and
		// the footer is in memory until the end.
		parquet.DataPageStatistics(false),
	}
	for _, path := range schema.Columns() {
		config = append(config, parquet.SkipPageBounds(path...))
	}
	return &Writer{
		columns: slices.Clone(o.Columns),
		known:   known,
		w:       parquet.NewGenericWriter[any](w, config...),
		limit:   RowGroupBytes,
	}, nil
}

// Write writes an item. Its error is a [*record.Unfit] if the item has an attribute that has no column, one of another
// type than its column's, or one that DynamoDB couldn't hold; then nothing of it is written.
func (w *Writer) Write(item record.Item) error {
	if w.err != nil {
		return w.err
	}
	if err := w.build(item); err != nil {
		return err
	}
	size := int64(len(w.cell)) + int64(len(w.row))
	if w.rows > 0 && w.bytes+size > w.limit {
		if err := w.Flush(); err != nil {
			return err
		}
	}
	err := guard(func() error {
		_, err := w.w.WriteRows([]parquet.Row{w.row})
		return err
	})
	if err != nil {
		return w.fail(err)
	}
	w.bytes += size
	w.rows++
	return nil
}

// build makes the item w.row. Its values are slices of w.cell.
func (w *Writer) build(item record.Item) error {
	w.row, w.cell = w.row[:0], w.cell[:0]
	found := 0
	for i, c := range w.columns {
		v, ok := item[c.Name]
		if !ok {
			w.row = append(w.row, parquet.NullValue().Level(0, 0, i))
			continue
		}
		found++
		if err := w.appendValue(i, c.Type, v); err != nil {
			return &record.Unfit{Attribute: c.Name, Reason: err.Error()}
		}
	}
	if found == len(item) {
		return w.checkSize()
	}
	var missing []string
	for name := range item {
		if !w.known[name] {
			missing = append(missing, name)
		}
	}
	return &record.Unfit{Attribute: slices.Min(missing), Reason: "has no column in the Parquet file: name all attributes as columns"}
}

// checkSize refuses what the reader would refuse.
func (w *Writer) checkSize() error {
	if len(w.cell) > MaxRowBytes || len(w.row)-len(w.columns) > MaxRowValues {
		return &record.Unfit{Reason: fmt.Sprintf("the item has %d bytes in %d values: at most %d in %d fit into a row",
			len(w.cell), len(w.row), MaxRowBytes, MaxRowValues)}
	}
	return nil
}

// Flush ends the row group, if it has rows, and writes it to the underlying writer. The file can't be cut behind it
// and read: only Close writes the footer. Many small row groups make a file that is slow to read, and there
// are at most [MaxRowGroups].
func (w *Writer) Flush() error {
	if w.err != nil {
		return w.err
	}
	if w.rows == 0 {
		return nil
	}
	if w.groups == MaxRowGroups {
		return w.fail(fmt.Errorf("the file has %d row groups, the most it may have: write several files", MaxRowGroups))
	}
	if err := guard(w.w.Flush); err != nil {
		return w.fail(err)
	}
	w.groups++
	w.bytes, w.rows = 0, 0
	return nil
}

// Close ends the last row group and writes the footer. A file without items has a footer as well. A second
// Close does nothing.
func (w *Writer) Close() error {
	if errors.Is(w.err, errClosed) {
		return nil
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := guard(w.w.Close); err != nil {
		return w.fail(err)
	}
	w.err = errClosed
	return nil
}

func (w *Writer) fail(err error) error {
	w.err = fmt.Errorf("parquet row group %d: %w", w.groups+1, err)
	return w.err
}
