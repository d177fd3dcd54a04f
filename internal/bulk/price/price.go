package price

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/dynactor/dynactor/internal/bulk/estimate"
)

// OnDemand is what request units cost in on-demand mode, in USD for a million. 0 means free.
type OnDemand struct {
	WritePerMillion float64
	ReadPerMillion  float64
}

// USEast1 is the price in us-east-1, for tables of the class Standard without replicas, beyond the free tier.
// It's half of what it was before 1 November 2024 (1.25 and 0.25). Sources: Airbyte's "DynamoDB Pricing" of 21
// July 2025 for the numbers, JusDB's "DynamoDB Cost Optimization" of 19 August 2025 for the date and the
// halving. AWS's own page wasn't to be had with numbers when this was written. Prices change and differ by
// Region: let the user give their own.
var USEast1 = OnDemand{WritePerMillion: 0.625, ReadPerMillion: 0.125}

// Check refuses prices that can't be.
func (p OnDemand) Check() error {
	for _, v := range [...]float64{p.WritePerMillion, p.ReadPerMillion} {
		if !(v >= 0) || math.IsInf(v, 1) {
			return errors.New("price per million request units: give a number of USD that is 0 or more")
		}
	}
	return nil
}

// Cost returns what so many units cost.
func (p OnDemand) Cost(u estimate.Units) Cost {
	return Cost{
		Units: u,
		Read:  u.Read * p.ReadPerMillion / 1e6,
		Write: u.Write * p.WritePerMillion / 1e6,
	}
}

// Provisioned returns the cost on a table with provisioned capacity: nothing beyond what is paid for the
// capacity by the hour anyway.
func Provisioned(u estimate.Units) Cost { return Cost{Units: u, Provisioned: true} }

// Cost is what a job costs in request units.
type Cost struct {
	Units estimate.Units
	// Read and Write are in USD, not rounded.
	Read, Write float64
	// Provisioned says that the units come out of capacity that is paid for by the hour.
	Provisioned bool
}

// Total returns the cost of reads and writes in USD, not rounded.
func (c Cost) Total() float64 { return c.Read + c.Write }

// Add returns the sum of two costs, such as those of a copy's source and target. It's provisioned if both are.
func (c Cost) Add(o Cost) Cost {
	return Cost{
		Units: c.Units.Add(o.Units), Read: c.Read + o.Read, Write: c.Write + o.Write,
		Provisioned: c.Provisioned && o.Provisioned,
	}
}

// String is one line for people, such as "1,500,000 write units, about 0.94 USD". Units are rounded up to
// whole ones, money to whole cents, and what is less than a cent but not nothing is "less than 0.01 USD".
func (c Cost) String() string {
	if c.Provisioned {
		return c.Units.String() + ", no extra cost (provisioned capacity)"
	}
	return c.Units.String() + ", " + dollars(c.Total())
}

func dollars(usd float64) string {
	switch {
	case math.IsNaN(usd) || math.IsInf(usd, 0) || usd < 0:
		return "cost unknown"
	case usd == 0:
		return "0.00 USD"
	case usd < 0.01:
		return "less than 0.01 USD"
	}
	// Half a cent goes up. The small addition makes up for 0.005 being less than a half in binary.
	text := strconv.FormatFloat(math.Floor(usd*100+0.5+1e-9)/100, 'f', 2, 64)
	whole, cents, _ := strings.Cut(text, ".")
	return "about " + estimate.Thousands(whole) + "." + cents + " USD"
}
