package price

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/dynactor/dynactor/internal/bulk/estimate"
)

func TestCostText(t *testing.T) {
	for want, u := range map[string]estimate.Units{
		"0 units, 0.00 USD":                                              {},
		"1 write unit, less than 0.01 USD":                               {Write: 1},
		"15,999 write units, less than 0.01 USD":                         {Write: 15_999},
		"16,000 write units, about 0.01 USD":                             {Write: 16_000},
		"23,999 write units, about 0.01 USD":                             {Write: 23_999},
		"24,000 write units, about 0.02 USD":                             {Write: 24_000},    // 0.015 goes up
		"1,500,000 write units, about 0.94 USD":                          {Write: 1_500_000}, // 0.9375
		"8,000,000 read units, about 1.00 USD":                           {Read: 8_000_000},
		"1 read unit and 2,000,000,000 write units, about 1,250.00 USD":  {Read: 0.5, Write: 2e9},
		"8,000,000 read units and 1,600,000 write units, about 2.00 USD": {Read: 8_000_000, Write: 1_600_000},
	} {
		assert.Equal(t, want, USEast1.Cost(u).String())
	}
	assert.Equal(t, "3 write units, no extra cost (provisioned capacity)", Provisioned(estimate.Units{Write: 3}).String())
	assert.Equal(t, "3 write units, 0.00 USD", OnDemand{}.Cost(estimate.Units{Write: 3}).String())
}

func TestCostOfImpossiblePriceIsUnknown(t *testing.T) {
	for _, v := range []float64{math.NaN(), math.Inf(1), -1} {
		assert.Equal(t, "3 write units, cost unknown", OnDemand{WritePerMillion: v}.Cost(estimate.Units{Write: 3}).String())
		assert.ErrorContains(t, OnDemand{WritePerMillion: v}.Check(), "0 or more")
		assert.ErrorContains(t, OnDemand{ReadPerMillion: v}.Check(), "0 or more")
	}
	assert.NoError(t, OnDemand{}.Check())
	assert.NoError(t, USEast1.Check())
}

func TestCostsAddUp(t *testing.T) {
	read := USEast1.Cost(estimate.Units{Read: 8e6})
	write := OnDemand{WritePerMillion: 2}.Cost(estimate.Units{Write: 1e6})
	sum := read.Add(write)
	assert.InDelta(t, 3, sum.Total(), 1e-12)
	assert.InDelta(t, 1, sum.Read, 1e-12)
	assert.Equal(t, estimate.Units{Read: 8e6, Write: 1e6}, sum.Units)

	free := Provisioned(estimate.Units{Write: 1})
	assert.False(t, read.Add(free).Provisioned)
	assert.True(t, free.Add(free).Provisioned)
}
