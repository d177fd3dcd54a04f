package report

import (
	"encoding/json"
	"math"
	"slices"

	"github.com/dynactor/dynactor/bench/internal/stats"
)

// Measure is a figure of a round that only its scenario has.
type Measure struct {
	// Name is with the unit: "consumed %".
	Name string
	// Value isn't a number where what is measured never came about.
	Value float64
}

type measureJSON struct {
	Name  string   `json:"name"`
	Value *float64 `json:"value"`
}

// MarshalJSON writes null for what is no number.
func (m Measure) MarshalJSON() ([]byte, error) {
	return json.Marshal(measureJSON{m.Name, finite(m.Value)})
}

// UnmarshalJSON reads null as not a number.
func (m *Measure) UnmarshalJSON(text []byte) error {
	var read measureJSON
	if err := json.Unmarshal(text, &read); err != nil {
		return err
	}
	*m = Measure{read.Name, orNaN(read.Value)}
	return nil
}

// Figure is a measure of all rounds. It's not a number if it's missing in most of
// them, as what never came about took longest.
func (p *Peer) Figure(name string) stats.Figure {
	all := p.Each(func(r Round) float64 {
		for _, m := range r.Figures {
			if m.Name == name && !math.IsNaN(m.Value) {
				return m.Value
			}
		}
		return math.Inf(1)
	})
	if len(all) == 0 {
		return stats.Figure{Value: math.NaN(), Low: math.NaN(), High: math.NaN()}
	}
	figure := stats.Spread(all)
	for _, v := range []*float64{&figure.Value, &figure.Low, &figure.High} {
		if math.IsInf(*v, 1) {
			*v = math.NaN()
		}
	}
	return figure
}

// measureNames are those of all peers, each once, in order.
func measureNames(peers []measured) (names []string) {
	for _, p := range peers {
		for _, round := range p.Rounds {
			for _, m := range round.Figures {
				if !slices.Contains(names, m.Name) {
					names = append(names, m.Name)
				}
			}
		}
	}
	return names
}

// measureTable shows the figures that only the scenario has.
func measureTable(heads []column, names []string, peers []measured) table {
	t := table{Columns: slices.Clone(heads)}
	for _, name := range names {
		t.Columns = append(t.Columns, column{Name: name})
	}
	for _, p := range peers {
		row := slices.Clone(p.name)
		for _, name := range names {
			row = append(row, number(p.Figure(name).Value))
		}
		t.add(row...)
	}
	return t
}
