package compress

import (
	"bufio"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	// gzipLevel packs lines of 0.5 KB 1.8 times as fast as gzip.DefaultCompression, into 5 % more (350 and 200 MB/s,
	// 0.221 and 0.210 of the size).
	gzipLevel = 2
	zstdLevel = zstd.SpeedDefault
	// writeWindow is the window of the zstd frames that are written, in bytes. Every decoder has to take
	// 8 MiB (RFC 8878, 3.1.1.1.2); records repeat their attribute names within few KB, so that 1 MiB costs
	// hardly any ratio, and a fraction of the memory.
	writeWindow = 1 << 20
)

// Writer compresses what is written to it. It isn't safe for concurrent use. After an error every call
// returns it again: what is in the underlying writer is good up to the last Commit.
type Writer struct {
	w    io.Writer
	kind Kind
	enc  encoder // nil where there was no need of one yet, and once it is closed
	// open: a member was begun and isn't ended. begun: there was a first one.
	open, begun bool
	err         error
}

// encoder is a *gzip.Writer or a *zstd.Encoder. Close ends the member or frame, Reset begins the next.
type encoder interface {
	io.WriteCloser
	Reset(w io.Writer)
}

// pieces puts what an encoder writes together: gzip's writes a quarter of a KB at a time, each of which would be a system call.
type pieces struct {
	encoder
	out *bufio.Writer
}

// pieceSize is 64 KB, which are some 0.3 MB of lines.
const pieceSize = 64 << 10

func inPieces(e encoder) pieces { return pieces{e, bufio.NewWriterSize(nil, pieceSize)} }

func (p pieces) Reset(w io.Writer) {
	p.out.Reset(w)
	p.encoder.Reset(p.out)
}

func (p pieces) Close() error {
	if err := p.encoder.Close(); err != nil {
		return err
	}
	return p.out.Flush()
}

// NewWriter returns a writer of that compression. Plain writes through.
func NewWriter(w io.Writer, kind Kind) *Writer { return &Writer{w: w, kind: kind} }

// Write compresses p. It may stay in memory until Commit or Close.
func (w *Writer) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	if len(p) == 0 {
		return 0, nil
	}
	if w.kind == Plain {
		n, err := w.w.Write(p)
		w.err = err
		return n, err
	}
	if err := w.begin(); err != nil {
		return 0, err
	}
	n, err := w.enc.Write(p)
	if err != nil {
		w.err = fmt.Errorf("write %s data: %w", w.kind, err)
	}
	return n, w.err
}

// Commit has all that was written be in the underlying writer, as whole members or frames: it may be cut
// here and written on by another Writer. If nothing was written since the last Commit, nothing happens.
// Each Commit costs some 20 bytes and the history that compression lives from: commit every few MB.
func (w *Writer) Commit() error {
	if w.err != nil || !w.open {
		return w.err
	}
	w.open = false
	if err := w.enc.Close(); err != nil {
		w.err = fmt.Errorf("end %s data: %w", w.kind, err)
	}
	return w.err
}

// Close commits. If there never was anything to write it writes an empty member or frame: tools call an
// empty file with such a name damaged. It doesn't close the underlying writer. A second Close does nothing.
func (w *Writer) Close() error {
	if w.err == errClosed {
		return nil
	}
	if w.err == nil && !w.begun && w.kind != Plain {
		_ = w.begin() // the error is in w.err
	}
	err := w.Commit()
	if w.enc != nil {
		w.enc.Reset(nil) // lets go of the underlying writer
		pools[w.kind].Put(w.enc)
		w.enc = nil
	}
	w.err = errClosed
	return err
}

// begin begins a member, unless one is open.
func (w *Writer) begin() error {
	if w.open {
		return nil
	}
	if w.enc == nil {
		if int(w.kind) >= len(pools) {
			w.err = fmt.Errorf("compress: there is no compression %s", w.kind)
			return w.err
		}
		w.enc = pools[w.kind].Get().(encoder)
	}
	w.enc.Reset(w.w)
	w.open, w.begun = true, true
	return nil
}

var pools = [...]*sync.Pool{
	Gzip: {New: func() any {
		enc, err := gzip.NewWriterLevel(nil, gzipLevel)
		if err != nil {
			panic(err) // the level is a constant that the tests have tried
		}
		return inPieces(enc)
	}},
	Zstd: {New: func() any {
		// One at a time works in the goroutine of who writes. Zero frames: Close of an empty file writes one.
		enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstdLevel),
			zstd.WithWindowSize(writeWindow), zstd.WithZeroFrames(true))
		if err != nil {
			panic(err) // the options are constants that the tests have tried
		}
		return inPieces(enc)
	}},
}
