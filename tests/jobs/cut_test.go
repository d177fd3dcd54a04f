package jobs

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api/jobs"
)

// wasCut sees that the test was of what it says.
func (w *world) wasCut(t *testing.T) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	require.Greater(t, w.queries, 10, "nothing was cut off the huge partition key")
}

func TestACopyOfAHugePartitionKeySurvivesKills(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "from", "into")
	all := hugeRows(1_000, size)
	w.put(t, "from", all)
	scenario{
		w: w, order: order{Verb: "copy", Source: sourceOrder{Table: "from", Segments: 3}, Table: "into"},
		fresh: func(t *testing.T, o *order) { w.remake(t, "into", nil) },
		verify: func(t *testing.T, _ order, a answer) {
			require.Equal(t, jobs.Counts{Read: 1_000, Written: 1_000}, a.Summary.Counts)
			require.Equal(t, all, w.rows(t, "into"))
		},
	}.survive(t)
	w.wasCut(t)
}

func TestACountOfAHugePartitionKeySurvivesKills(t *testing.T) {
	notRaced(t)
	t.Parallel()
	w := newWorld(t, "from")
	w.put(t, "from", hugeRows(1_500, size))
	scenario{
		w: w, order: order{Verb: "count", Source: sourceOrder{Table: "from", Segments: 3, Filter: "#v > :v", Names: map[string]string{"#v": "v"}, Texts: map[string]string{":v": "0"}}},
		fresh:  func(*testing.T, *order) {},
		verify: counted(jobs.Counts{Read: 1_500, Counted: 1_500}),
	}.survive(t)
	w.wasCut(t)
}

func TestAnExportOfAHugePartitionKeySurvivesKills(t *testing.T) {
	survivesExportOf(t, hugeRows(exported, size), "/", fileOrder{MaxFileBytes: 12_000}, lines).wasCut(t)
}

// Its files can't be gone on with: they're finished before a partition key is cut.
func TestAnExportOfAHugePartitionKeyAsParquetSurvivesKills(t *testing.T) {
	notRaced(t)
	survivesExportOf(t, hugeRows(exported, size), "/", fileOrder{Format: jobs.Parquet, MaxFileBytes: 40_000}, func(t *testing.T, out string, _ []string) rows {
		return readBack(t, out)
	}).wasCut(t)
}
