package scenario

import (
	"context"
	"time"

	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/stats"
)

const (
	// loneBlock has some ten calls.
	loneBlock = 10 * time.Millisecond
	// loneTarget is the most microseconds by which a lone call's median may be
	// longer through the executor. Its p99 is to be no worse. That is a bound
	// of 100 us and not of none, because two equal peers have been seen to
	// differ by 130 and 260 on a busy machine with two processors.
	loneTarget    = 20
	loneTargetP99 = 100
)

func lone(ctx context.Context, e Env) ([]report.Scenario, error) {
	return duels(ctx, e,
		duel{"lone-puts", "one caller writes item after item", loneBlock,
			func(name string, sdk peers.SDK) peers.Peer { return peers.Blocking(name, 1, peers.Put(sdk)) },
			loneFindings},
		duel{"lone-gets", "one caller reads item after item", loneBlock,
			func(name string, sdk peers.SDK) peers.Peer { return peers.Blocking(name, 1, peers.Get(sdk)) },
			loneFindings},
	)
}

func loneFindings(direct, through report.Peer) []report.Finding {
	return []report.Finding{
		beyond("median", direct, through, report.P50, report.AtMost(loneTarget)),
		beyond("p99", direct, through, report.P99, report.AtMost(loneTargetP99)),
	}
}

// beyond says by how much a latency is longer through the executor.
func beyond(name string, direct, through report.Peer, figure func(report.Round) float64, target *report.Target) report.Finding {
	return report.Finding{
		Name:   name + " beyond the SDK's",
		Unit:   "us",
		Figure: stats.Difference(through.Each(figure), direct.Each(figure)),
		Target: target,
	}
}
