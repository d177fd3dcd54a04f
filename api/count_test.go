package api_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
	"github.com/dynactor/dynactor/api/local"
)

func TestCountsAddUpPages(t *testing.T) {
	filter := expression.Name("level").Equal(expression.Value(2))
	for name, test := range map[string]struct {
		count func(context.Context, streams) (int64, error)
		want  int64
	}{
		"a query": {func(ctx context.Context, f streams) (int64, error) {
			return f.QueryCount(ctx, api.Query{Partition: "sensor2", PageSize: 3})
		}, 10},
		"with a filter": {func(ctx context.Context, f streams) (int64, error) {
			return f.QueryCount(ctx, api.Query{Partition: "sensor2", PageSize: 3, Filter: filter})
		}, 3},
		"of an index": {func(ctx context.Context, f streams) (int64, error) {
			return f.QueryCount(ctx, api.Query{Index: "by-kind", Partition: "warm", PageSize: 7})
		}, 25},
		"of nothing": {func(ctx context.Context, f streams) (int64, error) {
			return f.QueryCount(ctx, api.Query{Partition: "none"})
		}, 0},
		"a scan": {func(ctx context.Context, f streams) (int64, error) { return f.ScanCount(ctx, api.Scan{PageSize: 3}) }, 50},
		"in segments": {func(ctx context.Context, f streams) (int64, error) {
			return f.ScanCount(ctx, api.Scan{PageSize: 3, TotalSegments: 5, Filter: filter})
		}, 15},
		"chosen for it": {func(ctx context.Context, f streams) (int64, error) {
			return f.ScanCount(ctx, api.Scan{TotalSegments: api.AutoSegments})
		}, 50},
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				s := openStation(t, sync, many(5, 10))
				n, err := test.count(t.Context(), s.face)
				require.NoError(t, err)
				assert.Equal(t, test.want, n)
				for _, size := range s.pages.answered() {
					assert.Zero(t, size, "items came over the wire")
				}
			})
		})
	}
}

func TestACountGoesOnFromAPlace(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, many(5, 10))
		var last api.Token
		gather(t, s.face.Query(t.Context(), api.Query{Partition: "sensor1", Limit: 4, Last: &last}))
		n, err := s.face.QueryCount(t.Context(), api.Query{Partition: "sensor1", Start: last})
		require.NoError(t, err)
		assert.EqualValues(t, 6, n)
		gather(t, s.face.Scan(t.Context(), api.Scan{TotalSegments: 3, Limit: 17, Last: &last}))
		n, err = s.face.ScanCount(t.Context(), api.Scan{TotalSegments: 3, Start: last})
		require.NoError(t, err)
		assert.EqualValues(t, 33, n)
	})
}

func TestACountThatFailsTellsWhatItCounted(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, series("a", 10))
		calls := 0
		s.db.Control(local.On(func(ctx context.Context, r *local.Request) error {
			if calls++; calls == 3 {
				return &types.ResourceNotFoundException{}
			}
			return nil
		}, "Query"))
		n, err := s.face.QueryCount(t.Context(), api.Query{Partition: "a", PageSize: 3})
		var missing *types.ResourceNotFoundException
		require.ErrorAs(t, err, &missing)
		assert.EqualValues(t, 6, n)
	})
}

func TestTheEndOfItsCtxEndsACount(t *testing.T) {
	inBubbles(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, series("a", 10))
		s.held(1)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { _, err := s.face.QueryCount(ctx, api.Query{Partition: "a", PageSize: 3}); done <- err }()
		synctest.Wait()
		cancel()
		err := <-done
		require.ErrorIs(t, err, context.Canceled)
		var operation *api.OperationError
		require.ErrorAs(t, err, &operation)
		synctest.Wait()
		require.EqualValues(t, 1, s.pages.ended.Load())
	})
}

func TestACountRefusesWhatHasNoMeaningForIt(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, nil)
		_, err := s.face.QueryCount(t.Context(), api.Query{Partition: "a", Limit: 1, Project: []string{"at"}, Last: new(api.Token)})
		refusal(t, err, []string{"Limit", "Project", "Last", "leave it out"})
		_, err = s.face.ScanCount(t.Context(), api.Scan{Limit: 1})
		refusal(t, err, []string{"Limit", "leave it out"})
	})
}

// The segments of a count are worked on at the same time.
func TestACountOfAScanWorksOnItsSegmentsTogether(t *testing.T) {
	inBubbles(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, many(5, 5))
		release := s.held(0)
		done := make(chan int64)
		go func() {
			n, err := s.face.ScanCount(t.Context(), api.Scan{TotalSegments: 4})
			assert.NoError(t, err)
			done <- n
		}()
		synctest.Wait()
		require.Len(t, s.pages.asked(), 4)
		require.Equal(t, types.SelectCount, s.pages.asked()[0].(*dynamodb.ScanInput).Select)
		release()
		require.EqualValues(t, 25, <-done)
	})
}
