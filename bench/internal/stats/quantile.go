package stats

import (
	"fmt"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Count is how many requests were recorded.
func (l *Latency) Count() int64 { return l.histogram.TotalCount() }

// Quantiles are the times in microseconds that the shares of the requests, from
// 0 to 1 in ascending order, took at most.
func (l *Latency) Quantiles(shares []float64) []float64 {
	percentiles, times := make([]float64, len(shares)), make([]float64, len(shares))
	for i, share := range shares {
		percentiles[i] = 100 * share
	}
	for i, nanos := range l.histogram.ValueAtPercentilesSlice(percentiles) {
		times[i] = micros(nanos)
	}
	return times
}

// Pack returns the collection in some kilobytes, where the collection itself
// takes megabytes: a run keeps one for each of its peers, and the live heap
// decides how often the garbage collector disturbs the peers that follow.
func (l *Latency) Pack() ([]byte, error) {
	return l.histogram.Encode(hdrhistogram.V2CompressedEncodingCookieBase)
}

// Unpack returns what was packed.
func Unpack(packed []byte) (*Latency, error) {
	histogram, err := hdrhistogram.Decode(packed)
	if err != nil {
		return nil, fmt.Errorf("unpacking latencies: %w", err)
	}
	return &Latency{histogram}, nil
}
