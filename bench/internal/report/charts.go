package report

import (
	"fmt"
	"slices"

	"github.com/dynactor/dynactor/bench/internal/chart"
	"github.com/dynactor/dynactor/bench/internal/stats"
)

// wide is the ratio of the largest to the smallest value from which an axis of
// costs is logarithmic: on a linear one most of the line would be flat.
const wide = 20

// charts are the pictures of the section, those without anything to show left
// out. Their names are the names of files.
func (c section) charts(r Report) []chart.Chart {
	var all []chart.Chart
	if c.sweep() {
		all = []chart.Chart{c.sweepChart(), c.tradeChart(), c.sweepCostChart()}
	} else {
		s := c.Points[0]
		if all = s.timeCharts(); len(all) == 0 {
			all = []chart.Chart{
				s.bars("throughput", "throughput", "items/s, more is better", Throughput),
				s.percentileChart(),
				s.bars("cost", "client CPU per item", "us/item, less is better", CPUPerItem),
			}
		}
	}
	for i := range all {
		all[i].Caption = c.caption(r, all[i].Caption)
		all[i].Title = join(": ", c.Name, all[i].Title)
		all[i].Name = c.Slug + "-" + all[i].Name
	}
	return slices.DeleteFunc(all, chart.Chart.Empty)
}

// caption says how to read the picture, and where and how it was measured.
func (c section) caption(r Report, reading string) string {
	rounds := r.rounds()
	if len(c.Points[0].lineNames()) > 0 {
		rounds = "" // its load says how long it was
	}
	return join(" · ", reading, join(", ", c.conditions(r), rounds, r.Started.Format("2006-01-02")),
		r.Machine.String(), r.Machine.modules())
}

const whiskers = "Medians; whiskers from the lowest to the highest round"

// sweepChart is the throughput at each point.
func (c section) sweepChart() chart.Chart {
	return chart.Chart{
		Name: "throughput", Title: "throughput by " + c.Points[0].XName, Caption: whiskers,
		X: c.x(), Y: chart.Axis{Label: "items/s"},
		Series: c.series(func(s Scenario, p Peer) chart.Point { return median(s.X, p.Each(Throughput), 1) }),
	}
}

// sweepCostChart is the processor time at each point.
func (c section) sweepCostChart() chart.Chart {
	made := chart.Chart{
		Name: "cost", Title: "client CPU by " + c.Points[0].XName, Caption: whiskers, X: c.x(),
		Series: c.series(func(s Scenario, p Peer) chart.Point { return median(s.X, p.Each(CPUPerItem), 1) }),
	}
	made.Y = wideAxis("client CPU, us/item", made.Series)
	return made
}

// tradeChart is what more throughput costs in latency. Its points are those of
// the sweep, joined in its order.
func (c section) tradeChart() chart.Chart {
	first, last := c.Points[0], c.Points[len(c.Points)-1]
	made := chart.Chart{
		Name: "latency", Title: "p99 latency by throughput",
		Caption: fmt.Sprintf("%s; along a line, %s from %s to %s", whiskers, first.XName, number(first.X), number(last.X)),
		X:       chart.Axis{Label: "items/s"},
		Series: c.series(func(_ Scenario, p Peer) chart.Point {
			point := median(0, p.Each(P99), 1e-3)
			point.X = p.Median(Throughput)
			return point
		}),
	}
	made.Y = wideAxis("p99 latency, ms", made.Series)
	return made
}

// percentileChart is the whole distribution of latencies.
func (s Scenario) percentileChart() chart.Chart {
	made := chart.Chart{
		Name: "percentiles", Title: "latency percentiles", Caption: "All rounds together",
		X: chart.Axis{Label: "percentile of the items", Scale: chart.Nines},
	}
	for _, p := range s.Peers {
		line := chart.Series{Name: p.Name}
		items := 0
		for _, round := range p.Rounds {
			items += round.Items
		}
		for _, at := range p.Percentile {
			// The slowest of n is drawn where the share of one in n begins:
			// 100 % has no place on this axis.
			line.Points = append(line.Points, chart.Point{X: min(at.Q, 1-1/float64(items+1)), Y: at.Micros / 1e3})
		}
		made.Series = append(made.Series, line)
	}
	made.Y = wideAxis("latency, ms", made.Series)
	return made
}

// bars compares the peers by one figure.
func (s Scenario) bars(name, title, unit string, figure func(Round) float64) chart.Chart {
	made := chart.Chart{Name: name, Title: title, Caption: whiskers, Bars: true, Y: chart.Axis{Label: unit}}
	for _, p := range s.Peers {
		point := median(0, p.Each(figure), 1)
		if point.High > 0 {
			made.Series = append(made.Series, chart.Series{Name: p.Name, Points: []chart.Point{point}})
		}
	}
	return made
}

// x is the axis of a sweep: logarithmic if it goes over more than a decade.
func (c section) x() chart.Axis {
	first, last := c.Points[0].X, c.Points[len(c.Points)-1].X
	if first > 0 && last > 10*first {
		return chart.Axis{Label: c.Points[0].XName + " (log scale)", Scale: chart.Log}
	}
	return chart.Axis{Label: c.Points[0].XName}
}

// series are the peers' lines. A peer without rounds at a point has none there.
func (c section) series(at func(Scenario, Peer) chart.Point) []chart.Series {
	var all []chart.Series
	for _, name := range peerNames(c.Points) {
		line := chart.Series{Name: name}
		for _, s := range c.Points {
			if p := s.peer(name); p != nil && len(p.Rounds) > 0 {
				line.Points = append(line.Points, at(s, *p))
			}
		}
		all = append(all, line)
	}
	return all
}

// median is a point with its whisker.
func median(x float64, rounds []float64, unit float64) chart.Point {
	if len(rounds) == 0 {
		return chart.Point{}
	}
	figure := stats.Spread(rounds)
	return chart.Point{X: x, Y: figure.Value * unit, Low: figure.Low * unit, High: figure.High * unit}
}

// wideAxis is the axis of what is better the lower it is. On a logarithmic one,
// which says so, zeros have no place: they weren't measured.
func wideAxis(label string, series []chart.Series) chart.Axis {
	low, high := 0.0, 0.0
	for _, s := range series {
		for _, p := range s.Points {
			if p.Y > 0 && (low == 0 || p.Y < low) {
				low = p.Y
			}
			high = max(high, p.Y)
		}
	}
	if low > 0 && high > wide*low {
		return chart.Axis{Label: label + " (log scale)", Scale: chart.Log}
	}
	return chart.Axis{Label: label}
}
