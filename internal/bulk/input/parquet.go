package input

import (
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/dynactor/dynactor/internal/bulk/files"
	"github.com/dynactor/dynactor/internal/bulk/parquetitems"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// parquet reads a Parquet file. Its Offset is the part of the rows that was read, as a part of its size: columns are
// read from all over the file.
type parquet struct {
	name   string
	rows   *parquetitems.Reader
	object files.Object
	number atomic.Int64 // of the last row
	err    error        // final
}

// openParquet has the object closed by the Reader, or by the caller after an error.
func openParquet(object files.Object, name string, skip int64) (Reader, error) {
	if object.Size() < 0 {
		return nil, fmt.Errorf("%s is a stream, and Parquet can't be read from front to back: save it to a file first: %w", name, errors.ErrUnsupported)
	}
	rows, err := parquetitems.NewReader(object, object.Size(), parquetitems.Options{})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if skip > rows.Rows() {
		return nil, errors.Join(tooFew(name, rows.Rows(), skip), rows.Close())
	}
	if err := rows.Skip(skip); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), rows.Close())
	}
	p := &parquet{name: name, rows: rows, object: object}
	p.number.Store(skip)
	return p, nil
}

func (p *parquet) Read() (record.Record, error) {
	if p.err != nil {
		return record.Record{}, p.err
	}
	rec, err := p.rows.Read()
	var bad *record.BadRecord
	switch {
	case err == nil:
		rec.At.File = p.name
		p.number.Store(rec.At.Number)
	case errors.As(err, &bad):
		bad.At.File = p.name
		p.number.Store(bad.At.Number)
	case err == io.EOF:
		p.err = err
	default:
		p.err = fmt.Errorf("%s: %w", p.name, err)
		err = p.err
	}
	return rec, err
}

func (p *parquet) Offset() int64 {
	all := p.rows.Rows()
	if all == 0 {
		return p.object.Size()
	}
	return int64(float64(p.object.Size()) * (float64(p.number.Load()) / float64(all)))
}

func (p *parquet) Close() error { return errors.Join(p.rows.Close(), p.object.Close()) }
