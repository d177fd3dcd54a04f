package scenario

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/dynactor/dynactor/bench/internal/engine"
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/target"
)

const (
	untilUsed = "until 90 % of twice the capacity s"
	untilCalm = "until under 2 % throttled s"
)

// capacityStep doubles a table's capacity and takes it back, by UpdateTable.
func capacityStep(ctx context.Context, e Env) ([]report.Scenario, error) {
	e = e.patient()
	third := e.Duration / 2
	lasts := 3 * third
	low, high := target.Units{Read: scarce, Write: scarce}, target.Units{Read: 2 * scarce, Write: 2 * scarce}
	return e.rivals(ctx, rivals{
		Scenario: report.Scenario{
			Name:  "capacity-step",
			Title: fmt.Sprintf("the same puts, while the table takes %d a second, then %d, then %d again", scarce, 2*scarce, scarce),
			Load:  fmt.Sprintf("%v each, a third of it at each capacity", lasts),
			Limit: limit(lasts, func(at time.Duration) float64 {
				if at >= third && at < 2*third {
					return 2 * scarce
				}
				return scarce
			}),
		},
		promises: []promise{{untilUsed, report.AtMost(10)}, {untilCalm, report.AtMost(5)}, {lostItems, report.AtMost(0)}},
		turn: func(ctx context.Context, c peers.Contestant) (t turn, err error) {
			var doubled, halved time.Duration
			err = e.opened(ctx, c, e.Target.Unmetered, func(opened *peers.Opened) error {
				t.aftermath, err = e.shortage(ctx, shortage{
					units: low, metering: engine.Metering{On: true}, lasts: lasts,
					run: func(ctx context.Context, s *scene) (recorders []*load.Recorder, err error) {
						group, ctx := errgroup.WithContext(ctx)
						group.Go(func() (err error) {
							if doubled, err = e.change(ctx, s, third, high); err == nil {
								halved, err = e.change(ctx, s, 2*third, low)
							}
							return err
						})
						group.Go(func() (err error) {
							recorders, err = press(ctx, s, opened, e.pressure(c, opened))
							return err
						})
						err = group.Wait()
						return recorders, err
					},
				})
				return err
			})
			if err != nil {
				return t, err
			}
			line, window := t.line(), min(time.Second, third/4)
			t.figures = append([]report.Measure{
				{Name: untilUsed, Value: line.UntilUsed(doubled, halved, window, 0.9*2*scarce)},
				{Name: untilCalm, Value: line.UntilCalm(halved, lasts, window, 0.02)},
			}, t.losses()...)
			t.timeline = timeline(t.record, lasts, consumption(line)...)
			return t, nil
		},
	})
}

// change changes the capacity at a time, and tells when it had changed.
func (e Env) change(ctx context.Context, s *scene, at time.Duration, to target.Units) (time.Duration, error) {
	if err := s.at(ctx, at); err != nil {
		return 0, err
	}
	err := e.Target.Provision(ctx, s.table, to)
	return time.Since(s.begun), err
}
