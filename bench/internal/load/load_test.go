package load

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/dynactor/dynactor/bench/internal/items"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestSectionAddsUpItsCallers(t *testing.T) {
	result, err := Section(func() ([]*Recorder, error) {
		return Callers(3, func(r *Recorder) error {
			r.Acknowledge("a", time.Now().Add(-time.Second))
			r.Acknowledge("b", time.Now().Add(-time.Second))
			return nil
		})
	})
	require.NoError(t, err)
	require.Equal(t, 6, result.Acknowledged)
	var keys items.Sum
	for range 3 {
		keys.Add(items.Hash("a"))
		keys.Add(items.Hash("b"))
	}
	require.Equal(t, keys, result.Keys)
	require.Positive(t, result.Elapsed)
	require.Len(t, result.Times, 6)
	require.GreaterOrEqual(t, slices.Min(result.Times), time.Second)

	var sum Result
	sum.Add(result)
	sum.Add(result)
	require.Equal(t, 12, sum.Acknowledged)
	require.Equal(t, 2*result.Elapsed, sum.Elapsed)
	require.Equal(t, 2*result.CPU, sum.CPU)
	require.Equal(t, 2*keys, sum.Keys)
	require.Equal(t, slices.Concat(result.Times, result.Times), sum.Times)
}

func TestAnErrorKeepsWhatTheOthersGot(t *testing.T) {
	broken := errors.New("broken")
	turn := make(chan int, 2)
	turn <- 1
	turn <- 2
	result, err := Section(func() ([]*Recorder, error) {
		return Callers(2, func(r *Recorder) error {
			if <-turn == 1 {
				return broken
			}
			r.Acknowledge("a", time.Now())
			return nil
		})
	})
	require.ErrorIs(t, err, broken)
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
