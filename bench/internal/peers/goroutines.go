package peers

import (
	"context"
	"sync"
	"time"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
)

// GoroutinePerCall starts a goroutine for each item, with a bound on how many
// are in flight.
func GoroutinePerCall(name string, inFlight int, call Call) Peer {
	run := func(ctx context.Context, until time.Time) ([]*load.Recorder, error) {
		var (
			keys      items.Keys
			wait      sync.WaitGroup
			fail      sync.Once
			failure   error
			recorders = make([]*load.Recorder, inFlight)
			// A recorder is the permit to be in flight, so it has one user at a time.
			permits = make(chan *load.Recorder, inFlight)
		)
		for i := range recorders {
			recorders[i] = new(load.Recorder)
			permits <- recorders[i]
		}
		for time.Now().Before(until) && ctx.Err() == nil {
			recorder, key, start := <-permits, keys.Next(), time.Now()
			wait.Go(func() {
				if err := call(ctx, key); err != nil {
					fail.Do(func() { failure = failed(key, err) })
				} else {
					recorder.Acknowledge(key, start)
				}
				permits <- recorder
			})
		}
		wait.Wait()
		return recorders, failure
	}
	return Peer{Name: name, Run: run}
}
