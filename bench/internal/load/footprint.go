package load

import (
	"bytes"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"time"
)

// FootprintsASecond is how often a process's footprint is looked at.
const FootprintsASecond = 100

// Footprint is the memory of this process, in bytes.
type Footprint struct {
	// Heap is that of spans in use, as HeapInuse of [runtime.MemStats].
	Heap uint64
	// Live is what the last collection has left.
	Live uint64
	// RSS is what the process has of the machine's memory; 0 where the system doesn't tell.
	RSS uint64
}

func (f *Footprint) grow(other Footprint) {
	f.Heap, f.Live, f.RSS = max(f.Heap, other.Heap), max(f.Live, other.Live), max(f.RSS, other.RSS)
}

// PeakFootprint gives what isn't in use back to the system, does the work, and returns the most of each that there was
// meanwhile.
func PeakFootprint(work func() error) (peak Footprint, err error) {
	debug.FreeOSMemory() // collects garbage, too
	ended, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		ticker := time.NewTicker(time.Second / FootprintsASecond)
		defer ticker.Stop()
		samples := []metrics.Sample{
			{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}, {Name: "/gc/heap/live:bytes"},
		}
		look := func() {
			metrics.Read(samples)
			peak.grow(Footprint{Heap: samples[0].Value.Uint64() + samples[1].Value.Uint64(), Live: samples[2].Value.Uint64(), RSS: rss()})
		}
		for {
			select {
			case <-ticker.C:
				look()
			case <-ended:
				look()
				return
			}
		}
	}()
	err = work()
	close(ended)
	<-gone
	return peak, err
}

// rss reads what Linux tells of this process: pages, of which the second number are resident (man proc_pid_statm).
func rss() uint64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := bytes.Fields(text)
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseUint(string(fields[1]), 10, 64)
	if err != nil {
		return 0
	}
	return pages * uint64(os.Getpagesize())
}
