package capacity

import (
	"runtime"
	"testing"
	"testing/synctest"
)

// inBubble runs a test on virtual time, beginning at no time in particular.
func inBubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	// Pools hold what was made in the bubble before, and a channel out of another bubble would end the
	// process; two collections empty every pool.
	runtime.GC()
	runtime.GC()
	synctest.Test(t, test)
}

// eachFace runs a test in both faces of the executor, in a bubble each.
func eachFace(t *testing.T, test func(t *testing.T, f face)) {
	t.Helper()
	for _, f := range tested() {
		t.Run(f.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) { test(t, f) })
		})
	}
}
