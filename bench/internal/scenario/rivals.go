package scenario

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/bench/internal/engine"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/progress"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/server"
)

// What the figures of capacity are called.
const (
	consumed  = "consumed %"
	throttled = "throttled %"
	lostItems = "lost items"
	failures  = "failed %"
	calls     = "calls"
)

// promise is a bound that the project has for dynactor's peers.
type promise struct {
	measure string
	target  *report.Target
}

// rivals is a scenario in which peers have long turns, one after the other, on a
// target that tells what it served.
type rivals struct {
	report.Scenario
	promises []promise
	turn     func(ctx context.Context, c peers.Contestant) (turn, error)
}

// turn is what came of one.
type turn struct {
	aftermath
	figures  []report.Measure
	timeline *report.Timeline
}

// rivals gives each peer its turns. What all peers have had is returned also
// beside an error.
func (e Env) rivals(ctx context.Context, r rivals) ([]report.Scenario, error) {
	s := r.Scenario
	s.Target = e.Target.Name
	var field []peers.Contestant
	for _, c := range peers.Limited() {
		if e.chosen(c.Name) {
			field = append(field, c)
			s.Peers = append(s.Peers, report.Peer{Name: c.Name})
		}
	}
	err := e.takeTurns(ctx, r, field, &s)
	if err != nil {
		even(s.Peers)
		err = fmt.Errorf("%s: %w", s.Name, err)
	}
	if len(s.Peers) == 0 || len(s.Peers[0].Rounds) == 0 {
		return nil, err
	}
	s.Findings = r.findings(s.Peers)
	return []report.Scenario{s}, err
}

func (e Env) takeTurns(ctx context.Context, r rivals, field []peers.Contestant, measured *report.Scenario) error {
	for round := range e.Rounds {
		for i, c := range field {
			e.Progress.Begin(progress.Step{Scenario: r.Name, Peer: c.Name, Round: round + 1, Rounds: e.Rounds})
			runtime.GC() // nobody pays for the garbage of the one before
			t, err := r.turn(ctx, c)
			if err != nil {
				return fmt.Errorf("%s: %w", c.Name, err)
			}
			if t.Abandoned > 0 {
				measured.Notes = append(measured.Notes, abandoned(c.Name, round+1, t.Result))
			}
			p := &measured.Peers[i]
			p.Add(t.Result, t.arrived())
			p.Rounds[len(p.Rounds)-1].Figures = t.figures
			p.Timeline = t.timeline
		}
	}
	return nil
}

// arrived is what the target counted.
func (a aftermath) arrived() server.Counts {
	counts := server.Counts{}
	for name, write := range map[string]bool{"writes": true, "reads": false} {
		sum := a.record.Of(func(s engine.Series) bool { return s.Table == a.table && s.Write == write }).Sum(0, a.record.Age)
		if sum.Calls > 0 {
			counts[name] = server.Count{Calls: sum.Calls, Items: sum.Served}
		}
	}
	return counts
}

// findings hold dynactor's peers against the promises.
func (r rivals) findings(measured []report.Peer) (findings []report.Finding) {
	for i := range measured {
		p := &measured[i]
		if !strings.HasPrefix(p.Name, "dynactor") {
			continue
		}
		for _, promise := range r.promises {
			name, unit := splitUnit(promise.measure)
			findings = append(findings, report.Finding{
				Name: p.Name + ", " + name, Unit: unit, Figure: p.Figure(promise.measure), Target: promise.target,
			})
		}
	}
	return findings
}

// splitUnit parts a measure's name from its unit, if that is one of those with a sign.
func splitUnit(measure string) (name, unit string) {
	for _, unit := range []string{"%", "s", "ms"} {
		if name, ok := strings.CutSuffix(measure, " "+unit); ok {
			return name, unit
		}
	}
	return measure, ""
}

// opened runs f with a peer that was opened for it, by clients that only the
// target meters.
func (e Env) opened(ctx context.Context, c peers.Contestant, client func(...func(*dynamodb.Options)) *dynamodb.Client, f func(*peers.Opened) error) (err error) {
	opened, err := c.Open(ctx, peers.Target{Endpoint: e.Target.Endpoint, Region: e.Target.Region, Client: client})
	if err != nil {
		return fmt.Errorf("opening %s: %w", c.Name, err)
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
		defer cancel()
		err = errors.Join(err, opened.Close(ctx))
		e.Target.Release()
	}()
	return f(opened)
}

// closing is how long a peer has to end.
const closing = 10 * time.Second

// percentOf is a part of a whole in percent, and no number of nothing.
func percentOf(part, whole float64) float64 {
	if whole == 0 {
		return math.NaN()
	}
	return 100 * part / whole
}

// failedShare is how many of the operations failed.
func (a aftermath) failedShare() float64 {
	if a.Failed == 0 {
		return 0
	}
	return percentOf(float64(a.Failed), float64(a.Failed+a.Acknowledged+a.Aside))
}
