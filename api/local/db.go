package local

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/dynactor/dynactor/internal/latency"
	"github.com/dynactor/dynactor/internal/localdb"
)

// engine carries out requests: localdb's, or a test's.
type engine interface {
	Do(ctx context.Context, input any) (output any, err error)
}

// DB is a DynamoDB in this process: one account in one region, in memory. Make it with [New]. All
// methods may be called concurrently, also while requests are under way.
type DB struct {
	engine engine
	config config

	// sequence counts the requests.
	sequence atomic.Uint64
	closed   atomic.Bool

	// What makes the DB behave like the cloud: nil is off, and costs a request one load each.
	latencies atomic.Pointer[latencies]
	capacity  atomic.Pointer[Capacity]
	errorRate atomic.Pointer[errorRate]
	controls  atomic.Pointer[[]*controlled]
	draws     *latency.Source

	mu      sync.Mutex // guards changes of the above, and servers
	servers map[*Server]struct{}
}

// New makes a DB without tables. It starts nothing, opens nothing and reads nothing of the machine,
// neither files nor environment, so a DB that is dropped needs no [DB.Close].
//
// New may be called inside of a testing/synctest bubble or outside of it; what the DB waits for,
// latency and delays, is then the time of the bubble in which a request was made.
//
// It fails if an option does, with what to change.
func New(opts ...Option) (*DB, error) {
	c := defaults()
	for _, opt := range opts {
		opt(&c)
	}
	db := &DB{config: c, draws: latency.NewSource(c.seed), servers: map[*Server]struct{}{}}
	if err := db.configure(c); err != nil {
		return nil, err
	}
	db.engine = localdb.New(localdb.Config{Now: c.now, IndexLag: c.indexLag, NewMeter: db.newMeter})
	return db, nil
}

// Close makes the DB refuse requests, with [ErrClosed], and ends its servers: their connections get
// a second to finish what they're doing. Requests in process that had begun go on to their end. The
// data is gone when nothing refers to the DB any more. Closing again does nothing.
func (db *DB) Close() error {
	if db.closed.Swap(true) {
		return nil
	}
	db.mu.Lock()
	servers := make([]*Server, 0, len(db.servers))
	for s := range db.servers {
		servers = append(servers, s)
	}
	db.mu.Unlock()
	var wait sync.WaitGroup
	errs := make([]error, len(servers))
	for i, s := range servers {
		wait.Go(func() { errs[i] = s.Close() })
	}
	wait.Wait()
	return errors.Join(errs...)
}
