package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/dynactor/dynactor/internal/packed"
)

// BenchmarkPut replaces items of a table that holds a number of them, each put with an item that was just
// packed. What grows with the table are the cache's misses: of the tree, the entry and the old item.
func BenchmarkPut(b *testing.B) {
	for _, n := range []int{1e3, 1e5, 1e6} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			table := NewTable(primary, nil, time.Now, 0)
			item := func(i int) packed.Item {
				return packed.Pack(attributes{"p": str(fmt.Sprint("customer", i)), "s": num(i), "v": num(i)})
			}
			write := func(i packed.Item) {
				k, _ := primary.KeyOf(i)
				table.Update(k, func(packed.Item) (packed.Item, bool) { return i, true })
			}
			for i := range n {
				write(item(i))
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				i = (i + 7919) % n
				write(item(i))
			}
		})
	}
}
