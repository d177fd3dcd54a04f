package shuffle

// ages knows the window's oldest value. Values are numbered in the order of adding; slots has the slot of each
// number from first on, in a ring, and gone has a bit for those that have left. It takes the place of a linked
// list, whose neighbours lie all over the memory: adding writes one behind the other here, and the bits are few.
type ages struct {
	first, next uint64
	slots       []int32
	gone        []uint64
}

// minAges is the smallest ring, a word of bits.
const minAges = 64

func newAges(count int) ages {
	n := minAges
	for n < count {
		n *= 2
	}
	return ages{slots: make([]int32, n), gone: make([]uint64, n/64)}
}

// add numbers a value.
func (a *ages) add(slot int32) uint64 {
	if a.next-a.first == uint64(len(a.slots)) {
		a.grow()
	}
	n := a.next
	a.next++
	at := n & uint64(len(a.slots)-1)
	a.slots[at] = slot
	a.gone[at/64] &^= 1 << (at % 64)
	return n
}

func (a *ages) grow() {
	g := newAges(2 * len(a.slots))
	for n := a.first; n < a.next; n++ {
		at := n & uint64(len(g.slots)-1)
		g.slots[at] = a.slots[n&uint64(len(a.slots)-1)]
		if a.left(n) {
			g.gone[at/64] |= 1 << (at % 64)
		}
	}
	g.first, g.next = a.first, a.next
	*a = g
}

// left reports whether value n, which isn't before first, has left.
func (a *ages) left(n uint64) bool {
	at := n & uint64(len(a.slots)-1)
	return a.gone[at/64]&(1<<(at%64)) != 0
}

// leave takes value n out. first is a value that's there, or next if there's none.
func (a *ages) leave(n uint64) {
	at := n & uint64(len(a.slots)-1)
	a.gone[at/64] |= 1 << (at % 64)
	for a.first < a.next && a.left(a.first) {
		a.first++
	}
}

// oldest returns the slot of the oldest value. There must be one.
func (a *ages) oldest() int32 { return a.slots[a.first&uint64(len(a.slots)-1)] }
