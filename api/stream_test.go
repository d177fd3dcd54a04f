package api_test

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

// inBubbles runs a test in both faces, each in a bubble of its own.
func inBubbles(t *testing.T, test func(t *testing.T, sync bool)) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		synctest.Test(t, func(t *testing.T) { test(t, sync) })
	})
}

func TestAtMostPrefetchPagesAreInFlightOrNotConsumed(t *testing.T) {
	for name, prefetch := range map[string]int{"by default": 0, "one": 1, "three": 3} {
		t.Run(name, func(t *testing.T) {
			inBubbles(t, func(t *testing.T, sync bool) {
				const items, size, pages = 50, 10, 6 // the last one is empty
				s := openStation(t, sync, series("a", items))
				ahead := prefetch
				if ahead == 0 {
					ahead = 2
				}
				seq := s.face.Query(t.Context(), api.Query{Partition: "a", PageSize: size, Prefetch: prefetch})
				received := 0
				for _, err := range seq {
					require.NoError(t, err)
					received++
					synctest.Wait()
					require.Len(t, s.pages.answered(), min(pages, ahead+received/size), "after %d items", received)
				}
				require.Equal(t, items, received)
			})
		})
	}
}

// Fetching begins with the asking, in the async face, and in the sync face with the ranging.
func TestTheAsyncFaceFetchesBeforeAnybodyAsksForAnItem(t *testing.T) {
	inBubbles(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, series("a", 50))
		seq := s.face.Query(t.Context(), api.Query{Partition: "a", PageSize: 10})
		synctest.Wait()
		if sync {
			require.Empty(t, s.pages.answered())
			return
		}
		require.Len(t, s.pages.answered(), 2)
		require.Len(t, gather(t, seq), 50)
	})
}

// A stream that nobody asks stays where it is, even if its pages are empty. goleak sees to it that it
// leaves no goroutine behind, and the bubble that none blocks.
func TestAForgottenStreamKeepsWhatItHasPrefetchedAndNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStation(t, false, series("a", 50))
		before := runtime.NumGoroutine()
		for _, filter := range []expression.ConditionBuilder{{}, api.Exists("nothing")} {
			s.table.Query(t.Context(), api.Query{Partition: "a", PageSize: 1, Prefetch: 3, Filter: filter})
		}
		s.table.Scan(t.Context(), api.Scan{TotalSegments: 4, PageSize: 1, Prefetch: 5})
		synctest.Wait()
		require.Len(t, s.pages.answered(), 3+3+5)
		require.NoError(t, s.ex.Flush(t.Context()))
		// What stays are the goroutines that make calls, which the executor keeps for others.
		require.LessOrEqual(t, runtime.NumGoroutine(), before+3+3+5)
		require.Zero(t, s.pages.current.Load())
	})
}

func TestPagesInWhichAFilterLeftNothingArePassedOver(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, series("a", 40))
		only := expression.Name("at").Equal(expression.Value(33))
		got := gather(t, s.face.Scan(t.Context(), api.Scan{PageSize: 2, Filter: only}))
		assert.Equal(t, []int{33}, ats(got))
		assert.GreaterOrEqual(t, len(s.pages.answered()), 20)

		got = gather(t, s.face.Scan(t.Context(), api.Scan{PageSize: 2, Filter: api.Exists("nothing")}))
		assert.Empty(t, got)
	})
}

// held has pages wait, the first ones let through, until their ctx ends, and counts those that do.
func (s *station) held(let int) (release func()) {
	gate := make(chan struct{})
	var seen atomic.Int64
	remove := s.db.Control(local.On(func(ctx context.Context, _ *local.Request) error {
		if seen.Add(1) <= int64(let) {
			return nil
		}
		select {
		case <-gate:
			return nil
		case <-ctx.Done():
			s.pages.ended.Add(1)
			return ctx.Err()
		}
	}, "Query", "Scan", "ExecuteStatement"))
	return func() { remove(); close(gate) }
}

func TestALoopThatIsLeftWithdrawsWhatIsInFlight(t *testing.T) {
	inBubbles(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, series("a", 50))
		s.held(1)
		for r, err := range s.face.Query(t.Context(), api.Query{Partition: "a", PageSize: 10}) {
			require.NoError(t, err)
			require.Zero(t, r.At)
			synctest.Wait()
			require.Zero(t, s.pages.ended.Load())
			break
		}
		synctest.Wait()
		require.EqualValues(t, 1, s.pages.ended.Load())
		require.Len(t, s.pages.asked(), 2)
	})
}

func TestALoopThatPanicsWithdrawsWhatIsInFlight(t *testing.T) {
	inBubbles(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, series("a", 50))
		s.held(1)
		require.PanicsWithValue(t, "loop", func() {
			for range s.face.Query(t.Context(), api.Query{Partition: "a", PageSize: 10}) {
				synctest.Wait()
				panic("loop")
			}
		})
		synctest.Wait()
		require.EqualValues(t, 1, s.pages.ended.Load())
	})
}

func TestAFullLimitWithdrawsWhatIsInFlight(t *testing.T) {
	inBubbles(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, many(8, 20))
		var seen atomic.Int64
		s.db.Control(func(ctx context.Context, r *local.Request) error {
			if seen.Add(1) == 1 {
				return local.Delay(time.Second)(ctx, r)
			}
			<-ctx.Done() // the other segment's page never comes
			s.pages.ended.Add(1)
			return ctx.Err()
		})
		got := gather(t, s.face.Scan(t.Context(), api.Scan{TotalSegments: 2, Prefetch: 2, Limit: 5}))
		require.Len(t, got, 5)
		synctest.Wait()
		require.EqualValues(t, 1, s.pages.ended.Load())
	})
}

// Nobody has to stop a stream whose Limit is covered by what has arrived.
func TestPagesBeyondTheLimitAreWithdrawnBeforeItsItemsAreReceived(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStation(t, false, many(8, 20))
		var seen atomic.Int64
		s.db.Control(func(ctx context.Context, r *local.Request) error {
			if seen.Add(1) == 1 {
				return local.Delay(time.Second)(ctx, r)
			}
			<-ctx.Done()
			s.pages.ended.Add(1)
			return ctx.Err()
		})
		stream := s.table.Scan(t.Context(), api.Scan{TotalSegments: 2, Prefetch: 2, Limit: 5})
		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.EqualValues(t, 1, s.pages.ended.Load())
		all, err := stream.Collect().Await(t.Context())
		require.NoError(t, err)
		require.Len(t, all, 5)
	})
}

func TestAStreamThatIsStoppedEndsWithoutAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStation(t, false, series("a", 50))
		s.held(1)
		stream := s.table.Query(t.Context(), api.Query{Partition: "a", PageSize: 2})
		for range 2 {
			_, ok, err := stream.Next(t.Context())
			require.True(t, ok)
			require.NoError(t, err)
		}
		waiting := make(chan error)
		go func() {
			_, ok, err := stream.Next(t.Context())
			assert.False(t, ok)
			waiting <- err
		}()
		synctest.Wait()
		stream.Stop()
		stream.Stop()
		require.NoError(t, <-waiting)
		_, ok, err := stream.Next(t.Context())
		require.False(t, ok)
		require.NoError(t, err)
		synctest.Wait()
		require.EqualValues(t, 1, s.pages.ended.Load())
		for range stream.All(t.Context()) {
			t.Error("an item of a stopped stream")
		}
	})
}

// The ctx of Next is that of the waiting.
func TestNextStopsWaitingWithItsCtxAndTheStreamGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStation(t, false, series("a", 4))
		release := s.held(0)
		stream := s.table.Query(t.Context(), api.Query{Partition: "a"})
		soon, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var waiting errGroup
		for range 2 { // one of them has the turn, the other waits for it
			waiting.Go(func() error { _, _, err := stream.Next(soon); return err })
		}
		for _, err := range waiting.Wait() {
			require.Equal(t, context.DeadlineExceeded, err)
		}
		require.Zero(t, s.pages.ended.Load())
		release()
		all, err := stream.Collect().Await(t.Context())
		require.NoError(t, err)
		require.Len(t, all, 4)
	})
}

// errGroup gathers the errors of goroutines.
type errGroup struct{ done []chan error }

func (g *errGroup) Go(f func() error) {
	c := make(chan error, 1)
	g.done = append(g.done, c)
	go func() { c <- f() }()
}

func (g *errGroup) Wait() (errs []error) {
	for _, c := range g.done {
		errs = append(errs, <-c)
	}
	return errs
}

func TestTheEndOfItsCtxEndsAStream(t *testing.T) {
	for name, prefetched := range map[string]bool{"while a page is in flight": false, "while nothing is": true} {
		t.Run(name, func(t *testing.T) {
			inBubbles(t, func(t *testing.T, sync bool) {
				s := openStation(t, sync, series("a", 50))
				release := func() {}
				if !prefetched {
					release = s.held(2) // the second page has arrived, and is discarded
				}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var last api.Token
				received := 0
				var failed error
				for _, err := range s.face.Query(ctx, api.Query{Partition: "a", PageSize: 2, Last: &last}) {
					if failed = err; err != nil {
						break
					}
					if received++; received == 2 {
						synctest.Wait()
						cancel()
					}
				}
				require.Equal(t, 2, received)
				require.ErrorIs(t, failed, context.Canceled)
				var operation *api.OperationError
				require.ErrorAs(t, failed, &operation)
				require.Equal(t, "readings", operation.Table)
				if prefetched {
					require.Equal(t, api.NotSent, operation.Outcome)
				} else {
					require.Equal(t, api.Unknown, operation.Outcome)
				}
				release()
				require.Equal(t, 2, gather(t, s.table.Sync().Query(context.WithoutCancel(t.Context()), api.Query{Partition: "a", Start: last, Limit: 1}))[0].At)
			})
		})
	}
}

func TestACtxThatHasEndedBeforeMakesNoCall(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, series("a", 5))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		items, err := api.Collect(s.face.Query(ctx, api.Query{Partition: "a"}))
		assert.Empty(t, items)
		assert.ErrorIs(t, err, context.Canceled)
		var operation *api.OperationError
		require.ErrorAs(t, err, &operation)
		assert.Equal(t, api.NotSent, operation.Outcome)
		assert.Empty(t, s.pages.asked())
	})
}

// A ctx that ends behind the last item changes nothing.
func TestAStreamThatHasEndedStaysSo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := openStation(t, false, series("a", 3))
	stream := s.table.Query(ctx, api.Query{Partition: "a"})
	all, err := stream.Collect().Await(ctx)
	require.NoError(t, err)
	require.Len(t, all, 3)
	cancel()
	_, ok, err := stream.Next(t.Context())
	require.False(t, ok)
	require.NoError(t, err)
}

// What several goroutines take is each item once.
func TestAStreamMayBeSharedByGoroutines(t *testing.T) {
	s := openStation(t, false, series("a", 90))
	stream := s.table.Query(t.Context(), api.Query{Partition: "a", PageSize: 4, Last: new(api.Token)})
	parts := make([][]int, 4)
	var workers errGroup
	for i := range parts {
		workers.Go(func() error {
			for {
				r, ok, err := stream.Next(t.Context())
				if !ok {
					return err
				}
				parts[i] = append(parts[i], r.At)
			}
		})
	}
	for _, err := range workers.Wait() {
		require.NoError(t, err)
	}
	got := slices.Concat(parts...)
	slices.Sort(got)
	require.Equal(t, ats(series("a", 90)), got)
}

// Each time it's ranged over a sequence of the sync face begins anew.
func TestASequenceOfTheSyncFaceCanBeRangedOverAgain(t *testing.T) {
	s := openStation(t, true, series("a", 9))
	seq := s.face.Query(t.Context(), api.Query{Partition: "a"})
	require.Len(t, gather(t, seq), 9)
	require.Len(t, gather(t, seq), 9)
	require.Len(t, s.pages.asked(), 2)
}

func TestCollectOfASequenceEndsAtItsFirstError(t *testing.T) {
	failed := errors.New("failed")
	seq := iter.Seq2[int, error](func(yield func(int, error) bool) {
		if yield(1, nil) && yield(0, failed) {
			t.Error("it goes on")
		}
	})
	got, err := api.Collect(seq)
	require.Equal(t, failed, err)
	require.Equal(t, []int{1}, got)
}

// An executor that is full holds up fetching, not the consumer.
func TestAFullExecutorHoldsUpFetchingAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStation(t, false, series("a", 8), api.WithMaxPending(1, 1<<20))
		stream := s.table.Query(t.Context(), api.Query{Partition: "a", PageSize: 4, Prefetch: 1})
		synctest.Wait()
		release := s.held(0)
		blocker := s.table.Query(t.Context(), api.Query{Partition: "a", Prefetch: 1, Limit: 1})
		synctest.Wait()
		for i := range 4 {
			r, ok, err := stream.Next(t.Context())
			require.NoError(t, err)
			require.True(t, ok)
			require.Equal(t, i, r.At)
		}
		soon, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, _, err := stream.Next(soon)
		require.Equal(t, context.DeadlineExceeded, err)
		release()
		rest, err := stream.Collect().Await(t.Context())
		require.NoError(t, err)
		require.Equal(t, []int{4, 5, 6, 7}, ats(rest))
		all, err := blocker.Collect().Await(t.Context())
		require.NoError(t, err)
		require.Len(t, all, 1)
	})
}
