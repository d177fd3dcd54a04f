// Package chart draws what the benchmark measured, as PNG and as SVG. It knows
// the peers' colours, and otherwise nothing of the benchmark: what it is given
// may come from any file, so names are made safe to show and values that are no
// measurement (below zero, infinite, beyond 1e15) are left out.
package chart

import "math"

// Chart is one picture.
type Chart struct {
	// Name is that of its files, without an ending.
	Name string
	// Title says what is shown, Caption where and how it was measured.
	Title, Caption string
	// Bars draws one horizontal bar for each series, by its first point's Y,
	// instead of lines. The Y axis then has the series' names.
	Bars   bool
	X, Y   Axis
	Series []Series
}

// Axis is one of the two directions.
type Axis struct {
	// Label is the quantity and its unit.
	Label string
	Scale Scale
}

// Scale is how an axis is divided.
type Scale int

const (
	// Linear starts at zero.
	Linear Scale = iota
	// Log has equal distances for equal ratios. Zeros aren't on it.
	Log
	// Nines is for shares of 0 to 1: 90 %, 99 % and 99.9 % have equal distances.
	Nines
)

// Series is one peer's points, in the order in which they are joined.
type Series struct {
	Name   string
	Points []Point
}

// Point is a median. Low and High are the lowest and the highest round, drawn
// as a whisker; both are zero where there is none.
type Point struct {
	X, Y      float64
	Low, High float64
}

// largest is far beyond any figure of a benchmark, and far from where sums of
// floats become infinite.
const largest = 1e15

// smallest is what still counts as more than zero on a Log axis.
const smallest = 1e-6

// shown tells whether a value has a place on an axis of that scale.
func (s Scale) shown(v float64) bool {
	switch {
	case math.IsNaN(v) || v < 0 || v > largest:
		return false
	case s == Log:
		return v >= smallest
	case s == Nines:
		return v < 1-1e-12
	}
	return true
}

// drawn returns the series as they are drawn: without the points that have no
// place, without whiskers that don't enclose their point, and with safe names.
func (c Chart) drawn() []Series {
	var all []Series
	for _, s := range c.Series {
		kept := Series{Name: label(s.Name, maxName)}
		for _, p := range s.Points {
			if !c.X.Scale.shown(p.X) || !c.Y.Scale.shown(p.Y) {
				continue
			}
			if !c.Y.Scale.shown(p.Low) || !c.Y.Scale.shown(p.High) || p.Low > p.Y || p.High < p.Y {
				p.Low, p.High = p.Y, p.Y
			}
			kept.Points = append(kept.Points, p)
		}
		if len(kept.Points) > 0 {
			all = append(all, kept)
		}
	}
	return all
}

// Empty tells whether the chart has nothing to show.
func (c Chart) Empty() bool { return len(c.drawn()) == 0 }
