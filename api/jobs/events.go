package jobs

import (
	"time"

	"github.com/dynactor/dynactor/internal/bulk/tally"
)

// EventKind is what an event is about.
type EventKind string

const (
	// Started says that a job begins.
	Started EventKind = "started"
	// Resumed says that it goes on from a checkpoint.
	Resumed EventKind = "resumed"
	// Ended says that it's over, in whatever way.
	Ended EventKind = "ended"
	// Waiting says that a source or table can't be reached, and is waited for.
	Waiting EventKind = "waiting"
	// Going says that it's back.
	Going EventKind = "going"
	// Paused is the answer to [Control.Pause].
	Paused EventKind = "paused"
	// Unpaused is the answer to [Control.Resume].
	Unpaused EventKind = "unpaused"
	// Saved says that a checkpoint was written.
	Saved EventKind = "saved"
)

// Event is something that happened to a job.
type Event struct {
	// Kind is what it is.
	Kind EventKind
	// At is when it was.
	At time.Time
	// Err is why it's waited, or what a job ended with.
	Err error
	// Progress is how far it is.
	Progress Progress
}

// Progress is how far a job is.
type Progress struct {
	// Verb is import, export, copy, delete, update, count, diff or fill.
	Verb string
	// Counts has what became of the records that are settled.
	Counts Counts
	// Read is how many records were read, those in flight included.
	Read int64
	// Total is how many there are about, 0 if that's not known: DescribeTable's ItemCount is up to six
	// hours old.
	Total int64
	// Elapsed is the time since this run began, pauses included.
	Elapsed time.Duration
	// PerSecond is how many are settled in a second, over the last 10 s.
	PerSecond float64
	// Left is how long it takes at that pace, 0 if that's not known.
	Left time.Duration
	// Waiting is what is waited for, "" if nothing is.
	Waiting string
	// Paused says that it's paused, see [Control].
	Paused bool
	// Segments are those that are being read, with what was read of each; nil if it's no scan.
	Segments []SegmentProgress
	// SegmentsDone of SegmentsTotal are read. What is cut off one counts as one more.
	SegmentsDone, SegmentsTotal int
}

// SegmentProgress is how far a segment is.
type SegmentProgress struct {
	// Segment is its number, from 0.
	Segment int
	// Cut says that it's a range of items of one partition key that was cut off the segment, for another worker to read.
	Cut bool
	// Items is how many were read of it, in all runs together, and are settled.
	Items int64
}

// Counts are what became of records. Each that was Read has one outcome: Written, Deleted, Updated, Unchanged,
// Rejected, Skipped or Counted. A diff has Same and Different, which stand for two records each, and OnlyLeft
// and OnlyRight.
type Counts = tally.Snapshot

// Summary is what a job has done, all its runs together, but for Took and units.
type Summary struct {
	// Verb is import, export, copy, delete, update, count, diff or fill.
	Verb string
	// Counts has what became of the records.
	Counts Counts
	// Resumed says that it went on from a checkpoint.
	Resumed bool
	// Took is how long this run took.
	Took time.Duration
	// ReadUnits and WriteUnits are the capacity units that this run has consumed, or would have, after DryRun.
	ReadUnits, WriteUnits float64
	// Files are the outputs that were written, complete ones.
	Files []string
	// Rejects is the reject file, "" if nothing was rejected.
	Rejects string
	// Checkpoint is the file to go on from, "" if there's none.
	Checkpoint string
}
