package scenario

import (
	"context"
	"fmt"
	"runtime"

	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/progress"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/stats"
)

// point is work that contenders do in turns, on its own or as one of a sweep.
type point struct {
	report.Scenario
	contenders []contender
	// before, where there is one, prepares the target for the point's turns.
	before func(context.Context) error
	// findings compare the peers of this point.
	findings func([]report.Peer) []report.Finding
}

// contest runs points in turns: the peers of the first, those of the second,
// and so on, and then the next round (A B C A B C). A host that becomes slower
// or faster meanwhile does so for all of them. Results of whole rounds are
// returned also beside an error.
func (e Env) contest(ctx context.Context, points ...point) ([]report.Scenario, error) {
	err := e.rounds(ctx, points)
	var measured []report.Scenario
	for _, p := range points {
		if err != nil {
			even(p.Peers)
		}
		if len(p.Peers) == 0 || len(p.Peers[0].Rounds) == 0 {
			continue
		}
		if done := len(p.Peers[0].Rounds); done < e.Rounds {
			p.Notes = append(p.Notes, fmt.Sprintf("ended after %d of %d rounds", done, e.Rounds))
		}
		if p.findings != nil {
			p.Findings = p.findings(p.Peers)
		}
		measured = append(measured, p.Scenario)
	}
	return measured, err
}

// even takes the rounds away that not all peers had.
func even(all []report.Peer) {
	least := -1
	for _, p := range all {
		if least < 0 || len(p.Rounds) < least {
			least = len(p.Rounds)
		}
	}
	for i := range all {
		all[i].Rounds = all[i].Rounds[:least]
	}
}

func (e Env) rounds(ctx context.Context, points []point) error {
	for i := range points {
		p := &points[i]
		p.Target = e.Target.Name
		for _, c := range p.contenders {
			p.Peers = append(p.Peers, report.Peer{Name: c.Name})
		}
	}
	for round := range 1 + e.Rounds {
		for i := range points {
			if err := e.turns(ctx, &points[i], round); err != nil {
				when := fmt.Sprintf("round %d", round)
				if round == 0 {
					when = "warm-up"
				}
				return fmt.Errorf("%s, %s: %w", points[i].Name, when, err)
			}
		}
	}
	return nil
}

// turns gives each contender of a point its turn; the round 0 is the warm-up.
func (e Env) turns(ctx context.Context, p *point, round int) error {
	if p.before != nil {
		if err := p.before(ctx); err != nil {
			return err
		}
		p.Target = e.Target.Name
	}
	for i, c := range p.contenders {
		e.Progress.Begin(progress.Step{Scenario: p.Name, Peer: c.Name, Round: round, Rounds: e.Rounds})
		latency, duration := stats.NewLatency(), e.Duration
		if round == 0 {
			duration = e.WarmUp
		}
		runtime.GC() // nobody pays for the garbage of the one before
		result, arrived, err := e.measure(ctx, c, duration, latency)
		if err != nil {
			return err
		}
		if round == 0 {
			continue
		}
		if result.Abandoned > 0 {
			p.Notes = append(p.Notes, abandoned(c.Name, round, result))
		}
		p.Peers[i].Add(result, arrived)
	}
	return nil
}

// abandoned notes that an open loop's rate is too much for a peer.
func abandoned(peer string, round int, result load.Result) string {
	arrivals := result.Abandoned + result.Acknowledged + result.Failed + result.Aside
	return fmt.Sprintf("%s, round %d: %d of %d arrivals never got their start, so its rate is beyond this peer; they are in the latencies with the time that they waited",
		peer, round, result.Abandoned, arrivals)
}

// ratio compares the throughput of two peers.
type ratio struct {
	of, over string
	target   *report.Target
}

// ratios are findings about throughput, where both peers were measured.
func ratios(all ...ratio) func([]report.Peer) []report.Finding {
	return func(measured []report.Peer) (findings []report.Finding) {
		for _, r := range all {
			findings = append(findings, compare(measured, r, "", "x items/s", report.Throughput)...)
		}
		return findings
	}
}

// cpuRatios are findings about processor time.
func cpuRatios(all ...ratio) func([]report.Peer) []report.Finding {
	return func(measured []report.Peer) (findings []report.Finding) {
		for _, r := range all {
			findings = append(findings, compare(measured, r, "CPU of ", "x us/item", report.CPUPerItem)...)
		}
		return findings
	}
}

// both has the findings of both.
func both(a, b func([]report.Peer) []report.Finding) func([]report.Peer) []report.Finding {
	return func(measured []report.Peer) []report.Finding { return append(a(measured), b(measured)...) }
}

func compare(measured []report.Peer, r ratio, prefix, unit string, figure func(report.Round) float64) []report.Finding {
	of, over := find(measured, r.of), find(measured, r.over)
	if of == nil || over == nil {
		return nil // a filter left one of them out
	}
	return []report.Finding{{
		Name:   prefix + r.of + " / " + r.over,
		Unit:   unit,
		Figure: stats.Ratio(of.Each(figure), over.Each(figure)),
		Target: r.target,
	}}
}

func find(measured []report.Peer, name string) *report.Peer {
	for i := range measured {
		if measured[i].Name == name {
			return &measured[i]
		}
	}
	return nil
}
