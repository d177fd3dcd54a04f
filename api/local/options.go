package local

import (
	"errors"
	"fmt"
	"time"
)

// Option changes how a DB behaves from its start. What WithLatency, WithCapacity and WithErrorRate
// set can be changed later, too.
type Option func(*config)

type config struct {
	now       func() time.Time
	seed      int64
	indexLag  time.Duration
	latencies []latencyOption
	capacity  *Capacity
	errorRate errorRate
}

type latencyOption struct {
	latency    Latency
	operations []string
}

func defaults() config { return config{now: time.Now, seed: 1} }

// WithClock sets the clock of the DB: it decides when items expire (time to live), when idempotency
// tokens of transactions do (10 minutes), how capacity comes back, and what creation dates say. It
// doesn't move latency and delays: those are the time of the runtime, or of a synctest bubble. The
// clock is called often and concurrently. One that stands still is fine, except for [WithCapacity],
// which then gives no more than what was there at first.
//
// Default: time.Now.
func WithClock(now func() time.Time) Option { return func(c *config) { c.now = now } }

// WithSeed sets the seed of what the DB decides by chance: latency, [WithErrorRate] and request
// ids. The n-th request gets the same in each run with the same seed.
//
// Default: 1.
func WithSeed(seed int64) Option { return func(c *config) { c.seed = seed } }

// WithIndexLag makes global secondary indexes follow their tables with a delay, by the clock of the
// DB, as they do in the service, where it's usually well below a second. Tests that read an index
// right after a write then fail as they should.
//
// Default: 0, an index changes with its table.
func WithIndexLag(lag time.Duration) Option { return func(c *config) { c.indexLag = lag } }

// WithLatency is [DB.SetLatency] from the start. It may be given several times.
//
// Default: no latency, calls are as fast as they can be.
func WithLatency(l Latency, operations ...string) Option {
	return func(c *config) { c.latencies = append(c.latencies, latencyOption{l, operations}) }
}

// WithCapacity is [DB.SetCapacity] from the start: throughput is metered and requests are
// throttled. The zero Capacity has the service's limits.
//
// Default: nothing is ever throttled.
func WithCapacity(capacity Capacity) Option { return func(c *config) { c.capacity = &capacity } }

// WithErrorRate is [DB.SetErrorRate] from the start.
//
// Default: 0, no request fails by chance.
func WithErrorRate(p float64, errs ...error) Option {
	return func(c *config) { c.errorRate = errorRate{p: p, errs: errs} }
}

// configure checks the options and sets what can be changed later.
func (db *DB) configure(c config) error {
	if c.now == nil {
		return errors.New("api/local: the clock is nil, leave WithClock out for time.Now")
	}
	if c.indexLag < 0 {
		return fmt.Errorf("api/local: index lag is %s, give 0 or more", c.indexLag)
	}
	for _, l := range c.latencies {
		if err := db.SetLatency(l.latency, l.operations...); err != nil {
			return err
		}
	}
	if err := db.SetCapacity(c.capacity); err != nil {
		return err
	}
	return db.SetErrorRate(c.errorRate.p, c.errorRate.errs...)
}
