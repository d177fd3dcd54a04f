// Package report holds what a run of the benchmark found, and shows it: as text,
// Markdown, JSON, and as one HTML page with charts.
package report

import (
	"time"

	"github.com/dynactor/dynactor/bench/internal/server"
	"github.com/dynactor/dynactor/bench/internal/stats"
)

// Report is a whole run. Its JSON has every raw round.
type Report struct {
	// Schema is the version of the JSON. WriteJSON sets it.
	Schema  int       `json:"schema"`
	Started time.Time `json:"started"`
	// Command is the command line that repeats the run.
	Command string `json:"command,omitempty"`
	// Target is what the requests went to, unless a scenario names its own.
	Target    string     `json:"target"`
	Seed      uint64     `json:"seed,omitempty"`
	Rounds    int        `json:"rounds"`
	Duration  string     `json:"duration"` // of a peer in a round
	WarmUp    string     `json:"warm_up,omitempty"`
	Machine   Machine    `json:"machine"`
	Scenarios []Scenario `json:"scenarios"`
}

// Scenario is one kind of work, done by each of its peers in turns.
type Scenario struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	// Group is the sweep that the scenario is a point of, "callers-puts" for
	// instance; it is at X (64) on the axis XName ("callers"). A scenario on its
	// own has none of the three.
	Group string  `json:"group,omitempty"`
	XName string  `json:"x_name,omitempty"`
	X     float64 `json:"x,omitempty"`
	// Target is what the requests went to, "fixed 3ms", and Load how they came:
	// "64 callers", or "20,000/s" in an open loop.
	Target string `json:"target,omitempty"`
	Load   string `json:"load,omitempty"`
	// Notes say what a reader should know, for instance which peers are left out.
	Notes []string `json:"notes,omitempty"`
	// Limit is what the lines of the peers' timelines are to be held against, by the same names.
	Limit    *Timeline `json:"limit,omitempty"`
	Peers    []Peer    `json:"peers,omitempty"`
	Costs    []Cost    `json:"costs,omitempty"`
	Pending  *Pending  `json:"pending,omitempty"`
	Findings []Finding `json:"findings,omitempty"`
}

// Peer is one peer's rounds, and its latency over all of them.
type Peer struct {
	Name   string  `json:"name"`
	Rounds []Round `json:"rounds"`
	stats.Percentiles
	// Percentile is the whole curve, over all rounds.
	Percentile []Point `json:"percentile,omitempty"`
	// Timeline is of the last round, where there is one.
	Timeline *Timeline `json:"timeline,omitempty"`

	packed []byte // the latencies of all rounds
}

// Point says that the share Q of the items, from 0 to 1, took at most so long.
type Point struct {
	Q      float64 `json:"q"`
	Micros float64 `json:"us"`
}

// Round is one timed section.
type Round struct {
	Items          int           `json:"items"`
	Calls          int           `json:"calls"`
	Counts         server.Counts `json:"server"`
	Seconds        float64       `json:"seconds"`
	ItemsPerSecond float64       `json:"items_per_second"`
	CallsPerSecond float64       `json:"calls_per_second"`
	ItemsPerCall   float64       `json:"items_per_call"`
	CPUMicros      float64       `json:"cpu_us_per_item"`
	AllocsPerItem  float64       `json:"allocs_per_item"`
	BytesPerItem   float64       `json:"bytes_per_item"`
	// PeakBytes is the most memory in heap and stacks at once, beyond what there
	// was before the round.
	PeakBytes float64 `json:"peak_bytes"`
	// ThrottledShare is the share of the attempts that the target threw back:
	// throttled / (throttled + acknowledged), counted in items.
	ThrottledShare float64 `json:"throttled_share"`
	// Figures are those that the scenario is about, where the others aren't: all rounds of all its peers have
	// the same.
	Figures []Measure `json:"figures,omitempty"`
	stats.Percentiles
}

// Cost is what requests allocate beyond the SDK's own call.
type Cost struct {
	Name     string `json:"name"`
	Requests int    `json:"requests"`
	// Allocs and Bytes are per request, one number for each round.
	Allocs []float64 `json:"allocs_per_request"`
	Bytes  []float64 `json:"bytes_per_request"`
}

// Pending is what admitted requests occupy while they wait.
type Pending struct {
	Requests int `json:"requests"`
	// HeapBytes is live heap, StackBytes is memory of goroutine stacks, both
	// beyond what there was when only the inputs existed.
	HeapBytes       int64   `json:"heap_bytes"`
	StackBytes      int64   `json:"stack_bytes"`
	BytesPerRequest float64 `json:"bytes_per_request"`
	Goroutines      int     `json:"goroutines"`
}
