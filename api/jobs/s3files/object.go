package s3files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

// object is an object that's being read.
type object struct {
	s    *Store
	ctx  context.Context
	stop context.CancelCauseFunc
	at   place
	size int64
	etag string

	pos  int64      // where Read is
	body *body      // nil if the next Read has to ask for it
	err  error      // Read's first that is final
	win  readWindow // for ReadAt
}

// Open finds an object. Reading asks for it as it is now: once it has changed, reading is an error that wraps
// [ErrChanged].
func (s *Store) Open(ctx context.Context, name string) (files.Object, error) {
	p, err := parseObject(name)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	info, err := s.stat(ctx, p)
	if err != nil {
		return nil, explain("open", p, err)
	}
	o := &object{s: s, at: p, size: info.Size, etag: info.Identity}
	o.ctx, o.stop = context.WithCancelCause(ctx)
	return o, nil
}

func (o *object) Size() int64      { return o.size }
func (o *object) Identity() string { return o.etag }

// Read streams the object. A connection that breaks is replaced by one that goes on where it broke.
func (o *object) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if err := o.usable(); err != nil {
		return 0, err
	}
	for failed := 0; o.err == nil; {
		n, err := o.readOnce(p)
		o.pos += int64(n)
		if n > 0 {
			// An error that came along is met again by the next Read, on a connection of its own.
			if err != nil && o.pos < o.size {
				o.closeBody()
			} else if err != nil && err != io.EOF { //nolint:errorlint // as io.Reader has it
				o.err = explain("read", o.at, err)
			}
			return n, nil
		}
		if err == nil {
			continue
		}
		o.closeBody()
		failed++
		switch {
		case err == io.EOF && o.pos == o.size: //nolint:errorlint // as io.Reader has it
			o.err = io.EOF
		case o.ctx.Err() != nil:
			o.err = o.usable()
		case failed >= o.s.attempts, !transient(err):
			o.err = explain("read", o.at, err)
		default:
			if o.s.pause(o.ctx, failed) != nil {
				o.err = o.usable()
			}
		}
	}
	return 0, o.err
}

// readOnce reads from the connection, or from a new one. io.EOF before the object's end is io.ErrUnexpectedEOF.
func (o *object) readOnce(p []byte) (int, error) {
	if o.body == nil {
		if o.pos == o.size {
			return 0, io.EOF
		}
		b, err := o.get(o.pos, -1)
		if err != nil {
			return 0, err
		}
		o.body = b
	}
	// At the end there's nothing more to come but the checksum's verdict.
	n, err := o.body.Read(p)
	if int64(n) > o.size-o.pos {
		return 0, fmt.Errorf("S3 sends more than the object's %d bytes: %w", o.size, ErrChanged)
	}
	if err == io.EOF && o.pos+int64(n) < o.size { //nolint:errorlint // as io.Reader has it
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func (o *object) closeBody() {
	if o.body != nil {
		_ = o.body.Close() // it was only read
		o.body = nil
	}
}

// usable tells the caller's reason to stop from ours.
func (o *object) usable() error {
	err := o.ctx.Err()
	if err == nil {
		return nil
	}
	if errors.Is(context.Cause(o.ctx), errClosed) {
		err = errClosed
	}
	return fmt.Errorf("read %s: %w", o.at, err)
}

// Close ends all reading. It's no error to do it twice.
func (o *object) Close() error {
	o.stop(errClosed)
	o.closeBody()
	o.win.drop()
	return nil
}

// get makes one request for the bytes from off on, n of them, or all if n is less than 0.
func (o *object) get(off, n int64) (*body, error) {
	in := &s3.GetObjectInput{Bucket: &o.at.bucket, Key: &o.at.key}
	if o.etag != "" {
		in.IfMatch = aws.String(`"` + o.etag + `"`)
	}
	last := o.size - 1
	if n >= 0 {
		last = off + n - 1
	}
	part := off > 0 || last < o.size-1
	if part {
		in.Range = aws.String(fmt.Sprintf("bytes=%d-%d", off, last))
	} else if o.s.client.Options().ResponseChecksumValidation != aws.ResponseChecksumValidationWhenRequired {
		// S3 has checksums of whole objects only. The SDK verifies it at the end.
		in.ChecksumMode = types.ChecksumModeEnabled
	}
	ctx, cancel := context.WithCancelCause(o.ctx)
	b := &body{cancel: cancel, ctx: ctx, stall: o.s.stall}
	b.timer = time.AfterFunc(o.s.stall, func() { cancel(errStalled) })
	out, err := o.s.client.GetObject(ctx, in, once)
	b.timer.Stop()
	if err != nil {
		err = b.why(err)
		cancel(nil)
		if code(err) == "PreconditionFailed" || code(err) == "InvalidRange" || status(err) == 412 {
			err = fmt.Errorf("%w: %w", ErrChanged, err)
		}
		return nil, err
	}
	b.r = out.Body
	// What is like S3 but knows no ranges or conditions would send other bytes than were asked for.
	got := etag(out.ETag)
	switch {
	case o.etag != "" && got != "" && got != o.etag:
		err = ErrChanged
	case part && !strings.HasPrefix(aws.ToString(out.ContentRange), fmt.Sprintf("bytes %d-%d/", off, last)):
		err = fmt.Errorf("the service doesn't send the range of bytes it's asked for (%d-%d): copy the file from it first", off, last)
	}
	if err != nil {
		_ = b.Close() // it isn't read
		return nil, err
	}
	return b, nil
}

// body is the answer to one request. A Read that gets nothing for too long breaks the connection; time in which
// nobody reads doesn't count.
type body struct {
	r      io.ReadCloser
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	stall  time.Duration
}

func (b *body) Read(p []byte) (int, error) {
	b.timer.Reset(b.stall)
	n, err := b.r.Read(p)
	b.timer.Stop()
	if err != nil && err != io.EOF { //nolint:errorlint // as io.Reader has it
		err = b.why(err)
	}
	return n, err
}

// why puts the reason in the place of the cancellation it led to.
func (b *body) why(err error) error {
	if context.Cause(b.ctx) == errStalled { //nolint:errorlint // it's never wrapped
		return errStalled
	}
	return err
}

func (b *body) Close() error {
	// First, or the transport would read the rest to keep the connection.
	b.cancel(nil)
	b.timer.Stop()
	return b.r.Close()
}
