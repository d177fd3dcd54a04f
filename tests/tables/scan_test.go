package tables

import (
	"fmt"
	"iter"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// crowd is orders of forty customers, c0 to c39, so that each segment of a scan has some.
func crowd() (items []attributes, names []string) {
	for i := range 40 {
		name := fmt.Sprintf("c%d", i)
		it := attributes{"customer": s(name), "id": s("1"), "total": n(fmt.Sprint(i))}
		if i%4 == 0 {
			it = with(it, attributes{"status": s("paid"), "placed": n("1")})
		}
		items, names = append(items, it), append(names, name+" 1")
	}
	return items, names
}

// each4th are the orders that are in the indexes.
func each4th(names []string) (some []string) {
	for i := 0; i < len(names); i += 4 {
		some = append(some, names[i])
	}
	return some
}

// scans are what is asked of the crowd.
func scans() map[string]struct {
	scan api.Scan
	want []string
} {
	_, all := crowd()
	return map[string]struct {
		scan api.Scan
		want []string
	}{
		"all":                       {api.Scan{}, all},
		"consistently":              {api.Scan{Consistent: true}, all},
		"in pages":                  {api.Scan{PageSize: 7}, all},
		"in segments":               {api.Scan{TotalSegments: 4}, all},
		"in segments and pages":     {api.Scan{TotalSegments: 4, PageSize: 3}, all},
		"more segments than items":  {api.Scan{TotalSegments: 100}, all},
		"one page at a time":        {api.Scan{TotalSegments: 4, PageSize: 3, Prefetch: 1}, all},
		"automatically":             {api.Scan{TotalSegments: api.AutoSegments}, all},
		"a filter":                  {api.Scan{Filter: api.Exists("status")}, each4th(all)},
		"a filter with empty pages": {api.Scan{PageSize: 1, TotalSegments: 2, Filter: expression.Name("total").LessThan(expression.Value(2))}, all[:2]},
		"a global index":            {api.Scan{Index: "by-status"}, each4th(all)},
		"a local index":             {api.Scan{Index: "by-date", TotalSegments: 3, Consistent: true}, each4th(all)},
	}
}

func TestScanReadsEachItemOnce(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		items, _ := crowd()
		orders.write(t, items...)
		for name, c := range scans() {
			t.Run(name, func(t *testing.T) {
				assert.ElementsMatch(t, c.want, ids(t, orders.Scan(t.Context(), c.scan)))
				got, err := orders.ScanCount(t.Context(), c.scan)
				require.NoError(t, err)
				assert.EqualValues(t, len(c.want), got)
			})
			for _, limit := range []int{9, 17} {
				t.Run(fmt.Sprintf("%s/%d at a time", name, limit), func(t *testing.T) {
					assert.ElementsMatch(t, c.want, inParts(t, limit, func(limit int, start api.Token, last *api.Token) iter.Seq2[order, error] {
						scan := c.scan
						scan.Limit, scan.Start, scan.Last = limit, start, last
						return orders.Scan(t.Context(), scan)
					}))
				})
			}
		}
	})
}

// Workers that share a scan read each item once between them.
func TestScansOfSegmentsMakeAWhole(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		items, all := crowd()
		orders.write(t, items...)
		var got []string
		counted := int64(0)
		for _, share := range [][]int{{4, 0}, {2}, {1, 3}} {
			scan := api.Scan{TotalSegments: 5, Segments: share}
			part := ids(t, orders.Scan(t.Context(), scan))
			assert.Less(t, len(part), len(all))
			got = append(got, part...)
			count, err := orders.ScanCount(t.Context(), scan)
			require.NoError(t, err)
			counted += count
		}
		assert.ElementsMatch(t, all, got)
		assert.EqualValues(t, len(all), counted)
	})
}

func TestScanIsLimitedAndProjects(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		items, _ := crowd()
		orders.write(t, items...)
		for _, segments := range []int{1, 4} {
			got, err := api.Collect(orders.Scan(t.Context(), api.Scan{Limit: 11, PageSize: 2, TotalSegments: segments, Project: []string{"id"}}))
			require.NoError(t, err)
			require.Len(t, got, 11)
			for _, o := range got {
				assert.Equal(t, order{ID: "1"}, o)
			}
		}
	})
}

// A page ends at 1 MB, which these items exceed several times.
func TestReadsGoBeyondAMegabyte(t *testing.T) {
	large := make([]byte, 300<<10)
	for i := range large {
		large[i] = 'x'
	}
	eachFace(t, func(t *testing.T, orders table[order]) {
		var want []string
		for i := range 9 {
			id := fmt.Sprint(i)
			orders.write(t, rawOrder(id, i, attributes{"lines": list(s(string(large)))}))
			want = append(want, id)
		}
		assert.Equal(t, want, ids(t, orders.Query(t.Context(), api.Query{Partition: "ann"})))
		assert.Equal(t, want, ids(t, orders.Scan(t.Context(), api.Scan{})))
		count, err := orders.QueryCount(t.Context(), api.Query{Partition: "ann"})
		require.NoError(t, err)
		assert.EqualValues(t, 9, count)
	})
}
