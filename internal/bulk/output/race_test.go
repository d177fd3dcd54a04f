//go:build race

package output_test

// raced says that the race detector is on. It makes property tests slow, and has nothing to find in them.
const raced = true
