package scenario

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/progress"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/server"
	"github.com/dynactor/dynactor/bench/internal/stats"
)

// direct is the SDK's client, called without anything in between.
const direct = "direct"

// duel is work that the SDK's client and an executor's sync face do in small
// alternating blocks. What disturbs the host lasts longer than a block, so it
// disturbs both: differences of one percent can be seen, where a contest's
// whole rounds would hide them.
type duel struct {
	name, title string
	block       time.Duration
	peer        func(name string, sdk peers.SDK) peers.Peer
	findings    func(direct, through report.Peer) []report.Finding
}

// duels runs them one after the other, all with the same client and executor.
func duels(ctx context.Context, e Env, all ...duel) (scenarios []report.Scenario, err error) {
	f := fleet{target: e.Target}
	defer f.close(&err)
	executor, err := f.executor()
	if err != nil {
		return nil, err
	}
	client := e.Target.Client()
	for _, d := range all {
		scenario, err := d.run(ctx, e, [2]peers.Peer{
			d.peer(direct, client),
			d.peer(dynactorSync, executor.Sync()),
		})
		if len(scenario.Peers[0].Rounds) > 0 {
			scenarios = append(scenarios, scenario)
		}
		if err != nil {
			return scenarios, fmt.Errorf("%s: %w", d.name, err)
		}
	}
	return scenarios, nil
}

// run returns whole rounds also beside an error.
func (d duel) run(ctx context.Context, e Env, pair [2]peers.Peer) (report.Scenario, error) {
	scenario := report.Scenario{Name: d.name, Title: d.title, Target: e.Target.Name, Peers: []report.Peer{{Name: pair[0].Name}, {Name: pair[1].Name}}}
	err := d.rounds(ctx, e, pair, scenario.Peers)
	if done := len(scenario.Peers[0].Rounds); done > 0 {
		scenario.Findings = d.findings(scenario.Peers[0], scenario.Peers[1])
		if done < e.Rounds {
			scenario.Notes = append(scenario.Notes, fmt.Sprintf("ended after %d of %d rounds", done, e.Rounds))
		}
	}
	return scenario, err
}

func (d duel) rounds(ctx context.Context, e Env, pair [2]peers.Peer, measured []report.Peer) error {
	e.Progress.Begin(progress.Step{Scenario: d.name, Rounds: e.Rounds})
	if _, _, err := d.round(ctx, e, pair, e.WarmUp); err != nil {
		return fmt.Errorf("warm-up: %w", err)
	}
	for n := range e.Rounds {
		e.Progress.Begin(progress.Step{Scenario: d.name, Round: n + 1, Rounds: e.Rounds})
		runtime.GC()
		results, arrived, err := d.round(ctx, e, pair, e.Duration)
		if err != nil {
			return fmt.Errorf("round %d: %w", n+1, err)
		}
		for i := range pair {
			measured[i].Add(results[i], arrived[i])
		}
	}
	return nil
}

// round gives each of the two the duration, block by block.
func (d duel) round(ctx context.Context, e Env, pair [2]peers.Peer, duration time.Duration) (results [2]load.Result, arrived [2]server.Counts, err error) {
	latencies := [2]*stats.Latency{stats.NewLatency(), stats.NewLatency()}
	for n := 0; n == 0 || results[1].Elapsed < duration; n++ {
		for turn := range pair {
			i := (n + turn) % len(pair) // nobody is always the first of two
			result, counts, err := e.measure(ctx, contender{Peer: pair[i]}, min(d.block, duration), latencies[i])
			if err != nil {
				return results, arrived, err
			}
			results[i].Add(result)
			arrived[i] = arrived[i].Plus(counts)
		}
	}
	return results, arrived, nil
}
