package awsexport

import (
	"context"
	"crypto/md5" //nolint:gosec // it's what the format has; it guards against accidents only
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/dynactor/dynactor/internal/bulk/compress"
	"github.com/dynactor/dynactor/internal/bulk/ddbjson"
	"github.com/dynactor/dynactor/internal/bulk/files"
	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/sealed"
)

// ErrDamaged is what errors wrap that tell of a file that isn't what a manifest says.
var ErrDamaged = errors.New("the export is damaged or was changed")

// Reader reads the records of one data file and compares the file with the manifest.
type Reader struct {
	file    DataFile
	raw     io.Reader // the object's bytes; all that is read of it goes to sum
	object  files.Object
	text    io.ReadCloser
	records *ddbjson.Reader
	sum     hash.Hash
	count   int64
	err     error // the final one
}

var _ record.Reader = (*Reader)(nil)

// Reader opens a data file of the export. Close it.
func (e *Export) Reader(ctx context.Context, f DataFile) (*Reader, error) {
	o, err := e.store.Open(ctx, f.Name)
	if err != nil {
		return nil, err
	}
	if f.Identity != "" && o.Identity() != f.Identity {
		return nil, errors.Join(fmt.Errorf("%s: %w: it was replaced since the export was opened: start again", f.Name, ErrDamaged), o.Close())
	}
	r := &Reader{file: f, object: o, sum: md5.New()} //nolint:gosec // as above
	r.raw = io.TeeReader(o, r.sum)
	if r.text, _, err = compress.Reader(f.Name, r.raw); err != nil {
		return nil, errors.Join(err, o.Close())
	}
	r.records = ddbjson.NewReader(r.text, ddbjson.Options{})
	return r, nil
}

// Seal has items be returned sealed, see [ddbjson.Reader.Seal].
func (r *Reader) Seal(keys *sealed.Keys) { r.records.Seal(keys) }

// Read returns the next record. Behind the last one the file's MD5 and its number of records, bad ones too, are
// compared with the manifest: if they differ the final error isn't io.EOF but one that wraps [ErrDamaged].
func (r *Reader) Read() (record.Record, error) {
	if r.err != nil {
		return record.Record{}, r.err
	}
	rec, err := r.records.Read()
	var bad *record.BadRecord
	switch {
	case err == nil || errors.As(err, &bad):
		r.count++
		return rec, err
	case err == io.EOF:
		r.err = r.verify()
	default:
		r.err = err // the object's or the decompressor's: both name the file
	}
	return record.Record{}, r.err
}

// verify returns io.EOF if the file is what the manifest says.
func (r *Reader) verify() error {
	// The decompressor has read to the end, by its own account.
	if _, err := io.Copy(io.Discard, r.raw); err != nil {
		return err
	}
	if [md5.Size]byte(r.sum.Sum(nil)) != r.file.MD5 {
		return fmt.Errorf("%s: %w: its MD5 isn't the one in the manifest: fetch it again", r.file.Name, ErrDamaged)
	}
	if r.count != r.file.ItemCount {
		return fmt.Errorf("%s: %w: it has %d records, the manifest says %d: fetch both again", r.file.Name, ErrDamaged, r.count, r.file.ItemCount)
	}
	return io.EOF
}

// Close closes the file. It doesn't verify what wasn't read.
func (r *Reader) Close() error {
	return errors.Join(r.text.Close(), r.object.Close())
}
