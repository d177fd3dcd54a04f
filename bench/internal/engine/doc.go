// Package engine is api/local in a process of its own, as a target that tells on its own side what it
// served and what it refused, over time and by client: a peer that counted for itself could flatter
// itself. It takes commands of the benchmark: to meter capacity, to fail a share of the calls, and to
// begin a new record.
package engine

import "time"

// Settings are those of the process.
type Settings struct {
	// Latency is the median of a call's. Its p99 is four times as much, as with the service.
	Latency time.Duration
	// Metered says that tables have no more than their capacity from the start.
	Metered bool
}

// Metering says how capacity is metered from now on. Each change begins with a second's worth of
// units everywhere.
type Metering struct {
	On bool `json:"on"`
	// Partitions is how many each table has; 0 is as many as the service makes for a new one.
	Partitions int `json:"partitions,omitempty"`
}

// Faults are failures at random: each kind has an equal part of the share. They are an internal error
// (500), a throttle of the whole call, a connection that breaks before and after the call was applied,
// and an answer that doesn't come, to a call that wasn't and to one that was applied.
type Faults struct {
	// Share is that of all calls, from 0 to 1; 0 ends them.
	Share float64 `json:"share"`
	// Hold is how long a call without an answer is held before its connection is dropped, unless its
	// client has given up by then.
	Hold time.Duration `json:"hold,omitempty"`
	// Seed makes the same calls fail, by their order.
	Seed int64 `json:"seed,omitempty"`
}

// Watch begins a new record, in steps of so long. Steps beyond the most are added to the last.
type Watch struct {
	Step time.Duration `json:"step"`
}

// The commands' URLs. What has a body is posted to its own, as JSON; the record is got.
const (
	MeteringPath = "/bench/metering"
	FaultsPath   = "/bench/faults"
	WatchPath    = "/bench/watch"
	RecordPath   = "/bench/record"
)
