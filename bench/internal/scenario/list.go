package scenario

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dynactor/dynactor/bench/internal/report"
	"github.com/dynactor/dynactor/bench/internal/target"
	"github.com/dynactor/dynactor/bench/internal/workload"
)

// Scenario is what can be chosen to run.
type Scenario struct {
	Name, Title string
	// Figure says that it is one of those that the project has targets for.
	Figure bool
	// Fixed says why it runs only on the fixed target, if it does.
	Fixed string
	// Local says why it runs only on api/local, if it does.
	Local string
	// Stores says why it doesn't run on the fixed target, which stores nothing, if it doesn't.
	Stores string
	// Free says why it doesn't run where it's paid for, if it doesn't.
	Free string
	// Long says that its turns are those of Env.Long.
	Long bool
	// Open says that it can have an open loop.
	Open bool
	// Steps is how many turns it has, about.
	Steps func(Env) int
	// Run returns what was measured, also beside an error.
	Run func(context.Context, Env) ([]report.Scenario, error)
}

// Names that stand for several scenarios.
const (
	Figures    = "figures"
	Everything = "all"
)

const (
	readsAnything = "it reads keys that nobody has written: take read, or ycsb-c"
	exactDuel     = "its differences of microseconds drown in the time of any other target: take ycsb-a"
	tellsAll      = "only --target local tells on its own side what it served and refused, and can be changed meanwhile"
	keepsItems    = "only --target local and others that store keep what jobs write, for them to scan and for the check"
	paidByItem    = "its jobs are as large as --records says, and more is done to check them than the estimate knows of"
	noServer      = "it has no target but a client within the process"
)

// All are the scenarios in the order in which they run.
var All = append([]Scenario{
	{Name: "puts", Title: "puts by all kinds of peers", Figure: true, Fixed: "its peers know one table only: take load", Steps: contestSteps(4, 1), Run: puts},
	{Name: "gets", Title: "gets by all kinds of peers", Figure: true, Fixed: readsAnything, Steps: contestSteps(4, 1), Run: gets},
	{Name: "lone", Title: "one caller, against the SDK's client", Figure: true, Fixed: exactDuel, Steps: contestSteps(1, 2), Run: lone},
	{Name: "callers64", Title: "64 callers, against the SDK's client", Figure: true, Fixed: exactDuel, Steps: contestSteps(1, 3), Run: callers64},
	{Name: "cost", Title: "allocations and memory of the executor alone", Figure: true, Fixed: noServer, Steps: costSteps, Run: cost},
	{Name: "callers", Title: "throughput by blocked callers, 1 to 100,000", Figure: true, Steps: callersSteps, Run: callersSweep},
	{Name: "many-tables", Title: "the same load on 1 to 1,000 tables", Figure: true, Free: "a thousand tables take long to create there, and are many for one account", Steps: manyTablesSteps, Run: manyTables},
	{Name: "latency", Title: "throughput by the target's latency", Fixed: "no other target's latency can be set", Steps: latencySteps, Run: latencySweep},
	{Name: "part-batches", Title: "throughput by when batches that aren't full go", Fixed: "no other target's latency can be set", Steps: partsSteps, Run: partBatches},
	{Name: "load", Title: "bulk load of fresh items", Steps: contestSteps(9, 1), Run: bulkLoad},
	{Name: "read", Title: "bulk read", Steps: contestSteps(9, 1), Run: bulkRead},
	{Name: "hot-key", Title: "reads and updates of one item", Open: true, Steps: contestSteps(4, 1), Run: hotKey},
	{Name: "large-items", Title: "items of 100 B to 100 KB", Steps: contestSteps(5, 4), Run: largeItems},
}, slices.Concat(ycsbScenarios(), capacityScenarios, jobScenarios)...)

var capacityScenarios = []Scenario{
	{Name: "capacity", Title: "puts beyond what a table takes", Local: tellsAll, Long: true, Steps: rivalSteps, Run: capacity},
	{Name: "capacity-step", Title: "the same while the capacity doubles and halves", Local: tellsAll, Long: true, Steps: rivalSteps, Run: capacityStep},
	{Name: "capacity-hot-key", Title: "one key beyond what its partition takes", Local: tellsAll, Long: true, Steps: rivalSteps, Run: capacityHotKey},
	{Name: "capacity-two", Title: "two of each on one table", Local: tellsAll, Long: true, Steps: rivalSteps, Run: capacityTwo},
	{Name: "capacity-chaos", Title: "a fifth of all calls fail", Local: tellsAll, Long: true, Steps: rivalSteps, Run: capacityChaos},
	{Name: "capacity-priority", Title: "interactive reads beside bulk ones", Local: tellsAll, Long: true, Steps: rivalSteps, Run: capacityPriority},
}

var jobScenarios = []Scenario{
	{Name: "jobs-import", Title: "a job that imports a file, beside the executor's puts", Stores: keepsItems, Free: paidByItem, Steps: contestSteps(3, 1), Run: jobsImport},
	{Name: "jobs-copy", Title: "a job that copies a table, beside the executor's puts", Stores: keepsItems, Free: paidByItem, Steps: contestSteps(3, 1), Run: jobsCopy},
	{Name: "jobs-export", Title: "jobs that export a table, beside scans by hand", Stores: keepsItems, Free: paidByItem, Steps: contestSteps(4, 1), Run: jobsExport},
	{Name: "jobs-update", Title: "a job that updates a table, beside one call at a time", Stores: keepsItems, Free: paidByItem, Steps: contestSteps(2, 1), Run: jobsUpdate},
	{Name: "jobs-limit", Title: "jobs that are held to a limit", Local: tellsAll, Long: true, Steps: longSteps(len(jobLimits)), Run: jobsLimit},
	{Name: "jobs-memory", Title: "memory of jobs of few and of many items", Stores: keepsItems, Free: paidByItem, Long: true, Steps: longSteps(4), Run: jobsMemory},
}

// longSteps are the turns of so many peers that have no warm-up.
func longSteps(peers int) func(Env) int { return func(e Env) int { return e.Long.Rounds * peers } }

func ycsbScenarios() (all []Scenario) {
	for _, mix := range workload.Mixes {
		all = append(all, Scenario{
			Name: "ycsb-" + mix.Name, Title: "YCSB " + strings.ToUpper(mix.Name) + ": " + mix.Title,
			Open:  true,
			Steps: ycsbSteps,
			Run:   func(ctx context.Context, e Env) ([]report.Scenario, error) { return ycsb(ctx, e, mix) },
		})
	}
	return all
}

// Kind is what a target is, as in [target.Target].
type Kind struct{ Fixed, Local, Cloud bool }

// Choose finds scenarios by their names or the beginnings of them, in their
// own order, without those that the target can't have; those are noted. It
// fails for a name that is none, and for one that the target can't have.
func Choose(names []string, on Kind) (chosen []Scenario, left []string, err error) {
	picked := map[string]bool{}
	for _, name := range names {
		found := false
		for _, s := range All {
			meant := name == Everything || name == Figures && s.Figure
			named := name == s.Name || strings.HasPrefix(s.Name, name+"-")
			if !meant && !named {
				continue
			}
			found = true
			why := s.unfit(on)
			switch {
			case why == "":
				picked[s.Name] = true
			case name == s.Name:
				return nil, nil, fmt.Errorf("--scenario %s doesn't run on this target: %s", name, why)
			default:
				left = append(left, fmt.Sprintf("%s is left out: %s", s.Name, why))
			}
		}
		if !found {
			return nil, nil, fmt.Errorf("--scenario %q: there are %s, %s and %s", name, strings.Join(Names(), ", "), Figures, Everything)
		}
	}
	for _, s := range All {
		if picked[s.Name] {
			chosen = append(chosen, s)
		}
	}
	return chosen, slices.Compact(left), nil
}

func (s Scenario) unfit(on Kind) string {
	if s.Fixed != "" && !on.Fixed {
		return s.Fixed
	}
	if s.Local != "" && !on.Local {
		return s.Local
	}
	if s.Stores != "" && on.Fixed {
		return s.Stores
	}
	if s.Free != "" && on.Cloud {
		return s.Free
	}
	return ""
}

// Names are those of all scenarios.
func Names() (names []string) {
	for _, s := range All {
		names = append(names, s.Name)
	}
	return names
}

// contestSteps are the turns of so many peers at so many points.
func contestSteps(peers, points int) func(Env) int {
	return func(e Env) int { return (1 + e.Rounds) * peers * points }
}

// Work is what the scenario may do on a target that is paid for.
func (s Scenario) Work(e Env) target.Work {
	steps := float64(s.Steps(e))
	rounds := float64(1 + e.Rounds)
	seconds := steps / rounds * (e.WarmUp.Seconds() + float64(e.Rounds)*e.Duration.Seconds())
	work := target.Work{Seconds: seconds, Items: 2 * e.Records, ItemBytes: standardBytes}
	for _, rate := range e.Rates {
		work.PerSecond = max(work.PerSecond, rate)
	}
	if strings.HasPrefix(s.Name, "ycsb") {
		work.ItemBytes = ycsbBytes
	}
	if s.Name == "large-items" {
		work.ItemBytes = largestItem + 1<<10
	}
	return work
}

// About how large items are by DynamoDB's rules, with their keys and names.
const (
	standardBytes = 400
	ycsbBytes     = 1100
)
