//go:build race

package jobs

// raced leaves out what says nothing more of races, as child processes take several times as long. CI runs all of it
// without the race detector.
const raced = true
