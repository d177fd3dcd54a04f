package output

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/dynactor/dynactor/internal/bulk/column"
	"github.com/dynactor/dynactor/internal/bulk/compress"
	"github.com/dynactor/dynactor/internal/bulk/csvitems"
	"github.com/dynactor/dynactor/internal/bulk/ddbjson"
	"github.com/dynactor/dynactor/internal/bulk/input/format"
	"github.com/dynactor/dynactor/internal/bulk/parquetitems"
	"github.com/dynactor/dynactor/internal/bulk/plainjson"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// plan is what a Spec and a Position come to.
type plan struct {
	format  string
	kind    compress.Kind            // of the whole file; Plain for Parquet
	pages   parquetitems.Compression // of Parquet's pages
	packed  string                   // either of them, as a Position has it
	columns []column.Column          // of CSV and Parquet
}

func planOf(spec Spec, at Position) (plan, error) {
	p := plan{}
	var err error
	if p.format, err = format.Of(spec.Name, spec.Format); err != nil {
		return p, err
	}
	kind, told, err := format.Kind(spec.Compression)
	if err != nil {
		return p, err
	}
	named, _ := compress.KindOf(spec.Name)
	switch p.format {
	case format.Native:
		return p, errors.New("a native export isn't one file: give a directory")
	case format.Parquet:
		if named != compress.Plain {
			return p, errors.New("a Parquet file isn't compressed as a whole, or it couldn't be read: end its name with .parquet, and give the compression of its pages")
		}
		p.pages, p.packed = pages(kind, told)
	default:
		if !told {
			kind = named
		}
		p.kind, p.packed = kind, kind.String()
	}
	if p.format == format.CSV || p.format == format.Parquet {
		p.columns, err = columns(spec.Columns, at.Columns)
	}
	return p, err
}

func pages(kind compress.Kind, told bool) (parquetitems.Compression, string) {
	switch {
	case !told:
		return parquetitems.Snappy, "snappy"
	case kind == compress.Gzip:
		return parquetitems.Gzip, kind.String()
	case kind == compress.Zstd:
		return parquetitems.Zstd, kind.String()
	}
	return parquetitems.Uncompressed, kind.String()
}

// columns returns those that were given, or else those that were in force.
func columns(given []column.Column, committed []Column) ([]column.Column, error) {
	var before []column.Column
	for _, c := range committed {
		t, err := column.Parse(c.Type)
		if err != nil {
			return nil, fmt.Errorf("the checkpoint's column %q can't be used, start the job anew: %w", c.Name, err)
		}
		before = append(before, column.Column{Name: c.Name, Type: t})
	}
	switch {
	case len(given) == 0:
		given = before
	case len(before) > 0 && !slices.Equal(given, before):
		return nil, errors.New("its columns aren't those that it was begun with: give the same, or none, or start the job anew")
	}
	return slices.Clone(given), nil
}

// fits returns an error unless at is a position in such a file.
func (p plan) fits(at Position) error {
	switch {
	case at.Lost:
		return errors.New("it can't be gone on with, as it's a stream or Parquet: begin it anew")
	case at.Native != nil:
		return errors.New("the position is one in a native export: start the job anew")
	case at.Offset < 0 || at.Items < 0 || at.Bytes < 0 || at.Offset == 0 && (at.Items > 0 || at.Bytes > 0):
		return errors.New("there is no such position: start the job anew")
	case at.Offset > 0 && (at.Format != p.format || at.Compression != p.packed):
		return fmt.Errorf("it was begun as %s with compression %s, not %s with %s: give the same, or start the job anew",
			at.Format, at.Compression, p.format, p.packed)
	}
	return nil
}

// writer returns the format's writer. Nothing is written yet.
func (p plan) writer(w io.Writer, spec Spec, at Position) (record.Writer, error) {
	switch p.format {
	case format.DynamoDBJSON:
		return ddbjson.NewWriter(w), nil
	case format.PlainJSON:
		return plainjson.NewWriter(w), nil
	case format.CSV:
		return csvitems.NewWriter(w, csvitems.Options{
			Columns:   p.columns,
			NoHeader:  spec.NoHeader || at.Offset > 0,
			Delimiter: spec.Delimiter,
		})
	}
	return parquetitems.NewWriter(w, parquetitems.Options{Columns: p.columns, Compression: p.pages})
}
