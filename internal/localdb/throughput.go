package localdb

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
)

// Quotas of an account that has asked for nothing ("Service, account, and table quotas" in DynamoDB's
// developer guide). The account's 80,000 are reported by DescribeLimits, but not enforced: each table's are.
const (
	mostTableUnits   = 40_000
	mostAccountUnits = 80_000
)

// mostUnits is where DynamoDB stops reading a number of units as one.
const mostUnits = 1_000_000_000_000

// freeDecreases is how often provisioned throughput may go down in a day by UTC; then an hour must lie
// between two of them.
const freeDecreases = 4

const developerGuide = "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."

// billingOf returns the billing mode that a request means: PROVISIONED is the default.
func billingOf(m types.BillingMode) types.BillingMode {
	if m == "" {
		return types.BillingModeProvisioned
	}
	return m
}

// unitsBounds refuses numbers of units that are absurd, of the table, or of the index if one is named.
func unitsBounds(p *types.ProvisionedThroughput, index string) error {
	if index != "" {
		index = " for index " + index
	}
	switch {
	case p == nil:
		return nil
	case *p.ReadCapacityUnits > mostUnits:
		return validation("Given value %d for ReadCapacityUnits is out of bounds%s", *p.ReadCapacityUnits, index)
	case *p.WriteCapacityUnits > mostUnits:
		return validation("Given value %d for WriteCapacityUnits is out of bounds%s", *p.WriteCapacityUnits, index)
	}
	return nil
}

// unitsQuota refuses more units than a table, or the index if one is named, may have.
func (e *Engine) unitsQuota(p *types.ProvisionedThroughput, index string) error {
	if p == nil {
		return nil
	}
	for _, units := range []struct {
		n    int64
		kind string
	}{{*p.ReadCapacityUnits, "ReadCapacityUnits"}, {*p.WriteCapacityUnits, "WriteCapacityUnits"}} {
		switch {
		case units.n <= mostTableUnits:
		case index == "":
			return tooMany("The requested %s, %d, is above the per table maximum for the account in %s. Per table maximum: %d. %s",
				units.kind, units.n, e.Region, mostTableUnits, developerGuide)
		default:
			return tooMany("The requested %s for index %s, %d, is above the per index maximum for the account in %s. Per index maximum: %d. %s",
				units.kind, index, units.n, e.Region, mostTableUnits, developerGuide)
		}
	}
	return nil
}

// throughputOf is the throughput of a new table or index: all zero on demand.
func throughputOf(p *types.ProvisionedThroughput) types.ProvisionedThroughputDescription {
	d := types.ProvisionedThroughputDescription{
		NumberOfDecreasesToday: ptr.Int64(0), ReadCapacityUnits: ptr.Int64(0), WriteCapacityUnits: ptr.Int64(0),
	}
	if p != nil {
		*d.ReadCapacityUnits, *d.WriteCapacityUnits = *p.ReadCapacityUnits, *p.WriteCapacityUnits
	}
	return d
}

// unchanged refuses a throughput that is what it was. what and of are the messages' words for the
// table or the index.
func unchanged(d types.ProvisionedThroughputDescription, p *types.ProvisionedThroughput, what, of string) error {
	if *d.ReadCapacityUnits != *p.ReadCapacityUnits || *d.WriteCapacityUnits != *p.WriteCapacityUnits {
		return nil
	}
	return validation("The provisioned throughput for %s will not change. The requested value equals the current value. "+
		"Current ReadCapacityUnits provisioned for %s: %d. Requested ReadCapacityUnits: %d. "+
		"Current WriteCapacityUnits provisioned for %s: %d. Requested WriteCapacityUnits: %d. %s",
		what, of, *d.ReadCapacityUnits, *p.ReadCapacityUnits, of, *d.WriteCapacityUnits, *p.WriteCapacityUnits, developerGuide)
}

// decreaseQuota refuses a decrease that comes too soon.
func decreaseQuota(d types.ProvisionedThroughputDescription, p *types.ProvisionedThroughput, now time.Time) error {
	if *p.ReadCapacityUnits >= *d.ReadCapacityUnits && *p.WriteCapacityUnits >= *d.WriteCapacityUnits {
		return nil
	}
	today := decreasesToday(d, now)
	if today < freeDecreases {
		return nil
	}
	last := d.LastDecreaseDateTime.UTC()
	next := last.Add(time.Hour)
	if midnight := last.Truncate(24 * time.Hour).Add(24 * time.Hour); midnight.Before(next) {
		next = midnight
	}
	if !now.Before(next) {
		return nil
	}
	const layout = "Monday, January 2, 2006 at 3:04:05 PM Coordinated Universal Time"
	return tooMany("Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. "+
		"After the first %d decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. "+
		"Number of decreases today: %d. Last decrease at %s. Next decrease can be made at %s.",
		freeDecreases, today, last.Format(layout), next.Format(layout))
}

// decreasesToday counts again from zero each day by UTC.
func decreasesToday(d types.ProvisionedThroughputDescription, now time.Time) int64 {
	if d.LastDecreaseDateTime == nil {
		return 0
	}
	y, m, day := now.UTC().Date()
	if ly, lm, lday := d.LastDecreaseDateTime.UTC().Date(); ly != y || lm != m || lday != day {
		return 0
	}
	return *d.NumberOfDecreasesToday
}

// changed is the description after a change of the units. A decrease of both counts once.
func changed(d types.ProvisionedThroughputDescription, p *types.ProvisionedThroughput, now time.Time) types.ProvisionedThroughputDescription {
	up := *p.ReadCapacityUnits > *d.ReadCapacityUnits || *p.WriteCapacityUnits > *d.WriteCapacityUnits
	down := *p.ReadCapacityUnits < *d.ReadCapacityUnits || *p.WriteCapacityUnits < *d.WriteCapacityUnits
	decreases := decreasesToday(d, now)
	if up {
		d.LastIncreaseDateTime = &now
	}
	if down {
		d.LastDecreaseDateTime = &now
		decreases++
	}
	d.NumberOfDecreasesToday = &decreases
	d.ReadCapacityUnits, d.WriteCapacityUnits = p.ReadCapacityUnits, p.WriteCapacityUnits
	return d
}

// startMeters makes the meters of the table and its global indexes.
func (e *Engine) startMeters(t *table) {
	if e.NewMeter == nil {
		return
	}
	t.meter = e.NewMeter(t.resource())
	for _, ix := range t.allIndexes() {
		e.startMeter(t, ix)
	}
}

// startMeter makes the meter of an index that is new. t.mu is held, or t is not shared yet; so for all below.
func (e *Engine) startMeter(t *table, ix *index) {
	if e.NewMeter != nil && ix.Global {
		ix.meter = e.NewMeter(t.indexResource(ix))
	}
}

// updateMeters tells all meters of what may have changed.
func (t *table) updateMeters() {
	if t.meter == nil {
		return
	}
	t.meter.Update(t.resource())
	for _, ix := range t.allIndexes() {
		if ix.meter != nil {
			ix.meter.Update(t.indexResource(ix))
		}
	}
}

// resource is what the table's meter is to know.
func (t *table) resource() Resource {
	r := Resource{ARN: t.arn, Table: t.name, Billing: t.billing}
	r.set(t.throughput, t.onDemand)
	return r
}

func (t *table) indexResource(ix *index) Resource {
	r := Resource{ARN: ix.arn, Table: t.name, Index: ix.Name, Billing: t.billing}
	r.set(ix.throughput, ix.onDemand)
	return r
}

func (r *Resource) set(p types.ProvisionedThroughputDescription, o *types.OnDemandThroughput) {
	r.Read, r.Write = ptr.ToInt64(p.ReadCapacityUnits), ptr.ToInt64(p.WriteCapacityUnits)
	if o != nil {
		r.MaxRead, r.MaxWrite = ptr.ToInt64(o.MaxReadRequestUnits), ptr.ToInt64(o.MaxWriteRequestUnits)
	}
}
