package localdb

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// BenchmarkStart is what a test pays for its own DynamoDB with a table: at most 5 ms by the issue.
func BenchmarkStart(b *testing.B) {
	spec := tableSpec{sk: "sk", global: []indexSpec{{name: "gsi", pk: "g", sk: "h"}}, local: []indexSpec{{name: "lsi", sk: "l"}}}
	b.ReportAllocs()
	for b.Loop() {
		createTable(b, New(Config{}), spec)
	}
}

func TestStartingTakesLessThanFiveMilliseconds(t *testing.T) {
	best := time.Hour
	for range 20 { // the best of them, since the machine does other things too
		start := time.Now()
		createTable(t, New(Config{}), tableSpec{global: []indexSpec{{name: "gsi", pk: "g"}}})
		best = min(best, time.Since(start))
	}
	assert.Less(t, best, 5*time.Millisecond)
}

// A hundred empty tables must not cost what a few thousand items do.
func TestAnEmptyTableIsSmall(t *testing.T) {
	const tables = 100
	heap := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	e := New(Config{})
	before := heap()
	for i := range tables {
		createTable(t, e, tableSpec{name: fmt.Sprintf("t-%d", i), global: []indexSpec{{name: "gsi", pk: "g"}}})
	}
	each := (heap() - before) / tables
	runtime.KeepAlive(e)
	t.Logf("%d bytes an empty table with an index", each)
	assert.Less(t, each, int64(100_000))
}
