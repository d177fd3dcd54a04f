package api_test

import (
	"context"
	"fmt"
	"strings"
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

func TestScansReadEverythingOnce(t *testing.T) {
	for name, scan := range map[string]api.Scan{
		"by default":                {},
		"consistent":                {Consistent: true},
		"in small pages":            {PageSize: 3},
		"in segments":               {TotalSegments: 4, PageSize: 3},
		"in more segments than can": {TotalSegments: 300, Prefetch: 400},
		"one segment at a time":     {TotalSegments: 4, PageSize: 3, Prefetch: 1},
		"in chosen segments":        {TotalSegments: api.AutoSegments, PageSize: 3},
		"of a local index":          {Index: "by-level", Consistent: true, PageSize: 3},
		"of a global index":         {Index: "by-kind", TotalSegments: 3, PageSize: 3},
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				s := openStation(t, sync, many(5, 8))
				assert.Equal(t, many(5, 8), inOrder(gather(t, s.face.Scan(t.Context(), scan))))
			})
		})
	}
}

func TestWorkersShareAScanBySegments(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, many(9, 3))
		var all []reading
		for _, share := range [][]int{{4, 0}, {1, 2, 3}} {
			all = append(all, gather(t, s.face.Scan(t.Context(), api.Scan{TotalSegments: 5, Segments: share, PageSize: 2}))...)
		}
		assert.Equal(t, many(9, 3), inOrder(all))
		for _, in := range s.pages.asked() {
			assert.EqualValues(t, 5, *in.(*dynamodb.ScanInput).TotalSegments)
		}
	})
}

func TestAProjectionAndAFilterOfAScan(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, series("a", 3))
		scan := api.Scan{Filter: expression.Name("level").Equal(expression.Value(1)), Project: []string{"level"}}
		assert.Equal(t, []reading{{Level: 1}}, gather(t, s.face.Scan(t.Context(), scan)))
	})
}

// Pages of all segments together are counted, by items that were answered and not received.
func TestAParallelScanHoldsAtMostPrefetchPages(t *testing.T) {
	for _, prefetch := range []int{1, 3, 8} {
		t.Run(fmt.Sprint(prefetch), func(t *testing.T) {
			inBubbles(t, func(t *testing.T, sync bool) {
				const size = 2
				s := openStation(t, sync, many(20, 10))
				most, received := 0, 0
				for _, err := range s.face.Scan(t.Context(), api.Scan{TotalSegments: 6, PageSize: size, Prefetch: prefetch}) {
					require.NoError(t, err)
					received++
					synctest.Wait()
					held := -received
					for _, n := range s.pages.answered() {
						held += n
					}
					most = max(most, held)
				}
				require.LessOrEqual(t, most, prefetch*size)
				require.LessOrEqual(t, s.pages.most.Load(), int64(prefetch))
				require.Greater(t, most, (prefetch-1)*size/2, "it doesn't fetch ahead")
			})
		})
	}
}

func TestSegmentsAreWorkedOnInOrderAsManyAtATimeAsPrefetchAllows(t *testing.T) {
	for name, test := range map[string]struct {
		scan api.Scan
		want int
	}{
		"2 for each segment by default": {api.Scan{TotalSegments: 4}, 4},
		"32 by default at most":         {api.Scan{TotalSegments: 100}, 32},
		"what Prefetch says":            {api.Scan{TotalSegments: 100, Prefetch: 7}, 7},
		"256 at most":                   {api.Scan{TotalSegments: 1000, Prefetch: 1000}, 256},
	} {
		t.Run(name, func(t *testing.T) {
			inBubbles(t, func(t *testing.T, sync bool) {
				s := openStation(t, sync, many(5, 5), api.WithCallsInFlight(1000))
				release := s.held(0)
				done := make(chan int)
				go func() { done <- len(gather(t, s.face.Scan(t.Context(), test.scan))) }()
				synctest.Wait()
				segments := map[int32]bool{}
				for _, in := range s.pages.asked() {
					segments[*in.(*dynamodb.ScanInput).Segment] = true
				}
				release()
				require.Equal(t, 25, <-done)
				require.Len(t, segments, test.want)
				for i := range test.want {
					require.True(t, segments[int32(i)])
				}
			})
		})
	}
}

// sized answers DescribeTable with other sizes.
type sized struct {
	*dynamodb.Client
	table, index int64
}

func (c sized) DescribeTable(ctx context.Context, in *dynamodb.DescribeTableInput, opts ...func(*dynamodb.Options)) (*dynamodb.DescribeTableOutput, error) {
	out, err := c.Client.DescribeTable(ctx, in, opts...)
	if err != nil {
		return nil, err
	}
	out.Table.TableSizeBytes = &c.table
	for i := range out.Table.GlobalSecondaryIndexes {
		out.Table.GlobalSecondaryIndexes[i].IndexSizeBytes = &c.index
	}
	for i := range out.Table.LocalSecondaryIndexes {
		out.Table.LocalSecondaryIndexes[i].IndexSizeBytes = &c.index
	}
	return out, nil
}

func TestAutoSegmentsFollowsTheSize(t *testing.T) {
	const mb = 1 << 20
	for name, test := range map[string]struct {
		table, index int64
		of           string
		want         int32
	}{
		"empty":          {0, 900 * mb, "", 1},
		"small":          {64 * mb, 0, "", 1},
		"larger":         {64*mb + 1, 0, "", 2},
		"large":          {640 * mb, 0, "", 10},
		"huge":           {1 << 50, 0, "", 64},
		"a global index": {0, 192 * mb, "by-kind", 3},
		"a local index":  {0, 192 * mb, "by-level", 3},
	} {
		t.Run(name, func(t *testing.T) {
			s := openStationOn(t, func(c *dynamodb.Client) api.DynamoDB { return sized{c, test.table, test.index} }, many(2, 3))
			all, err := s.table.Scan(t.Context(), api.Scan{Index: test.of, TotalSegments: api.AutoSegments}).Collect().Await(t.Context())
			require.NoError(t, err)
			require.Len(t, all, 6)
			total := s.pages.asked()[0].(*dynamodb.ScanInput).TotalSegments
			if test.want == 1 {
				require.Nil(t, total)
				return
			}
			require.Equal(t, test.want, *total)
		})
	}
}

func TestAScanWhoseTableCannotBeDescribedFails(t *testing.T) {
	inBothFaces(t, func(t *testing.T, sync bool) {
		s := openStation(t, sync, many(2, 3))
		s.db.Control(local.On(local.Fail(&types.ResourceNotFoundException{}), "DescribeTable"))
		last := api.Token("")
		_, err := api.Collect(s.face.Scan(t.Context(), api.Scan{TotalSegments: api.AutoSegments, Last: &last}))
		var missing *types.ResourceNotFoundException
		require.ErrorAs(t, err, &missing)
		require.NotEmpty(t, last, "it has not come to the end")
		require.Len(t, gather(t, s.face.Scan(t.Context(), api.Scan{Start: last})), 6)
	})
}

// A scan can be stopped, and its ctx can end, before it's known how many segments there are.
func TestAScanMayEndBeforeItsTableIsDescribed(t *testing.T) {
	inBubbles(t, func(t *testing.T, stop bool) {
		s := openStation(t, false, many(2, 3))
		s.db.Control(local.On(local.Hold(nil), "DescribeTable"))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		stream := s.table.Scan(ctx, api.Scan{TotalSegments: api.AutoSegments})
		ended := make(chan error)
		go func() {
			_, ok, err := stream.Next(t.Context())
			assert.False(t, ok)
			ended <- err
		}()
		synctest.Wait()
		if stop {
			stream.Stop()
			require.NoError(t, <-ended)
		} else {
			cancel()
			require.ErrorIs(t, <-ended, context.Canceled)
		}
		synctest.Wait()
		require.Empty(t, s.pages.asked())
	})
}

func TestScansThatCannotBeMadeSayWhatToChange(t *testing.T) {
	for name, test := range map[string]struct {
		scan api.Scan
		says []string
	}{
		"an unknown index":            {api.Scan{Index: "by-name"}, []string{`"by-name"`, "by-kind", "by-level"}},
		"a consistent global index":   {api.Scan{Index: "by-kind", Consistent: true}, []string{`"by-kind"`, "leave out Consistent"}},
		"a negative limit":            {api.Scan{Limit: -1}, []string{"limit is -1"}},
		"negative segments":           {api.Scan{TotalSegments: -2}, []string{"total segments is -2", "1000000", "AutoSegments"}},
		"too many segments":           {api.Scan{TotalSegments: 1_000_001}, []string{"total segments is 1000001", "1000000"}},
		"a segment that is none":      {api.Scan{TotalSegments: 4, Segments: []int{4}}, []string{"segment 4 of 4", "0 to 3"}},
		"a negative segment":          {api.Scan{TotalSegments: 4, Segments: []int{-1}}, []string{"segment -1 of 4", "0 to 3"}},
		"a segment twice":             {api.Scan{TotalSegments: 4, Segments: []int{1, 2, 1}}, []string{"segment 1", "twice"}},
		"no segments":                 {api.Scan{TotalSegments: 4, Segments: []int{}}, []string{"segments is empty", "nil for all"}},
		"segments of unknown many":    {api.Scan{TotalSegments: api.AutoSegments, Segments: []int{1}}, []string{"AutoSegments", "TotalSegments"}},
		"segments of one":             {api.Scan{Segments: []int{1}}, []string{"segment 1 of 1"}},
		"a filter that is none":       {api.Scan{Filter: expression.Name("").Equal(expression.Value(1))}, []string{"lacks something"}},
		"a projection of nothing":     {api.Scan{Project: []string{""}}, []string{"projection"}},
		"a start that is not a token": {api.Scan{Start: api.Token(strings.Repeat("SECRET", 99))}, []string{"start", "not one of ours"}},
	} {
		t.Run(name, func(t *testing.T) {
			inBothFaces(t, func(t *testing.T, sync bool) {
				s := openStation(t, sync, series("a", 3))
				_, err := api.Collect(s.face.Scan(t.Context(), test.scan))
				refusal(t, err, test.says)
				if test.scan.Limit == 0 && test.scan.Project == nil {
					_, err = s.face.ScanCount(t.Context(), test.scan)
					refusal(t, err, test.says)
				}
				assert.Empty(t, s.pages.asked(), "something was sent")
			})
		})
	}
}
