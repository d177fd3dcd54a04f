// Package load runs a peer's goroutines for a while and keeps what they got.
package load

import (
	"time"

	"github.com/dynactor/dynactor/bench/internal/items"
)

// Recorder keeps what one goroutine had acknowledged: no locks, and no
// arithmetic beyond an append, within the time that is measured.
type Recorder struct {
	times []time.Duration
	keys  items.Sum
}

// Acknowledge notes that the item was answered now, after it was asked for at start.
func (r *Recorder) Acknowledge(key string, start time.Time) {
	r.times = append(r.times, time.Since(start))
	r.keys.Add(items.Hash(key))
}
