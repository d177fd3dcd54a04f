package report

import (
	"fmt"
	"strconv"

	"github.com/dynactor/dynactor/bench/internal/stats"
)

// Finding is a figure that the run is about, and its target where it has one.
type Finding struct {
	Name string `json:"name"`
	Unit string `json:"unit"`
	stats.Figure
	Target *Target `json:"target,omitempty"`
}

// Target is the bound of a finding.
type Target struct {
	AtLeast bool    `json:"at_least"` // else at most
	Bound   float64 `json:"bound"`
}

// AtLeast is a lower bound.
func AtLeast(bound float64) *Target { return &Target{AtLeast: true, Bound: bound} }

// AtMost is an upper bound.
func AtMost(bound float64) *Target { return &Target{Bound: bound} }

// Met tells whether a value keeps the bound, to the three digits that are printed: two allocations and a
// thousandth are two.
func (t Target) Met(value float64) bool {
	if rounded, err := strconv.ParseFloat(strconv.FormatFloat(value, 'g', 3, 64), 64); err == nil {
		value = rounded
	}
	if t.AtLeast {
		return value >= t.Bound
	}
	return value <= t.Bound
}

func (t Target) String() string {
	sign := "<="
	if t.AtLeast {
		sign = ">="
	}
	return fmt.Sprintf("%s %g", sign, t.Bound)
}

// verdict says whether a value keeps the bound.
func (t Target) verdict(value float64) string {
	if t.Met(value) {
		return "met"
	}
	return "MISSED"
}
