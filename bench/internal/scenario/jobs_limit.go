package scenario

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"time"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/bench/internal/engine"
	"github.com/dynactor/dynactor/bench/internal/report"
)

const (
	besideLimit = "beside the limit %"
	// besideMost is how far, in percent, the rate may be from the limit.
	besideMost = 3
	// limitSteps are those of the server's record, of which the first third isn't looked at: what was saved up
	// is used then, and a job has to get going.
	limitSteps = 600
	limitFrom  = limitSteps / 3
)

// jobLimits are the write units a second that imports are held to, one after the other.
var jobLimits = []int{200, 2000}

// jobsLimit has a job write to a table of which its executor may consume only so much, and asks the server what it was.
func jobsLimit(ctx context.Context, e Env) (all []report.Scenario, err error) {
	e = e.patient()
	lasts := e.Duration / 2
	step := max(time.Millisecond, lasts/limitSteps)
	err = inFolder(func(folder string) error {
		c := chores{
			Scenario: report.Scenario{
				Name:  "jobs-limit",
				Title: "import of items of one write unit each, through an executor that is held to so many a second",
				Load:  fmt.Sprintf("%v each, figures from %v on", lasts, limitFrom*step),
				Notes: []string{"the units are those that the server counted"},
			},
			once: true,
			findings: func(measured []report.Peer) (findings []report.Finding) {
				for i := range measured {
					findings = append(findings, report.Finding{
						Name: measured[i].Name + ", beside the limit", Unit: "%", Figure: measured[i].Figure(besideLimit), Target: report.AtMost(besideMost),
					})
				}
				return findings
			},
		}
		for _, units := range jobLimits {
			c.peers = append(c.peers, chore{fmt.Sprintf("job-%d", units), func(ctx context.Context, s *stint) error {
				return e.heldTo(ctx, s, filepath.Join(folder, itemsOnDisk), units, lasts, step)
			}})
		}
		all, err = e.chores(ctx, c)
		return err
	})
	return all, err
}

// heldTo is a turn of an import that may consume so many units a second, with items for the time.
func (e Env) heldTo(ctx context.Context, s *stint, file string, units int, lasts, step time.Duration) error {
	want, err := writeItems(ctx, file, max(1, int(float64(units)*lasts.Seconds())))
	if err != nil {
		return err
	}
	return e.newTable(ctx, fmt.Sprint("jobs-", s.number), func(table string) error {
		held := api.WithLimits(table, api.Limits{Write: api.UnitsPerSecond(float64(units))})
		err := e.executing([]api.Option{held}, func(ex *api.Executor) error {
			return s.time(func() (int, error) {
				// The record begins with the job, as the limit's time does.
				if err := e.Target.Watch(ctx, step); err != nil {
					return 0, err
				}
				return importing(ctx, ex, file, table)
			})
		})
		if err != nil {
			return err
		}
		record, err := e.Target.Record(ctx)
		if err != nil {
			return err
		}
		line := record.Of(func(s engine.Series) bool { return s.Table == table && s.Write })
		s.heldTo(line, units)
		s.timeline = timeline(record, lasts, consumption(line)...)
		return e.holds(ctx, table, want)
	})
}

// heldTo notes what was consumed from a third of the time on until the end. It's measured from one write to another, since
// writes come in batches: those behind the first step with one, up to the last step with one, over the time between the two.
func (s *stint) heldTo(line engine.Line, units int) {
	first, last := -1, -1
	for i, step := range line.Steps {
		if step.Units == 0 || i < limitFrom {
			continue
		}
		if last = i; first < 0 {
			first = i
		}
	}
	share := math.NaN()
	if last > first {
		// PerSecond's steps begin at from, or later, and before to.
		from, to := time.Duration(first+1)*line.Step, time.Duration(last+1)*line.Step
		share = percentOf(line.PerSecond(from, to), float64(units))
	}
	s.note(consumed, share)
	s.note(besideLimit, math.Abs(share-100))
	s.note("items/s", float64(s.result.Acknowledged)/s.result.Elapsed.Seconds())
	s.note(throttled, 100*line.Sum(0, time.Duration(len(line.Steps))*line.Step).Throttled())
}
