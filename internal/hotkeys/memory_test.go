package hotkeys

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// The numbers that the package documentation names.
func TestMemoryIsAsDocumented(t *testing.T) {
	require.LessOrEqual(t, unsafe.Sizeof(Tracker{}), uintptr(8300), "an idle table")
	require.LessOrEqual(t, unsafe.Sizeof(sketch{}), uintptr(2568))
	require.Equal(t, 32, int(accesses)*2*subWindows, "sketches")
}

// Whatever comes, nothing grows: distinct keys without end, the longest texts, odd times and units.
func TestMemoryIsBoundedWhateverComes(t *testing.T) {
	tr := New(0, time.Second)
	r := rand.New(rand.NewPCG(1, 1))
	long := strings.Repeat("k", 2048)
	asked, now := 0, int64(0)
	for i := range 200_000 {
		now += r.Int64N(second / 1000)
		if i%10_000 == 0 {
			now += r.Int64N(10 * second)
		}
		hash, units := r.Uint64(), r.ExpFloat64()*100
		key := func() string { asked++; return long }
		if a := Access(i % 2); i%3 == 0 {
			tr.Throttled(now, a, hash, units, key)
		} else {
			tr.Served(now, a, hash, units, key)
		}
	}
	require.NotZero(t, asked)
	held := 0
	for a := range tr.flows {
		f := &tr.flows[a]
		require.LessOrEqual(t, f.blame.n, suspects)
		for _, w := range []*window{&f.served, &f.refused} {
			for _, s := range w.ring {
				for _, k := range s.key {
					held += len(k)
				}
				// What was emptied holds on to nothing.
				for _, k := range s.key[s.n:] {
					require.Empty(t, k)
				}
			}
		}
	}
	require.LessOrEqual(t, held, 32*counters*MaxKey)
	byUnits, byThrottles := tr.Top(now, 1<<30)
	require.LessOrEqual(t, len(byUnits), 2*subWindows*counters)
	require.LessOrEqual(t, len(byThrottles), 2*subWindows*counters)
}

// Neither the common path nor a steady mix of keys allocates: the sketches are reused, and texts
// are made for new entries only.
func TestServedAllocatesNothingOnceTheKeysAreKnown(t *testing.T) {
	tr := New(0, time.Second)
	now, i := int64(0), 0
	key := func() string { return "a key of some length that is not a constant in its sketch" }
	serve := func() {
		for range 10_000 {
			i++
			now += second / 100_000
			tr.Served(now, Write, mix(i%32), 1, key)
		}
	}
	for range 20 { // two seconds: each sketch has been used
		serve()
	}
	require.Zero(t, testing.AllocsPerRun(50, serve))
}
