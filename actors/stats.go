package actors

import (
	"sync/atomic"
	"time"

	"github.com/dynactor/dynactor/messages"
)

// tableStats are counted by the table's actor and its calls, and read by anybody.
type tableStats struct {
	requests, failed             atomic.Int64
	calls, batchCalls, carried   atomic.Int64
	describes                    atomic.Int64
	retries, throttles, deduped  atomic.Int64
	splits                       atomic.Int64
	queued, inFlight             atomic.Int64
	queueCount, queueNanos       atomic.Int64
	serviceCount, serviceNanos   atomic.Int64
	queueMaxNanos, serviceMaxNan atomic.Int64

	waits waitCounts

	// byClass counts calls in flight and belongs to the actor alone.
	byClass [messages.Priorities][classes]int
}

// Durations sums up how long something took.
type Durations struct {
	Count int64
	Total time.Duration
	Max   time.Duration
}

// Mean is the average, 0 if nothing was counted.
func (d Durations) Mean() time.Duration {
	if d.Count == 0 {
		return 0
	}
	return d.Total / time.Duration(d.Count)
}

// TableStats are one table's counters since Open, or their sums over all tables.
type TableStats struct {
	// Requests were admitted; Failed of them were answered with an error.
	Requests, Failed int64
	// Calls were made for requests, BatchCalls of them by a batch operation. They carried Carried
	// requests; a request that was tried again counts each time. A call that was made for several
	// tables counts for each of them, and once in the total.
	Calls, BatchCalls, Carried int64
	// Describes are calls of DescribeTable that the executor made for itself.
	Describes int64
	// Retries counts requests that were tried again after trouble, Throttles those that DynamoDB
	// refused or gave back for lack of capacity, Splits the batches that were refused for one bad
	// item and halved.
	Retries, Throttles, Splits int64
	// DeduplicatedReads shared the key of another read in their call.
	DeduplicatedReads int64
	// QueueDepth requests wait now, for a call, for their turn on their key or for a retry;
	// CallsInFlight calls are under way.
	QueueDepth, CallsInFlight int64
	// QueueTime is from the caller's call to the first attempt, waiting for admission included;
	// ServiceTime is that of the SDK calls.
	QueueTime, ServiceTime Durations
	// Read and Write are the table's capacity, Indexes that of its global secondary indexes, by name, as
	// far as they have been used. In a total only what can be summed is: units and throttles.
	Read, Write CapacityStats
	Indexes     map[string]IndexStats
	// Waiting says what the requests wait for that wait now.
	Waiting WaitStats
	// HotKeys are the table's hottest partition keys; none in a total.
	HotKeys HotKeys
}

// Stats is a snapshot of an executor's counters.
type Stats struct {
	Total  TableStats
	Tables map[string]TableStats
	// PendingItems and PendingBytes are admitted and not yet answered; Waiting callers stand
	// before a full gate.
	PendingItems, PendingBytes, Waiting int64
}

// ItemsPerCall is how many requests a call carried on average, 0 if there was no call.
func (s TableStats) ItemsPerCall() float64 {
	if s.Calls == 0 {
		return 0
	}
	return float64(s.Carried) / float64(s.Calls)
}

// CallsSaved is how many calls more it would have taken if each had carried a single request.
func (s TableStats) CallsSaved() int64 { return s.Carried - s.Calls }

// Since is what was counted after an earlier snapshot of the same table. What isn't a sum, such as
// QueueDepth, the maxima and the limits, is that of now.
func (s TableStats) Since(earlier TableStats) TableStats {
	s.Requests -= earlier.Requests
	s.Failed -= earlier.Failed
	s.Calls -= earlier.Calls
	s.BatchCalls -= earlier.BatchCalls
	s.Carried -= earlier.Carried
	s.Describes -= earlier.Describes
	s.Retries -= earlier.Retries
	s.Throttles -= earlier.Throttles
	s.Splits -= earlier.Splits
	s.DeduplicatedReads -= earlier.DeduplicatedReads
	s.QueueTime = s.QueueTime.since(earlier.QueueTime)
	s.ServiceTime = s.ServiceTime.since(earlier.ServiceTime)
	s.Read, s.Write = s.Read.since(earlier.Read), s.Write.since(earlier.Write)
	if s.Indexes != nil {
		indexes := make(map[string]IndexStats, len(s.Indexes))
		for name, index := range s.Indexes {
			was := earlier.Indexes[name]
			indexes[name] = IndexStats{Read: index.Read.since(was.Read), Write: index.Write.since(was.Write)}
		}
		s.Indexes = indexes
	}
	return s
}

func (d Durations) since(earlier Durations) Durations {
	return Durations{Count: d.Count - earlier.Count, Total: d.Total - earlier.Total, Max: d.Max}
}

func (s *TableStats) add(o TableStats) {
	s.Requests += o.Requests
	s.Failed += o.Failed
	s.Calls += o.Calls
	s.BatchCalls += o.BatchCalls
	s.Carried += o.Carried
	s.Describes += o.Describes
	s.Retries += o.Retries
	s.Throttles += o.Throttles
	s.Splits += o.Splits
	s.DeduplicatedReads += o.DeduplicatedReads
	s.QueueDepth += o.QueueDepth
	s.CallsInFlight += o.CallsInFlight
	s.QueueTime.add(o.QueueTime)
	s.ServiceTime.add(o.ServiceTime)
	s.Read.add(o.Read)
	s.Write.add(o.Write)
	s.Waiting.add(o.Waiting)
}

func (d *Durations) add(o Durations) {
	d.Count += o.Count
	d.Total += o.Total
	d.Max = max(d.Max, o.Max)
}

func (s *tableStats) snapshot() TableStats {
	return TableStats{
		Waiting:  s.waits.snapshot(),
		Requests: s.requests.Load(), Failed: s.failed.Load(),
		Calls: s.calls.Load(), BatchCalls: s.batchCalls.Load(), Carried: s.carried.Load(),
		Describes: s.describes.Load(),
		Retries:   s.retries.Load(), Throttles: s.throttles.Load(), Splits: s.splits.Load(),
		DeduplicatedReads: s.deduped.Load(),
		QueueDepth:        s.queued.Load(), CallsInFlight: s.inFlight.Load(),
		QueueTime:   Durations{s.queueCount.Load(), time.Duration(s.queueNanos.Load()), time.Duration(s.queueMaxNanos.Load())},
		ServiceTime: Durations{s.serviceCount.Load(), time.Duration(s.serviceNanos.Load()), time.Duration(s.serviceMaxNan.Load())},
	}
}

// raise sets a maximum that only one goroutine writes.
func raise(maximum *atomic.Int64, n int64) {
	if n > maximum.Load() {
		maximum.Store(n)
	}
}
