package throughput

import (
	"math/bits"
	"sync/atomic"
	"time"
)

// Access is what a request does to a resource. Reads and writes draw from different buckets.
type Access uint8

// The two kinds of access.
const (
	Read Access = iota
	Write
	accesses
)

// The numbers of the service.
const (
	// PartitionReads and PartitionWrites are the units that one partition serves in a second.
	PartitionReads, PartitionWrites = 3000, 1000
	// OnDemandPartitions is how many partitions a new on-demand table has, for it serves 12,000
	// reads and 4,000 writes per second.
	OnDemandPartitions = 4
	// AccountReads and AccountWrites are the default quota of an account for one on-demand table,
	// in units per second.
	AccountReads, AccountWrites = 40000, 40000
	// Burst is how long a provisioned resource saves what it didn't use.
	Burst = 300 * time.Second
	// MaxPartitions bounds the memory of one resource.
	MaxPartitions = 1 << 16

	// momentary is what all other limits save: they're limits of a rate, not credits.
	momentary = time.Second
)

// Units are limits in units per second, 0 for none.
type Units struct{ Read, Write float64 }

func (u Units) of(a Access) float64 {
	if a == Write {
		return u.Write
	}
	return u.Read
}

// Settings are the limits of a resource. The zero value limits the partitions alone.
type Settings struct {
	// OnDemand is the billing mode PAY_PER_REQUEST.
	OnDemand bool
	// Provisioned is ProvisionedThroughput. Not used on demand.
	Provisioned Units
	// Maximum is OnDemandThroughput. Used on demand only. Negative numbers are no limit, as -1 is
	// in UpdateTable.
	Maximum Units
	// Account is the account's quota for one on-demand resource. Used on demand only.
	Account Units
}

// Resource is the capacity of one table or one global secondary index. Safe for concurrent use.
type Resource struct {
	arn        string
	index      bool
	onDemand   atomic.Bool
	limits     [accesses][limitTypes]bucket // none for the key ranges
	partitions [accesses][]bucket
}

// New returns the capacity of a new resource with at least one and at most [MaxPartitions]
// partitions.
func New(arn string, index bool, partitions int, s Settings, now time.Time) *Resource {
	r := &Resource{arn: arn, index: index}
	partitions = max(1, min(partitions, MaxPartitions))
	for a := range accesses {
		r.partitions[a] = make([]bucket, partitions)
		rate := Units{PartitionReads, PartitionWrites}.of(a)
		for i := range r.partitions[a] {
			r.partitions[a][i].saves = momentary
			r.partitions[a][i].fill(now, rate)
		}
		for l := range r.limits[a] {
			r.limits[a][l].saves = momentary
		}
		r.limits[a][Provisioned].saves = Burst
	}
	r.Set(now, s)
	return r
}

// PartitionsFor is how many partitions the service makes for a new resource with these settings.
func PartitionsFor(s Settings) int {
	if s.OnDemand {
		return OnDemandPartitions
	}
	// The formula is of the developer guide's older editions; the service doesn't publish another.
	need := s.Provisioned.Read/PartitionReads + s.Provisioned.Write/PartitionWrites
	n := int(need)
	if float64(n) < need {
		n++
	}
	return max(1, min(n, MaxPartitions))
}

// Set changes the limits, as UpdateTable does. What was saved or is owed under a limit that goes on
// stays; a limit that begins, does so with one second's units. The partitions stay as they are.
func (r *Resource) Set(now time.Time, s Settings) {
	r.onDemand.Store(s.OnDemand)
	provisioned, maximum, account := s.Provisioned, s.Maximum, s.Account
	if s.OnDemand {
		provisioned = Units{}
	} else {
		maximum, account = Units{}, Units{}
	}
	for a := range accesses {
		r.limits[a][Provisioned].setRate(now, max(0, provisioned.of(a)))
		r.limits[a][MaxOnDemand].setRate(now, max(0, maximum.of(a)))
		r.limits[a][AccountLimit].setRate(now, max(0, account.of(a)))
	}
}

// partition is the one that holds keys with this hash: each has an equal range of all hashes.
func (r *Resource) partition(a Access, hash uint64) *bucket {
	all := r.partitions[a]
	i, _ := bits.Mul64(hash, uint64(len(all)))
	return &all[i]
}

// Partition is the index of the partition that holds keys with this hash.
func (r *Resource) Partition(hash uint64) int {
	i, _ := bits.Mul64(hash, uint64(len(r.partitions[Read])))
	return int(i)
}

// Admits says whether there is capacity for a request to a key with this hash. If not, it adds the
// reasons to why, which may be nil if only the answer matters.
func (r *Resource) Admits(now time.Time, a Access, hash uint64, why *Refusal) bool {
	ok := true
	for l := range r.limits[a] {
		if !r.limits[a][l].open(now) {
			ok = false
			why.add(r, a, LimitType(l))
		}
	}
	if !r.partition(a, hash).open(now) {
		ok = false
		why.add(r, a, KeyRange)
	}
	return ok
}

// Charge takes what an admitted request has consumed, even if the buckets hold less. Negative units
// give back.
func (r *Resource) Charge(now time.Time, a Access, hash uint64, units float64) {
	for l := range r.limits[a] {
		r.limits[a][l].charge(now, units)
	}
	r.partition(a, hash).charge(now, units)
}
