package scenario

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/stats"
	"github.com/dynactor/dynactor/bench/internal/workload"
)

// sweep is one kind of operation at several points.
type sweep struct {
	mix    workload.Mix
	group  string // "callers-puts"
	axis   string // "callers"
	peers  []string
	points []sweepPoint
	// over compares points with each other, for the last of them.
	over func(points []point) []report.Finding
}

type sweepPoint struct {
	x        float64
	title    string
	callers  int
	tables   int
	shape    items.Shape
	before   func(context.Context) error
	leave    []string // peers that aren't at this point
	findings func([]report.Peer) []report.Finding
}

// Fresh writes, and reads of what nobody else reads: on a target that has
// only what was written, reads of all records alike.
func (e Env) fresh() (puts, gets workload.Mix) {
	gets = workload.Mix{Read: 1, Distribution: workload.Uniform}
	if e.Target.Fixed {
		gets.Distribution = workload.Fresh
	}
	return workload.Mix{Insert: 1}, gets
}

// run measures all points in turns, with the same stores at each.
func (e Env) sweep(ctx context.Context, s sweep) (_ []report.Scenario, err error) {
	f := fleet{target: e.Target}
	defer f.close(&err)
	field, notes := e.field(needs(s.mix), s.peers...)
	opened, err := f.openAll(ctx, field)
	if err != nil {
		return nil, err
	}
	var (
		points []point
		arenas []*arena
	)
	for i, at := range s.points {
		a, err := e.arena(ctx, field, s.mix, e.Records, at.shape, tableNames(s.group, i, max(1, at.tables))...)
		if err != nil {
			return nil, err
		}
		arenas = append(arenas, a)
		p := point{
			Scenario: report.Scenario{
				Name: fmt.Sprintf("%s-%g", s.group, at.x), Title: at.title, Load: inWords(at.callers), Notes: slices.Clone(notes),
				Group: s.group, XName: s.axis, X: at.x,
			},
			before:   at.before,
			findings: at.findings,
		}
		for i, c := range field {
			if slices.Contains(at.leave, c.Name) {
				p.Notes = append(p.Notes, c.Name+" is left out: it takes seconds for one call of each of so many callers")
				continue
			}
			p.contenders = append(p.contenders, a.closed(c, opened[i], at.callers))
		}
		points = append(points, p)
	}
	measured, err := e.contest(ctx, points...)
	if n := len(measured); s.over != nil && n == len(points) {
		measured[n-1].Findings = append(measured[n-1].Findings, s.over(points)...)
	}
	for _, a := range arenas {
		if err != nil {
			return measured, err
		}
		err = a.finish(ctx)
	}
	return measured, err
}

// tableNames are those of a point of a sweep.
func tableNames(group string, point, n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprintf("%s-%d-%04d", group, point, i))
	}
	return names
}

// callersPoints are the numbers of blocked callers.
var callersPoints = []int{1, 16, 64, 256, 1024, 4096, 16_384, 100_000}

const (
	// crowd is the number of callers from which the workers are the measure.
	crowd = 1024
	// patientCallers is how many callers the plain SDK can serve within a few seconds.
	patientCallers = 16_384
	// dip is the least share of its best that throughput may fall to with more callers.
	dip = 0.9
)

func callersSteps(e Env) int { return 2 * contestSteps(3, len(e.callers(callersPoints...)))(e) }

func callersSweep(ctx context.Context, e Env) (all []report.Scenario, err error) {
	puts, gets := e.fresh()
	for _, kind := range []struct {
		mix        workload.Mix
		name, does string
	}{{puts, "callers-puts", "writes fresh keys"}, {gets, "callers-gets", "reads"}} {
		s := sweep{mix: kind.mix, group: kind.name, axis: "callers", peers: []string{"sdk", "workers", dynactorSync}, over: neverFalls(dynactorSync)}
		for _, n := range e.callers(callersPoints...) {
			at := sweepPoint{x: float64(n), callers: n, title: inWords(n) + ", each " + kind.does, findings: callersTargets(n)}
			if n > patientCallers {
				at.leave = []string{"sdk", "guregu", "go-ycsb"}
			}
			s.points = append(s.points, at)
		}
		measured, err := e.sweep(ctx, s)
		all = append(all, measured...)
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// callersTargets are what the project promises to blocked callers.
func callersTargets(callers int) func([]report.Peer) []report.Finding {
	direct, hand := ratio{dynactorSync, "sdk", nil}, ratio{dynactorSync, "workers", nil}
	if callers == 64 {
		direct.target = report.AtLeast(1.5)
	}
	if callers >= crowd {
		hand.target = report.AtLeast(1.5)
	}
	return ratios(direct, hand)
}

// neverFalls compares each point with the best of those that have fewer
// callers, and reports the worst of the comparisons.
func neverFalls(name string) func([]point) []report.Finding {
	return func(points []point) []report.Finding {
		var rounds [][]float64 // by point
		for _, p := range points {
			peer := find(p.Peers, name)
			if peer == nil {
				return nil
			}
			rounds = append(rounds, peer.Each(report.Throughput))
		}
		if len(rounds) < 2 {
			return nil
		}
		medians := make([]float64, len(rounds))
		each := make([]float64, len(rounds[0]))
		for i := range rounds {
			medians[i] = stats.Median(rounds[i])
		}
		for round := range each {
			one := make([]float64, len(rounds))
			for i := range rounds {
				one[i] = rounds[i][round]
			}
			each[round] = deepestFall(one)
		}
		figure := stats.Spread(each)
		figure.Value = deepestFall(medians)
		return []report.Finding{{Name: name + ", more callers / the best of fewer", Unit: "x items/s", Figure: figure, Target: report.AtLeast(dip)}}
	}
}

// deepestFall is the least quotient of a value and the largest before it.
func deepestFall(values []float64) float64 {
	best, deepest := values[0], 1.0
	for _, value := range values[1:] {
		if best > 0 {
			deepest = min(deepest, value/best)
		}
		best = max(best, value)
	}
	return deepest
}

// tablesPoints are the numbers of tables. Their callers are so many that each
// of a thousand tables has some 32 of them: batches can't form of less.
var tablesPoints = []int{1, 10, 100, 1000}

const tablesCallers = 32_768

func manyTablesSteps(e Env) int { return contestSteps(3, len(tablesPoints))(e) }

func manyTables(ctx context.Context, e Env) ([]report.Scenario, error) {
	puts, _ := e.fresh()
	callers := e.callers(tablesCallers)[0]
	s := sweep{mix: puts, group: "many-tables", axis: "tables", peers: []string{"workers", dynactorSync, dynactorAsync}}
	for _, n := range tablesPoints {
		s.points = append(s.points, sweepPoint{
			x: float64(n), tables: n, callers: callers,
			title: fmt.Sprintf("fresh keys written to %d tables", n), findings: ratios(ratio{dynactorAsync, "workers", nil}),
		})
	}
	s.over = func(points []point) (findings []report.Finding) {
		first, last := points[0], points[len(points)-1]
		for _, name := range []string{dynactorAsync, dynactorSync} {
			one, many := find(first.Peers, name), find(last.Peers, name)
			if one == nil || many == nil {
				continue
			}
			findings = append(findings, report.Finding{
				Name: fmt.Sprintf("%s, %g tables / %g", name, last.X, first.X), Unit: "x items/s",
				Figure: stats.Ratio(many.Each(report.Throughput), one.Each(report.Throughput)), Target: report.AtLeast(0.8),
			})
		}
		return findings
	}
	return e.sweep(ctx, s)
}

// defaultLatencies are those of the latency scenario.
var defaultLatencies = []time.Duration{0, 3 * time.Millisecond, 10 * time.Millisecond}

func (e Env) latencies() []time.Duration {
	if len(e.Latencies) > 1 {
		return e.Latencies
	}
	return defaultLatencies
}

func latencySteps(e Env) int { return 2 * contestSteps(4, len(e.latencies()))(e) }

func latencySweep(ctx context.Context, e Env) (all []report.Scenario, err error) {
	defer func() {
		// The scenarios after this one, also after an interrupt, have the latency that they were promised.
		if e.Target.SetLatency(context.WithoutCancel(ctx), e.Latencies[0]) != nil && err == nil {
			err = fmt.Errorf("setting the latency of %v again", e.Latencies[0])
		}
	}()
	puts, gets := e.fresh()
	callers := e.callers(crowd)[0]
	for _, kind := range []struct {
		mix        workload.Mix
		name, does string
	}{{puts, "latency-puts", "fresh keys written"}, {gets, "latency-gets", "keys read"}} {
		s := sweep{mix: kind.mix, group: kind.name, axis: "latency, ms", peers: []string{"sdk", "workers", dynactorSync, dynactorAsync}}
		for _, latency := range e.latencies() {
			s.points = append(s.points, sweepPoint{
				x: float64(latency) / float64(time.Millisecond), callers: callers,
				title:    fmt.Sprintf("%s, each call takes %v", kind.does, latency),
				before:   func(ctx context.Context) error { return e.Target.SetLatency(ctx, latency) },
				findings: ratios(ratio{dynactorAsync, "workers", nil}, ratio{dynactorSync, "workers", nil}, ratio{dynactorSync, "sdk", nil}),
			})
		}
		measured, err := e.sweep(ctx, s)
		all = append(all, measured...)
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// largestItem is the largest of the large items, in bytes.
const largestItem = 100_000

// largeItems is a sweep over the size of items.
func largeItems(ctx context.Context, e Env) ([]report.Scenario, error) {
	puts, _ := e.fresh()
	callers := e.callers(ycsbCallers)[0]
	s := sweep{mix: puts, group: "large-items", axis: "bytes", peers: []string{"sdk", "workers", dynactorSync, dynactorAsync, "dynactor-typed"}}
	for size := 100; size <= largestItem; size *= 10 {
		s.points = append(s.points, sweepPoint{
			x: float64(size), callers: callers, shape: items.Shape{Fields: 1, Length: size},
			title:    fmt.Sprintf("fresh items written, of %d bytes", size),
			findings: ratios(ratio{dynactorAsync, "workers", nil}, ratio{dynactorSync, "sdk", nil}),
		})
	}
	return e.sweep(ctx, s)
}

// finish checks an arena's tables and gives them up.
func (a *arena) finish(ctx context.Context) error {
	if err := a.check(ctx); err != nil {
		return err
	}
	return a.env.Target.Drop(ctx, append(a.text.tables, a.binary.tables...)...)
}
