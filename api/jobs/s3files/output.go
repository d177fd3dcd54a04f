package s3files

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

// abortTime is how long an unfinished upload is tried to be removed for, when the job is stopping.
const abortTime = 30 * time.Second

// output is an object that's being written. It's begun in memory; what fits into one part is put by one request.
type output struct {
	s         *Store
	ctx       context.Context // doesn't end with the caller's
	at        place
	overwrite bool
	mark      string // says of an object that it's this output
	buf       []byte // the part that's being filled
	length    int64
	up        *upload // nil until the first part is full
	done      bool
	err       error // the first, returned ever after
}

func newOutput(ctx context.Context, s *Store, p place, overwrite bool, mark string) *output {
	return &output{s: s, ctx: context.WithoutCancel(ctx), at: p, overwrite: overwrite, mark: mark}
}

func (o *output) Write(p []byte) (int, error) {
	if err := o.usable(); err != nil {
		return 0, err
	}
	n := 0
	for n < len(p) {
		if o.length >= maxObject {
			return n, o.fail("write", fmt.Errorf("S3 takes no objects larger than %d bytes: write several files", int64(maxObject)))
		}
		full := o.s.partSize(o.number())
		k := min(len(p)-n, full-len(o.buf), int(min(maxObject-o.length, 1<<30)))
		o.grow(k, full)
		o.buf = append(o.buf, p[n:n+k]...)
		o.length += int64(k)
		n += k
		if len(o.buf) < full {
			continue
		}
		if err := o.flush(); err != nil {
			return n, o.fail("write", err)
		}
	}
	return n, nil
}

// grow makes room for k more bytes, never for more than a part. Small outputs stay small.
func (o *output) grow(k, full int) {
	if cap(o.buf) >= len(o.buf)+k {
		return
	}
	size := min(max(2*cap(o.buf), len(o.buf)+k, 64<<10), full)
	o.buf = append(make([]byte, 0, size), o.buf...)
}

// number is the part's that is being filled.
func (o *output) number() int {
	if o.up == nil {
		return 1
	}
	return o.up.next
}

// flush has the filled part uploaded while the next one is filled. It waits if enough are under way.
func (o *output) flush() error {
	if o.up == nil {
		up, err := beginUpload(o)
		if err != nil {
			return err
		}
		o.up = up
	}
	var err error
	o.buf, err = o.up.send(o.buf)
	return err
}

// Commit tells how long the output is. Nothing of it lasts before Close, see CanResume.
func (o *output) Commit() (int64, error) {
	if err := o.usable(); err != nil {
		return 0, err
	}
	return o.length, nil
}

// CanResume is false: see the package's comment.
func (o *output) CanResume() bool { return false }

// Close makes the object. If that fails, nothing of it is left in S3.
func (o *output) Close() error {
	if o.done || o.err != nil {
		_ = o.Discard() // the first error is the one to tell
		return o.err
	}
	var err error
	if o.up == nil {
		err = o.put()
	} else {
		if len(o.buf) > 0 {
			err = o.flush()
		}
		if werr := o.up.wait(); err == nil {
			err = werr
		}
		if err == nil {
			err = o.up.complete()
		}
	}
	if err == nil {
		o.done, o.buf = true, nil
		return nil
	}
	o.fail("finish", err) //nolint:errcheck // it's returned below
	_ = o.Discard()       // as above
	return o.err
}

// Abort is Discard: what was uploaded can't be gone on with.
func (o *output) Abort() error { return o.Discard() }

// Discard removes what was uploaded, so that it costs nothing.
func (o *output) Discard() error {
	if o.done {
		return nil
	}
	o.done, o.buf = true, nil
	if o.up == nil {
		return nil
	}
	o.up.stop()
	ctx, cancel := context.WithTimeout(o.ctx, abortTime)
	defer cancel()
	if err := o.s.abort(ctx, o.at, o.up.id); err != nil {
		return fmt.Errorf("its parts stay in S3 and cost money until they're removed (aws s3api abort-multipart-upload --upload-id %s): %w",
			o.up.id, explain("discard", o.at, err))
	}
	return nil
}

func (o *output) fail(doing string, err error) error {
	if o.err == nil {
		o.err = explain(doing, o.at, err)
	}
	return o.err
}

func (o *output) usable() error {
	switch {
	case o.err != nil:
		return o.err
	case o.done:
		return fmt.Errorf("write %s: %w", o.at, errClosed)
	case o.up != nil && o.up.failed() != nil:
		return o.fail("write", o.up.failed())
	}
	return nil
}

var errAborted = errors.New("the upload was stopped")

var _ files.Output = (*output)(nil)
