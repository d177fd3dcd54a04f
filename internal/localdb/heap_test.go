package localdb

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestItemsTakeLittleMoreThanTheirOwnBytes bounds the memory of a table: a million items of 0.4 KB are to
// take less than 1 GB (see BenchmarkMillionItems), and a tenth of them a tenth of that.
func TestItemsTakeLittleMoreThanTheirOwnBytes(t *testing.T) {
	const items = 100_000
	before := liveHeap()
	e, name := ordersTable(t, items)
	heap := liveHeap() - before
	own := e.find(name).store.Bytes() / items
	assert.InDelta(t, 400, own, 50, "bytes of an item")
	assert.Less(t, heap/items, uint64(700), "bytes of heap for an item")
	runtime.KeepAlive(e)
}
