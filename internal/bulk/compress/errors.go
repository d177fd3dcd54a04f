package compress

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"
)

// errClosed is the error of a reader or writer that's used after its Close.
var errClosed = fmt.Errorf("compress: %w", os.ErrClosed)

// explain returns the error for what a decompressor found in the file of that name.
func explain(name string, kind Kind, err error) error {
	where := ""
	if name != "" {
		where = name + ": "
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%sthe %s data ends too early: the file was cut short, fetch it again: %w", where, kind, err)
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		// The latter is that of a frame whose window is all of its text, as the frame says.
		return fmt.Errorf("%sthe %s data needs a window of more than the %d MiB that are allowed, or is damaged: compress it with a smaller one: %w",
			where, kind, MaxWindow>>20, err)
	case errors.Is(err, zstd.ErrUnknownDictionary):
		return fmt.Errorf("%sthe %s data was compressed with a dictionary: compress it without one: %w", where, kind, err)
	}
	return fmt.Errorf("%sthe %s data is damaged, or followed by other data: %w", where, kind, err)
}
