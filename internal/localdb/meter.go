package localdb

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// Resource is a table or a global index whose throughput is metered.
type Resource struct {
	ARN         string // of the table, or of the index
	Table       string
	Index       string // "" for the table
	Billing     types.BillingMode
	Read, Write int64 // provisioned units a second
	// MaxRead and MaxWrite bound on-demand requests, in units a second; 0 or less is no bound.
	MaxRead, MaxWrite int64
}

// Meter enforces the throughput of a resource. hash is the place of a partition key in the order of
// hashes, [store.Hash].
type Meter interface {
	// Admit is asked before an item of the partition is read or written; it returns nil, or the
	// throttling error that the caller is to hear.
	Admit(hash uint64, write bool) error
	// Charge is told of the units that it took.
	Charge(hash uint64, write bool, units float64)
	// Update is told of a new billing mode or throughput.
	Update(Resource)
}

// admit asks the table's meter. What a write does to indexes is known only later: see admitIndexes.
func (t *table) admit(hash uint64, write bool) error {
	if t.meter == nil {
		return nil
	}
	return t.meter.Admit(hash, write)
}
