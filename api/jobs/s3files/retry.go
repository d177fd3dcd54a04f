package s3files

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// uploadRate is the bytes per second below which an upload counts as standing still.
const uploadRate = 64 << 10

// retryable is the SDK's judgement of errors.
var retryable = retry.IsErrorRetryables(retry.DefaultRetryables)

// completeTime is how long S3 may take to make an object of its parts: several minutes, its API reference says.
const completeTime = 10 * time.Minute

// uploadTime is how long n bytes may take.
func uploadTime(n int) time.Duration { return time.Duration(n/uploadRate) * time.Second }

// try makes a request until it succeeds, fails for good, or has failed as often as is allowed. Each attempt has
// extra more time than a request that is answered at once. The SDK's own retryer isn't used: it can't give up an attempt that stands still.
func (s *Store) try(ctx context.Context, extra time.Duration, call func(context.Context, func(*s3.Options)) error) error {
	for attempt := 1; ; attempt++ {
		one, cancel := context.WithTimeoutCause(ctx, s.stall+extra, errStalled)
		err := call(one, once)
		if err != nil && context.Cause(one) == errStalled { //nolint:errorlint // it's never wrapped
			err = errStalled
		}
		cancel()
		if err == nil || attempt == s.attempts || !transient(err) || ctx.Err() != nil {
			return err
		}
		if err := s.pause(ctx, attempt); err != nil {
			return err
		}
	}
}

// once has the SDK make one attempt. The warnings it would log for objects without a checksum help nobody.
func once(o *s3.Options) {
	o.Retryer = aws.NopRetryer{}
	o.DisableLogOutputChecksumValidationSkipped = true
}

// pause waits between two attempts, for longer the more there have been, by chance, so that many clients don't
// come back at once.
func (s *Store) pause(ctx context.Context, attempt int) error {
	d, err := retry.NewExponentialJitterBackoff(s.maxDelay).BackoffDelay(attempt, nil)
	if err != nil {
		return err
	}
	t := time.NewTimer(d/2 + rand.N(d/2+1)) //nolint:gosec // not for secrets
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// transient tells whether the same request may succeed later.
func transient(err error) bool {
	return errors.Is(err, errStalled) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		retryable.IsErrorRetryable(err) == aws.TrueTernary
}
