package segments

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// request is what a page costs besides its bytes, in the time of a full page.
const request = 0.25

// table is the share of the data that lies before each point of the hash space, which goes from 0 to 1.
type table func(hash float64) float64

func even(h float64) float64 { return h }

// denseRange has 30 % of the data in the sixth sixteenth of the hash space, in many keys.
func denseRange(h float64) float64 {
	const from, to, share = 5.0 / 16, 6.0 / 16, 0.3
	in := min(max(h-from, 0), to-from)
	return in/(to-from)*share + (h-in)/(1-(to-from))*(1-share)
}

// hugeKey has 30 % of the data in one partition key.
func hugeKey(h float64) float64 {
	if h < 0.34567 {
		return 0.7 * h
	}
	return 0.3 + 0.7*h
}

// makespan scans a table of so many pages with workers that take segments from a queue, and returns the time
// until all are done: as the multiple of the time if all workers were busy to the end and no request was in vain.
func makespan(t testing.TB, tab table, pages float64, total, workers int, seed uint64) float64 {
	q, err := New(total, seed)
	require.NoError(t, err)
	free := make([]float64, workers) // when each worker has time
	for {
		c, ok := q.Next()
		if !ok {
			break
		}
		i := float64(c.Start.Segment)
		size := pages * (tab((i+1)/float64(total)) - tab(i/float64(total)))
		first := slices.Index(free, slices.Min(free))
		free[first] += size + request*max(1, math.Ceil(size))
		require.NoError(t, c.Done(0))
	}
	require.Equal(t, total, q.Progress().Done)
	return slices.Max(free) / (pages * (1 + request) / float64(workers))
}

func worstAndMean(t testing.TB, tab table, pages float64, total, workers int) (worst, mean float64) {
	seeds := 30
	if raced || testing.Short() {
		seeds = 3
	}
	for seed := range seeds {
		m := makespan(t, tab, pages, total, workers, uint64(seed))
		worst, mean = max(worst, m), mean+m/float64(seeds)
	}
	return worst, mean
}

// The numbers in doc.go come from here: a table of 10 GB, 8 workers.
func TestSkewedTableEndsInTime(t *testing.T) {
	const pages, workers = 10 << 10, 8
	plan := Plan(Options{SizeBytes: pages << 20, Items: 1e7, Workers: workers})
	require.Equal(t, 1280, plan)
	worst := map[string]float64{}
	for _, c := range []struct {
		name string
		tab  table
	}{{"even", even}, {"dense range", denseRange}, {"huge key", hugeKey}} {
		for _, total := range []int{workers, 16, 64, PerWorker * workers, plan, DefaultMax} {
			w, m := worstAndMean(t, c.tab, pages, total, workers)
			worst[fmt.Sprint(c.name, " ", total)] = w
			t.Logf("%-12s %5d segments: mean %.2f, worst %.2f times the ideal", c.name, total, m, w)
		}
	}
	assert.Greater(t, worst["dense range 16"], 2.0, "coarse segments are what skew hurts")
	assert.Less(t, worst[fmt.Sprint("even ", plan)], 1.05)
	assert.Less(t, worst[fmt.Sprint("dense range ", plan)], 1.05)
	// 30 % in one key takes 2.4 times what an eighth does, however it's cut. It may begin last.
	assert.Less(t, worst[fmt.Sprint("huge key ", plan)], 2.4+1)
	assert.Greater(t, worst[fmt.Sprint("huge key ", DefaultMax)], 2.3)
}

// The smallest plan still keeps the workers busy.
func TestLeastSegmentsPerWorkerKeepWorkersBusy(t *testing.T) {
	const pages, workers = 512, 8 // PerWorker decides: 128 segments of 4 pages
	total := Plan(Options{SizeBytes: pages << 20, Items: 1e6, Workers: workers})
	require.Equal(t, PerWorker*workers, total)
	for name, tab := range map[string]table{"even": even, "dense range": denseRange} {
		worst, mean := worstAndMean(t, tab, pages, total, workers)
		t.Logf("%-12s %d segments: mean %.2f, worst %.2f times the ideal", name, total, mean, worst)
		assert.Less(t, mean, 1.25)
		assert.Less(t, worst, 1.4)
	}
}
