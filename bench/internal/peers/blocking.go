package peers

import (
	"context"
	"time"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
)

// Blocking is a number of goroutines that call one after the other: the
// handlers of a busy server, say.
func Blocking(name string, callers int, call Call) Peer {
	return blocking(name, callers, call, func() func() string {
		return new(items.Keys).Next
	})
}

// BlockingOnOneKey is Blocking with all goroutines on the same key.
func BlockingOnOneKey(name string, callers int, call Call, key string) Peer {
	return blocking(name, callers, call, func() func() string {
		return func() string { return key }
	})
}

func blocking(name string, callers int, call Call, newKeys func() func() string) Peer {
	run := func(ctx context.Context, until time.Time) ([]*load.Recorder, error) {
		return load.Callers(callers, func(_ int, r *load.Recorder) error {
			next := newKeys()
			for {
				start := time.Now()
				if !start.Before(until) {
					return nil
				}
				key := next()
				if err := call(ctx, key); err != nil {
					return failed(key, err)
				}
				r.Acknowledge(key, start)
			}
		})
	}
	return Peer{Name: name, Run: run}
}
