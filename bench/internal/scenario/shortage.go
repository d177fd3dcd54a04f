package scenario

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/dynactor/dynactor/bench/internal/engine"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/stats"
	"github.com/dynactor/dynactor/bench/internal/target"
)

// shortage is one turn of a peer on a table of its own, whose server keeps a
// record and is short of capacity, or fails at random.
type shortage struct {
	keys     target.Schema
	units    target.Units
	metering engine.Metering
	faults   engine.Faults
	lasts    time.Duration
	// prepare, where there is one, fills the table.
	prepare func(ctx context.Context, table string) error
	run     func(ctx context.Context, s *scene) ([]*load.Recorder, error)
}

// scene is a shortage while it is under way.
type scene struct {
	table        string
	begun, until time.Time
	ledger
}

// at waits for a time since the beginning.
func (s *scene) at(ctx context.Context, d time.Duration) error {
	alarm := time.NewTimer(time.Until(s.begun.Add(d)))
	defer alarm.Stop()
	select {
	case <-alarm.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// aftermath is what a shortage has left.
type aftermath struct {
	load.Result
	table  string
	record engine.Record
	// lost are acknowledged items that weren't there at the end.
	lost int
}

// line is what arrived at the table.
func (a aftermath) line() engine.Line {
	return a.record.Of(func(s engine.Series) bool { return s.Table == a.table })
}

// The steps of a record: so many in a turn, if they aren't longer or shorter than these.
const (
	recordSteps  = 400
	shortestStep = time.Millisecond
	longestStep  = 100 * time.Millisecond
)

// shortage runs one, and leaves the target as it was.
func (e Env) shortage(ctx context.Context, s shortage) (left aftermath, err error) {
	cleanly := context.WithoutCancel(ctx)
	left.table = e.Target.Table("capacity")
	if err := e.Target.CreateWith(ctx, left.table, s.keys, s.units); err != nil {
		return left, err
	}
	defer func() { err = errors.Join(err, e.Target.Drop(cleanly, left.table)) }()
	if s.prepare != nil {
		if err := errors.Join(e.Target.Meter(ctx, engine.Metering{}), s.prepare(ctx, left.table)); err != nil {
			return left, err
		}
	}
	defer func() { err = errors.Join(err, e.Target.Normal(cleanly)) }()
	err = errors.Join(
		e.Target.Meter(ctx, s.metering),
		e.Target.Fail(ctx, s.faults),
		e.Target.Watch(ctx, min(max(s.lasts/recordSteps, shortestStep), longestStep)),
	)
	if err != nil {
		return left, err
	}
	on := &scene{table: left.table, begun: time.Now()}
	on.until = on.begun.Add(s.lasts)
	timed, cancel := context.WithTimeoutCause(ctx, 2*s.lasts+patience, fmt.Errorf("still not done %v after its time", patience))
	defer cancel()
	left.Result, err = load.SectionInto(stats.NewLatency(), func() ([]*load.Recorder, error) { return s.run(timed, on) })
	if err != nil {
		return left, err
	}
	if left.record, err = e.Target.Record(ctx); err != nil {
		return left, err
	}
	left.Throttled = left.line().Sum(0, left.record.Age).Refused
	// A scan takes capacity, too, and may not fail.
	if err := errors.Join(e.Target.Meter(ctx, engine.Metering{}), e.Target.Fail(ctx, engine.Faults{})); err != nil {
		return left, err
	}
	left.lost, err = e.Target.Missing(ctx, left.table, on.acknowledged())
	return left, err
}

// ledger keeps the keys of acknowledged writes, as items.KeyOf has them.
type ledger struct {
	mu   sync.Mutex
	keys []string
}

func (l *ledger) write(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keys = append(l.keys, key)
}

func (l *ledger) acknowledged() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.keys)
}

// settle notes how a write of a key ended. A failure is counted, and its caller
// goes on, unless all is over.
func (l *ledger) settle(ctx context.Context, key string, err error) error {
	if err == nil {
		l.write(key)
		return nil
	}
	return tolerate(ctx, err)
}

// tolerate makes a failure one that is counted, unless all is over.
func tolerate(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if over := context.Cause(ctx); over != nil && !errors.Is(over, errOverdue) {
		return over
	}
	return fmt.Errorf("%w: %w", load.ErrFailed, err)
}
