package load

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/dynactor/dynactor/bench/internal/items"
	"github.com/dynactor/dynactor/bench/internal/stats"
)

// Result is what came of one timed section, or of several added up.
type Result struct {
	// Acknowledged is the number of operations that were answered.
	Acknowledged int
	// Exact is how many items have to have arrived exactly once, and Keys the
	// fingerprint of their keys.
	Exact int
	Keys  items.Sum
	// Reads is how many reads may have shared arrivals with others.
	Reads int
	// Scans is how many scans were answered.
	Scans int
	// Throttled is how many items were thrown back for lack of capacity.
	Throttled int
	// Failed is how many operations failed, where that doesn't end the section.
	Failed int
	// Aside is how many were done beside what is measured.
	Aside int
	// Abandoned is how many arrivals of an open loop never got their start.
	Abandoned int
	// Elapsed is the time from the first request to the last answer.
	Elapsed time.Duration
	// CPU is what this process used meanwhile, in all its goroutines.
	CPU time.Duration
	// Latency has the operations' times, as their callers saw them.
	Latency *stats.Latency
	// Allocs and Bytes are what was allocated on the heap meanwhile.
	Allocs, Bytes uint64
	// Peak is the most bytes that heap and stacks held at once, beyond what
	// they held before. It is looked at a hundred times a second.
	Peak int64
}

// section is a timed section that is under way.
type section struct {
	mu      sync.Mutex
	latency *stats.Latency
	done    atomic.Int64
}

// running is the section that is under way. There can't be two: what is
// measured is the whole process.
var running atomic.Pointer[section]

// take adds times that a recorder has collected.
func (s *section) take(times []time.Duration) {
	s.done.Add(int64(len(times)))
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, took := range times {
		s.latency.Record(took)
	}
}

// Live is how many operations the running section has seen answered so far, a
// second behind at most. It is 0 between sections.
func Live() int64 {
	if s := running.Load(); s != nil {
		return s.done.Load()
	}
	return 0
}

// Section times the work, which returns the recorders of its goroutines.
func Section(work func() ([]*Recorder, error)) (Result, error) {
	return SectionInto(stats.NewLatency(), work)
}

// SectionInto is Section with a Latency that may have times already. It becomes
// the result's.
func SectionInto(latency *stats.Latency, work func() ([]*Recorder, error)) (Result, error) {
	s := &section{latency: latency}
	if !running.CompareAndSwap(nil, s) {
		panic("load: a section within a section")
	}
	defer running.Store(nil)

	memory := watchMemory()
	cpu, start := processCPU(), time.Now()
	recorders, err := work()
	result := Result{
		Elapsed: time.Since(start),
		CPU:     processCPU() - cpu,
		Latency: latency,
	}
	result.Allocs, result.Bytes, result.Peak = memory.stop()

	var sum tally
	for _, recorder := range recorders {
		recorder.flush()
		sum.add(recorder.tally)
	}
	result.Acknowledged, result.Exact, result.Keys = sum.acknowledged, sum.exact, sum.keys
	result.Reads, result.Scans = sum.reads, sum.scans
	result.Throttled, result.Failed = sum.throttled, sum.failed
	result.Aside, result.Abandoned = sum.aside, sum.abandoned
	return result, err
}

// Add adds a later section of the same peer. Its times have to be in the same
// Latency already, if both have one.
func (r *Result) Add(later Result) {
	r.Acknowledged += later.Acknowledged
	r.Exact += later.Exact
	r.Keys += later.Keys
	r.Reads += later.Reads
	r.Scans += later.Scans
	r.Throttled += later.Throttled
	r.Failed += later.Failed
	r.Aside += later.Aside
	r.Abandoned += later.Abandoned
	r.Elapsed += later.Elapsed
	r.CPU += later.CPU
	r.Latency = later.Latency
	r.Allocs += later.Allocs
	r.Bytes += later.Bytes
	r.Peak = max(r.Peak, later.Peak)
}
