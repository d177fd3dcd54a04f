package scenario

import (
	"context"
	"time"

	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/stats"
)

const (
	// callers is how many goroutines block in the scenario of that name: a
	// server that isn't very busy, for which coalescing must not cost anything.
	callers = 64
	// callersBlock has some 30 calls of each caller, so that the last ones,
	// when fewer and fewer callers are left, weigh little.
	callersBlock = 200 * time.Millisecond
	// hotItem is the key that all callers update at once.
	hotItem = "item-hot"
)

func callers64(ctx context.Context, e Env) ([]report.Scenario, error) {
	return duels(ctx, e,
		duel{"callers64-puts", "64 callers, each writes fresh keys", callersBlock,
			func(name string, sdk peers.SDK) peers.Peer { return peers.Blocking(name, callers, peers.Put(sdk)) },
			callersFindings(1.5)},
		duel{"callers64-gets", "64 callers, each reads fresh keys", callersBlock,
			func(name string, sdk peers.SDK) peers.Peer { return peers.Blocking(name, callers, peers.Get(sdk)) },
			callersFindings(1.5)},
		duel{"callers64-hot-key", "64 callers, all update the counter of one item", callersBlock,
			func(name string, sdk peers.SDK) peers.Peer {
				return peers.BlockingOnOneKey(name, callers, peers.Increment(sdk), hotItem)
			},
			// Nothing can be coalesced here: it is to cost nothing.
			callersFindings(1)},
	)
}

func callersFindings(target float64) func(direct, through report.Peer) []report.Finding {
	return func(direct, through report.Peer) []report.Finding {
		return []report.Finding{
			{
				Name:   "throughput over the SDK's",
				Unit:   "x items/s",
				Figure: stats.Ratio(through.Each(report.Throughput), direct.Each(report.Throughput)),
				Target: report.AtLeast(target),
			},
			beyond("median", direct, through, report.P50, nil),
			beyond("p99", direct, through, report.P99, nil),
		}
	}
}
