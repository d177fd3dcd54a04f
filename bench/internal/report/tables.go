package report

import (
	"slices"

	"github.com/dynactor/dynactor/bench/internal/stats"
)

// measured is one peer at one point, the rows of the peers' tables.
type measured struct {
	name []string // of the peer, and in a sweep the point's place
	Peer
}

// measured are the rows of a section, peer by peer, and their columns' names.
func (c section) measured() (names []column, all []measured) {
	names = columns("'peer")
	if c.sweep() {
		names = append(names, column{Name: c.Points[0].XName})
	}
	for _, name := range peerNames(c.Points) {
		for _, point := range c.Points {
			if p := point.peer(name); p != nil {
				row := measured{[]string{name}, *p}
				if c.sweep() {
					row.name = append(row.name, number(point.X))
				}
				all = append(all, row)
			}
		}
	}
	return names, all
}

// workTable shows what peers got done, and at what cost.
func workTable(names []column, peers []measured) table {
	t := table{Columns: slices.Concat(names, columns("items/s", "rounds", "calls/s", "items/call",
		"CPU us/item", "allocs/item", "bytes/item", "peak MB"))}
	throttled := slices.ContainsFunc(peers, func(p measured) bool {
		return slices.ContainsFunc(p.Rounds, func(r Round) bool { return r.ThrottledShare > 0 })
	})
	if throttled {
		t.Columns = append(t.Columns, column{Name: "throttled"})
	}
	for _, p := range peers {
		row := append(slices.Clone(p.name), fixed(p.Median(Throughput), 0), span(p.Each(Throughput)),
			fixed(p.Median(CallRate), 0), fixed(p.Median(ItemsPerCall), 1),
			fixed(p.Median(CPUPerItem), 1), number(p.Median(AllocsPerItem)), fixed(p.Median(BytesPerItem), 0),
			fixed(p.Median(PeakBytes)/1e6, 1))
		if throttled {
			row = append(row, percent(p.Median(ThrottledShare)))
		}
		t.add(row...)
	}
	return t
}

// latencyTable shows how long items took, over all rounds.
func latencyTable(names []column, peers []measured) table {
	t := table{Columns: slices.Concat(names, columns("p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms"))}
	for _, p := range peers {
		t.add(append(slices.Clone(p.name), millis(p.P50), millis(p.P90), millis(p.P99), millis(p.P999), millis(p.Max))...)
	}
	return t
}

func costTable(costs []Cost) table {
	t := table{Columns: columns("'requests of", "requests", "allocs/request", "bytes/request")}
	for _, c := range costs {
		t.add(c.Name, fixed(float64(c.Requests), 0), fixed(stats.Median(c.Allocs), 2), fixed(stats.Median(c.Bytes), 0))
	}
	return t
}

func pendingTable(p Pending) table {
	t := table{Columns: columns("pending requests", "heap MB", "stacks MB", "bytes/request", "goroutines")}
	t.add(fixed(float64(p.Requests), 0), fixed(float64(p.HeapBytes)/1e6, 1), fixed(float64(p.StackBytes)/1e6, 1),
		fixed(p.BytesPerRequest, 0), fixed(float64(p.Goroutines), 0))
	return t
}

func findingTable(findings []Finding) table {
	t := table{Columns: columns("'finding", "value", "rounds", "'unit", "'target", "'")}
	for _, f := range findings {
		bound, verdict := "", ""
		if f.Target != nil {
			bound, verdict = f.Target.String(), f.Target.verdict(f.Value)
		}
		t.add(f.Name, number(f.Value), between(number(f.Low), number(f.High)), f.Unit, bound, verdict)
	}
	return t
}

// tables are all that a section has.
func (c section) tables() []table {
	var all []table
	if heads, peers := c.measured(); len(peers) > 0 {
		if names := measureNames(peers); len(names) > 0 {
			all = append(all, measureTable(heads, names, peers))
		} else {
			all = append(all, workTable(heads, peers))
		}
		if slices.ContainsFunc(peers, func(p measured) bool { return p.Max > 0 }) { // jobs have no latency of single items
			all = append(all, latencyTable(heads, peers))
		}
	}
	var findings []Finding
	for _, s := range c.Points {
		if len(s.Costs) > 0 {
			all = append(all, costTable(s.Costs))
		}
		if s.Pending != nil {
			all = append(all, pendingTable(*s.Pending))
		}
		for _, f := range s.Findings {
			f.Name = join(", ", f.Name, s.at())
			findings = append(findings, f)
		}
	}
	if len(findings) > 0 {
		all = append(all, findingTable(findings))
	}
	return all
}

// span prints the lowest and the highest round, of none a dash.
func span(rounds []float64) string {
	if len(rounds) == 0 {
		return "-"
	}
	return between(fixed(slices.Min(rounds), 0), fixed(slices.Max(rounds), 0))
}
