package progress

import "time"

// rate is the throughput since a count began to grow.
type rate struct {
	since       time.Time
	first, last int64
}

// at returns the rate by now, and 0 as long as there is none. A count that went
// back is another section's.
func (r *rate) at(now time.Time, items int64) float64 {
	if items == 0 || items < r.last || r.since.IsZero() {
		r.since, r.first = now, items
	}
	r.last = items
	if passed := now.Sub(r.since); passed > 0 {
		return float64(items-r.first) / passed.Seconds()
	}
	return 0
}
