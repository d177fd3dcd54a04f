package load

import (
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var kept []byte

func TestAFootprintIsTheMostThereWas(t *testing.T) {
	const size = 64 << 20
	before, err := PeakFootprint(func() error { return nil })
	require.NoError(t, err)
	require.Positive(t, before.Heap)
	broken := errors.New("broken")
	during, err := PeakFootprint(func() error {
		kept = make([]byte, size)
		for i := range kept {
			kept[i] = 1
		}
		runtime.GC()                      // so that what's live is known
		time.Sleep(50 * time.Millisecond) // the footprint is looked at meanwhile; the last look is behind it
		kept = nil
		runtime.GC()
		return broken
	})
	require.ErrorIs(t, err, broken)
	require.GreaterOrEqual(t, during.Heap, before.Heap+size/2)
	require.GreaterOrEqual(t, during.Live, before.Live+size/2)
	if before.RSS > 0 {
		require.GreaterOrEqual(t, during.RSS, before.RSS+size/2)
	}
}
