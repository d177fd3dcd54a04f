package localdb

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// noMaximum is how UpdateTable takes a maximum of request units away.
const noMaximum = -1

// maximum is one of the two members of an OnDemandThroughput.
type maximum struct {
	value *int64
	name  string // in requests
	quota string // in DescribeLimits
}

func maximums(o *types.OnDemandThroughput) []maximum {
	if o == nil {
		return nil
	}
	return []maximum{
		{o.MaxReadRequestUnits, "MaxReadRequestUnits", "TableMaxReadCapacityUnits"},
		{o.MaxWriteRequestUnits, "MaxWriteRequestUnits", "TableMaxWriteCapacityUnits"},
	}
}

// onDemandError says what is wrong with maximums; of is "table" or "index : name". least is 1 for a new
// one, and noMaximum for a change.
func (e *Engine) onDemandError(o *types.OnDemandThroughput, of string, least int64) error {
	for _, m := range maximums(o) {
		switch {
		case m.value == nil:
		case *m.value == 0 || *m.value < least:
			return invalid("Requested %s for OnDemandThroughput for %s is outside of valid range", m.name, of)
		case *m.value > mostTableUnits:
			return tooMany("Subscriber limit exceeded: Requested %s for OnDemandThroughput for %s exceeds %s of the account in region %s",
				m.name, of, m.quota, e.Region)
		}
	}
	return nil
}

// provisionedOnDemand refuses maximums of a provisioned table; of is "" or " for index : name", and the
// is "the " for UpdateTable.
func provisionedOnDemand(o *types.OnDemandThroughput, of, the, end string) error {
	for _, m := range maximums(o) {
		if m.value != nil {
			return invalid("%s for OnDemandThroughput%s cannot be specified when %stable BillingMode is PROVISIONED%s", m.name, of, the, end)
		}
	}
	return nil
}

// mergeOnDemand changes the maximums that are given, and returns nil if none is left.
func mergeOnDemand(old, new *types.OnDemandThroughput) *types.OnDemandThroughput {
	if new == nil {
		return old
	}
	var merged types.OnDemandThroughput
	if old != nil {
		merged = *old
	}
	merge := func(into **int64, from *int64) {
		switch {
		case from == nil:
		case *from == noMaximum:
			*into = nil
		default:
			*into = from
		}
	}
	merge(&merged.MaxReadRequestUnits, new.MaxReadRequestUnits)
	merge(&merged.MaxWriteRequestUnits, new.MaxWriteRequestUnits)
	if merged.MaxReadRequestUnits == nil && merged.MaxWriteRequestUnits == nil {
		return nil
	}
	return &merged
}
