package peers

import (
	"context"
	"time"

	"github.com/dynactor/dynactor/bench/internal/items"
)

const (
	// askers is how many goroutines hold futures in bulk.
	askers = 8
	// held is how many of them each holds at most.
	held = 1000
)

// asyncBulk is an async face's plainest use: some goroutines, each of which asks
// for item after item and, once it holds enough futures, awaits the oldest
// before it asks on.
type asyncBulk struct{ store AsyncStore }

func (asyncBulk) Callers() int { return askers }

func (b asyncBulk) Put(ctx context.Context, table string, next func() (items.Item, bool), done Done) error {
	return window(held, done, func() (p pending, ok bool, err error) {
		item, ok := next()
		if !ok {
			return p, false, nil
		}
		key, err := items.KeyOf(item)
		if err != nil {
			return p, false, err
		}
		p = pending{key: key, start: time.Now()}
		p.wait = b.store.Put(ctx, table, item)
		return p, true, nil
	})
}

func (b asyncBulk) Get(ctx context.Context, table string, next func() (string, bool), done Done) error {
	return window(held, done, func() (p pending, ok bool, err error) {
		key, ok := next()
		if !ok {
			return p, false, nil
		}
		p = pending{key: key, start: time.Now()}
		p.wait = b.store.Read(ctx, table, key)
		return p, true, nil
	})
}

// pending is an item that was asked for.
type pending struct {
	key   string
	start time.Time
	wait  func() error
}

// window asks until there's no more or something fails, and holds at most size
// answers that it hasn't waited for. It always waits for all that it asked for.
func window(size int, done Done, ask func() (pending, bool, error)) error {
	var (
		ring     = make([]pending, size)
		asked    int
		answered int
		failure  error
	)
	wait := func() {
		p := &ring[answered%size]
		answered++
		err := p.wait()
		if err == nil {
			done(p.key, p.start)
		} else if failure == nil {
			failure = err
		}
		*p = pending{}
	}
	for failure == nil {
		if asked-answered == size {
			wait()
			continue
		}
		p, ok, err := ask()
		if err != nil {
			failure = err
		}
		if !ok {
			break
		}
		ring[asked%size] = p
		asked++
	}
	for answered < asked {
		wait()
	}
	return failure
}
