package parquetitems

import (
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"

	"github.com/dynactor/dynactor/internal/bulk/record"
)

// Reader reads the rows of a Parquet file as items. It is a [record.Reader].
type Reader struct {
	file   *parquet.File
	groups []parquet.RowGroup
	tree   *tree
	flat   bool // no leaf repeats

	group int          // the row group that is read or comes next
	rows  parquet.Rows // of it, nil before its first row is read
	left  int64        // rows of it that aren't in batch yet
	batch []parquet.Row
	next  int // in batch
	ready int // rows in batch

	number int64 // of the row before the next
	err    error // final
}

var _ record.Reader = (*Reader)(nil)

// ErrClosed is what a closed [Reader] returns.
var ErrClosed = errors.New("the Parquet reader is closed")

// NewReader reads the footer of a file of that many bytes. r isn't closed by the reader, and is read from
// wherever columns are, so that it should be cheap to do so.
func NewReader(r io.ReaderAt, size int64, _ Options) (*Reader, error) {
	file, err := open(r, size)
	if err != nil {
		return nil, fmt.Errorf("opening a Parquet file: %w", err)
	}
	reader := &Reader{file: file, groups: file.RowGroups()}
	err = guard(func() (err error) {
		reader.tree, err = newTree(file)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("opening a Parquet file: %w", err)
	}
	reader.flat = true
	for _, leaf := range reader.tree.leaves {
		reader.flat = reader.flat && leaf.MaxRepetitionLevel() == 0
	}
	reader.batch = make([]parquet.Row, min(batchRows, max(1, batchValues/len(reader.tree.leaves))))
	if len(reader.groups) > 0 {
		reader.left = reader.groups[0].NumRows()
	}
	return reader, nil
}

// Rows returns how many rows the file has, bad ones too.
func (r *Reader) Rows() int64 { return r.file.NumRows() }

// Read returns the next row as a record to put.
func (r *Reader) Read() (record.Record, error) {
	if r.next == r.ready {
		if err := r.fill(); err != nil {
			return record.Record{}, err
		}
	}
	row := r.batch[r.next]
	r.next++
	r.number++
	at := record.Place{Number: r.number}
	if reason := checkRow(row); reason != "" {
		return record.Record{}, &record.BadRecord{At: at, Reason: reason}
	}
	var item record.Item
	err := guard(func() (err error) {
		item, err = r.tree.item(row)
		return err
	})
	var bad *badValue
	switch {
	case errors.As(err, &bad):
		return record.Record{}, &record.BadRecord{At: at, Reason: bad.Error(), Err: bad.err}
	case err != nil:
		return record.Record{}, r.fail(err)
	}
	return record.Record{Op: record.Put, Item: item, At: at}, nil
}

func checkRow(row parquet.Row) string {
	if len(row) > MaxRowValues {
		return fmt.Sprintf("the row has %d values: at most %d may be", len(row), MaxRowValues)
	}
	bytes := 0
	for _, v := range row {
		switch v.Kind() {
		case parquet.ByteArray, parquet.FixedLenByteArray:
			bytes += len(v.ByteArray())
		}
	}
	if bytes > MaxRowBytes {
		return fmt.Sprintf("the row has %d bytes: at most %d may be, and 400 KB in DynamoDB", bytes, MaxRowBytes)
	}
	return ""
}

// fill reads the next rows, of which there's at least one if it returns nil.
func (r *Reader) fill() error {
	if r.err != nil {
		return r.err
	}
	for r.left == 0 {
		if err := r.endGroup(); err != nil {
			return err
		}
	}
	if err := r.begin(); err != nil {
		return err
	}
	want := int(min(r.left, int64(len(r.batch))))
	var n int
	err := guard(func() (err error) {
		n, err = r.rows.ReadRows(r.batch[:want])
		return err
	})
	if err != nil && !errors.Is(err, io.EOF) {
		return r.fail(err)
	}
	if n == 0 || n > want || err != nil && int64(n) < r.left {
		return r.fail(fmt.Errorf("%d rows are missing at its end: the file is damaged", r.left-int64(n)))
	}
	r.left -= int64(n)
	r.next, r.ready = 0, n
	return nil
}

// begin opens the row group, unless it is open.
func (r *Reader) begin() error {
	if r.rows != nil {
		return nil
	}
	if err := guard(func() error { r.rows = r.groups[r.group].Rows(); return nil }); err != nil {
		return r.fail(err)
	}
	return nil
}

// endGroup goes on to the next row group, if there's one.
func (r *Reader) endGroup() error {
	r.closeRows()
	if r.group+1 >= len(r.groups) {
		r.err = io.EOF
		return r.err
	}
	r.group++
	r.left = r.groups[r.group].NumRows()
	return nil
}

func (r *Reader) closeRows() {
	if r.rows != nil {
		// What closing says is about reading, and that is over.
		_ = guard(r.rows.Close)
		r.rows = nil
	}
	clear(r.batch) // the values are in pages that are given back
}

func (r *Reader) fail(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		// An io.EOF that comes through would be taken for the end.
		err = fmt.Errorf("the file is cut off or damaged: %v", err)
	}
	r.err = fmt.Errorf("parquet row group %d of %d, behind row %d: %w", r.group+1, len(r.groups), r.number, err)
	r.closeRows()
	r.next, r.ready = 0, 0
	return r.err
}

// Close gives back what the reader holds; Read returns [ErrClosed] from then on.
func (r *Reader) Close() error {
	r.closeRows()
	r.next, r.ready = 0, 0
	r.err = ErrClosed
	return nil
}
