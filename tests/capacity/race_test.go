//go:build race

package capacity

// raced leaves out what says nothing more of races: the same code with another service or a later start. CI
// runs all of it without the race detector.
const raced = true
