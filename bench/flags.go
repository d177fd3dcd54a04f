package main

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/dynactor/dynactor/bench/internal/scenario"
)

// commands are the program's.
type commands struct {
	Run     runFlags     `cmd:"" default:"withargs" help:"Measure. This is the default command."`
	Compare compareFlags `cmd:"" help:"Hold two result files side by side, as Markdown."`
	Report  reportFlags  `cmd:"" help:"Render a result file again: Markdown, charts, and the HTML page."`

	Serve      serveFlags      `cmd:"" hidden:"" help:"Be the fixed target."`
	ServeLocal serveLocalFlags `cmd:"" hidden:"" help:"Be the local target."`
}

// runFlags are those of the command run.
type runFlags struct {
	Scenario []string `help:"What to measure: ${scenarios}; the beginning of names, such as ycsb; figures, which are those with targets; or all." default:"figures" placeholder:"NAME"`
	Peer     []string `help:"Run only the peers whose names contain this." placeholder:"TEXT"`

	Target   string          `help:"Where the requests go: fixed, local, dynamodb-local, aws, or the URL of any endpoint." default:"fixed" placeholder:"TARGET"`
	Latency  []time.Duration `help:"How long the targets fixed and local take for a call (local: the median). The scenario latency takes several." default:"3ms"`
	Capacity int64           `help:"Read and write units a second of the tables of the targets local, dynamodb-local and URL; 0 is on demand." default:"0"`

	Callers     []int     `help:"Closed loop: so many callers, each one request after the other. Several make a sweep. Default: the scenario's own." placeholder:"N"`
	Rate        []float64 `help:"Open loop: so many arrivals a second, whether earlier ones are done or not. Several make a sweep. For ycsb-* and hot-key." placeholder:"N"`
	Records     int       `help:"Items in the table when a scenario that reads starts, and of each job." default:"100000"`
	MemoryItems []int     `help:"Items of the smaller and of the larger jobs of jobs-memory." default:"100000,2000000" placeholder:"FEW,MANY"`
	Seed        uint64    `help:"The same seed makes the same operations and arrivals." default:"1"`

	Rounds   *int           `help:"How often each peer has its turn. Default: 5, but 1 for capacity-*, jobs-limit and jobs-memory." placeholder:"N"`
	Duration *time.Duration `help:"How long a peer is measured in a round. Default: 2s, but 30s for capacity-*, some of which take a multiple of it, and for jobs-limit, which takes half of it. Other jobs take the time that they need." placeholder:"DURATION"`
	WarmUp   time.Duration  `help:"How long each peer runs before the first round." default:"300ms"`
	Requests int            `help:"Requests of each kind in a round of the cost scenario." default:"100000"`
	Pending  int            `help:"Requests that wait at once in the cost scenario." default:"1000000"`

	Out        string `help:"Write results.json, results.md, report.html and the charts into this folder." placeholder:"DIR"`
	JSON       string `name:"json" help:"Write all raw rounds to this file." placeholder:"FILE"`
	CPUProfile string `name:"cpuprofile" help:"Write a CPU profile of the client to this file." placeholder:"FILE"`
	MemProfile string `name:"memprofile" help:"Write a profile of the client's allocations to this file." placeholder:"FILE"`
	Quiet      bool   `help:"Don't show progress on standard error."`

	Yes        bool    `help:"AWS: don't ask before money is spent."`
	MaxCost    float64 `help:"AWS: the most that the run may cost, in USD." default:"1"`
	WritePrice float64 `help:"AWS: USD for a million write request units. The default is us-east-1's of November 2024." default:"${writePrice}"`
	ReadPrice  float64 `help:"AWS: USD for a million read request units. The default is us-east-1's of November 2024." default:"${readPrice}"`
}

type compareFlags struct {
	Before string `arg:"" help:"The result file to compare with." placeholder:"BEFORE.json"`
	After  string `arg:"" help:"The result file that is compared." placeholder:"AFTER.json"`
}

type reportFlags struct {
	Results string `arg:"" help:"A result file." placeholder:"RESULTS.json"`
	Out     string `help:"The folder to write into." required:"" placeholder:"DIR"`
}

type serveFlags struct {
	Latency time.Duration
}

type serveLocalFlags struct {
	Latency time.Duration
	Metered bool
}

const description = `Measures dynactor against what users would otherwise pick, in turns, within one run.

The program starts itself a second time as the target "fixed", which answers
every operation after a fixed latency and counts what arrived. A round in which
it did not count exactly what was acknowledged ends the run with an error.

Examples:

    go -C bench run .                                      # the project's figures
    go -C bench run . --scenario puts,gets --rounds 9
    go -C bench run . --scenario ycsb --out results
    go -C bench run . --scenario ycsb-a --rate 1000,5000,20000
    go -C bench run . --scenario ycsb-b --target local --capacity 5000
    go -C bench run . --scenario capacity --target local
    go -C bench run . --scenario jobs --target local
    go -C bench run . --scenario callers --callers 1,64,4096 --peer sync,sdk
    go -C bench run . --scenario puts --peer async --cpuprofile async.prof
    go -C bench run . compare before.json after.json
    go -C bench run . report results/results.json --out again
    go -C bench run . --rounds 1 --duration 200ms          # only to see it work`

// The targets, beside URLs.
const (
	targetFixed  = "fixed"
	targetLocal  = "local"
	targetEngine = "dynamodb-local"
	targetAWS    = "aws"
)

// fewestRecords is what bulk reads need: they have some hundred callers, none
// of which may ask for the same item as another.
const fewestRecords = 10_000

// mostCallers is what a sweep goes to, and some more.
const mostCallers = 1_000_000

// Validate checks what the types don't tell; the parser calls it.
func (f *runFlags) Validate() error {
	problems := []error{
		atLeast("--rounds", f.rounds(1), 1),
		atLeast("--requests", f.Requests, 1),
		atLeast("--pending", f.Pending, 1),
		atLeast("--records", f.Records, 1),
		atLeast("--warm-up", f.WarmUp, 0),
		atLeast("--duration", f.duration(time.Second), time.Millisecond),
		atLeast("--capacity", f.Capacity, 0),
		f.targetProblem(),
		f.loadProblem(),
		f.memoryProblem(),
	}
	for _, latency := range f.Latency {
		problems = append(problems, atLeast("--latency", latency, 0))
	}
	if len(f.Latency) == 0 {
		problems = append(problems, errors.New("--latency is empty: give one, such as 3ms"))
	}
	_, _, err := f.chosen()
	return errors.Join(append(problems, err)...)
}

func (f *runFlags) targetProblem() error {
	switch f.Target {
	case targetFixed, targetLocal, targetEngine, targetAWS:
	default:
		at, err := url.Parse(f.Target)
		if err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
			return fmt.Errorf("--target %q: there are fixed, local, dynamodb-local, aws, and URLs such as http://localhost:8000", f.Target)
		}
		if strings.HasSuffix(at.Hostname(), ".amazonaws.com") || strings.HasSuffix(at.Hostname(), ".api.aws") {
			return errors.New("--target: requests to AWS cost money: take --target aws, which asks before it spends")
		}
	}
	if f.Capacity > 0 && (f.Target == targetFixed || f.Target == targetAWS) {
		return fmt.Errorf("--capacity is for other targets than %s: leave it out, or take --target local", f.Target)
	}
	if f.MaxCost < 0 || f.WritePrice < 0 || f.ReadPrice < 0 {
		return errors.New("--max-cost and the prices can't be negative")
	}
	return nil
}

func (f *runFlags) loadProblem() error {
	for _, callers := range f.Callers {
		if callers < 1 || callers > mostCallers {
			return fmt.Errorf("--callers has to be from 1 to %d, not %d", mostCallers, callers)
		}
	}
	for _, rate := range f.Rate {
		if !(rate > 0 && rate <= 10e6) {
			return fmt.Errorf("--rate has to be more than 0 and at most 10,000,000 a second, not %g", rate)
		}
	}
	if len(f.Callers) > 0 && len(f.Rate) > 0 {
		return errors.New("--callers makes a closed loop and --rate an open one: give one of them")
	}
	chosen, _, err := f.chosen()
	if err != nil {
		return nil // said elsewhere
	}
	for _, s := range chosen {
		if len(f.Rate) > 0 && !s.Open {
			return fmt.Errorf("--rate is for ycsb-* and hot-key, not for %s: choose with --scenario", s.Name)
		}
		if s.Name == "read" && f.Target != targetFixed && f.Records < fewestRecords {
			return fmt.Errorf("--records has to be at least %d for the scenario read, not %d", fewestRecords, f.Records)
		}
	}
	return nil
}

// mostMemoryItems is more than a table in memory can have.
const mostMemoryItems = 100_000_000

func (f *runFlags) memoryProblem() error {
	n := f.MemoryItems
	if len(n) != 2 || n[0] < 1 || n[1] < n[0] || n[1] > mostMemoryItems {
		return fmt.Errorf("--memory-items has to be two numbers, such as 100000,2000000, the larger one last, and at most %d, not %v", mostMemoryItems, n)
	}
	return nil
}

// rounds are those of the flag, or others without it.
func (f *runFlags) rounds(otherwise int) int {
	if f.Rounds == nil {
		return otherwise
	}
	return *f.Rounds
}

// duration is that of the flag, or another one without it.
func (f *runFlags) duration(otherwise time.Duration) time.Duration {
	if f.Duration == nil {
		return otherwise
	}
	return *f.Duration
}

func atLeast[V int | int64 | time.Duration](flag string, value, least V) error {
	if value >= least {
		return nil
	}
	return fmt.Errorf("%s has to be at least %v, not %v", flag, least, value)
}

// chosen are the scenarios to run, and notes about those that the target can't have.
func (f *runFlags) chosen() ([]scenario.Scenario, []string, error) {
	return scenario.Choose(f.Scenario, scenario.Kind{Fixed: f.Target == targetFixed, Local: f.Target == targetLocal, Cloud: f.Target == targetAWS})
}
