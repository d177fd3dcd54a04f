package output

import (
	"context"
	"errors"
	"fmt"
	"hash/crc64"
	"io"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

// restore makes an unfinished output of n bytes again of a file that was closed after they were committed, if same says
// that the visible file's first n bytes, which it was written, are those. If they aren't, or there's no such file, it changes
// nothing and returns refused, which the store has said about going on with the file.
//
// The copy is durable when the visible file is removed: whenever it breaks off, one of them is there.
func restore(ctx context.Context, store files.Store, name string, n int64, seen io.Writer, same func() bool, refused error) error {
	if err := head(ctx, store, name, n, seen); err != nil || !same() {
		return refused
	}
	out, err := store.Create(ctx, name, 0, files.CreateOptions{Overwrite: true})
	if err != nil {
		return err
	}
	if err = head(ctx, store, name, n, out); err == nil {
		_, err = out.Commit()
	}
	if aerr := out.Abort(); err == nil {
		err = aerr
	}
	if err != nil {
		return err
	}
	return store.Remove(ctx, name)
}

type summed struct{ crc uint64 }

func (s *summed) Write(p []byte) (int, error) {
	s.crc = crc64.Update(s.crc, sums, p)
	return len(p), nil
}

// head copies the first n bytes of a visible file to w.
func head(ctx context.Context, store files.Store, name string, n int64, w io.Writer) error {
	o, err := store.Open(ctx, name)
	if err != nil {
		return err
	}
	if o.Size() < n { // a stream's is -1
		return errors.Join(fmt.Errorf("%s has %d bytes, fewer than %d", name, o.Size(), n), o.Close())
	}
	_, err = io.CopyN(w, o, n)
	if cerr := o.Close(); err == nil {
		err = cerr
	}
	return err
}
