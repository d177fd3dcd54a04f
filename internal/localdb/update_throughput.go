package localdb

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// checkThroughput checks the table's own throughput.
func (u *tableUpdate) checkThroughput() error {
	t, p := u.t, u.in.ProvisionedThroughput
	if u.billing == types.BillingModePayPerRequest && p != nil {
		return invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST")
	}
	if u.billing == types.BillingModeProvisioned {
		if err := provisionedOnDemand(u.in.OnDemandThroughput, "", "the ", ""); err != nil {
			return err
		}
	}
	if p != nil && !u.switches() {
		if err := unchanged(t.throughput, p, "the table", "the table"); err != nil {
			return err
		}
	}
	if u.switches() && u.billing == types.BillingModeProvisioned {
		for _, ix := range t.allIndexes() {
			if ix.Global && u.indexThroughput(ix.Name) == nil {
				return invalid("ProvisionedThroughput must be specified for index: %s", ix.Name)
			}
		}
	}
	return u.warmDecrease(u.in.WarmThroughput, t.warm, "table")
}

// checkQuotas comes after what is wrong with the request by itself.
func (u *tableUpdate) checkQuotas() error {
	check := func(p *types.ProvisionedThroughput, d types.ProvisionedThroughputDescription, index string) error {
		if p == nil {
			return nil
		}
		if !u.switches() {
			if err := decreaseQuota(d, p, u.now); err != nil {
				return err
			}
		}
		return u.unitsQuota(p, index)
	}
	if err := check(u.in.ProvisionedThroughput, u.t.throughput, ""); err != nil {
		return err
	}
	for _, ix := range u.t.allIndexes() {
		if err := check(u.indexThroughput(ix.Name), ix.throughput, ix.Name); err != nil {
			return err
		}
	}
	return nil
}

// indexThroughput returns what the request wants an index's throughput to be, nil if it doesn't say.
func (u *tableUpdate) indexThroughput(name string) *types.ProvisionedThroughput {
	if r := u.indexUpdate(name); r != nil {
		return r.ProvisionedThroughput
	}
	return nil
}

func (u *tableUpdate) indexUpdate(name string) *types.UpdateGlobalSecondaryIndexAction {
	for _, update := range u.in.GlobalSecondaryIndexUpdates {
		if r := update.Update; r != nil && *r.IndexName == name {
			return r
		}
	}
	return nil
}

// applyThroughput changes the billing mode, and the throughput of the table and of the indexes.
func (u *tableUpdate) applyThroughput() {
	t := u.t
	switched := u.switches()
	t.billing = u.billing
	if switched && u.billing == types.BillingModePayPerRequest {
		t.billingChanged = u.now
	}
	u.change(&t.throughput, &t.onDemand, &t.warm, switched, u.in.ProvisionedThroughput, u.in.OnDemandThroughput, u.in.WarmThroughput)
	for _, ix := range t.allIndexes() {
		if !ix.Global {
			continue
		}
		r := u.indexUpdate(ix.Name)
		if r == nil {
			r = &types.UpdateGlobalSecondaryIndexAction{}
		}
		u.change(&ix.throughput, &ix.onDemand, &ix.warm, switched, r.ProvisionedThroughput, r.OnDemandThroughput, r.WarmThroughput)
	}
}

// change changes the throughput of the table or of one index.
func (u *tableUpdate) change(
	d *types.ProvisionedThroughputDescription, onDemand **types.OnDemandThroughput, w *warm,
	switched bool, p *types.ProvisionedThroughput, o *types.OnDemandThroughput, r *types.WarmThroughput,
) {
	switch {
	case switched:
		// A switch is neither an increase nor a decrease, and the maximums of before are forgotten.
		to := throughputOf(p)
		d.ReadCapacityUnits, d.WriteCapacityUnits = to.ReadCapacityUnits, to.WriteCapacityUnits
		*onDemand = nil
	case p != nil:
		*d = changed(*d, p, u.now)
	}
	*onDemand = mergeOnDemand(*onDemand, o)
	w.cover(u.billing, *d)
	w.request(r)
}
