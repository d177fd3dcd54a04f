package local

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/localdb"
	"github.com/dynactor/dynactor/internal/throughput"
)

// Capacity says how throughput is metered, for each table and each global secondary index. The zero
// value has the service's limits. What a table may consume by itself is a matter of its billing
// mode, ProvisionedThroughput and OnDemandThroughput, by CreateTable and UpdateTable.
//
// A request that finds no capacity fails with ProvisionedThroughputExceededException on a
// provisioned table, and with ThrottlingException or RequestLimitExceeded on an on-demand one, with
// the ThrottlingReasons of the service; what finds none in a batch comes back as UnprocessedItems or
// UnprocessedKeys.
//
// Provisioned tables and indexes save what they don't use for up to 300 seconds. A request is
// admitted while anything is left and is charged what it consumes, so that the large ones aren't
// starved. Partitions don't split and on-demand tables don't grow by themselves: raise Partitions.
type Capacity struct {
	// Partitions is how many partitions a table or index has, each of which serves 3,000 read and
	// 1,000 write units per second. Items are spread over them by the hash of their partition key.
	// Default, 0: as many as the service makes for a new table, which is 4 on demand, and as many
	// as the provisioned units need. At most 65,536.
	Partitions int
	// AccountReadUnits and AccountWriteUnits are the quota of the account for one on-demand table or
	// index, in units per second. Default, 0: the service's, 40,000 of each.
	AccountReadUnits, AccountWriteUnits float64
}

// SetCapacity begins to meter throughput, changes how it's done, or ends it with nil. Each change
// begins with a second's worth of units everywhere, and without saved ones.
//
// It fails for negative numbers and for too many partitions.
func (db *DB) SetCapacity(capacity *Capacity) error {
	if capacity == nil {
		db.capacity.Store(nil)
		return nil
	}
	c := *capacity
	if c.Partitions < 0 || c.Partitions > throughput.MaxPartitions {
		return fmt.Errorf("api/local: capacity has %d partitions, give 0 to %d", c.Partitions, throughput.MaxPartitions)
	}
	if !(c.AccountReadUnits >= 0 && c.AccountWriteUnits >= 0) {
		return fmt.Errorf("api/local: the account's units are %v and %v, give 0 or more", c.AccountReadUnits, c.AccountWriteUnits)
	}
	if c.AccountReadUnits == 0 {
		c.AccountReadUnits = throughput.AccountReads
	}
	if c.AccountWriteUnits == 0 {
		c.AccountWriteUnits = throughput.AccountWrites
	}
	db.capacity.Store(&c)
	return nil
}

// meter is the capacity of one resource, in so far as it's metered at the moment.
type meter struct {
	db      *DB
	mu      sync.Mutex // guards resource, and the making of metered
	of      localdb.Resource
	current atomic.Pointer[metered]
}

// metered are the buckets under one setting of the DB's capacity.
type metered struct {
	under   *Capacity
	buckets *throughput.Resource
}

func (db *DB) newMeter(r localdb.Resource) localdb.Meter { return &meter{db: db, of: r} }

// buckets returns nil while nothing is metered. They're made by the first request under a new
// setting: the DB keeps no list of its resources.
func (m *meter) buckets() *throughput.Resource {
	capacity := m.db.capacity.Load()
	if capacity == nil {
		return nil
	}
	if now := m.current.Load(); now != nil && now.under == capacity {
		return now.buckets
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if now := m.current.Load(); now != nil && now.under == capacity {
		return now.buckets
	}
	settings := m.settings(capacity)
	partitions := capacity.Partitions
	if partitions == 0 {
		partitions = throughput.PartitionsFor(settings)
	}
	next := throughput.New(m.of.ARN, m.of.Index != "", partitions, settings, m.db.config.now())
	m.current.Store(&metered{under: capacity, buckets: next})
	return next
}

func (m *meter) settings(c *Capacity) throughput.Settings {
	return throughput.Settings{
		OnDemand:    m.of.Billing == types.BillingModePayPerRequest,
		Provisioned: throughput.Units{Read: float64(m.of.Read), Write: float64(m.of.Write)},
		Maximum:     throughput.Units{Read: float64(m.of.MaxRead), Write: float64(m.of.MaxWrite)},
		Account:     throughput.Units{Read: c.AccountReadUnits, Write: c.AccountWriteUnits},
	}
}

// Admit implements localdb.Meter.
func (m *meter) Admit(hash uint64, write bool) error {
	b := m.buckets()
	if b == nil {
		return nil
	}
	now, a := m.db.config.now(), access(write)
	if b.Admits(now, a, hash, nil) {
		return nil
	}
	var why throughput.Refusal
	b.Admits(now, a, hash, &why)
	// Concurrent requests may have given something back in between; then it's admitted.
	return why.Err()
}

// Charge implements localdb.Meter.
func (m *meter) Charge(hash uint64, write bool, units float64) {
	if b := m.buckets(); b != nil {
		b.Charge(m.db.config.now(), access(write), hash, units)
	}
}

// Update implements localdb.Meter.
func (m *meter) Update(r localdb.Resource) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.of = r
	if now := m.current.Load(); now != nil {
		now.buckets.Set(m.db.config.now(), m.settings(now.under))
	}
}

func access(write bool) throughput.Access {
	if write {
		return throughput.Write
	}
	return throughput.Read
}
