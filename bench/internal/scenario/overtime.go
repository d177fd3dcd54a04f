package scenario

import (
	"time"

	"github.com/dynactor/dynactor/bench/internal/engine"
	"github.com/dynactor/dynactor/bench/internal/report"
)

// lineSteps is how many steps a timeline has.
const lineSteps = 60

// unitsLine is what a limit and the peers' consumption are called in a timeline.
const unitsLine = "units/s"

// drawn is what a line shows of each of its steps.
type drawn struct {
	name string
	of   func(from, to time.Duration) float64
}

// timeline sums a record up in steps that an eye can tell apart. A last one that
// the time has cut short is left out.
func timeline(r engine.Record, lasts time.Duration, lines ...drawn) *report.Timeline {
	step := r.Step * max(1, lasts/lineSteps/max(1, r.Step))
	t := &report.Timeline{Step: step.Seconds()}
	for _, d := range lines {
		line := report.Line{Name: d.name}
		for from := time.Duration(0); step > 0 && from+step <= lasts; from += step {
			line.Values = append(line.Values, d.of(from, from+step))
		}
		t.Lines = append(t.Lines, line)
	}
	return t
}

// consumption has the units and the throttled share of what a line of a record has.
func consumption(line engine.Line) []drawn {
	return []drawn{
		{unitsLine, line.PerSecond},
		{throttled, func(from, to time.Duration) float64 { return 100 * line.Sum(from, to).Throttled() }},
	}
}

// limit is the capacity over time, to hold a consumption against.
func limit(lasts time.Duration, at func(time.Duration) float64) *report.Timeline {
	line := report.Line{Name: unitsLine}
	const steps = 4 * lineSteps // a change is to look like one
	for n := range time.Duration(steps) {
		line.Values = append(line.Values, at(n*lasts/steps))
	}
	return &report.Timeline{Step: lasts.Seconds() / steps, Lines: []report.Line{line}}
}

// constant is a limit that doesn't change.
func constant(lasts time.Duration, units int64) *report.Timeline {
	return limit(lasts, func(time.Duration) float64 { return float64(units) })
}
