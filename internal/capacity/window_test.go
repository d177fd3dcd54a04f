package capacity

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// round ends as many calls as are in flight, of which so many failed.
func round(w *Window, overloaded int) {
	n := w.Size()
	for i := range n {
		w.Done(i < overloaded)
	}
}

func TestAWindowDoublesWithEachRoundTripUpToItsMaximum(t *testing.T) {
	w := NewWindow(100)
	require.Equal(t, 100, w.Size(), "where it begins")
	round(w, 100)
	round(w, 50)
	for _, size := range []int{25, 50, 100, 100} {
		require.Equal(t, size, w.Size())
		round(w, 0)
	}
}

func TestAWindowIsHalvedWhenMoreThanHalfFail(t *testing.T) {
	w := NewWindow(16)
	round(w, 8)
	assert.Equal(t, 16, w.Size(), "just half")
	for _, size := range []int{8, 4, 2, 1, 1} {
		round(w, w.Size()/2+1)
		require.Equal(t, size, w.Size())
	}
	round(w, 0)
	assert.Equal(t, 2, w.Size(), "and grows again")
}

func TestAWindowStaysBetweenOneAndItsMaximum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(1, 1000).Draw(t, "max")
		w := NewWindow(most)
		for _, overloaded := range rapid.SliceOf(rapid.Bool()).Draw(t, "calls") {
			w.Done(overloaded)
			require.GreaterOrEqual(t, w.Size(), 1)
			require.LessOrEqual(t, w.Size(), most)
		}
	})
}
