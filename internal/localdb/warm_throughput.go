package localdb

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/ptr"
)

// What an on-demand table serves at once when it is new, and so its least warm throughput ("On-demand
// capacity mode" in DynamoDB's developer guide).
const (
	initialRead  = 12_000
	initialWrite = 4_000
)

const initialThroughput = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial"

// warm is the throughput that a table or an index can serve at once. It only grows.
type warm struct{ read, write int64 }

// cover raises w to what the table is asked to serve.
func (w *warm) cover(billing types.BillingMode, p types.ProvisionedThroughputDescription) {
	if billing == types.BillingModePayPerRequest {
		w.raise(initialRead, initialWrite)
		return
	}
	w.raise(*p.ReadCapacityUnits, *p.WriteCapacityUnits)
}

func (w *warm) raise(read, write int64) {
	w.read, w.write = max(w.read, read), max(w.write, write)
}

// request raises w to what a request asks for, if it does.
func (w *warm) request(r *types.WarmThroughput) {
	if r != nil {
		w.raise(ptr.ToInt64(r.ReadUnitsPerSecond), ptr.ToInt64(r.WriteUnitsPerSecond))
	}
}

// newWarmError says what is wrong with the warm throughput of a new table or index; of is "table" or
// "index name".
func (e *Engine) newWarmError(r *types.WarmThroughput, billing types.BillingMode, p *types.ProvisionedThroughput, of string) error {
	if r == nil {
		return nil
	}
	least, why := warm{initialRead, initialWrite}, "initial throughput for OnDemand. See: "+initialThroughput
	if billing == types.BillingModeProvisioned {
		least = warm{*p.ReadCapacityUnits, *p.WriteCapacityUnits}
	}
	for _, u := range warmUnits(r, least) {
		if billing == types.BillingModeProvisioned {
			why = u.provisioned + " of ProvisionedThroughput"
		}
		if *u.value < u.least {
			return invalid("Requested %s for WarmThroughput for %s is lower than %s", u.name, of, why)
		}
	}
	return e.warmQuota(r, of)
}

// warmDecrease refuses less than there is.
func (e *Engine) warmDecrease(r *types.WarmThroughput, now warm, of string) error {
	for _, u := range warmUnits(r, now) {
		if *u.value < u.least {
			return invalid("Requested %s for WarmThroughput for %s is lower than current WarmThroughput, decreasing WarmThroughput is not supported", u.name, of)
		}
	}
	return e.warmQuota(r, of)
}

func (e *Engine) warmQuota(r *types.WarmThroughput, of string) error {
	for _, u := range warmUnits(r, warm{}) {
		if *u.value > mostTableUnits {
			return tooMany("Subscriber limit exceeded: Requested %s for WarmThroughput for %s exceeds TableMax%s of the account in region %s",
				u.name, of, u.provisioned, e.Region)
		}
	}
	return nil
}

// warmUnit is a member that a request has.
type warmUnit struct {
	value             *int64
	least             int64
	name, provisioned string
}

func warmUnits(r *types.WarmThroughput, least warm) (units []warmUnit) {
	if r != nil && r.ReadUnitsPerSecond != nil {
		units = append(units, warmUnit{r.ReadUnitsPerSecond, least.read, "ReadUnitsPerSecond", "ReadCapacityUnits"})
	}
	if r != nil && r.WriteUnitsPerSecond != nil {
		units = append(units, warmUnit{r.WriteUnitsPerSecond, least.write, "WriteUnitsPerSecond", "WriteCapacityUnits"})
	}
	return units
}
