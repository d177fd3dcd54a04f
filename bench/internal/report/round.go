package report

import (
	"github.com/dynactor/dynactor/bench/internal/load"
	"github.com/dynactor/dynactor/bench/internal/server"
	"github.com/dynactor/dynactor/bench/internal/stats"
)

// Add appends a round.
func (p *Peer) Add(result load.Result, arrived server.Counts) {
	var percentiles stats.Percentiles
	if result.Latency != nil {
		percentiles = result.Latency.Percentiles()
		p.merge(result.Latency)
	}
	total := arrived.Total()
	items, seconds := float64(result.Acknowledged), result.Elapsed.Seconds()
	p.Rounds = append(p.Rounds, Round{
		Items:          result.Acknowledged,
		Calls:          total.Calls,
		Counts:         arrived,
		Seconds:        seconds,
		ItemsPerSecond: per(items, seconds),
		CallsPerSecond: per(float64(total.Calls), seconds),
		ItemsPerCall:   per(items, float64(total.Calls)),
		CPUMicros:      per(float64(result.CPU.Nanoseconds())/1e3, items),
		AllocsPerItem:  per(float64(result.Allocs), items),
		BytesPerItem:   per(float64(result.Bytes), items),
		PeakBytes:      float64(result.Peak),
		ThrottledShare: per(float64(result.Throttled), float64(result.Throttled)+items),
		Percentiles:    percentiles,
	})
}

// merge adds a round's latencies to those of all rounds.
func (p *Peer) merge(round *stats.Latency) {
	all := stats.NewLatency()
	if p.packed != nil {
		var err error
		if all, err = stats.Unpack(p.packed); err != nil {
			panic(err) // nobody but this function has written it
		}
	}
	all.Merge(round)
	p.Percentiles, p.Percentile = all.Percentiles(), curve(all)
	var err error
	if p.packed, err = all.Pack(); err != nil {
		panic(err)
	}
}

// Each returns one figure of every round.
func (p *Peer) Each(figure func(Round) float64) []float64 {
	all := make([]float64, len(p.Rounds))
	for i, round := range p.Rounds {
		all[i] = figure(round)
	}
	return all
}

// Median returns the median round's figure, and 0 if there are no rounds.
func (p *Peer) Median(figure func(Round) float64) float64 { return stats.Median(p.Each(figure)) }

// The figures of a round that peers are compared by.
func Throughput(r Round) float64     { return r.ItemsPerSecond }
func CallRate(r Round) float64       { return r.CallsPerSecond }
func ItemsPerCall(r Round) float64   { return r.ItemsPerCall }
func CPUPerItem(r Round) float64     { return r.CPUMicros }
func AllocsPerItem(r Round) float64  { return r.AllocsPerItem }
func BytesPerItem(r Round) float64   { return r.BytesPerItem }
func PeakBytes(r Round) float64      { return r.PeakBytes }
func ThrottledShare(r Round) float64 { return r.ThrottledShare }
func P50(r Round) float64            { return r.P50 }
func P99(r Round) float64            { return r.P99 }

// per is a quotient, and 0 where there is nothing to divide by.
func per(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}
