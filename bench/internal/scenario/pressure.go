package scenario

import (
	"context"
	"errors"
	"time"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
)

// futures is how many an async peer has under way where capacity is short: two
// seconds' worth, so that a turn ends soon after its time.
const futures = 2000

// pressure is how many callers a peer has that always have more to do: what the
// other scenarios give it, and far more than the tables here can serve.
func (e Env) pressure(c peers.Contestant, opened *peers.Opened) int {
	switch {
	case opened.Async != nil:
		return e.callers(futures)[0]
	case c.Name == "sdk", c.Name == "sdk-adaptive":
		return e.callers(inFlight)[0]
	}
	return e.callers(blocked)[0]
}

// grace is how long after its time a peer may finish what it has begun: some
// retries have their callers wait for minutes. What isn't done then has failed.
const grace = 10 * time.Second

// press has so many callers put fresh items until the time is over.
func press(ctx context.Context, s *scene, opened *peers.Opened, callers int) ([]*load.Recorder, error) {
	ctx, cancel := s.patience(ctx)
	defer cancel()
	recorders, err := pressOn(ctx, s, opened, callers)
	return recorders, orOverdue(err)
}

func pressOn(ctx context.Context, s *scene, opened *peers.Opened, callers int) ([]*load.Recorder, error) {
	if opened.Async != nil {
		return load.ClosedAsync(ctx, callers, s.until, func(int) load.Ask {
			var keys items.Keys
			return func(ctx context.Context) load.Wait {
				key := keys.Next()
				wait := opened.Async.Put(ctx, s.table, items.New(key))
				return func(*load.Recorder) (load.Wait, error) { return nil, s.settle(ctx, key, wait()) }
			}
		})
	}
	return load.Closed(ctx, callers, s.until, func(int) load.Do {
		var keys items.Keys
		return func(ctx context.Context, _ *load.Recorder) error {
			key := keys.Next()
			return s.settle(ctx, key, opened.Store.Put(ctx, s.table, items.New(key)))
		}
	})
}

// errOverdue is why operations end that aren't done in time.
var errOverdue = errors.New("not done in time")

// patience is a ctx for operations: it ends some time after their turn.
func (s *scene) patience(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithDeadlineCause(ctx, s.until.Add(grace), errOverdue)
}

// orOverdue is an error unless it's that the time was over: what wasn't done then
// has been counted.
func orOverdue(err error) error {
	if errors.Is(err, errOverdue) {
		return nil
	}
	return err
}
