package jobs

import (
	"sync"
	"time"
)

// flight bounds how many of a job's records are with the executors at a time: as many as were answered in the last
// seconds. More wouldn't make it faster, and a job that's cancelled, or killed, has those to wait for, or to write again.
//
// So a table that takes 100 items a second has 500 in flight, and what is far away or fast has soon the most. Answers that take longer
// than those seconds keep it at the least.
type flight struct {
	mu     sync.Mutex
	freed  sync.Cond
	in     int
	most   int
	begun  time.Time // of the count
	counts int       // answers since then
}

const (
	// flightSeconds is how long what is in flight takes to be answered, at the rate of before.
	flightSeconds = 5
	// leastInFlight fills some batches, so that there's a rate to be seen. At 1 s an answer, the rate of so many
	// makes five times as many of them.
	leastInFlight = 256
	// mostInFlight is what a fast table has use for: 8,192 in 10 ms are 800,000 a second.
	mostInFlight = 8_192
	// flightPeriod is for how long answers are counted. Throttling is over, or not, in less than that.
	flightPeriod = 250 * time.Millisecond
)

func newFlight(now time.Time) *flight {
	f := &flight{most: leastInFlight, begun: now}
	f.freed.L = &f.mu
	return f
}

// enter waits until there's room. It needs no ctx: whatever is in flight is answered, if only as it's withdrawn.
func (f *flight) enter() {
	f.mu.Lock()
	for f.in >= f.most {
		f.freed.Wait()
	}
	f.in++
	f.mu.Unlock()
}

// leave says that one was answered. Failures say nothing of the rate.
func (f *flight) leave(now time.Time, well bool) {
	f.mu.Lock()
	f.in--
	if well {
		f.counts++
	}
	if took := now.Sub(f.begun); took >= flightPeriod {
		f.most = min(max(int(flightSeconds*float64(f.counts)/took.Seconds()), leastInFlight), mostInFlight)
		f.begun, f.counts = now, 0
		f.freed.Broadcast()
	} else {
		f.freed.Signal()
	}
	f.mu.Unlock()
}
