package server

import (
	"maps"
	"sync/atomic"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// Count is what arrived for one operation.
type Count struct {
	Calls int `json:"calls"`
	Items int `json:"items"`
	// Keys is the fingerprint of the items' keys.
	Keys items.Sum `json:"keys,string"`
}

func (c Count) plus(other Count) Count {
	return Count{c.Calls + other.Calls, c.Items + other.Items, c.Keys + other.Keys}
}

// Counts is what arrived, by operation.
type Counts map[string]Count

// Since returns what arrived after the earlier counts were taken.
func (c Counts) Since(earlier Counts) Counts {
	since := Counts{}
	for operation, now := range c {
		then := earlier[operation]
		if now.Calls != then.Calls {
			since[operation] = Count{now.Calls - then.Calls, now.Items - then.Items, now.Keys - then.Keys}
		}
	}
	return since
}

// Plus returns what arrived in both.
func (c Counts) Plus(other Counts) Counts {
	sum := Counts{}
	maps.Copy(sum, other)
	for operation, count := range c {
		sum[operation] = count.plus(sum[operation])
	}
	return sum
}

// Total adds up the operations that carry items.
func (c Counts) Total() (total Count) {
	for operation, count := range c {
		if operation != describeTable {
			total = total.plus(count)
		}
	}
	return total
}

// sum adds up some operations.
func (c Counts) sum(operations ...string) (sum Count) {
	for _, operation := range operations {
		sum = sum.plus(c[operation])
	}
	return sum
}

// Writes, Reads and Scans are what arrived of each sort.
func (c Counts) Writes() Count { return c.sum("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem") }
func (c Counts) Reads() Count  { return c.sum("GetItem", "BatchGetItem") }
func (c Counts) Scans() Count  { return c.sum(scan, query) }

// counter counts one operation.
type counter struct{ calls, items, keys atomic.Uint64 }

func (c *counter) add(n int, sum items.Sum) {
	c.calls.Add(1)
	c.items.Add(uint64(n))
	c.keys.Add(uint64(sum))
}

func (c *counter) read() Count {
	return Count{int(c.calls.Load()), int(c.items.Load()), items.Sum(c.keys.Load())}
}
