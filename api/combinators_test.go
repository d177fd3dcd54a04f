package api

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func settled[T any](value T, err error) *Future[T] {
	f := &Future[T]{}
	f.promise.Settle(value, err)
	return f
}

// after is settled when virtual time says so.
func after[T any](d time.Duration, value T, err error) *Future[T] {
	f := &Future[T]{}
	time.AfterFunc(d, func() { f.promise.Settle(value, err) })
	return f
}

var errOdd = errors.New("odd")

func TestAllKeepsEveryAnswerInOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		delays := rapid.SliceOfN(rapid.IntRange(0, 5), 0, 30).Draw(rt, "delays")
		fails := rapid.SliceOfN(rapid.Bool(), len(delays), len(delays)).Draw(rt, "fails")
		synctest.Test(t, func(t *testing.T) {
			var futures []*Future[int]
			var failed []int
			for i, d := range delays {
				var err error
				if fails[i] {
					err = errOdd
					failed = append(failed, i)
				}
				futures = append(futures, after(time.Duration(d)*time.Second, i, err))
			}
			values, err := All(futures...).Await(t.Context())
			for i, f := range futures {
				_, _, ok := f.Result()
				require.True(t, ok, "All was done before future %d", i)
				require.Equal(t, i, values[i])
			}
			if failed == nil {
				require.NoError(t, err)
				return
			}
			var partial *PartialError
			require.ErrorAs(t, err, &partial)
			require.ErrorIs(t, err, errOdd)
			require.Equal(t, len(futures), partial.Of)
			var got []int
			for _, f := range partial.Failures {
				got = append(got, f.Index)
			}
			require.Equal(t, failed, got)
		})
	})
}

func TestAnyTakesTheFirstThatSucceeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		value, err := Any(after(time.Second, 0, errOdd), after(3*time.Second, 3, nil), after(2*time.Second, 2, nil)).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 2, value)

		_, err = Any(after(time.Second, 1, errOdd), after(2*time.Second, 2, errOdd)).Await(ctx)
		var partial *PartialError
		require.ErrorAs(t, err, &partial)
		require.Len(t, partial.Failures, 2)

		_, err = Any[int]().Await(ctx)
		require.ErrorAs(t, err, &partial)
		time.Sleep(time.Minute) // let the timers end
	})
}

// draw makes futures that take a second each, and notes how many are held at most.
func draw(n int, held, most *int) iter.Seq[*Future[int]] {
	return func(yield func(*Future[int]) bool) {
		for i := range n {
			*held++
			*most = max(*most, *held)
			if !yield(after(time.Second, i, nil)) {
				return
			}
		}
	}
}

func TestEachVisitsInOrderAndHoldsNoMoreThanItsWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var held, most int
		var got []int
		n, err := Each(t.Context(), 7, draw(100, &held, &most), func(n, i int, err error) error {
			require.Equal(t, n, i)
			held--
			got = append(got, i)
			return err
		}).Await(t.Context())
		require.NoError(t, err)
		require.Equal(t, 100, n)
		require.Equal(t, 7, most)
		require.True(t, slices.IsSorted(got))
		require.Len(t, got, 100)
	})
}

func TestEachStopsForAnErrorForItsCtxAndForAPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var held, most int
		n, err := Each(t.Context(), 2, draw(100, &held, &most), func(_, i int, _ error) error {
			if i == 4 {
				return errOdd
			}
			return nil
		}).Await(t.Context())
		require.ErrorIs(t, err, errOdd)
		require.Equal(t, 5, n)

		ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond)
		defer cancel()
		_, err = Each(ctx, 1, draw(100, &held, &most), func(int, int, error) error { return nil }).Await(t.Context())
		require.ErrorIs(t, err, context.DeadlineExceeded)

		_, err = Each(t.Context(), 1, draw(100, &held, &most), func(int, int, error) error { panic(errOdd) }).Await(t.Context())
		var panicked *PanicError
		require.ErrorAs(t, err, &panicked)
		require.ErrorIs(t, err, errOdd)

		_, err = Each(t.Context(), 0, draw(1, &held, &most), nil).Await(t.Context())
		require.ErrorContains(t, err, "window is 0")
		time.Sleep(time.Minute)
	})
}

func TestThenRunsOnceOnAGoroutineOfItsOwnAndMayPanic(t *testing.T) {
	f := &Future[int]{}
	got := make(chan int, 2)
	f.Then(func(i int, _ error) { got <- i })
	f.Then(func(int, error) { panic("the callback's own trouble") })
	f.promise.Settle(1, nil)
	f.Then(func(i int, _ error) { got <- i + 1 })
	require.ElementsMatch(t, []int{1, 2}, []int{<-got, <-got})
}

func TestAwaitsCtxOnlyStopsTheWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := after(time.Minute, 1, nil)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := f.Await(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		value, err := f.Await(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, value)
		value, err = settled(2, nil).Await(ctx)
		require.NoError(t, err, "an answer that is there is given whatever ctx says")
		require.Equal(t, 2, value)
	})
}

// The last one to be done may be the one that succeeds, whatever order its callbacks run in.
func TestAnySeesASuccessThatComesLast(t *testing.T) {
	for range 5000 {
		bad, good := &Future[int]{}, &Future[int]{}
		first := Any(bad, good)
		bad.promise.Settle(0, errOdd)
		good.promise.Settle(7, nil)
		value, err := first.Await(t.Context())
		require.NoError(t, err)
		require.Equal(t, 7, value)
	}
}

func TestGoIsTheFutureOfWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		work := Go(func() (int, error) { time.Sleep(time.Second); return 7, errOdd })
		_, _, ok := work.Result()
		require.False(t, ok, "it returns at once")
		value, err := work.Await(t.Context())
		require.Equal(t, 7, value)
		require.Equal(t, errOdd, err)

		var panicked *PanicError
		_, err = Go(func() (int, error) { panic("no") }).Await(t.Context())
		require.ErrorAs(t, err, &panicked)
		_, err = Go(func() (int, error) { runtime.Goexit(); return 1, nil }).Await(t.Context())
		require.ErrorAs(t, err, &panicked, "work that never returns isn't waited for")
	})
}
