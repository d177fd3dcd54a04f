package stats

import "slices"

// Figure is a figure of several rounds.
type Figure struct {
	Value float64 `json:"value"` // by the rounds' medians
	Low   float64 `json:"low"`   // the lowest round
	High  float64 `json:"high"`  // the highest round
}

// Spread is the figure of one peer's rounds, at least one.
func Spread(rounds []float64) Figure {
	return Figure{Value: Median(rounds), Low: slices.Min(rounds), High: slices.Max(rounds)}
}
