package actors

import (
	"testing"

	"pgregory.net/rapid"
)

func TestPartBatchesNeedMoreTheMoreCallsAreInFlight(t *testing.T) {
	for _, test := range []struct{ inFlight, part, full, want int }{
		{0, 8, 25, 1}, {7, 8, 25, 1}, {8, 8, 25, 4}, {11, 8, 25, 13}, {15, 8, 25, 25}, {100, 8, 25, 25},
		{0, 1, 25, 1}, {1, 1, 25, 25}, {8, 8, 100, 4}, {39, 8, 100, 100}, {0, 8, 1, 1}, {50, 8, 1, 1},
	} {
		if got := leastFill(test.inFlight, test.part, test.full); got != test.want {
			t.Errorf("leastFill(%d, %d, %d) = %d, want %d", test.inFlight, test.part, test.full, got, test.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		part, full := rapid.IntRange(1, 200).Draw(t, "part"), rapid.IntRange(1, 100).Draw(t, "full")
		last := 0
		for inFlight := range 6*part + 2 {
			need := leastFill(inFlight, part, full)
			if need < 1 || need > full || need < last {
				t.Fatalf("%d calls in flight need %d, before that %d", inFlight, need, last)
			}
			last = need
		}
		if last != full {
			t.Fatalf("many calls in flight still let %d go", last)
		}
	})
}
