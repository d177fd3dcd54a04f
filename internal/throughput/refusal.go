package throughput

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// LimitType is the kind of limit that a request ran into, the last part of a throttling reason.
type LimitType uint8

// The limits of the service.
const (
	// Provisioned is what ProvisionedThroughput sets.
	Provisioned LimitType = iota
	// MaxOnDemand is what OnDemandThroughput sets.
	MaxOnDemand
	// AccountLimit is the account's quota for one on-demand table.
	AccountLimit
	limitTypes
	// KeyRange is what one partition serves. Not one of the limits of the whole resource.
	KeyRange
)

var limitNames = map[LimitType]string{
	Provisioned:  "ProvisionedThroughputExceeded",
	MaxOnDemand:  "MaxOnDemandThroughputExceeded",
	AccountLimit: "AccountLimitExceeded",
	KeyRange:     "KeyRangeThroughputExceeded",
}

// names holds the reasons by index, access and limit, so that a refusal builds no strings:
// resource, operation and limit in one word (ThrottlingReason, API reference).
var names = func() (all [2][accesses][KeyRange + 1]string) {
	for i, resource := range []string{"Table", "Index"} {
		for a, operation := range []string{Read: "Read", Write: "Write"} {
			for l, limit := range limitNames {
				all[i][a][l] = resource + operation + limit
			}
		}
	}
	return all
}()

// Refusal collects why a request was throttled. The zero value is ready for use; a nil one ignores
// what is added.
type Refusal struct {
	// Reasons are each named once, in the order in which they were met.
	Reasons []types.ThrottlingReason
	// first is the limit that was met first: it decides the error's type and message.
	first    LimitType
	onDemand bool
	index    bool
}

func (f *Refusal) add(r *Resource, a Access, l LimitType) {
	if f == nil {
		return
	}
	i := 0
	if r.index {
		i = 1
	}
	name := &names[i][a][l]
	for _, known := range f.Reasons {
		if *known.Reason == *name && *known.Resource == r.arn {
			return
		}
	}
	if len(f.Reasons) == 0 {
		f.first, f.onDemand, f.index = l, r.onDemand.Load(), r.index
	}
	f.Reasons = append(f.Reasons, types.ThrottlingReason{Reason: name, Resource: &r.arn})
}

// The service's words, from the API reference ("TransactionCanceledException" lists them) and the
// developer guide ("Diagnosing throttling", "Error messages and codes").
const (
	tableProvisioned = "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API."
	indexProvisioned = "The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with the UpdateTable API."
	tableOnDemand    = "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly. If exceptions persist, check if you have a hot key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html."
	indexOnDemand    = "Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB is automatically scaling your index so please try again shortly."
	maxOnDemand      = "Throughput exceeds the maximum OnDemandThroughput configured on table or index"
	accountLimit     = "Throughput exceeds the current throughput limit for your account. Please contact AWS Support at https://aws.amazon.com/support to request a limit increase"
)

// Message is what the service says about the limit that was met first.
func (f *Refusal) Message() string {
	switch {
	case f.first == AccountLimit:
		return accountLimit
	case f.first == MaxOnDemand:
		return maxOnDemand
	case f.onDemand && f.index:
		return indexOnDemand
	case f.onDemand:
		return tableOnDemand
	case f.index:
		return indexProvisioned
	}
	return tableProvisioned
}

// Err is the error that the service answers with: ProvisionedThroughputExceededException in
// provisioned mode, also for a partition; RequestLimitExceeded for the account's quota;
// ThrottlingException for all else on demand. It's nil if nothing was refused.
func (f *Refusal) Err() error {
	if f == nil || len(f.Reasons) == 0 {
		return nil
	}
	message := aws.String(f.Message())
	switch {
	case f.first == AccountLimit:
		return &types.RequestLimitExceeded{Message: message, ThrottlingReasons: f.Reasons}
	case f.onDemand:
		return &types.ThrottlingException{Message: message, ThrottlingReasons: f.Reasons}
	}
	return &types.ProvisionedThroughputExceededException{Message: message, ThrottlingReasons: f.Reasons}
}

// String lists the reasons.
func (f *Refusal) String() string {
	var b strings.Builder
	for i, r := range f.Reasons {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(*r.Reason + " on " + *r.Resource)
	}
	return b.String()
}
