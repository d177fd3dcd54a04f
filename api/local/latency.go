package local

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/dynactor/dynactor/internal/latency"
)

// Latency says how long a call takes before it's applied, in addition to what it really takes.
// The zero value is no time.
type Latency struct {
	// Median is the time that half of the calls take at most.
	Median time.Duration
	// P99 is the time that 99 of 100 calls take at most. Calls are spread about the median so that
	// their logarithms are normal, which is the usual shape of a service's latency. 0, or the same
	// as Median: all calls take the median.
	P99 time.Duration
}

// latencies are the distributions in force. Never changed, only replaced.
type latencies struct {
	others     latency.Distribution
	operations map[string]latency.Distribution
}

func (l *latencies) of(operation string) latency.Distribution {
	if d, ok := l.operations[operation]; ok {
		return d
	}
	return l.others
}

// SetLatency sets how long calls of the named operations take ("PutItem"), or of all that no other
// call of SetLatency has named. Calls that have begun aren't changed. Waiting ends early with the
// ctx of the call, which is then not applied.
//
// Outside of a synctest bubble, times below a millisecond are as exact as the machine's timers:
// many wake up a millisecond late.
//
// It fails for negative times, a P99 below the median, and operations that a DB doesn't have.
func (db *DB) SetLatency(l Latency, operations ...string) error {
	d, err := l.distribution()
	if err != nil {
		return err
	}
	for _, o := range operations {
		if !hasOperation(o) {
			return unknownOperation(o)
		}
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	next := &latencies{operations: map[string]latency.Distribution{}}
	if now := db.latencies.Load(); now != nil {
		next.others = now.others
		maps.Copy(next.operations, now.operations)
	}
	if len(operations) == 0 {
		next.others = d
	}
	for _, o := range operations {
		next.operations[o] = d
	}
	off := next.others.Zero()
	for _, d := range next.operations {
		off = off && d.Zero()
	}
	if off {
		next = nil
	}
	db.latencies.Store(next)
	return nil
}

func (l Latency) distribution() (latency.Distribution, error) {
	if l.Median < 0 || l.P99 < 0 {
		return latency.Distribution{}, fmt.Errorf("api/local: latency has median %s and p99 %s, give 0 or more", l.Median, l.P99)
	}
	if l.P99 == 0 || l.P99 == l.Median {
		return latency.Fixed(l.Median), nil
	}
	d, err := latency.Lognormal(l.Median, l.P99)
	if err != nil {
		return d, fmt.Errorf("api/local: %w", err)
	}
	return d, nil
}

func unknownOperation(name string) error {
	return fmt.Errorf("api/local: there is no operation %q, give a name such as PutItem", name)
}

// sleep waits for d or until ctx ends. It uses nothing but a timer of its own and ctx, or else it
// would not count as waiting in a synctest bubble when the DB was made outside of it.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
