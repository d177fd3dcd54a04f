package api_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

var errNoAccess = local.Fail(&types.ResourceNotFoundException{})

// The items before the page that failed come first, and Last leads on.
func TestAFailedPageEndsAStreamBehindTheItemsBeforeIt(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, series("a", 9))
		calls := 0
		remove := s.db.Control(local.On(func(ctx context.Context, r *local.Request) error {
			if calls++; calls == 3 {
				return errNoAccess(ctx, r)
			}
			return nil
		}, "Query"))
		var last api.Token
		q := api.Query{Partition: "a", PageSize: 2, Prefetch: 4, Last: &last}
		got, err := api.Collect(s.face.Query(t.Context(), q))
		assert.Equal(t, []int{0, 1, 2, 3}, ats(got))
		var missing *types.ResourceNotFoundException
		require.ErrorAs(t, err, &missing)
		var operation *api.OperationError
		require.ErrorAs(t, err, &operation)
		assert.Equal(t, api.Rejected, operation.Outcome)
		assert.Equal(t, 3, calls, "nothing is asked for behind a failed page")
		remove()
		q.Start, q.Last = last, nil
		assert.Equal(t, []int{4, 5, 6, 7, 8}, ats(gather(t, s.face.Query(t.Context(), q))))
	})
}

func TestTheErrorOfAStreamStays(t *testing.T) {
	s := openStation(t, false, series("a", 9))
	s.db.Control(local.On(errNoAccess, "Query"))
	stream := s.table.Query(t.Context(), api.Query{Partition: "a"})
	_, _, first := stream.Next(t.Context())
	require.Error(t, first)
	stream.Stop()
	_, ok, again := stream.Next(t.Context())
	require.False(t, ok)
	require.Equal(t, first, again)
}

func TestPagesThatAreThrottledAreAskedForAgain(t *testing.T) {
	inBubbles(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, many(4, 10))
		s.db.Control(local.On(local.Rate(7, 0.3, local.Fail(&types.ProvisionedThroughputExceededException{})), "Query", "Scan"))
		require.Equal(t, many(4, 10), inOrder(gather(t, s.face.Scan(t.Context(), api.Scan{TotalSegments: 3, PageSize: 2}))))
		require.Equal(t, series("sensor1", 10), gather(t, s.face.Query(t.Context(), api.Query{Partition: "sensor1", PageSize: 2})))
		require.NotZero(t, s.ex.Stats().Total.Retries)
	})
}

func TestAStreamOfAClosedExecutorFails(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, series("a", 9))
		require.NoError(t, s.ex.Close(t.Context()))
		_, err := api.Collect(s.face.Query(t.Context(), api.Query{Partition: "a"}))
		assert.ErrorIs(t, err, api.ErrClosed)
		_, err = api.Collect(s.face.Scan(t.Context(), api.Scan{TotalSegments: api.AutoSegments}))
		assert.ErrorIs(t, err, api.ErrClosed)
		_, err = s.face.ScanCount(t.Context(), api.Scan{})
		assert.ErrorIs(t, err, api.ErrClosed)
	})
}

// spoilt has two items among others that can't be unmarshalled.
func spoilt() []reading {
	all := series("a", 5)
	all[1].Remark, all[3].Remark = "unreadable", "panics"
	return all
}

// A loop may go on after an item that can't be unmarshalled.
func TestItemsThatCannotBeUnmarshalledAreErrorsOfTheirOwn(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, spoilt())
		var got []int
		var errs []error
		for r, err := range s.face.Query(t.Context(), api.Query{Partition: "a", PageSize: 2}) {
			if err != nil {
				assert.Zero(t, r)
				errs = append(errs, err)
				continue
			}
			got = append(got, r.At)
		}
		assert.Equal(t, []int{0, 2, 4}, got)
		require.Len(t, errs, 2)
		var decode *api.DecodeError
		require.ErrorAs(t, errs[0], &decode)
		assert.NotContains(t, errs[0].Error(), "unreadable")
		var panicked *api.PanicError
		require.ErrorAs(t, errs[1], &panicked)
		assert.NotContains(t, errs[1].Error(), "refused")
	})
}

func TestCollectEndsAtAnItemThatCannotBeUnmarshalledAndLosesNothing(t *testing.T) {
	for name, collect := range map[string]func(context.Context, *station, api.Query) ([]reading, error){
		"async": func(ctx context.Context, s *station, q api.Query) ([]reading, error) {
			return s.table.Query(ctx, q).Collect().Await(ctx)
		},
		"sync": func(ctx context.Context, s *station, q api.Query) ([]reading, error) {
			return api.Collect(s.table.Sync().Query(ctx, q))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := openStation(t, false, spoilt())
			var last api.Token
			q := api.Query{Partition: "a", Last: &last}
			var got []int
			failures := 0
			for {
				part, err := collect(t.Context(), s, q)
				got = append(got, ats(part)...)
				if err == nil {
					break
				}
				failures++
				q.Start = last
			}
			assert.Equal(t, []int{0, 2, 4}, got)
			assert.Equal(t, 2, failures)
		})
	}
}

func TestEachVisitsItemsInOrderOnOneGoroutine(t *testing.T) {
	s := openStation(t, false, series("a", 9))
	var got []int // without a lock, for the race detector to see
	n, err := s.table.Query(t.Context(), api.Query{Partition: "a", PageSize: 2}).Each(func(r reading) error {
		got = append(got, r.At)
		return nil
	}).Await(t.Context())
	require.NoError(t, err)
	require.Equal(t, 9, n)
	require.Equal(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8}, got)
}

func TestEachEndsWithTheErrorOfAVisitAndWithdrawsWhatIsInFlight(t *testing.T) {
	errFull := errors.New("full")
	for name, visit := range map[string]func(reading) error{
		"an error":       func(reading) error { return errFull },
		"a panic":        func(reading) error { panic(errFull) },
		"runtime.Goexit": func(reading) error { runtime.Goexit(); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := openStation(t, false, series("a", 9))
				s.held(1)
				n, err := s.table.Query(t.Context(), api.Query{Partition: "a", PageSize: 2}).Each(func(r reading) error {
					if r.At == 0 {
						return nil
					}
					synctest.Wait()
					return visit(r)
				}).Await(t.Context())
				require.Equal(t, 1, n)
				require.Error(t, err)
				if name != "runtime.Goexit" {
					require.ErrorIs(t, err, errFull)
				}
				var panicked *api.PanicError
				require.Equal(t, name != "an error", errors.As(err, &panicked))
				synctest.Wait()
				require.EqualValues(t, 1, s.pages.ended.Load())
			})
		})
	}
	t.Run("an item that can't be unmarshalled", func(t *testing.T) {
		s := openStation(t, false, spoilt())
		n, err := s.table.Query(t.Context(), api.Query{Partition: "a"}).Each(func(reading) error { return nil }).Await(t.Context())
		require.Equal(t, 1, n)
		var decode *api.DecodeError
		require.ErrorAs(t, err, &decode)
	})
}
