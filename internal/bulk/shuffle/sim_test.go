package shuffle

import (
	"math/bits"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

const (
	partitions = 16
	stretch    = 1000 // outputs in a row
)

// item has what decides where it's written: the hash of its partition key, whose upper bits tell the partition.
type item struct {
	partition int
	hash      uint64 // of the whole key
}

func mix(n uint64) uint64 {
	n *= 0x9e3779b97f4a7c15
	n ^= bits.RotateLeft64(n, 25) ^ bits.RotateLeft64(n, 47)
	return n * 0xd6e8feb86659fd93
}

// sortedByKey returns the items of so many partition keys, sorted by partition key.
func sortedByKey(keys, perKey int) []item {
	items := make([]item, 0, keys*perKey)
	for k := range keys {
		h := mix(uint64(k))
		for n := range perKey {
			items = append(items, item{partition: int(h >> 60), hash: mix(h + uint64(n))})
		}
	}
	return items
}

// highestShare returns how many percent of any stretch of outputs at most go to one partition, ahead of
// the last window: the rest of a window has less and less to choose from.
func highestShare(items []item, window int) (percent int) {
	s := New[item](window, 1)
	var out []item
	for _, it := range items {
		if s.Full() {
			v, _ := s.Take()
			out = append(out, v)
		}
		s.Add(it.hash, it)
	}
	var count [partitions]int
	most := 0
	for i, it := range out {
		count[it.partition]++
		if i >= stretch {
			count[out[i-stretch].partition]--
		}
		most = max(most, count[it.partition])
	}
	return most * 100 / stretch
}

// The numbers in doc.go come from here.
func TestSpreadsSortedInputOverPartitions(t *testing.T) {
	if raced || testing.Short() {
		t.Skip("a simulation of a single goroutine")
	}
	byHash := func(items []item, keys, perKey int) []item {
		// As a scan of one segment has it: partition keys in the order of their hashes.
		order := make([]int, keys)
		for k := range order {
			order[k] = k
		}
		slices.SortFunc(order, func(a, b int) int {
			if mix(uint64(a)) < mix(uint64(b)) {
				return -1
			}
			return 1
		})
		sorted := make([]item, 0, len(items))
		for _, k := range order {
			sorted = append(sorted, items[k*perKey:(k+1)*perKey]...)
		}
		return sorted
	}
	share := func(name string, items []item, windows ...int) (shares []int) {
		for _, w := range windows {
			shares = append(shares, highestShare(items, w))
		}
		t.Logf("%-40s windows %v: %v %%", name, windows, shares)
		return shares
	}
	windows := []int{1, 1_000, 10_000, 50_000}
	few := share("sorted by key, 100 items a key", sortedByKey(2000, 100), windows...)
	many := share("sorted by key, 1,000 items a key", sortedByKey(200, 1000), windows...)
	hashed := share("sorted by hash, 100 items a key", byHash(sortedByKey(2000, 100), 2000, 100), windows...)
	huge := share("one key", sortedByKey(1, 200_000), windows...)

	assert.GreaterOrEqual(t, few[0], 50)
	assert.LessOrEqual(t, few[2], 25)
	assert.Equal(t, 100, many[0])
	assert.LessOrEqual(t, many[3], 30)
	assert.Equal(t, 100, hashed[2], "a window smaller than a partition's share doesn't help")
	assert.Equal(t, []int{100, 100, 100, 100}, huge, "one key is one partition")
}

// Whatever the window, order per key holds.
func TestKeysStayInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.IntRange(1, 300).Draw(t, "keys")
		seed := rapid.Uint64().Draw(t, "seed")
		key := func(n int) uint64 { return mix(uint64(n)^seed) % uint64(keys) }
		last := map[uint64]int{}
		for _, n := range run(rapid.IntRange(1, 500).Draw(t, "window"), 3000, seed, key) {
			if before, ok := last[key(n)]; ok && before >= n {
				t.Fatalf("value %d came out behind %d", n, before)
			}
			last[key(n)] = n
		}
	})
}
