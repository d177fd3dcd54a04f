//go:build race

package capacity

// raced has the simulations made with fewer seeds: they have one goroutine, and take ten times as long when watched.
const raced = true
