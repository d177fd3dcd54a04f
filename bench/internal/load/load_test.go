package load

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/stats"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var errBroken = errors.New("broken")

func TestFailuresThatAreCountedEndNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		do := func(context.Context, *Recorder) error {
			time.Sleep(time.Millisecond)
			n++
			return []error{nil, errors.Join(ErrFailed, errBroken), ErrAside, ErrThrottled, nil, ErrAside}[n%6]
		}
		for name, run := range map[string]func(until time.Time) ([]*Recorder, error){
			"closed": func(until time.Time) ([]*Recorder, error) {
				return Closed(t.Context(), 1, until, func(int) Do { return do })
			},
			"async": func(until time.Time) ([]*Recorder, error) {
				return ClosedAsync(t.Context(), 1, until, func(int) Ask {
					return func(ctx context.Context) Wait {
						return func(r *Recorder) (Wait, error) { return nil, do(ctx, r) }
					}
				})
			},
		} {
			n = 0
			result, err := Section(func() ([]*Recorder, error) { return run(time.Now().Add(60 * time.Millisecond)) })
			require.NoError(t, err, name)
			require.Equal(t, [4]int{20, 10, 20, 10}, [4]int{result.Acknowledged, result.Failed, result.Aside, result.Throttled}, name)
			require.EqualValues(t, 20, result.Latency.Count(), name)
			var sum Result
			sum.Add(result)
			sum.Add(result)
			require.Equal(t, [2]int{20, 40}, [2]int{sum.Failed, sum.Aside})
		}
		n = 0
		result, err := Section(func() ([]*Recorder, error) {
			return Open(t.Context(), Arrivals{PerSecond: 10, Seed: 1}, time.Now().Add(6*time.Second), func() Do { return do })
		})
		require.NoError(t, err)
		require.Equal(t, n, result.Acknowledged+result.Failed+result.Aside+result.Throttled)
		require.Positive(t, result.Aside)
		require.Positive(t, result.Failed)
	})
}

func TestSectionAddsUpItsCallers(t *testing.T) {
	latency := stats.NewLatency()
	result, err := SectionInto(latency, func() ([]*Recorder, error) {
		return Callers(3, func(_ int, r *Recorder) error {
			r.Acknowledge("a", time.Now().Add(-time.Second))
			r.Acknowledge("b", time.Now().Add(-time.Second))
			r.Read()
			r.Scan()
			r.Throttled()
			return nil
		})
	})
	require.NoError(t, err)
	require.Equal(t, 6, result.Acknowledged)
	require.Equal(t, 6, result.Exact)
	require.Equal(t, 3, result.Reads)
	require.Equal(t, 3, result.Scans)
	require.Equal(t, 3, result.Throttled)
	var keys items.Sum
	for range 3 {
		keys.Add(items.Hash("a"))
		keys.Add(items.Hash("b"))
	}
	require.Equal(t, keys, result.Keys)
	require.Positive(t, result.Elapsed)
	require.EqualValues(t, 6, result.Latency.Count())
	require.GreaterOrEqual(t, result.Latency.Percentiles().P50, 1e6*(1-1e-4))

	var sum Result
	sum.Add(result)
	sum.Add(result)
	require.Equal(t, 12, sum.Acknowledged)
	require.Equal(t, 12, sum.Exact)
	require.Equal(t, 2*result.Elapsed, sum.Elapsed)
	require.Equal(t, 2*result.CPU, sum.CPU)
	require.Equal(t, 2*result.Allocs, sum.Allocs)
	require.Equal(t, result.Peak, sum.Peak)
	require.Equal(t, 2*keys, sum.Keys)
	require.Same(t, latency, sum.Latency)
}

func TestAnErrorKeepsWhatTheOthersGot(t *testing.T) {
	turn := make(chan int, 2)
	turn <- 1
	turn <- 2
	result, err := Section(func() ([]*Recorder, error) {
		return Callers(2, func(_ int, r *Recorder) error {
			if <-turn == 1 {
				return errBroken
			}
			r.Acknowledge("a", time.Now())
			return nil
		})
	})
	require.ErrorIs(t, err, errBroken)
	require.Equal(t, 1, result.Acknowledged)
}

func TestProcessCPUGrows(t *testing.T) {
	before := processCPU()
	for deadline := time.Now().Add(5 * time.Second); processCPU() == before; {
		if time.Now().After(deadline) {
			t.Fatal("five seconds of work and no CPU time")
		}
	}
}

func TestTheSectionKnowsHowFarItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := Section(func() ([]*Recorder, error) {
			return Callers(1, func(_ int, r *Recorder) error {
				for range blockSize {
					r.Done(time.Now())
				}
				require.EqualValues(t, blockSize, Live(), "a block is full")
				r.Done(time.Now())
				require.EqualValues(t, blockSize, Live())
				time.Sleep(blockAge)
				r.Done(time.Now())
				require.EqualValues(t, blockSize+2, Live(), "a block is old")
				return nil
			})
		})
		require.NoError(t, err)
		require.Zero(t, Live())
	})
}

func TestAllocationsAreCounted(t *testing.T) {
	const objects, size = 50_000, 1 << 10
	var kept []*[size]byte
	result, err := Section(func() ([]*Recorder, error) {
		for range objects {
			kept = append(kept[:len(kept)%10], new([size]byte))
		}
		return nil, nil
	})
	require.NoError(t, err)
	// The runtime counts what it has handed out in whole spans.
	require.InEpsilon(t, objects, result.Allocs, 0.05)
	require.InEpsilon(t, objects*size, result.Bytes, 0.05)
}

func TestPeakMemoryIsWhatASectionHeldAtOnce(t *testing.T) {
	const held = 64 << 20
	runtime.GC() // what others left isn't this section's, and could be collected within it
	result, err := Section(func() ([]*Recorder, error) {
		block := make([]byte, held)
		for i := range block {
			block[i] = byte(i)
		}
		return nil, nil
	})
	require.NoError(t, err)
	require.GreaterOrEqual(t, result.Bytes, uint64(held))
	require.Greater(t, result.Peak, int64(held/2))
}

func TestSectionsDoNotOverlap(t *testing.T) {
	nothing := func() ([]*Recorder, error) { return nil, nil }
	_, err := Section(func() ([]*Recorder, error) {
		require.Panics(t, func() { _, _ = Section(nothing) })
		return nil, nil
	})
	require.NoError(t, err)
	_, err = Section(nothing)
	require.NoError(t, err)
}

// store answers after 3 ms, unless it stalls.
type store struct {
	mu             sync.Mutex
	inFlight, most int
	done           int
	stalled        time.Time // until then
}

func (s *store) enter() (end time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight++
	s.most = max(s.most, s.inFlight)
	end = time.Now().Add(3 * time.Millisecond)
	if end.Before(s.stalled) {
		end = s.stalled
	}
	return end
}

func (s *store) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight--
	s.done++
}

func (s *store) do(_ context.Context, r *Recorder) error {
	time.Sleep(time.Until(s.enter()))
	s.leave()
	r.Exact("a")
	return nil
}

func (s *store) ask(context.Context) Wait {
	end := s.enter()
	return func(r *Recorder) (Wait, error) {
		time.Sleep(time.Until(end))
		s.leave()
		r.Exact("a")
		return nil, nil
	}
}
