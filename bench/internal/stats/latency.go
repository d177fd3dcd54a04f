package stats

import (
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

const (
	longest = 10 * time.Minute // longer ones count as this long
	digits  = 4                // 3.5 ms is known to 0.35 us
)

// Latency collects how long requests took.
type Latency struct{ histogram *hdrhistogram.Histogram }

// NewLatency returns an empty collection.
func NewLatency() *Latency {
	return &Latency{hdrhistogram.New(1, int64(longest), digits)}
}

// Record adds one request's time.
func (l *Latency) Record(d time.Duration) {
	// Within the bounds there is no error.
	_ = l.histogram.RecordValue(int64(min(max(d, 1), longest)))
}

// Merge adds all of the other collection.
func (l *Latency) Merge(other *Latency) { l.histogram.Merge(other.histogram) }

// Percentiles are times in microseconds.
type Percentiles struct {
	P50  float64 `json:"p50_us"`
	P90  float64 `json:"p90_us"`
	P99  float64 `json:"p99_us"`
	P999 float64 `json:"p999_us"`
	Max  float64 `json:"max_us"`
}

// Percentiles sums the collection up; an empty one gives zeros.
func (l *Latency) Percentiles() Percentiles {
	at := l.histogram.ValueAtPercentilesSlice([]float64{50, 90, 99, 99.9, 100})
	return Percentiles{P50: micros(at[0]), P90: micros(at[1]), P99: micros(at[2]), P999: micros(at[3]), Max: micros(at[4])}
}

func micros(nanos int64) float64 { return float64(nanos) / 1e3 }
