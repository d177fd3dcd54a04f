// Package scenario has the benchmark's scenarios: who competes, in what turns,
// and which figures are the findings.
package scenario

import (
	"context"
	"fmt"
	"time"

	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/progress"
	"github.com/dynactor/dynactor/bench/internal/server"
	"github.com/dynactor/dynactor/bench/internal/stats"
	"github.com/dynactor/dynactor/bench/internal/target"
)

// Env is what all scenarios run in.
type Env struct {
	Target      *target.Target
	Rounds      int
	Duration    time.Duration   // of one peer in one round
	WarmUp      time.Duration   // of each peer, before the first round
	Long        Long            // what takes the place of these three where capacity is short
	Latencies   []time.Duration // of the fixed target, in the latency scenario; the first is the one to come back to
	Requests    int             // of each kind in a round of the cost scenario
	Pending     int             // requests that wait at once in the cost scenario
	Peers       []string        // peers run whose names contain one of these; all, if there are none
	Callers     []int           // of a closed loop; a scenario has its own, if there are none
	Rates       []float64       // arrivals a second of an open loop, which then takes a closed one's place
	Records     int             // that are there when a YCSB scenario starts, and of a job
	MemoryItems [2]int          // of the smaller and the larger jobs whose memory is looked at
	Seed        uint64
	Progress    *progress.Progress
}

// Long is how often and how long peers are measured where capacity is short.
type Long struct {
	Rounds   int
	Duration time.Duration
}

// WarmUp is how long before that they run.
func (l Long) WarmUp() time.Duration { return (l.Duration / 3).Round(time.Millisecond) }

// contender is a peer of a scenario.
type contender struct {
	peers.Peer
	// distinct, where reads may share an arrival, is how many different records
	// were read since it was called last.
	distinct func() int
}

// patience is how much longer than its time a section may take before it
// counts as stuck: an open loop takes twice its time, and the slowest peer some
// ten seconds for one call of each of many callers.
const patience = 60 * time.Second

// measure runs one timed section and makes sure that what was acknowledged has
// arrived. Its times are added to latency.
func (e Env) measure(ctx context.Context, c contender, d time.Duration, latency *stats.Latency) (load.Result, server.Counts, error) {
	fail := func(err error) (load.Result, server.Counts, error) {
		return load.Result{}, nil, fmt.Errorf("%s: %w", c.Name, err)
	}
	before, err := e.Target.Counts(ctx)
	if err != nil {
		return fail(err)
	}
	throttled := e.Target.Throttled()
	// As in a real program, requests carry a context that can be cancelled.
	timed, cancel := context.WithTimeoutCause(ctx, 2*d+patience, fmt.Errorf("still not done %v after its time", patience))
	defer cancel()
	result, err := load.SectionInto(latency, func() ([]*load.Recorder, error) {
		return c.Run(timed, time.Now().Add(d))
	})
	if err != nil {
		return fail(err)
	}
	after, err := e.Target.Counts(ctx)
	if err != nil {
		return fail(err)
	}
	// What the peer gave up was thrown back before, and counted there if its calls are counted at all.
	result.Throttled = max(result.Throttled, e.Target.Throttled()-throttled)
	arrived := after.Since(before)
	if !e.Target.Fixed {
		return result, arrived, nil
	}
	want := server.Expected{Exact: result.Exact, Keys: result.Keys, Reads: result.Reads, Scans: result.Scans}
	if c.distinct != nil {
		want.Distinct = c.distinct()
	}
	if err := arrived.Verify(want); err != nil {
		return fail(err)
	}
	return result, arrived, nil
}
