package load

import (
	"runtime/metrics"
	"time"
)

// memoryLook is how often the memory in use is looked at.
const memoryLook = 10 * time.Millisecond

// The places of the samples in memorySamples.
const (
	objectsInUse = iota
	stacksInUse
	allocs
	tinyAllocs // small objects without pointers that share a block; allocs doesn't count them
	allocBytes
)

func memorySamples() []metrics.Sample {
	return []metrics.Sample{
		objectsInUse: {Name: "/memory/classes/heap/objects:bytes"},
		stacksInUse:  {Name: "/memory/classes/heap/stacks:bytes"},
		allocs:       {Name: "/gc/heap/allocs:objects"},
		tinyAllocs:   {Name: "/gc/heap/tiny/allocs:objects"},
		allocBytes:   {Name: "/gc/heap/allocs:bytes"},
	}
}

// memory is watched from the start of a section to its end.
type memory struct {
	before, now []metrics.Sample
	peak        uint64
	ended, gone chan struct{}
}

func watchMemory() *memory {
	m := &memory{before: memorySamples(), now: memorySamples(), ended: make(chan struct{}), gone: make(chan struct{})}
	go m.watch()
	metrics.Read(m.before)
	return m
}

func (m *memory) watch() {
	defer close(m.gone)
	ticker := time.NewTicker(memoryLook)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			m.look(m.now[:allocs])
		case <-m.ended:
			return
		}
	}
}

func (m *memory) look(samples []metrics.Sample) {
	metrics.Read(samples)
	m.peak = max(m.peak, inUse(samples))
}

// stop returns what was allocated, and the peak beyond what was there before.
func (m *memory) stop() (objects, bytes uint64, peak int64) {
	close(m.ended)
	<-m.gone
	m.look(m.now)
	since := func(i int) uint64 { return m.now[i].Value.Uint64() - m.before[i].Value.Uint64() }
	return since(allocs) + since(tinyAllocs), since(allocBytes), max(0, int64(m.peak)-int64(inUse(m.before)))
}

func inUse(samples []metrics.Sample) uint64 {
	return samples[objectsInUse].Value.Uint64() + samples[stacksInUse].Value.Uint64()
}
