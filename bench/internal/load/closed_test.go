package load

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestClosedLoopsKeepSoManyOperationsUnderWay(t *testing.T) {
	for _, callers := range []int{1, 3, 8, 20, 1000} {
		loops := map[string]func(ctx context.Context, s *store, until time.Time) ([]*Recorder, error){
			"blocking": func(ctx context.Context, s *store, until time.Time) ([]*Recorder, error) {
				return Closed(ctx, callers, until, func(int) Do { return s.do })
			},
			"async": func(ctx context.Context, s *store, until time.Time) ([]*Recorder, error) {
				return ClosedAsync(ctx, callers, until, func(int) Ask { return s.ask })
			},
		}
		for name, loop := range loops {
			t.Run(fmt.Sprint(name, callers), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var s store
					result, err := Section(func() ([]*Recorder, error) { return loop(t.Context(), &s, time.Now().Add(30*time.Millisecond)) })
					require.NoError(t, err)
					require.Equal(t, callers, s.most)
					require.Equal(t, 10*callers, s.done)
					require.Equal(t, 10*callers, result.Acknowledged)
					require.Equal(t, 10*callers, result.Exact)
					require.Equal(t, 30*time.Millisecond, result.Elapsed)
					require.InDelta(t, 3000, result.Latency.Percentiles().Max, 1)
				})
			})
		}
	}
}

func TestAnOperationInTwoPartsCountsOnceAndHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s store
		ask := func(ctx context.Context) Wait {
			first := s.ask(ctx)
			return func(r *Recorder) (Wait, error) {
				_, err := first(r)
				return s.ask(ctx), err
			}
		}
		result, err := Section(func() ([]*Recorder, error) {
			return ClosedAsync(t.Context(), 100, time.Now().Add(30*time.Millisecond), func(int) Ask { return ask })
		})
		require.NoError(t, err)
		require.Equal(t, 5*100, result.Acknowledged)
		require.Equal(t, 2*5*100, result.Exact)
		require.InDelta(t, 6000, result.Latency.Percentiles().P50, 1)
	})
}

func TestThrottledOperationsAreCountedAndTheCallerGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		do := func(context.Context, *Recorder) error {
			time.Sleep(time.Millisecond)
			if n++; n%2 == 0 {
				return fmt.Errorf("put: %w", ErrThrottled)
			}
			return nil
		}
		result, err := Section(func() ([]*Recorder, error) {
			return Closed(t.Context(), 1, time.Now().Add(10*time.Millisecond), func(int) Do { return do })
		})
		require.NoError(t, err)
		require.Equal(t, 5, result.Acknowledged)
		require.Equal(t, 5, result.Throttled)
	})
}

func TestATimeThatIsOverStillHasOneOperation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s store
		_, err := Closed(t.Context(), 100, time.Now(), func(int) Do { return s.do })
		require.NoError(t, err)
		_, err = ClosedAsync(t.Context(), 100, time.Now(), func(int) Ask { return s.ask })
		require.NoError(t, err)
		require.Equal(t, 2, s.done)
	})
}

func TestAFailureEndsAClosedLoop(t *testing.T) {
	end := time.Hour
	loops := map[string]func(ctx context.Context, until time.Time) ([]*Recorder, error){
		"blocking": func(ctx context.Context, until time.Time) ([]*Recorder, error) {
			return Closed(ctx, 4, until, func(n int) Do {
				return func(ctx context.Context, _ *Recorder) error {
					time.Sleep(time.Duration(n+1) * time.Millisecond)
					if n == 2 {
						return errBroken
					}
					return ctx.Err()
				}
			})
		},
		"async": func(ctx context.Context, until time.Time) ([]*Recorder, error) {
			return ClosedAsync(ctx, 4, until, func(n int) Ask {
				return func(ctx context.Context) Wait {
					return func(*Recorder) (Wait, error) {
						time.Sleep(time.Duration(n+1) * time.Millisecond)
						if n == 2 {
							return nil, errBroken
						}
						return nil, ctx.Err()
					}
				}
			})
		},
	}
	for name, loop := range loops {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				_, err := loop(t.Context(), start.Add(end))
				require.ErrorIs(t, err, errBroken)
				require.Less(t, time.Since(start), 20*time.Millisecond)
			})
		})
	}
}

func TestACancelledClosedLoopSaysWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(10*time.Millisecond, func() { cancel(errBroken) })
		var s store
		recorders, err := Closed(ctx, 2, time.Now().Add(time.Hour), func(int) Do { return s.do })
		require.ErrorIs(t, err, errBroken)
		require.Len(t, recorders, 2)
		require.Positive(t, recorders[0].acknowledged)
	})
}
