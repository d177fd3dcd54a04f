package shuffle

import "math/bits"

// chain has the values of one hash that are in the window: the slots of the first and of the last.
type chain struct {
	hash       uint64
	head, tail int32 // head is none where the table has no chain
}

// table finds chains by hash: open addressing, linear probing, at most half full. Go's own map does the same
// in twice the time, since each value asks it three times.
type table struct {
	chains []chain
	shift  int
	count  int
}

// minTable is the smallest table: 1 KB.
const minTable = 64

func newTable(count int) table {
	size := max(minTable, 1<<bits.Len(uint(2*count)))
	t := table{chains: make([]chain, size), shift: 64 - bits.TrailingZeros(uint(size))}
	for i := range t.chains {
		t.chains[i].head = none
	}
	return t
}

// home is where a hash belongs: the upper bits of a product, since callers' hashes may differ in a few bits only.
func (t *table) home(hash uint64) int { return int(hash * 0x9e3779b97f4a7c15 >> t.shift) }

// find returns the place of hash, or the free one where it would be.
func (t *table) find(hash uint64) int {
	i := t.home(hash)
	for t.chains[i].head != none && t.chains[i].hash != hash {
		i = (i + 1) & (len(t.chains) - 1)
	}
	return i
}

// insert puts a chain in place i, which find returned.
func (t *table) insert(i int, c chain) {
	t.chains[i] = c
	if t.count++; 2*t.count <= len(t.chains) {
		return
	}
	grown := newTable(t.count)
	grown.count = t.count
	for _, c := range t.chains {
		if c.head != none {
			grown.chains[grown.find(c.hash)] = c
		}
	}
	*t = grown
}

// remove empties place i and closes the gap, so that no probe ends too early.
func (t *table) remove(i int) {
	mask := len(t.chains) - 1
	for j := (i + 1) & mask; t.chains[j].head != none; j = (j + 1) & mask {
		// The chain at j may move to the gap unless its home lies behind the gap.
		if (j-t.home(t.chains[j].hash))&mask >= (j-i)&mask {
			t.chains[i] = t.chains[j]
			i = j
		}
	}
	t.chains[i].head = none
	t.count--
}
