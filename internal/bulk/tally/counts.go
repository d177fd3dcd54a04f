package tally

import "sync/atomic"

// Counts are a job's counters. The zero value is ready, and safe for concurrent use. It mustn't be copied.
type Counts struct {
	// Read counts the records that were read or generated. It's to be counted before the record's outcome.
	Read atomic.Int64
	// Written counts items that were put, into a table or a file.
	Written atomic.Int64
	// Deleted counts items that were deleted.
	Deleted atomic.Int64
	// Updated counts items that were changed in their place.
	Updated atomic.Int64
	// Unchanged counts records that came to their item and left it as it was, because their condition
	// doesn't hold.
	Unchanged atomic.Int64
	// Rejected counts records that can't be used or that were refused: those in the reject file.
	Rejected atomic.Int64
	// Skipped counts records that a filter left out.
	Skipped atomic.Int64
	// Counted counts records that only had to be counted.
	Counted atomic.Int64
	// Same and Different count keys that have an item on both sides.
	Same, Different atomic.Int64
	// OnlyLeft and OnlyRight count keys that have an item on one side.
	OnlyLeft, OnlyRight atomic.Int64
}

// Snapshot returns the counts as they are at about this moment. A record whose outcome is in it has been read in it too,
// so that InFlight is never below 0.
func (c *Counts) Snapshot() Snapshot {
	var s Snapshot
	for _, f := range fields {
		if f.weight > 0 {
			*f.of(&s) = f.counter(c).Load()
		}
	}
	// Last: each of the outcomes above was read before it was counted.
	s.Read = c.Read.Load()
	return s
}

// Add adds what was counted before, such as by the run that a job resumes.
func (c *Counts) Add(base Snapshot) {
	c.Read.Add(base.Read)
	for _, f := range fields {
		if f.weight > 0 {
			f.counter(c).Add(*f.of(&base))
		}
	}
}
