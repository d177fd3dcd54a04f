package parquetitems

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

const (
	magic = "PAR1"
	// magicEncrypted ends files whose footer is encrypted.
	magicEncrypted = "PARE"
	// tail is the length of the footer and the magic bytes.
	tail = 4 + len(magic)
)

// open reads the footer and checks what reading relies on.
func open(r io.ReaderAt, size int64) (*parquet.File, error) {
	if err := checkMagic(r, size); err != nil {
		return nil, err
	}
	var file *parquet.File
	err := guard(func() (err error) {
		// The indexes of pages would only be for seeking within a row group. Read for all row groups they'd take memory, and
		// a wrong one would have columns of different rows put together.
		file, err = parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true),
			parquet.ReadBufferSize(readBuffer))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the footer: %w", err)
	}
	return file, checkFooter(file, size)
}

func checkMagic(r io.ReaderAt, size int64) error {
	if size < int64(len(magic)+tail) {
		return fmt.Errorf("not a Parquet file: %d bytes are too few", size)
	}
	var head [len(magic)]byte
	var end [tail]byte
	if _, err := r.ReadAt(head[:], 0); err != nil {
		return fmt.Errorf("reading the first bytes: %w", err)
	}
	if n, err := r.ReadAt(end[:], size-int64(tail)); n < tail {
		return fmt.Errorf("reading the last bytes: %w", err)
	}
	first, last := string(head[:]), string(end[4:])
	switch {
	case first == magicEncrypted || last == magicEncrypted:
		return errors.New("the Parquet file is encrypted: decrypt it first")
	case first != magic:
		return errors.New("not a Parquet file: it doesn't begin with " + magic)
	case last != magic:
		return errors.New("the Parquet file has no footer: it's cut off or was never closed")
	}
	footer := int64(binary.LittleEndian.Uint32(end[:]))
	if footer > maxFooter || footer > size-int64(len(magic)+tail) {
		return fmt.Errorf("the footer would be %d bytes long, in a file of %d and with a limit of %d: the file is damaged", footer, size, maxFooter)
	}
	return nil
}

// readable tells whether pages compressed so are read. LZ4 isn't: the library's decoder never comes back from a damaged page.
func readable(c format.CompressionCodec) bool {
	switch c {
	case format.Uncompressed, format.Snappy, format.Gzip, format.Brotli, format.Zstd:
		return true
	}
	return false
}

// checkFooter checks the numbers that the library takes as they are.
func checkFooter(file *parquet.File, size int64) error {
	metadata := file.Metadata()
	if n := len(metadata.RowGroups); n > MaxRowGroups {
		return fmt.Errorf("the file has %d row groups: at most %d may be", n, MaxRowGroups)
	}
	var rows int64
	for i := range metadata.RowGroups {
		group := &metadata.RowGroups[i]
		if group.NumRows < 0 || group.NumRows > metadata.NumRows-rows {
			return fmt.Errorf("row group %d has %d rows, in a file of %d: the file is damaged", i+1, group.NumRows, metadata.NumRows)
		}
		rows += group.NumRows
		for j := range group.Columns {
			chunk := &group.Columns[j]
			if chunk.FilePath != "" {
				return fmt.Errorf("row group %d has columns in other files: such files aren't read", i+1)
			}
			// The library takes the first row group's compression for the whole column.
			if c := chunk.MetaData.Codec; !readable(c) || c != metadata.RowGroups[0].Columns[j].MetaData.Codec {
				return fmt.Errorf("row group %d, column %d: its compression, %d, isn't read: write the file with Snappy, Zstd, Gzip or Brotli everywhere", i+1, j+1, c)
			}
			start := chunk.MetaData.DataPageOffset
			if d := chunk.MetaData.DictionaryPageOffset; d != 0 {
				start = min(start, d)
			}
			if length := chunk.MetaData.TotalCompressedSize; start < 0 || length < 0 || start > size || length > size-start {
				return fmt.Errorf("row group %d, column %d: it isn't within the file, which is cut off or damaged", i+1, j+1)
			}
		}
	}
	if rows != metadata.NumRows {
		return fmt.Errorf("the row groups have %d rows, and the file %d: the file is damaged", rows, metadata.NumRows)
	}
	return nil
}
