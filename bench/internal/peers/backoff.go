package peers

import (
	"context"
	"math/rand/v2"
	"time"
)

const (
	firstBackoff = 25 * time.Millisecond
	mostBackoff  = time.Second
)

// backoff waits before the attempt with that number: not at all before the
// first one (0), then with full jitter up to a bound that doubles.
func backoff(ctx context.Context, attempt int) error {
	if attempt == 0 {
		return nil
	}
	bound := min(firstBackoff<<min(attempt-1, 10), mostBackoff)
	timer := time.NewTimer(rand.N(bound))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
