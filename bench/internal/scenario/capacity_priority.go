package scenario

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/bench/internal/engine"
	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/target"
	"github.com/dynactor/dynactor/bench/internal/workload"
)

// interactiveRate is how many lone reads come in a second.
const interactiveRate = 20

const (
	busyP99           = "p99 ms"
	idleP99           = "idle p99 ms"
	busyRatio         = "ratio"
	interactiveFailed = "interactive failed %"
)

// capacityPriority has a few interactive reads come while bulk reads want all of
// the table.
func capacityPriority(ctx context.Context, e Env) ([]report.Scenario, error) {
	e = e.patient()
	lasts := e.WarmUp + e.Duration
	return e.rivals(ctx, rivals{
		Scenario: report.Scenario{
			Name:  "capacity-priority",
			Title: fmt.Sprintf("%d interactive reads a second, while bulk reads saturate a table of %d units a second", interactiveRate, scarce),
			Load:  fmt.Sprintf("%v idle and %v busy each, figures from %v on", e.Duration, lasts, e.WarmUp),
			Notes: []string{"latencies are those of the interactive reads; dynactor knows them from the others by api.WithPriority, the other peers can't"},
			Limit: constant(lasts, scarce),
		},
		promises: []promise{{busyRatio, report.AtMost(2)}, {consumed, report.AtLeast(95)}},
		turn: func(ctx context.Context, c peers.Contestant) (t turn, err error) {
			var (
				quiet aftermath
				busy  *readers
			)
			err = e.opened(ctx, c, e.Target.Unmetered, func(opened *peers.Opened) error {
				if quiet, _, err = e.readTurn(ctx, opened, e.Duration, 0); err != nil {
					return err
				}
				t.aftermath, busy, err = e.readTurn(ctx, opened, lasts, e.pressure(c, opened))
				return err
			})
			if err != nil {
				return t, err
			}
			without, with := p99(quiet.Latency), p99(t.Latency)
			t.figures = append([]report.Measure{
				{Name: busyP99, Value: with},
				{Name: idleP99, Value: without},
				{Name: busyRatio, Value: with / without},
				{Name: interactiveFailed, Value: busy.interactive.failedShare()},
			}, append(t.steady(e.WarmUp, lasts, scarce), t.losses()[1:]...)...)
			t.timeline = timeline(t.record, lasts, consumption(t.line())...)
			return t, nil
		},
	})
}

// readers read the records of a table, some by themselves and many in bulk.
type readers struct {
	scene       *scene
	opened      *peers.Opened
	from        time.Time
	records     int
	interactive ends
}

// readTurn has interactive reads, and so many callers that read in bulk.
func (e Env) readTurn(ctx context.Context, opened *peers.Opened, lasts time.Duration, callers int) (aftermath, *readers, error) {
	r := &readers{opened: opened, records: e.Records}
	left, err := e.shortage(ctx, shortage{
		units: target.Units{Read: scarce, Write: scarce}, metering: engine.Metering{On: true}, lasts: lasts,
		prepare: func(ctx context.Context, table string) error {
			return e.Target.Fill(ctx, table, e.Records, func(int) func(int) items.Item {
				return func(n int) items.Item { return items.New(workload.Key(uint64(n))) }
			})
		},
		run: func(ctx context.Context, s *scene) (all []*load.Recorder, err error) {
			ctx, cancel := s.patience(ctx)
			defer cancel()
			r.scene, r.from = s, s.begun
			if callers > 0 {
				r.from = s.begun.Add(e.WarmUp)
			}
			var lone, bulk []*load.Recorder
			group, ctx := errgroup.WithContext(ctx)
			group.Go(func() (err error) {
				lone, err = r.lone(ctx, load.Arrivals{PerSecond: interactiveRate, Seed: e.Seed})
				return err
			})
			group.Go(func() (err error) {
				if callers > 0 {
					bulk, err = r.bulk(api.WithPriority(ctx, api.Bulk), callers)
				}
				return err
			})
			err = orOverdue(group.Wait())
			return append(lone, bulk...), err
		},
	})
	return left, r, err
}

// ask asks for any record.
func (r *readers) ask(ctx context.Context, random *rand.Rand) (wait func() error) {
	key := workload.Key(random.Uint64N(uint64(r.records)))
	if r.opened.Async != nil {
		return r.opened.Async.Read(ctx, r.scene.table, key)
	}
	return func() error { return r.opened.Store.Read(ctx, r.scene.table, key) }
}

// lone has each read ask and wait in a goroutine of its own.
func (r *readers) lone(ctx context.Context, arrivals load.Arrivals) ([]*load.Recorder, error) {
	seed := uint64(0)
	return load.Open(ctx, arrivals, r.scene.until, func() load.Do {
		seed++
		random := rand.New(rand.NewPCG(arrivals.Seed, seed))
		return func(ctx context.Context, _ *load.Recorder) error {
			began := time.Now()
			return r.ended(ctx, began, r.ask(ctx, random)())
		}
	})
}

func (r *readers) ended(ctx context.Context, began time.Time, err error) error {
	r.interactive.count(err)
	if err == nil && began.Before(r.from) {
		return load.ErrAside
	}
	return tolerate(ctx, err)
}

func (r *readers) bulk(ctx context.Context, callers int) ([]*load.Recorder, error) {
	if r.opened.Async != nil {
		return load.ClosedAsync(ctx, callers, r.scene.until, func(n int) load.Ask {
			random := rand.New(rand.NewPCG(3, uint64(n)))
			return func(ctx context.Context) load.Wait {
				wait := r.ask(ctx, random)
				return func(*load.Recorder) (load.Wait, error) { return nil, aside(ctx, wait()) }
			}
		})
	}
	return load.Closed(ctx, callers, r.scene.until, func(n int) load.Do {
		random := rand.New(rand.NewPCG(3, uint64(n)))
		return func(ctx context.Context, _ *load.Recorder) error { return aside(ctx, r.ask(ctx, random)()) }
	})
}

// aside is what a bulk read ends with.
func aside(ctx context.Context, err error) error {
	if err == nil {
		return load.ErrAside
	}
	return tolerate(ctx, err)
}
