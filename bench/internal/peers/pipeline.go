package peers

import (
	"context"
	"time"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
)

// future is what an async call returns.
type future[O any] interface {
	Await(context.Context) (O, error)
}

// pipeline is an async face's plainest use: some goroutines, each of which
// asks for item after item and, once it holds so many futures, awaits the
// oldest before it asks on.
func pipeline[O any, F future[O]](
	name string,
	callers, hold int,
	ask func(ctx context.Context, key string) F,
	check func(out O, key string) error,
) Peer {
	type held struct {
		future F
		key    string
		start  time.Time
	}
	caller := func(ctx context.Context, until time.Time, r *load.Recorder) error {
		var (
			keys    items.Keys
			ring    = make([]held, hold)
			oldest  int
			waiting int
			failure error
		)
		awaitOldest := func() {
			h := ring[oldest]
			ring[oldest] = held{}
			oldest = (oldest + 1) % hold
			waiting--
			out, err := h.future.Await(ctx)
			if err == nil {
				err = check(out, h.key)
			}
			if err == nil {
				r.Acknowledge(h.key, h.start)
			} else if failure == nil {
				failure = failed(h.key, err)
			}
		}
		for failure == nil {
			if waiting == hold {
				awaitOldest()
				continue
			}
			start := time.Now()
			if !start.Before(until) {
				break
			}
			key := keys.Next()
			ring[(oldest+waiting)%hold] = held{ask(ctx, key), key, start}
			waiting++
		}
		for waiting > 0 {
			awaitOldest()
		}
		return failure
	}
	run := func(ctx context.Context, until time.Time) ([]*load.Recorder, error) {
		return load.Callers(callers, func(_ int, r *load.Recorder) error { return caller(ctx, until, r) })
	}
	return Peer{Name: name, Run: run}
}
