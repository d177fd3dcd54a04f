package s3files

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/dynactor/dynactor/internal/bulk/files"
)

// Store has the objects of S3 as files, by names such as s3://bucket/key. It's a jobs.Store, safe for concurrent use.
type Store struct {
	client   *s3.Client
	parallel int
	attempts int
	stall    time.Duration
	maxDelay time.Duration
	// partSize is changed by tests, for which parts of 8 MB are too large.
	partSize func(number int) int
}

var _ files.Store = (*Store)(nil)

// Option changes how a [Store] works.
type Option func(*Store)

const (
	// DefaultParallel is how many parts of an output are uploaded at once.
	DefaultParallel = 1
	// DefaultAttempts is how often a request is made. With waits of up to 5 s in between it's about 30 s, in
	// which S3 has scaled up or a network has come back in most cases.
	DefaultAttempts = 10
	// DefaultStall is how long a request may stand still before its connection is given up.
	DefaultStall = 30 * time.Second
	// maxDelay is the longest wait between two attempts.
	maxDelay = 5 * time.Second
)

// Parallel has up to n parts of each output uploaded at once, instead of [DefaultParallel]. An output needs the
// memory of n+1 parts, 8 MB each as long as it's smaller than 8 GB. Less than 1 is 1.
func Parallel(n int) Option { return func(s *Store) { s.parallel = max(n, 1) } }

// Attempts has a request made up to n times, instead of [DefaultAttempts], before its failure is reported. Only
// what may pass is tried again: broken connections, S3's own errors, throttling. Less than 1 is 1.
func Attempts(n int) Option { return func(s *Store) { s.attempts = max(n, 1) } }

// Stall has a connection given up, and the request tried again, when nothing has arrived for d, instead of
// [DefaultStall]. Uploads get a second more for each 64 KiB. 0 or less is DefaultStall.
func Stall(d time.Duration) Option {
	return func(s *Store) {
		if s.stall = d; d <= 0 {
			s.stall = DefaultStall
		}
	}
}

// New returns a store that uses the client's credentials, region and endpoint. Its retryer isn't used, see
// [Attempts].
func New(client *s3.Client, opts ...Option) *Store {
	s := &Store{client: client, parallel: DefaultParallel, attempts: DefaultAttempts, stall: DefaultStall, maxDelay: maxDelay, partSize: partSize}
	for _, o := range opts {
		o(s)
	}
	return s
}

// Remove removes an object. In a bucket with versions it puts a delete marker in front of them.
func (s *Store) Remove(ctx context.Context, name string) error {
	p, err := parseObject(name)
	if err != nil {
		return fmt.Errorf("remove: %w", err)
	}
	// S3 has nothing against removing what isn't there, but whoever asks for it has mistaken a name.
	if _, err := s.stat(ctx, p); err != nil && !mayNotLook(err) {
		return explain("remove", p, err)
	}
	err = s.try(ctx, 0, func(ctx context.Context, o func(*s3.Options)) error {
		_, err := s.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &p.bucket, Key: &p.key}, o)
		return err
	})
	return explain("remove", p, err)
}

// stat returns an object's size and ETag. Its error isn't explained yet.
func (s *Store) stat(ctx context.Context, p place) (files.Info, error) {
	var head *s3.HeadObjectOutput
	err := s.try(ctx, 0, func(ctx context.Context, o func(*s3.Options)) (err error) {
		head, err = s.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &p.bucket, Key: &p.key}, o)
		return err
	})
	if err == nil {
		return files.Info{Name: p.String(), Size: aws.ToInt64(head.ContentLength), Identity: etag(head.ETag)}, nil
	}
	if status(err) < 300 || ctx.Err() != nil {
		return files.Info{}, err
	}
	// The answer to HEAD has no body, so it doesn't say what is wrong: a bucket that isn't there and a key that
	// isn't look the same. GET does say it.
	gerr := s.try(ctx, 0, func(ctx context.Context, o func(*s3.Options)) error {
		got, err := s.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &p.bucket, Key: &p.key, Range: aws.String("bytes=0-0")}, o)
		if err == nil {
			err = got.Body.Close()
		}
		return err
	})
	if gerr != nil && code(gerr) != "InvalidRange" {
		err = gerr
	}
	return files.Info{}, err
}

// missing tells whether the error says that there's no such object, in a bucket that is there.
func missing(err error) bool {
	switch code(err) {
	case "NoSuchKey", "NotFound":
		return true
	}
	return false
}

// mayNotLook tells whether the credentials don't allow to look at objects. They may allow to write them.
func mayNotLook(err error) bool { return status(err) == 403 && code(err) == "AccessDenied" }

// etag takes off the quotes, which not all services that are like S3 write.
func etag(s *string) string { return strings.Trim(aws.ToString(s), `"`) }

func exists(p place) error {
	return fmt.Errorf("create %s: it exists already: choose another name, remove it, or ask to overwrite it: %w", p, fs.ErrExist)
}

// appeared is an error for an output whose name was free when it was begun.
func appeared(p place, err error) error {
	return &failure{
		text: fmt.Sprintf("finish %s: an object of that name has appeared: it's kept, the output is given up: choose another name", p),
		errs: []error{fs.ErrExist, err},
	}
}
