package scenario

import (
	"context"
	"fmt"
	"time"

	"github.com/dynactor/dynactor/bench/internal/engine"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/target"
)

// scarce is what the tables of these scenarios may consume in a second, of both
// kinds: what peers want is ten times as much and more.
const scarce = 1000

// patient is the Env of the scenarios whose turns are long, so that a limit can
// be found, and saved units can be used up.
func (e Env) patient() Env {
	e.Rounds, e.Duration, e.WarmUp = e.Long.Rounds, e.Long.Duration, e.Long.WarmUp()
	return e
}

// rivalSteps are the turns of all peers that are limited.
func rivalSteps(e Env) int { return e.Long.Rounds * len(peers.Limited()) }

// capacity has every peer put as much as it can into a table that takes far less.
func capacity(ctx context.Context, e Env) ([]report.Scenario, error) {
	e = e.patient()
	lasts := e.WarmUp + e.Duration
	return e.rivals(ctx, rivals{
		Scenario: report.Scenario{
			Name:  "capacity",
			Title: fmt.Sprintf("puts of items of 0.4 KB, more than ten times the %d that the table takes a second", scarce),
			Load:  fmt.Sprintf("%v each, figures from %v on", lasts, e.WarmUp),
			Limit: constant(lasts, scarce),
		},
		promises: []promise{
			{consumed, report.AtLeast(95)}, {throttled, report.AtMost(2)}, {lostItems, report.AtMost(0)},
		},
		turn: func(ctx context.Context, c peers.Contestant) (t turn, err error) {
			err = e.opened(ctx, c, e.Target.Unmetered, func(opened *peers.Opened) error {
				t.aftermath, err = e.shortage(ctx, shortage{
					units: target.Units{Read: scarce, Write: scarce}, metering: engine.Metering{On: true}, lasts: lasts,
					run: func(ctx context.Context, s *scene) ([]*load.Recorder, error) {
						return press(ctx, s, opened, e.pressure(c, opened))
					},
				})
				return err
			})
			if err != nil {
				return t, err
			}
			line := t.line()
			t.figures = append(t.steady(e.WarmUp, lasts, scarce), t.losses()...)
			t.timeline = timeline(t.record, lasts, consumption(line)...)
			return t, nil
		},
	})
}

// steady are the figures of a stretch of time.
func (a aftermath) steady(from, to time.Duration, units float64) []report.Measure {
	line := a.line()
	return []report.Measure{
		{Name: consumed, Value: percentOf(line.PerSecond(from, to), units)},
		{Name: throttled, Value: 100 * line.Sum(from, to).Throttled()},
	}
}

// losses are the figures of a whole turn.
func (a aftermath) losses() []report.Measure {
	return []report.Measure{
		{Name: lostItems, Value: float64(a.lost)},
		{Name: failures, Value: a.failedShare()},
		{Name: calls, Value: float64(a.calls())},
	}
}

// calls are all that arrived, also after the time.
func (a aftermath) calls() int { return a.line().Sum(0, a.record.Age).Calls }
