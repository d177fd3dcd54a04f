package parquetitems

import (
	"fmt"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"

	"github.com/dynactor/dynactor/internal/bulk/column"
)

// Options are the settings of a [Writer]. A [Reader] has none: a file says all about itself.
type Options struct {
	// Columns are the file's columns, in their order. Each needs a type.
	Columns []column.Column
	// Compression is how pages are compressed: Snappy if it isn't set.
	Compression Compression
}

// Compression is how a file's pages are compressed.
type Compression uint8

const (
	// Snappy is quick and what most Parquet writers use: every reader has it.
	Snappy Compression = iota
	// Zstd gives smaller files than Snappy at two or three times the time.
	Zstd
	// Gzip is for readers that don't have Zstd.
	Gzip
	// Uncompressed pages are for what is compressed as a whole later.
	Uncompressed
)

func (c Compression) codec() (compress.Codec, error) {
	switch c {
	case Snappy:
		return &parquet.Snappy, nil
	case Zstd:
		return &parquet.Zstd, nil
	case Gzip:
		return &parquet.Gzip, nil
	case Uncompressed:
		return &parquet.Uncompressed, nil
	}
	return nil, fmt.Errorf("compression %d is unknown: use one of the package's constants", c)
}
