//go:build race

package capacity

import "testing"

// simulation leaves out a long simulation: it has one goroutine, so there is no race to be found, and takes ten times as
// long when watched. CI runs all of them without the race detector.
func simulation(t *testing.T) {
	t.Helper()
	t.Skip("a simulation with one goroutine: it's run without the race detector")
}
