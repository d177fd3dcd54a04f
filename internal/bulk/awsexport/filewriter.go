package awsexport

import (
	"context"
	"crypto/md5" //nolint:gosec // it's what the format has; it guards against accidents only
	"encoding"
	"errors"
	"fmt"
	"hash"

	"github.com/dynactor/dynactor/internal/bulk/compress"
	"github.com/dynactor/dynactor/internal/bulk/ddbjson"
	"github.com/dynactor/dynactor/internal/bulk/files"
	"github.com/dynactor/dynactor/internal/bulk/record"
)

// Position is how far a data file has been committed: what a checkpoint keeps of it. The zero value is its
// beginning.
type Position struct {
	// Length is in bytes of the compressed file.
	Length int64 `json:"length"`
	// ItemCount is how many items are in front of it.
	ItemCount int64 `json:"itemCount"`
	// Hash is the state of the MD5 there, as crypto/md5 marshals it. Without it a resumed job would have to
	// read the file again.
	Hash []byte `json:"hash,omitempty"`
}

// FileWriter writes one data file. It isn't safe for concurrent use. After an error only Abort is left.
type FileWriter struct {
	w      *Writer
	number int
	out    files.Output
	sum    hash.Hash
	zip    *compress.Writer
	lines  *ddbjson.Writer
	count  int64
}

// File begins data file n, from 1, or goes on with it behind at. Each number is for one FileWriter at a time.
//
// An error that wraps fs.ErrExist means that the file was closed already: the job crashed between that and its
// checkpoint. The file is complete, or holds more than the job knows of; remove it and write it from Position{} on.
func (w *Writer) File(ctx context.Context, n int, at Position) (*FileWriter, error) {
	if n < 1 {
		return nil, fmt.Errorf("data file %d: they're counted from 1", n)
	}
	f := &FileWriter{w: w, number: n, sum: md5.New(), count: at.ItemCount} //nolint:gosec // as above
	if at.Length > 0 {
		if err := f.sum.(encoding.BinaryUnmarshaler).UnmarshalBinary(at.Hash); err != nil {
			return nil, fmt.Errorf("data file %d: the checkpoint's hash can't be used, start the job anew: %w", n, err)
		}
	}
	var err error
	f.out, err = w.store.Create(ctx, w.dir+"/"+dataName+"/"+dataFile(n), at.Length, files.CreateOptions{MakeDirs: true})
	if err != nil {
		return nil, err
	}
	f.zip = compress.NewWriter(hashing{f}, compress.Gzip)
	f.lines = ddbjson.NewWriter(f.zip)
	return f, nil
}

// hashing passes bytes on to the output and into the sum.
type hashing struct{ f *FileWriter }

func (h hashing) Write(p []byte) (int, error) {
	n, err := h.f.out.Write(p)
	_, _ = h.f.sum.Write(p[:n]) // never fails
	return n, err
}

// Write writes an item. A [*record.Unfit] error refuses that one and leaves the writer usable.
func (f *FileWriter) Write(item record.Item) error {
	if err := f.lines.Write(item); err != nil {
		return err
	}
	f.count++
	return nil
}

// Commit makes durable what was written and returns where File can go on. Each one ends a gzip member: commit
// every few MB.
func (f *FileWriter) Commit() (Position, error) {
	if err := errors.Join(f.lines.Flush(), f.zip.Commit()); err != nil {
		return Position{}, err
	}
	n, err := f.out.Commit()
	if err != nil {
		return Position{}, err
	}
	state, err := f.sum.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		return Position{}, fmt.Errorf("data file %d: keep the hash: %w", f.number, err)
	}
	return Position{Length: n, ItemCount: f.count, Hash: state}, nil
}

// Close finishes the file, which the export's manifest has from then on.
func (f *FileWriter) Close() (Finished, error) {
	if err := f.finish(); err != nil {
		_ = f.out.Abort() // the first error is the one to tell
		return Finished{}, err
	}
	if err := f.out.Close(); err != nil {
		return Finished{}, err
	}
	done := Finished{Number: f.number, ItemCount: f.count, MD5: f.sum.Sum(nil)}
	return done, f.w.Add(done)
}

func (f *FileWriter) finish() error {
	if err := f.lines.Close(); err != nil {
		return err
	}
	return f.zip.Close()
}

// Abort stops. What was committed stays for a later File. After Close it does nothing.
func (f *FileWriter) Abort() error {
	// Its last bytes go to an output that's closed, which says so. The encoder is free for the next one then.
	err := f.out.Abort()
	_ = f.zip.Close()
	return err
}
