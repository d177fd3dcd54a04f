// Package scenario has the benchmark's scenarios: who competes, in what turns,
// and which figures are the findings.
package scenario

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/peers"
	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/server"
)

// Env is what all scenarios run in.
type Env struct {
	Endpoint string                                       // of the server
	Counts   func(context.Context) (server.Counts, error) // what has arrived there
	Rounds   int
	Duration time.Duration // of one peer in one round
	WarmUp   time.Duration // of each peer, before the first round
	Requests int           // of each kind in a round of the cost scenario
	Pending  int           // requests that wait at once in the cost scenario
	Filter   string        // peers run whose names contain it
	Progress func(format string, arguments ...any)
}

// Scenario is what can be chosen to run.
type Scenario struct {
	Name string
	Run  func(context.Context, Env) ([]report.Scenario, error)
}

// All are the scenarios in the order in which they run.
var All = []Scenario{
	{"puts", puts},
	{"gets", gets},
	{"lone", lone},
	{"callers64", callers64},
	{"cost", cost},
}

// patience is how much longer than its time a section may take before it
// counts as stuck.
const patience = 30 * time.Second

// measure runs one timed section and makes sure that exactly the acknowledged
// items arrived.
func (e Env) measure(ctx context.Context, peer peers.Peer, d time.Duration) (load.Result, server.Counts, error) {
	fail := func(err error) (load.Result, server.Counts, error) {
		return load.Result{}, nil, fmt.Errorf("%s: %w", peer.Name, err)
	}
	before, err := e.Counts(ctx)
	if err != nil {
		return fail(err)
	}
	// As in a real program, requests carry a context that can be cancelled.
	timed, cancel := context.WithTimeout(ctx, d+patience)
	defer cancel()
	result, err := load.Section(func() ([]*load.Recorder, error) {
		return peer.Run(timed, time.Now().Add(d))
	})
	if err != nil {
		return fail(err)
	}
	after, err := e.Counts(ctx)
	if err != nil {
		return fail(err)
	}
	arrived := after.Since(before)
	if err := arrived.Verify(result.Acknowledged, result.Keys); err != nil {
		return fail(err)
	}
	return result, arrived, nil
}

func (e Env) chosen(name string) bool { return strings.Contains(name, e.Filter) }
