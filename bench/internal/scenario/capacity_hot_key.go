package scenario

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/dynactor/dynactor/bench/internal/engine"
	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/stats"
	"github.com/dynactor/dynactor/bench/internal/target"
)

const (
	// hotPartitions share a table's keys, and each takes 1,000 puts a second.
	hotPartitions = 10
	// hotShare of the puts are of one key: half as many again as its partition takes.
	hotShare = 0.3
	hotRate  = 5000
	// hotDeadline is that of every put, as requests of a server have one. It bounds what
	// waits for the hot key.
	hotDeadline = 2 * time.Second
)

const (
	othersP99    = "p99 of other keys ms"
	othersAlone  = "without the hot key ms"
	othersRatio  = "ratio"
	othersFailed = "others failed %"
	hotFailed    = "hot failed %"
)

// capacityHotKey has one key take more than its partition can give, and looks at
// what becomes of the others.
func capacityHotKey(ctx context.Context, e Env) ([]report.Scenario, error) {
	e = e.patient()
	lasts := e.WarmUp + e.Duration
	return e.rivals(ctx, rivals{
		Scenario: report.Scenario{
			Name:  "capacity-hot-key",
			Title: fmt.Sprintf("puts, %.0f %% of them of one key, on a table of %d partitions", 100*hotShare, hotPartitions),
			Load:  fmt.Sprintf("%d/s, a goroutine for each, given up after %v; %v each, latencies from %v on", hotRate, hotDeadline, lasts, e.WarmUp),
			Notes: []string{"latencies are those of all other keys, as are those of the run without the hot key, in which as many puts aren't looked at"},
		},
		promises: []promise{{othersRatio, report.AtMost(1.2)}, {lostItems, report.AtMost(0)}},
		turn: func(ctx context.Context, c peers.Contestant) (turn, error) {
			alone, _, err := e.hotTurn(ctx, c, lasts, false)
			if err != nil {
				return turn{}, err
			}
			hot, h, err := e.hotTurn(ctx, c, lasts, true)
			if err != nil {
				return turn{}, err
			}
			with, without := p99(hot.Latency), p99(alone.Latency)
			return turn{
				aftermath: hot,
				figures: []report.Measure{
					{Name: othersP99, Value: with},
					{Name: othersAlone, Value: without},
					{Name: othersRatio, Value: with / without},
					{Name: othersFailed, Value: h.ends[0].failedShare()},
					{Name: hotFailed, Value: h.ends[1].failedShare()},
					{Name: lostItems, Value: float64(hot.lost)},
					{Name: calls, Value: float64(hot.calls())},
				},
				timeline: timeline(hot.record, lasts, consumption(hot.line())...),
			}, nil
		},
	})
}

// p99 is in milliseconds.
func p99(l *stats.Latency) float64 { return l.Percentiles().P99 / 1e3 }

// ends counts how operations ended.
type ends struct{ failed, done atomic.Int64 }

func (e *ends) count(err error) {
	if err != nil {
		e.failed.Add(1)
		return
	}
	e.done.Add(1)
}

// failedShare is in percent, and 0 of none.
func (e *ends) failedShare() float64 {
	failed := float64(e.failed.Load())
	if failed == 0 {
		return 0
	}
	return percentOf(failed, failed+float64(e.done.Load()))
}

// hotTurn is one run, with a hot key or without one.
func (e Env) hotTurn(ctx context.Context, c peers.Contestant, lasts time.Duration, hot bool) (left aftermath, h *heat, err error) {
	err = e.opened(ctx, c, e.Target.Unmetered, func(opened *peers.Opened) error {
		left, err = e.shortage(ctx, shortage{
			keys: target.Schema{Sorted: true}, units: target.Units{Read: scarce, Write: hotPartitions * scarce},
			metering: engine.Metering{On: true, Partitions: hotPartitions}, lasts: lasts,
			run: func(ctx context.Context, s *scene) ([]*load.Recorder, error) {
				arrivals := load.Arrivals{PerSecond: hotRate, Seed: e.Seed}
				h = &heat{scene: s, random: rand.New(rand.NewPCG(e.Seed, 1)), from: s.begun.Add(e.WarmUp), hot: hot}
				return load.Open(ctx, arrivals, s.until, func() load.Do { return h.doing(opened) })
			},
		})
		return err
	})
	return left, h, err
}

// heat chooses keys. Its methods are called by the one goroutine that begins the
// operations.
type heat struct {
	*scene
	random *rand.Rand
	keys   items.Keys
	first  string // the hot key
	from   time.Time
	hot    bool
	ends   [2]ends // of the others, and of the hot key
}

// hotPut is one put, of class 1 if it's of the key that is hot, or of its stand-in.
type hotPut struct {
	key, sort string
	class     int
	began     time.Time
}

func (p hotPut) item() items.Item { return items.NewSorted(p.key, p.sort) }

// next is a put of an item that wasn't there before. Those of the hot key have
// sort keys of their own: nobody has to keep their order.
func (h *heat) next() hotPut {
	p := hotPut{key: h.keys.Next(), sort: "0", began: time.Now()}
	if h.first == "" {
		h.first = p.key
	}
	if h.random.Float64() >= hotShare {
		return p
	}
	p.class = 1
	if h.hot {
		p.key, p.sort = h.first, p.key
	}
	return p
}

// doing is a put by a goroutine of its own, which an async face may have wait
// before it gives a future.
func (h *heat) doing(opened *peers.Opened) load.Do {
	p := h.next()
	return func(ctx context.Context, _ *load.Recorder) error {
		timed, cancel := context.WithTimeout(ctx, hotDeadline)
		defer cancel()
		if opened.Async != nil {
			return h.ended(ctx, p, opened.Async.Put(timed, h.table, p.item())())
		}
		return h.ended(ctx, p, opened.Store.Put(timed, h.table, p.item()))
	}
}

func (h *heat) ended(ctx context.Context, p hotPut, err error) error {
	h.ends[p.class].count(err)
	if err := h.settle(ctx, items.Sorted(p.key, p.sort), err); err != nil {
		return err
	}
	if p.class == 1 || p.began.Before(h.from) {
		return load.ErrAside
	}
	return nil
}
