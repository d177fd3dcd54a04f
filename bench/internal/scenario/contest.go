package scenario

import (
	"context"
	"fmt"
	"runtime"

	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/stats"
)

// contest is work that peers do in turns (A B C A B C), so that a host which
// becomes slower or faster meanwhile does so for all of them.
type contest struct {
	name, title string
	peers       []peers.Peer
	ratios      []ratio
}

// ratio compares the throughput of two peers.
type ratio struct {
	of, over string
	target   *report.Target
}

func (c contest) run(ctx context.Context, e Env) (report.Scenario, error) {
	scenario := report.Scenario{Name: c.name, Title: c.title}
	var chosen []peers.Peer
	for _, peer := range c.peers {
		if e.chosen(peer.Name) {
			chosen = append(chosen, peer)
			scenario.Peers = append(scenario.Peers, report.Peer{Name: peer.Name})
		}
	}
	for _, peer := range chosen {
		if _, _, err := e.measure(ctx, peer, e.WarmUp); err != nil {
			return scenario, fmt.Errorf("%s, warm-up: %w", c.name, err)
		}
	}
	for n := range e.Rounds {
		for i, peer := range chosen {
			e.Progress("%s: round %d of %d, %s", c.name, n+1, e.Rounds, peer.Name)
			runtime.GC() // nobody pays for the garbage of the one before
			result, arrived, err := e.measure(ctx, peer, e.Duration)
			if err != nil {
				return scenario, fmt.Errorf("%s, round %d: %w", c.name, n+1, err)
			}
			scenario.Peers[i].Add(result, arrived)
		}
	}
	scenario.Findings = c.findings(scenario.Peers)
	return scenario, nil
}

func (c contest) findings(measured []report.Peer) []report.Finding {
	rates := map[string][]float64{}
	for _, peer := range measured {
		rates[peer.Name] = peer.Each(report.Throughput)
	}
	var findings []report.Finding
	for _, r := range c.ratios {
		if len(rates[r.of]) == 0 || len(rates[r.over]) == 0 {
			continue // a filter left one of them out
		}
		findings = append(findings, report.Finding{
			Name:   r.of + " / " + r.over,
			Unit:   "x items/s",
			Figure: stats.Ratio(rates[r.of], rates[r.over]),
			Target: r.target,
		})
	}
	return findings
}
