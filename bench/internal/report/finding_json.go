package report

import (
	"encoding/json"
	"math"

	"github.com/dynactor/dynactor/bench/internal/stats"
)

// findingJSON is a finding whose figure may be missing: the ratio to a peer that
// got nothing done is no number, and JSON has none for it.
type findingJSON struct {
	Name   string   `json:"name"`
	Unit   string   `json:"unit"`
	Value  *float64 `json:"value"`
	Low    *float64 `json:"low"`
	High   *float64 `json:"high"`
	Target *Target  `json:"target,omitempty"`
}

// MarshalJSON writes null for what is no number.
func (f Finding) MarshalJSON() ([]byte, error) {
	return json.Marshal(findingJSON{f.Name, f.Unit, finite(f.Value), finite(f.Low), finite(f.High), f.Target})
}

// UnmarshalJSON reads null as not a number, which meets no target.
func (f *Finding) UnmarshalJSON(text []byte) error {
	var read findingJSON
	if err := json.Unmarshal(text, &read); err != nil {
		return err
	}
	*f = Finding{read.Name, read.Unit, stats.Figure{Value: orNaN(read.Value), Low: orNaN(read.Low), High: orNaN(read.High)}, read.Target}
	return nil
}

func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

func orNaN(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}
