package segments

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestPlan(t *testing.T) {
	const mb, gb, tb = 1 << 20, 1 << 30, 1 << 40
	for name, c := range map[string]struct {
		o    Options
		want int
	}{
		"small":                        {Options{SizeBytes: 4 * mb, Items: 1e4, Workers: 8}, 1},
		"one page each":                {Options{SizeBytes: 100 * mb, Items: 1e6, Workers: 8}, 100},
		"16 for each worker":           {Options{SizeBytes: gb, Items: 1e6, Workers: 8}, 128},
		"8 MB each":                    {Options{SizeBytes: 10 * gb, Items: 1e6, Workers: 8}, 1280},
		"at most 4,096":                {Options{SizeBytes: tb, Items: 1e9, Workers: 8}, 4096},
		"more for more workers":        {Options{SizeBytes: tb, Items: 1e9, Workers: 1000}, 16_000},
		"max counts":                   {Options{SizeBytes: tb, Items: 1e9, Workers: 1000, Max: 500}, 500},
		"a higher max too":             {Options{SizeBytes: tb, Items: 1e9, Workers: 8, Max: 1e9}, 131_072},
		"DynamoDB's limit":             {Options{SizeBytes: math.MaxInt64, Items: 1e18, Workers: 8, Max: 1e9}, 1e6},
		"no more than items":           {Options{SizeBytes: 40 * mb, Items: 9, Workers: 8}, 9},
		"unknown":                      {Options{Workers: 8}, 128},
		"unknown and no workers":       {Options{}, 16},
		"only items known":             {Options{Items: 1 << 30, Workers: 1}, 4096},
		"only items known, a huge one": {Options{Items: math.MaxInt64, Workers: 1}, 4096},
		"few items known":              {Options{Items: 100, Workers: 8}, 1},
		"workers beyond counting":      {Options{Workers: math.MaxInt}, 1e6},
		"requested":                    {Options{SizeBytes: 1, Workers: 8, Requested: 7, Max: 3}, 7},
		"too much requested":           {Options{Requested: 1e7}, 1e6},
	} {
		assert.Equal(t, c.want, Plan(c.o), name)
	}
}

func TestPlanIsWithinDynamoDBsLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := Plan(Options{
			SizeBytes: rapid.Int64().Draw(t, "size"), Items: rapid.Int64().Draw(t, "items"),
			Workers:   rapid.Int().Draw(t, "workers"),
			Requested: rapid.Int().Draw(t, "requested"), Max: rapid.Int().Draw(t, "max"),
		})
		require.GreaterOrEqual(t, n, 1)
		require.LessOrEqual(t, n, MaxSegments)
	})
}

func TestOrder(t *testing.T) {
	one := Order(1000, 1)
	assert.Equal(t, one, Order(1000, 1))
	assert.NotEqual(t, one, Order(1000, 2))
	assert.False(t, slices.IsSorted(one))
	slices.Sort(one)
	for i, n := range one {
		require.Equal(t, i, n)
	}
	assert.Empty(t, Order(0, 1))
	assert.Empty(t, Order(-1, 1))
}
