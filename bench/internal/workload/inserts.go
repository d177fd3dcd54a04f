package workload

import (
	"sync"
	"sync/atomic"
)

// window is how far inserts may overtake each other: more than any load has
// under way at once.
const window = 1 << 20

// inserts numbers new records and knows up to which one all are there, as
// YCSB's AcknowledgedCounterGenerator does: a record may be asked for only
// when it has arrived, and inserts that are under way overtake each other.
type inserts struct {
	next    atomic.Uint64 // number of the next insert
	there   atomic.Uint64 // so many records are there, without a gap
	closing sync.Mutex
	arrived []atomic.Bool // by number modulo window, from there on
}

func newInserts(records uint64, some bool) *inserts {
	i := new(inserts)
	if some {
		i.arrived = make([]atomic.Bool, window)
	}
	i.next.Store(records)
	i.there.Store(records)
	return i
}

// begin returns a number that nobody else gets.
func (i *inserts) begin() uint64 { return i.next.Add(1) - 1 }

// end says that the record with the number is there.
func (i *inserts) end(number uint64) {
	i.arrived[number%window].Store(true)
	// Whoever has the lock sees what others have stored before it looks; what
	// they store after that is seen by the next one.
	if !i.closing.TryLock() {
		return
	}
	defer i.closing.Unlock()
	there := i.there.Load()
	for i.arrived[there%window].CompareAndSwap(true, false) {
		there++
	}
	i.there.Store(there)
}
