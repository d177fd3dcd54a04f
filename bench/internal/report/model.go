// Package report holds what a run of the benchmark found, and prints it.
package report

import (
	"time"

	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/server"
	"github.com/dynactor/dynactor/bench/internal/stats"
)

// Report is a whole run. Its JSON has every raw round.
type Report struct {
	Started   time.Time  `json:"started"`
	Go        string     `json:"go"`
	CPUs      int        `json:"cpus"`
	Rounds    int        `json:"rounds"`
	Duration  string     `json:"duration"`
	Latency   string     `json:"latency"`
	Scenarios []Scenario `json:"scenarios"`
}

// Scenario is one kind of work, done by each of its peers in turns.
type Scenario struct {
	Name     string    `json:"name"`
	Title    string    `json:"title"`
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

	latency *stats.Latency
}

// Round is one timed section.
type Round struct {
	Items          int           `json:"items"`
	Calls          int           `json:"calls"`
	Counts         server.Counts `json:"server"`
	Seconds        float64       `json:"seconds"`
	ItemsPerSecond float64       `json:"items_per_second"`
	ItemsPerCall   float64       `json:"items_per_call"`
	CPUMicros      float64       `json:"cpu_us_per_item"`
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

// Add appends a round.
func (p *Peer) Add(result load.Result, arrived server.Counts) {
	if p.latency == nil {
		p.latency = stats.NewLatency()
	}
	latency := stats.NewLatency()
	for _, took := range result.Times {
		latency.Record(took)
	}
	p.latency.Merge(latency)
	p.Percentiles = p.latency.Percentiles()

	total := arrived.Total()
	p.Rounds = append(p.Rounds, Round{
		Items:          result.Acknowledged,
		Calls:          total.Calls,
		Counts:         arrived,
		Seconds:        result.Elapsed.Seconds(),
		ItemsPerSecond: per(float64(result.Acknowledged), result.Elapsed.Seconds()),
		ItemsPerCall:   per(float64(result.Acknowledged), float64(total.Calls)),
		CPUMicros:      per(float64(result.CPU.Nanoseconds())/1e3, float64(result.Acknowledged)),
		Percentiles:    latency.Percentiles(),
	})
}

// Each returns one figure of every round.
func (p *Peer) Each(figure func(Round) float64) []float64 {
	all := make([]float64, len(p.Rounds))
	for i, round := range p.Rounds {
		all[i] = figure(round)
	}
	return all
}

// The figures of a round that peers are compared by.
func Throughput(r Round) float64   { return r.ItemsPerSecond }
func CPUPerItem(r Round) float64   { return r.CPUMicros }
func ItemsPerCall(r Round) float64 { return r.ItemsPerCall }
func P50(r Round) float64          { return r.P50 }
func P99(r Round) float64          { return r.P99 }

// per is a quotient, and 0 where there is nothing to divide by.
func per(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}
