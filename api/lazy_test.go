package api

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/messages"
)

func madeLazily[T any](makes func(any) (T, error)) *Future[T] {
	return &prepareLazy(makes).future
}

func TestALazyAnswerIsMadeOnceForAllWhoAsk(t *testing.T) {
	var made atomic.Int64
	f := madeLazily(func(out any) (int, error) { return int(made.Add(1)) * out.(int), nil })
	_, _, ok := f.Result()
	require.False(t, ok)
	require.Zero(t, made.Load())
	f.promise.Settle(7, nil)
	require.Zero(t, made.Load(), "whoever settles makes no answer")
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			v, err := f.Await(context.Background())
			require.NoError(t, err)
			require.Equal(t, 7, v)
		})
	}
	wg.Wait()
	require.EqualValues(t, 1, made.Load())
}

func TestALazyAnswerOfAFailedRequestIsItsError(t *testing.T) {
	cause := errors.New("cause")
	f := madeLazily(func(any) (int, error) { panic("there's nothing to make an answer of") })
	f.promise.Settle(nil, cause)
	_, err, ok := f.Result()
	require.True(t, ok)
	require.Equal(t, cause, err)
}

func TestAPanicWhileALazyAnswerIsMadeIsItsErrorForAll(t *testing.T) {
	f := madeLazily(func(any) (int, error) { panic(errors.New("secret")) })
	f.promise.Settle(1, nil)
	for range 3 {
		_, err := f.Await(context.Background())
		var panicked *PanicError
		require.ErrorAs(t, err, &panicked)
		require.NotContains(t, err.Error(), "secret")
		require.NotEmpty(t, panicked.Stack)
	}
}

func TestCombinatorsTakeLazyAnswers(t *testing.T) {
	bad := func(any) (int, error) { return 0, errors.New("can't be unmarshalled") }
	good := func(out any) (int, error) { return out.(int) * 2, nil }
	one, two := madeLazily(bad), madeLazily(good)
	all, first := All(one, two), Any(one, two)
	// On the goroutine that settles no answer may be made: it could be an actor's.
	settling := make(chan struct{})
	three := madeLazily(func(out any) (int, error) { <-settling; return 3, nil })
	third := Any(three)
	three.promise.Settle(0, nil)
	close(settling)

	one.promise.Settle(1, nil)
	two.promise.Settle(2, nil)
	v, err := first.Await(context.Background())
	require.NoError(t, err)
	require.Equal(t, 4, v)
	values, err := all.Await(context.Background())
	var partial *PartialError
	require.ErrorAs(t, err, &partial)
	require.Equal(t, 0, partial.Failures[0].Index)
	require.Equal(t, []int{0, 4}, values)
	v, err = third.Await(context.Background())
	require.NoError(t, err)
	require.Equal(t, 3, v)

	_, err = Any(one).Await(context.Background())
	require.ErrorAs(t, err, &partial, "what can't be unmarshalled hasn't succeeded")
}

func TestThenOfALazyAnswerIsCalledWithIt(t *testing.T) {
	f := madeLazily(func(out any) (string, error) { return out.(string) + "!", nil })
	f.promise.Means = &messages.Waiters{}
	got := make(chan string)
	f.Then(func(s string, err error) { got <- s })
	f.promise.Settle("made", nil)
	require.Equal(t, "made!", <-got)
}
