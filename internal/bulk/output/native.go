package output

import (
	"bytes"
	"context"
	"crypto/md5" //nolint:gosec // it's what the format has; it guards against accidents only
	"encoding"
	"errors"
	"fmt"
	"io/fs"

	"github.com/dynactor/dynactor/internal/bulk/awsexport"
	"github.com/dynactor/dynactor/internal/bulk/files"
	"github.com/dynactor/dynactor/internal/bulk/input/format"
	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/item"
)

// Native returns data file n, from 1, of a native export, begun or gone on with at a Position. store is the one
// that w writes to; nil is a files.Local. Bytes are those of the items by DynamoDB's rules. A file that was closed after
// that Position was committed is gone on with as well, see [New]. From the zero Position it's replaced: no file
// but this export's has its name.
func Native(ctx context.Context, store files.Store, w *awsexport.Writer, n int, at Position) (Sink, error) {
	if store == nil {
		store = new(files.Local)
	}
	s := &native{ctx: context.WithoutCancel(ctx), store: store, name: dataFile(w, n), items: at.Items, bytes: at.Bytes}
	var err error
	if s.f, err = openNative(ctx, store, w, n, s.name, at); err != nil {
		return nil, fmt.Errorf("output %s: %w", s.name, err)
	}
	return s, nil
}

// dataFile is where awsexport writes; the tests see that it does.
func dataFile(w *awsexport.Writer, n int) string {
	return fmt.Sprintf("%s/data/%06d.json.gz", w.Dir(), n)
}

func openNative(ctx context.Context, store files.Store, w *awsexport.Writer, n int, name string, at Position) (*awsexport.FileWriter, error) {
	var pos awsexport.Position
	switch {
	case at.Lost:
		return nil, errors.New("it can't be gone on with: begin it anew")
	case at.Native != nil:
		pos = *at.Native
	case at.Offset != 0 || at.Items != 0 || at.Bytes != 0:
		return nil, errors.New("the position isn't one in a native export: start the job anew")
	}
	f, err := w.File(ctx, n, pos)
	if !errors.Is(err, fs.ErrExist) {
		return f, err
	}
	if pos.Length == 0 {
		err = store.Remove(ctx, name)
	} else {
		sum := md5.New() //nolint:gosec // as above
		same := func() bool {
			state, serr := sum.(encoding.BinaryMarshaler).MarshalBinary()
			return serr == nil && bytes.Equal(state, pos.Hash)
		}
		err = restore(ctx, store, name, pos.Length, sum, same, err)
	}
	if err != nil {
		return nil, err
	}
	return w.File(ctx, n, pos)
}

// native has an awsexport.FileWriter be a Sink.
type native struct {
	ctx   context.Context // without an end, for Close and Discard
	store files.Store
	name  string
	f     *awsexport.FileWriter

	items, bytes int64
	written      bool  // an item, by this run
	done         bool  // closed, aborted or discarded
	err          error // the first that was final, returned ever after
}

func (s *native) Write(it record.Item) error {
	if s.err != nil {
		return s.err
	}
	err := s.f.Write(it)
	var unfit *record.Unfit
	if errors.As(err, &unfit) {
		return err
	}
	if err != nil {
		return s.fail(err)
	}
	s.items++
	s.written = true
	size, _ := item.Size(it) // the writer has taken it, so it's measurable
	s.bytes += int64(size)
	return nil
}

func (s *native) Bytes() int64 { return s.bytes }
func (s *native) Items() int64 { return s.items }

func (s *native) Commit() (Position, error) {
	if s.err != nil {
		return Position{}, s.err
	}
	pos, err := s.f.Commit()
	if err != nil {
		return Position{}, s.fail(err)
	}
	return Position{
		Offset: pos.Length, Items: s.items, Bytes: s.bytes,
		Format: format.Native, Compression: format.Gzip, Native: &pos,
	}, nil
}

func (s *native) Close() (Finished, error) {
	// The writer doesn't tell the size that Close ends with.
	pos, err := s.Commit()
	if err != nil {
		_ = s.Abort() // the first error is the one to tell
		return Finished{}, err
	}
	s.done = true
	done, err := s.f.Close()
	if err != nil {
		return Finished{}, s.fail(err)
	}
	s.err = fmt.Errorf("output %s: %w", s.name, errDone)
	if !s.written {
		// Close has written an empty gzip member.
		infos, err := s.store.List(s.ctx, s.name)
		if err != nil {
			return Finished{}, err
		}
		pos.Offset = infos[0].Size
	}
	return Finished{Name: s.name, Items: s.items, Bytes: s.bytes, Size: pos.Offset, Native: &done}, nil
}

func (s *native) Abort() error {
	s.done = true
	if s.err == nil {
		s.err = fmt.Errorf("output %s: %w", s.name, errDone)
	}
	return s.f.Abort()
}

// Discard has the store throw away what Abort leaves.
func (s *native) Discard() error {
	if s.done {
		return nil
	}
	if err := s.Abort(); err != nil {
		return err
	}
	out, err := s.store.Create(s.ctx, s.name, 0, files.CreateOptions{})
	if err != nil {
		return err
	}
	return out.Discard()
}

func (s *native) fail(err error) error {
	s.err = fmt.Errorf("output %s: %w", s.name, err)
	return s.err
}
