package estimate

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/internal/bulk/record"
)

func TestWriteUnits(t *testing.T) {
	for size, want := range map[int]float64{0: 1, 1: 1, 1024: 1, 1025: 2, 2048: 2, 409_600: 400} {
		assert.Equal(t, want, WriteUnits(size), "%d bytes", size)
	}
}

func TestWritesScaleTheSampleUp(t *testing.T) {
	// Of mean size 1,024, which would be one unit each.
	assert.Equal(t, Units{Write: 150}, Writes([]int{1000, 1048}, 100))
	assert.Equal(t, Units{Write: 7}, Writes(nil, 7))
	assert.Equal(t, Units{}, Writes([]int{1}, 0))
	assert.Equal(t, Units{}, Writes([]int{1}, -1))
}

func TestWritesError(t *testing.T) {
	assert.Zero(t, WritesError([]int{1, 2000}, 2))
	assert.Zero(t, WritesError(nil, 0))
	assert.Equal(t, math.Inf(1), WritesError([]int{1}, 2))
	assert.Zero(t, WritesError([]int{1, 1, 1}, 1000))
	// Units 1 and 2: variance 1/2, of two items 1/4, root 1/2, and nearly all of 1e6 unseen.
	assert.InDelta(t, 5e5, WritesError([]int{1, 2000}, 1_000_000), 1)
	// 2 of 4 seen: half of the variance.
	assert.InDelta(t, 4*math.Sqrt(0.25*0.5), WritesError([]int{1, 2000}, 4), 1e-9)
}

// The truth lies within twice the error in about 19 of 20 samples, and estimates have no bias.
func TestSampleEstimatesWell(t *testing.T) {
	const items, rounds = 20_000, 300
	r := rand.New(rand.NewPCG(1, 2))
	sizes := make([]int, items)
	var truth float64
	for i := range sizes {
		sizes[i] = int(300 * math.Exp(r.NormFloat64())) // most below 1 KB, some of many
		truth += WriteUnits(sizes[i])
	}
	within, sum := 0, 0.0
	for seed := range uint64(rounds) {
		s := NewSample(500, seed)
		for _, size := range sizes {
			s.Add(size)
		}
		require.Len(t, s.Sizes(), 500)
		got := Writes(s.Sizes(), s.Count()).Write
		sum += got
		if math.Abs(got-truth) <= 2*WritesError(s.Sizes(), s.Count()) {
			within++
		}
	}
	assert.InDelta(t, 0.95, float64(within)/rounds, 0.05)
	assert.InDelta(t, 1, sum/rounds/truth, 0.01)
}

func TestSampleKeepsEachItemWithTheSameChance(t *testing.T) {
	const items, size, rounds = 40, 10, 20_000
	var kept [items]int
	for seed := range uint64(rounds) {
		s := NewSample(size, seed)
		for i := range items {
			s.Add(i)
		}
		for _, i := range s.Sizes() {
			kept[i]++
		}
	}
	for i, n := range kept {
		assert.InDelta(t, rounds*size/items, n, 350, "item %d", i) // 5 standard deviations and some
	}
}

func TestSampleOfFewHasAll(t *testing.T) {
	s := NewSample(0, 1)
	for i := range DefaultSample {
		s.Add(i)
	}
	assert.Len(t, s.Sizes(), DefaultSample)
	s.Add(1)
	assert.Len(t, s.Sizes(), DefaultSample)
	assert.EqualValues(t, DefaultSample+1, s.Count())
	assert.EqualValues(t, DefaultSample*(DefaultSample-1)/2+1, s.Bytes())
}

func TestSampleMeasuresItems(t *testing.T) {
	s := NewSample(1, 1)
	assert.True(t, s.AddItem(record.Item{"name": &types.AttributeValueMemberS{Value: "value"}}))
	assert.False(t, s.AddItem(record.Item{"name": nil}))
	assert.Equal(t, []int{9}, s.Sizes())
	assert.EqualValues(t, 1, s.Count())
}

func TestScan(t *testing.T) {
	const gb = 1 << 30
	// 262,144 blocks, and half a one for each of 1,024 pages and one rest.
	assert.Equal(t, Units{Read: gb/4096 + 512.5}, Scan(gb, 1, true))
	assert.Equal(t, Units{Read: (gb/4096 + 512.5) / 2}, Scan(gb, 1, false))
	assert.Equal(t, Units{Read: 0.5}, Scan(0, 1, false))
	assert.Equal(t, Units{Read: 0.5}, Scan(-1, 0, false))
	assert.Equal(t, Units{Read: 100}, Scan(0, 100, true))
	assert.Equal(t, Units{Read: 1}, Scan(1, 1, true))
	assert.Equal(t, Units{Read: 2}, Scan(4097, 1, true))
}

// Scan agrees with paging through items of random sizes by the documented rule.
func TestScanAgreesWithPaging(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const segments = 20
	var total int64
	var truth float64
	for range segments {
		page := 0
		for range 3_000 + r.IntN(5_000) {
			size := 100 + r.IntN(4_000)
			total += int64(size)
			if page += size; page >= pageBytes {
				truth += math.Ceil(float64(page) / readBlock)
				page = 0
			}
		}
		truth += math.Max(1, math.Ceil(float64(page)/readBlock))
	}
	assert.InEpsilon(t, truth, Scan(total, segments, true).Read, 0.001)
}

func TestWithIndexes(t *testing.T) {
	u := Units{Read: 3, Write: 10}
	assert.Equal(t, u, WithIndexes(u, 0))
	assert.Equal(t, Units{Read: 3, Write: 30}, WithIndexes(u, 2))
	assert.Equal(t, u, WithIndexes(u, -1))
}

func TestUnitsText(t *testing.T) {
	for want, u := range map[string]Units{
		"0 units":                               {},
		"1 read unit":                           {Read: 0.5},
		"2 read units":                          {Read: 1.5},
		"999 write units":                       {Write: 999},
		"1,000 write units":                     {Write: 1000},
		"1 read unit and 1,234,568 write units": {Read: 1, Write: 1_234_567.5},
		"an unknown number of read units":       {Read: math.NaN()},
		"an unknown number of write units":      {Write: math.Inf(1)},
	} {
		assert.Equal(t, want, u.String())
	}
	assert.Equal(t, Units{Read: 4, Write: 6}, Units{Read: 1, Write: 2}.Add(Units{Read: 3, Write: 4}))
}
