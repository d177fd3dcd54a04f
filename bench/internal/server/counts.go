package server

import (
	"fmt"
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
		and := sum[operation]
		sum[operation] = Count{count.Calls + and.Calls, count.Items + and.Items, count.Keys + and.Keys}
	}
	return sum
}

// Total adds up the operations that carry items.
func (c Counts) Total() (total Count) {
	for operation, count := range c {
		if operation != describeTable {
			total.Calls += count.Calls
			total.Items += count.Items
			total.Keys += count.Keys
		}
	}
	return total
}

// Verify tells whether exactly the acknowledged items arrived, each once.
func (c Counts) Verify(acknowledged int, keys items.Sum) error {
	total := c.Total()
	if total.Items != acknowledged {
		return fmt.Errorf("%d items were acknowledged, but %d arrived: %v", acknowledged, total.Items, c)
	}
	if total.Keys != keys {
		return fmt.Errorf("%d items were acknowledged and as many arrived, but not the same ones: %v", acknowledged, c)
	}
	return nil
}

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
