package report

import (
	"fmt"

	"github.com/dynactor/dynactor/bench/internal/chart"
)

// Timeline is what happened in the course of a round, in steps of equal length
// from its beginning on.
type Timeline struct {
	// Step is in seconds.
	Step  float64 `json:"step_s"`
	Lines []Line  `json:"lines"`
}

// Line has a value for each step.
type Line struct {
	// Name is with the unit: "units/s".
	Name   string    `json:"name"`
	Values []float64 `json:"values"`
}

// limitName is what the limit is called in a legend.
const limitName = "limit"

// timeCharts has a picture for each name of a line, with the lines of all peers
// and what they are to be held against.
func (s Scenario) timeCharts() []chart.Chart {
	var all []chart.Chart
	for _, name := range s.lineNames() {
		made := chart.Chart{
			Name: fmt.Sprintf("time-%d", len(all)+1), Title: name + " over time", Caption: "The last round, as the target's server saw it",
			X: chart.Axis{Label: "seconds"}, Y: chart.Axis{Label: name},
		}
		add := func(series string, t *Timeline) {
			if t == nil {
				return
			}
			for _, line := range t.Lines {
				if line.Name == name {
					made.Series = append(made.Series, chart.Series{Name: series, Points: t.points(line)})
				}
			}
		}
		add(limitName, s.Limit)
		for _, p := range s.Peers {
			add(p.Name, p.Timeline)
		}
		all = append(all, made)
	}
	return all
}

// points are in the middle of their steps.
func (t *Timeline) points(line Line) (points []chart.Point) {
	for i, value := range line.Values {
		points = append(points, chart.Point{X: (float64(i) + 0.5) * t.Step, Y: value, Low: value, High: value})
	}
	return points
}

// lineNames are those of all peers' lines, each once, in order.
func (s Scenario) lineNames() (names []string) {
	taken := map[string]bool{}
	for _, p := range s.Peers {
		if p.Timeline == nil {
			continue
		}
		for _, line := range p.Timeline.Lines {
			if !taken[line.Name] {
				taken[line.Name] = true
				names = append(names, line.Name)
			}
		}
	}
	return names
}
