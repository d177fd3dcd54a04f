package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dynactor/dynactor/bench/internal/scenario"
)

// flags are the program's command line.
type flags struct {
	Scenario []string      `help:"What to measure: ${scenarios}, or all." default:"all" placeholder:"NAME"`
	Rounds   int           `help:"How often each peer has its turn." default:"5"`
	Duration time.Duration `help:"How long a peer is measured in a round." default:"2s"`
	WarmUp   time.Duration `help:"How long each peer runs before the first round." default:"300ms"`
	Latency  time.Duration `help:"How long the server takes for any call." default:"3ms"`
	Peer     string        `help:"Run only the peers of puts and gets whose names contain this." placeholder:"TEXT"`
	Requests int           `help:"Requests of each kind in a round of the cost scenario." default:"100000"`
	Pending  int           `help:"Requests that wait at once in the cost scenario." default:"1000000"`

	JSON       string `name:"json" help:"Write all raw rounds to this file." placeholder:"FILE"`
	CPUProfile string `name:"cpuprofile" help:"Write a CPU profile of the client to this file." placeholder:"FILE"`
	Quiet      bool   `help:"Don't tell on standard error what is being measured."`

	Serve bool `hidden:"" help:"Be the server process."`
}

const description = `Measures dynactor against hand-written batch workers and plain SDK calls, in turns, within one run.

The program starts itself a second time as the server, which answers every
operation after a fixed latency and counts what arrived. A round in which it
did not count exactly the acknowledged items ends the run with an error.

Examples:

    go -C bench run .
    go -C bench run . --scenario puts,gets --rounds 9
    go -C bench run . --scenario lone --latency 8ms --json results/lone.json
    go -C bench run . --scenario puts --peer async --cpuprofile async.prof
    go -C bench run . --scenario cost --pending 200000
    go -C bench run . --rounds 1 --duration 200ms       # only to see it work`

const all = "all"

// Validate checks what the types don't tell; the parser calls it.
func (f *flags) Validate() error {
	for _, name := range f.Scenario {
		if name != all && !slices.Contains(scenarioNames(), name) {
			return fmt.Errorf("--scenario %q: there are %s, and all", name, strings.Join(scenarioNames(), ", "))
		}
	}
	return errors.Join(
		atLeast("--rounds", f.Rounds, 1),
		atLeast("--requests", f.Requests, 1),
		atLeast("--pending", f.Pending, 1),
		atLeast("--latency", f.Latency, 0),
		atLeast("--warm-up", f.WarmUp, 0),
		atLeast("--duration", f.Duration, time.Millisecond),
	)
}

func atLeast[V int | time.Duration](flag string, value, least V) error {
	if value >= least {
		return nil
	}
	return fmt.Errorf("%s has to be at least %v, not %v", flag, least, value)
}

// chosen returns the scenarios to run, in their own order.
func (f *flags) chosen() []scenario.Scenario {
	return slices.DeleteFunc(slices.Clone(scenario.All), func(s scenario.Scenario) bool {
		return !slices.Contains(f.Scenario, all) && !slices.Contains(f.Scenario, s.Name)
	})
}

func scenarioNames() []string {
	var names []string
	for _, s := range scenario.All {
		names = append(names, s.Name)
	}
	return names
}
