// Package load runs callers for a while, in a closed or an open loop, and keeps
// what they got and what it cost.
package load

import (
	"errors"
	"time"

	"github.com/dynactor/dynactor/bench/internal/items"
)

const (
	// blockSize is how many times a recorder keeps before it hands them on, so
	// that goroutines don't meet at one lock for every item.
	blockSize = 64
	// blockAge is how long it keeps them at most: a live line wants to move.
	blockAge = time.Second
)

// Recorder keeps what one goroutine had acknowledged. The zero value works.
type Recorder struct {
	times  []time.Duration
	opened time.Time // when the first of the times was noted
	tally
}

// tally is what recorders count. See Result.
type tally struct {
	acknowledged, exact, reads, scans, throttled, failed, aside, abandoned int
	keys                                                                   items.Sum
}

func (t *tally) add(other tally) {
	t.acknowledged += other.acknowledged
	t.exact += other.exact
	t.reads += other.reads
	t.scans += other.scans
	t.throttled += other.throttled
	t.failed += other.failed
	t.aside += other.aside
	t.abandoned += other.abandoned
	t.keys += other.keys
}

// Acknowledge notes that the item was answered now, after it was asked for at
// start, and that it has to arrive exactly once.
func (r *Recorder) Acknowledge(key string, start time.Time) {
	r.Exact(key)
	r.Done(start)
}

// Done notes that an operation that was asked for at start ended now.
func (r *Recorder) Done(start time.Time) {
	now := time.Now()
	r.acknowledged++
	r.note(now, now.Sub(start))
}

// note keeps a time that ended now.
func (r *Recorder) note(now time.Time, took time.Duration) {
	if len(r.times) == 0 {
		r.opened = now
	}
	r.times = append(r.times, took)
	if len(r.times) >= blockSize || now.Sub(r.opened) >= blockAge {
		r.flush()
	}
}

// Exact notes an item that has to arrive exactly once: one that was written,
// or read when nobody else read it.
func (r *Recorder) Exact(key string) {
	r.exact++
	r.keys.Add(items.Hash(key))
}

// Read notes a read of an item that others may read at the same time: one
// arrival may serve several of them.
func (r *Recorder) Read() { r.reads++ }

// Scan notes a scan.
func (r *Recorder) Scan() { r.scans++ }

// Throttled notes an operation that was given up, for lack of capacity.
func (r *Recorder) Throttled() { r.throttled++ }

// ended notes how an operation ended that was asked for at start. It returns
// the errors that end the section.
func (r *Recorder) ended(start time.Time, err error) error {
	switch {
	case err == nil:
		r.Done(start)
	case errors.Is(err, ErrThrottled):
		r.Throttled()
	case errors.Is(err, ErrFailed):
		r.failed++
	case errors.Is(err, ErrAside):
		r.aside++
	default:
		return err
	}
	return nil
}

// abandon notes an arrival that never got its start.
func (r *Recorder) abandon(at time.Time) {
	now := time.Now()
	r.abandoned++
	r.note(now, now.Sub(at))
}

// flush hands the times to the section that is running.
func (r *Recorder) flush() {
	if section := running.Load(); section != nil && len(r.times) > 0 {
		section.take(r.times)
		r.times = r.times[:0]
	}
}
