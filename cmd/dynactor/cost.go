package main

import (
	"context"

	"github.com/dynactor/dynactor/api/jobs"
	"github.com/dynactor/dynactor/internal/bulk/estimate"
	"github.com/dynactor/dynactor/internal/bulk/price"
)

// cost estimates what a job costs by the units of its dry run. Units of tables with provisioned capacity cost nothing
// extra; a table that can't be described is taken to be on demand, which is the higher estimate.
func (a *app) cost(ctx context.Context, t *task, on []*connection, s jobs.Summary) *price.Cost {
	prices := price.USEast1
	if t.common.readPrice > 0 {
		prices.ReadPerMillion = t.common.readPrice
	}
	if t.common.writePrice > 0 {
		prices.WritePerMillion = t.common.writePrice
	}
	readPaid, writePaid := true, true
	for i, p := range t.places {
		info, err := on[i].describe(ctx, p.table)
		if err == nil && info.provisioned {
			continue
		}
		readPaid = readPaid && !p.read
		writePaid = writePaid && !p.write
	}
	sum := part(prices, estimate.Units{Read: s.ReadUnits}, readPaid).Add(part(prices, estimate.Units{Write: s.WriteUnits}, writePaid))
	return &sum
}

func part(prices price.OnDemand, u estimate.Units, paid bool) price.Cost {
	if paid {
		return price.Provisioned(u)
	}
	return prices.Cost(u)
}
