package scenario

import (
	"runtime"
	"time"
)

// weight is what a process occupies.
type weight struct {
	heap, stacks int64
	goroutines   int
}

// weigh collects the garbage first: twice, since what a sync.Pool holds
// survives the first time.
func weigh() weight {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return weight{heap: int64(m.HeapAlloc), stacks: int64(m.StackInuse), goroutines: runtime.NumGoroutine()}
}

// settle waits until nothing is allocated any more, which is when the requests
// have arrived where they are going to wait. It gives up after some seconds.
func settle() {
	const (
		look  = 50 * time.Millisecond
		quiet = 100 // allocations within one look
		looks = 4   // quiet ones in a row
		most  = 200
	)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	for n, inARow := 0, 0; n < most && inARow < looks; n++ {
		before := m.Mallocs
		time.Sleep(look)
		runtime.ReadMemStats(&m)
		if m.Mallocs-before > quiet {
			inARow = 0
		} else {
			inARow++
		}
	}
}
