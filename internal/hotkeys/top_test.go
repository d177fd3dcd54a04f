package hotkeys

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestLowTrafficIsReportedExactly(t *testing.T) {
	tr := New(0, time.Minute)
	for i := range 10 {
		tr.Served(int64(i)*second, Write, mix(i/3), 0.5+float64(i), named(i/3))
	}
	tr.Served(9*second, Read, mix(0), 7, named(0))
	tr.Throttled(9*second, Write, mix(1), 4, named(1))
	tr.Throttled(9*second, Write, mix(9), 5, named(9))
	units, throttles := tr.Top(9*second, 10)
	k0 := Entry{mix(0), "0", Write, 0.5 + 1.5 + 2.5, 0, 4.5 / 50}
	k1 := Entry{mix(1), "1", Write, 3.5 + 4.5 + 5.5, 4, 13.5 / 50}
	k2 := Entry{mix(2), "2", Write, 6.5 + 7.5 + 8.5, 0, 22.5 / 50}
	k3 := Entry{mix(3), "3", Write, 9.5, 0, 9.5 / 50}
	read := Entry{mix(0), "0", Read, 7, 0, 1}
	require.Equal(t, []Entry{k2, k1, k3, read, k0}, units)
	require.Equal(t, []Entry{{mix(9), "9", Write, 0, 5, 0}, k1}, throttles)

	units, throttles = tr.Top(9*second, 1)
	require.Equal(t, []Entry{k2}, units)
	require.Len(t, throttles, 1)
	units, throttles = tr.Top(9*second, 0)
	require.Empty(t, units)
	require.Empty(t, throttles)
}

// pieces is the exact model of a window: a map for each sub-window since the start.
type pieces map[int64]map[uint64]float64

func (p pieces) add(piece int64, hash uint64, units float64) {
	if p[piece] == nil {
		p[piece] = map[uint64]float64{}
	}
	p[piece][hash] += units
}

// last sums the last eight pieces.
func (p pieces) last(piece int64) (all float64, each map[uint64]float64) {
	each = map[uint64]float64{}
	for i := piece - 7; i <= piece; i++ {
		for hash, units := range p[i] {
			all += units
			each[hash] += units
		}
	}
	return all, each
}

// No more than 1,024 items in a sub-window, so that nothing is sampled and the bounds are hard ones.
func TestTopAgreesWithExactCountsOverASlidingWindow(t *testing.T) {
	for name, of := range streams {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
				keys := rapid.IntRange(1, 500).Draw(t, "keys")
				next := of(r, keys)
				begin := rapid.Int64Range(-1e15, 1e15).Draw(t, "begin")
				now := begin
				tr := New(begin, 8*time.Second)
				served, refused := pieces{}, pieces{}
				for range rapid.IntRange(1, 10).Draw(t, "bursts") {
					now += rapid.Int64Range(second/4, 4*second).Draw(t, "pause")
					piece := (now - begin) / second
					for range rapid.IntRange(0, 250).Draw(t, "items") {
						key, units := next(), float64(1+r.IntN(20))/2
						if r.IntN(3) == 0 {
							refused.add(piece, mix(key), units)
							tr.Throttled(now, Write, mix(key), units, named(key))
						} else {
							served.add(piece, mix(key), units)
							tr.Served(now, Write, mix(key), units, named(key))
						}
					}
					byUnits, byThrottles := tr.Top(now, math.MaxInt)
					agree(t, served, piece, byUnits, func(e Entry) float64 { return e.Units })
					agree(t, refused, piece, byThrottles, func(e Entry) float64 { return e.Throttled })
					all, _ := served.last(piece)
					for _, e := range byUnits {
						require.InDelta(t, e.Units/all, e.Share, 1e-9)
					}
				}
			})
		})
	}
}

func agree(t require.TestingT, truth pieces, piece int64, top []Entry, size func(Entry) float64) {
	all, each := truth.last(piece)
	for i, e := range top {
		require.LessOrEqual(t, size(e), each[e.Hash], "more than there was")
		require.GreaterOrEqual(t, size(e), each[e.Hash]-all/counters, "an error above 1/64")
		require.Equal(t, Write, e.Access)
		n, err := strconv.Atoi(e.Key)
		require.NoError(t, err)
		require.Equal(t, mix(n), e.Hash)
		if i > 0 {
			require.LessOrEqual(t, size(e), size(top[i-1]))
		}
		delete(each, e.Hash)
	}
	for _, units := range each {
		require.LessOrEqual(t, units, all/counters, "a key above 1/64 isn't reported")
	}
	if len(each) == 0 && len(top) <= counters {
		sum := 0.0
		for _, e := range top {
			sum += size(e)
		}
		require.Equal(t, all, sum, "with room for all keys, all is exact")
	}
}

// At 40,000 items in a sub-window most aren't looked at.
func TestSampledTrafficIsReportedWithinTheDocumentedError(t *testing.T) {
	for name, of := range streams {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(11, 1))
			next := of(r, 2000)
			tr := seeded(New(0, 8*time.Second), 5)
			truth := pieces{}
			now := int64(0)
			for i := range 12 * 40_000 {
				now = int64(i) * second / 40_000
				key, units := next(), float64(1+r.IntN(4))
				truth.add(now/second, mix(key), units)
				tr.Served(now, Read, mix(key), units, named(key))
			}
			all, each := truth.last(now / second)
			byUnits, byThrottles := tr.Top(now, math.MaxInt)
			require.Empty(t, byThrottles)
			require.LessOrEqual(t, len(byUnits), subWindows*counters)
			for _, e := range byUnits {
				share := each[e.Hash] / all
				sigma := math.Sqrt(share*(1-share)/(2*precision)/subWindows) + 1/float64(precision)
				require.LessOrEqual(t, e.Share, share+4*sigma)
				require.GreaterOrEqual(t, e.Share, share-1./counters-4*sigma)
				delete(each, e.Hash)
			}
			for _, units := range each {
				require.LessOrEqual(t, units/all, 1./counters+4*math.Sqrt(1./counters/(2*precision)))
			}
		})
	}
}

func TestTheWindowForgetsInEighthsAndNothingElseIsLost(t *testing.T) {
	tr := New(0, 8*time.Second)
	// One unit each 10 ms for 20 seconds: there is always between 7 and 8 seconds' worth of it.
	for i := range int64(2000) {
		now := i * second / 100
		tr.Served(now, Write, 1, 1, nil)
		tr.Throttled(now, Write, 1, 1, nil)
		top, _ := tr.Top(now, 1)
		remembered := i%100 + 1 + min(700, i-i%100)
		require.EqualValues(t, remembered, top[0].Units)
		require.EqualValues(t, remembered, top[0].Throttled)
		require.EqualValues(t, 1, top[0].Share)
	}
	// Then silence.
	for s := range int64(8) {
		top, _ := tr.Top((20+s)*second, 1)
		if s == 7 {
			require.Empty(t, top)
			break
		}
		require.EqualValues(t, 700-100*s, top[0].Units)
	}
}

func TestALongSilenceForgetsEverything(t *testing.T) {
	tr := New(0, 0)
	tr.Served(0, Write, 1, 1, nil)
	for range 5 {
		tr.Throttled(0, Write, 1, 1, nil)
	}
	long := int64(100 * 365 * 24 * time.Hour)
	byUnits, byThrottles := tr.Top(long, 5)
	require.Empty(t, byUnits)
	require.Empty(t, byThrottles)
	require.False(t, tr.Guilty(long, Write, 1))
	require.False(t, tr.Heavy(long, Write, 1))
	require.Zero(t, tr.flows[Write].blame.n)
	tr.Served(long, Write, 2, 3, nil)
	byUnits, _ = tr.Top(long, 5)
	require.Equal(t, []Entry{{2, "", Write, 3, 0, 1}}, byUnits)
}

func TestAClockThatRunsBackwardsStandsStill(t *testing.T) {
	tr := New(0, 8*time.Second)
	tr.Served(5*second, Write, 1, 1, nil)
	tr.Served(4*second, Write, 1, 1, nil)
	tr.Served(-5*second, Write, 1, 1, nil)
	top, _ := tr.Top(0, 1)
	require.EqualValues(t, 3, top[0].Units)
}

func TestUnitsThatMakeNoSenseSpoilNothing(t *testing.T) {
	tr := New(0, time.Minute)
	for _, units := range []float64{math.NaN(), math.Inf(-1), -1, 0, math.SmallestNonzeroFloat64} {
		tr.Served(0, Write, 1, units, nil)
		tr.Throttled(0, Write, 2, units, nil)
	}
	tr.Served(0, Write, 3, math.Inf(1), nil)
	tr.Throttled(0, Write, 4, math.Inf(1), nil)
	byUnits, byThrottles := tr.Top(0, 5)
	require.Equal(t, []Entry{{3, "", Write, maxUnits, 0, 1}}, byUnits)
	require.Equal(t, []Entry{{4, "", Write, 0, maxUnits, 0}, {2, "", Write, 0, 5, 0}}, byThrottles)
}
