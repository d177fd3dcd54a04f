package load

import (
	"time"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// Result is what came of one timed section, or of several added up.
type Result struct {
	// Acknowledged is the number of items that were answered.
	Acknowledged int
	// Keys is the fingerprint of their keys.
	Keys items.Sum
	// Elapsed is the time from the first request to the last answer.
	Elapsed time.Duration
	// CPU is what this process used meanwhile, in all its goroutines.
	CPU time.Duration
	// Times are those of the items, as their callers saw them, in no order.
	Times []time.Duration
}

// Section times the work, which returns the recorders of its goroutines.
func Section(work func() ([]*Recorder, error)) (Result, error) {
	cpu, start := processCPU(), time.Now()
	recorders, err := work()
	result := Result{
		Elapsed: time.Since(start),
		CPU:     processCPU() - cpu,
	}
	for _, recorder := range recorders {
		result.Acknowledged += len(recorder.times)
		result.Keys += recorder.keys
		result.Times = append(result.Times, recorder.times...)
	}
	return result, err
}

// Add adds a later section of the same peer.
func (r *Result) Add(later Result) {
	r.Acknowledged += later.Acknowledged
	r.Keys += later.Keys
	r.Elapsed += later.Elapsed
	r.CPU += later.CPU
	r.Times = append(r.Times, later.Times...)
}
