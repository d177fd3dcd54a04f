package chart

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

// mostTicks is how many labels an axis has at most.
const mostTicks = 9

// span is the part of an axis that is shown, in the axis' own values.
type span struct{ low, high float64 }

// place is where a value is on an axis whose places have even distances.
func (s Scale) place(v float64) float64 {
	switch s {
	case Log:
		return math.Log10(v)
	case Nines:
		return -math.Log10(1 - v)
	}
	return v
}

// of returns what holds all values: from zero on a Linear axis, so that a
// length is a quantity, and a little more than the values on a Log one.
func (s Scale) of(values []float64) span {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		low, high = math.Min(low, v), math.Max(high, v)
	}
	switch {
	case s == Log && len(values) == 0:
		return span{1, 10}
	case s == Log:
		low, high = below(low), above(high)
		if low == high {
			low, high = below(low/2), above(high*2)
		}
		return span{low, high}
	case s == Nines:
		return span{0, max(high, 0.9)}
	case high < smallest: // or there are no values
		return span{0, 1}
	}
	step := niceStep(high)
	return span{0, math.Ceil(high/step*(1-1e-12)) * step}
}

// below and above are the next of 1, 2, 5, 10, 20 and so on.
func below(v float64) float64 {
	decade := math.Pow(10, math.Floor(math.Log10(v)*(1+1e-15)))
	switch {
	case v >= 5*decade:
		return 5 * decade
	case v >= 2*decade:
		return 2 * decade
	}
	return decade
}

func above(v float64) float64 {
	for _, factor := range []float64{1, 2, 5} {
		if decade := math.Pow(10, math.Floor(math.Log10(v))); v <= factor*decade*(1+1e-12) {
			return factor * decade
		}
	}
	return math.Pow(10, math.Floor(math.Log10(v))+1)
}

// niceStep divides an axis from zero into four to nine parts.
func niceStep(high float64) float64 {
	decade := math.Pow(10, math.Floor(math.Log10(high)))
	for _, part := range []float64{0.2, 0.25, 0.5, 1} {
		if step := part * decade; high/step <= mostTicks-1 {
			return step
		}
	}
	return 2 * decade
}

// ticks are the marks of an axis.
func (s Scale) ticks(shown span) []plot.Tick {
	switch s {
	case Log:
		return logTicks(shown)
	case Nines:
		return nineTicks(shown)
	}
	var ticks []plot.Tick
	step := niceStep(shown.high)
	for n := 0; float64(n)*step <= shown.high*(1+1e-9); n++ {
		ticks = append(ticks, plot.Tick{Value: float64(n) * step, Label: short(float64(n)*step, 4)})
	}
	return ticks
}

// logTicks has a label at each power of ten, or every second and so on; also at
// 2 and 5 where there are few. The others in between are minor.
func logTicks(shown span) []plot.Tick {
	first, last := int(math.Floor(math.Log10(shown.low)+1e-9)), int(math.Ceil(math.Log10(shown.high)-1e-9))
	every := 1 + (last-first)/mostTicks
	var ticks []plot.Tick
	for exponent := first; exponent <= last; exponent++ {
		for digit := 1; digit <= 9; digit++ {
			value := float64(digit) * math.Pow(10, float64(exponent))
			if value < shown.low*(1-1e-9) || value > shown.high*(1+1e-9) {
				continue
			}
			tick := plot.Tick{Value: value}
			if digit == 1 && (exponent-first)%every == 0 || last-first <= 3 && (digit == 2 || digit == 5) {
				tick.Label = short(value, 4)
			}
			ticks = append(ticks, tick)
		}
	}
	return ticks
}

func nineTicks(shown span) []plot.Tick {
	ticks := []plot.Tick{{Value: 0, Label: "0 %"}, {Value: 0.5, Label: "50 %"}}
	for n := 1; ; n++ {
		share := 1 - math.Pow(10, -float64(n))
		if share > shown.high || share == 1 {
			return ticks
		}
		ticks = append(ticks, plot.Tick{Value: share, Label: strconv.FormatFloat(100*share, 'f', max(n-2, 0), 64) + " %"})
	}
}
