package shuffle

import (
	"fmt"
	"iter"
	"math/rand/v2"
)

const (
	// MaxWindow is the largest window. A window of 16 million values is more than a job has memory for, and
	// keeps every index within 32 bits.
	MaxWindow = 1 << 24

	// AgeFactor times the window is how often a value is passed over before it has the next turn. In a
	// full window a value is passed over that often with a chance of e^-AgeFactor, 1.8 %, so the rule costs
	// little randomness.
	AgeFactor = 4
)

// stream is PCG's second word. Any constant does: the seed alone decides.
const stream = 0x9e3779b97f4a7c15

const (
	none   = -1 // ends a list
	vacant = -2 // stands in later where a slot has no value
)

// minSlots is how many slots aren't worth giving back.
const minSlots = 64

// slot is a place in the window.
type slot[T any] struct {
	value T
	hash  uint64
	added uint64 // takes before it was added
	age   uint64 // its number in ages
	later int32  // the next one of the same hash, in the order of adding
}

// Shuffle is a window of values that leave it in random order. It isn't safe for concurrent use. Use [New].
type Shuffle[T any] struct {
	window int
	random *rand.Rand

	// At least half of the slots have a value, so that a draw among all of them soon meets one.
	slots  []slot[T]
	free   []int32
	count  int
	byHash table
	ages   ages
	takes  uint64
}

// New returns an empty window of at most so many values. window is taken to be between 1, which passes the
// values on as they come, and [MaxWindow]. Two of the same window and seed that are called in the same way
// hand out the same.
//
// Memory goes with what is in the window: 100 to 160 bytes and the value's own for each value, for a moment twice
// that while the window grows or shrinks.
func New[T any](window int, seed uint64) *Shuffle[T] {
	return &Shuffle[T]{
		window: min(max(window, 1), MaxWindow),
		random: rand.New(rand.NewPCG(seed, stream)),
		byHash: newTable(0),
		ages:   newAges(0),
	}
}

// Len returns how many values are in the window.
func (s *Shuffle[T]) Len() int { return s.count }

// Full reports whether a value must be taken before the next one can be added.
func (s *Shuffle[T]) Full() bool { return s.count == s.window }

// Bound returns how many calls of Take at most give out another value while one is in the window. If values are
// taken only when the window is full, it's also how many values behind a given one can come out before it.
func (s *Shuffle[T]) Bound() int { return (AgeFactor+1)*s.window - 1 }

// Add puts a value in the window. hash is its key's. Values of one hash come out in the order in which they
// were added, so two keys that happen to have one hash only lose a bit of randomness.
//
// Add panics if the window is full, since the alternative is to lose a value or to grow without a bound.
func (s *Shuffle[T]) Add(hash uint64, v T) {
	if s.Full() {
		panic(fmt.Sprintf("shuffle: Add to a full window of %d values, call Take first", s.window))
	}
	s.add(hash, v, s.takes)
}

func (s *Shuffle[T]) add(hash uint64, v T, added uint64) {
	i := s.newSlot()
	s.slots[i] = slot[T]{value: v, hash: hash, added: added, age: s.ages.add(i), later: none}
	s.count++

	at := s.byHash.find(hash)
	if c := &s.byHash.chains[at]; c.head != none {
		s.slots[c.tail].later = i
		c.tail = i
	} else {
		s.byHash.insert(at, chain{hash: hash, head: i, tail: i})
	}
}

// Take hands a value out, ok=false if there's none. It can be called at any time: while the input goes on,
// call it when the window is Full, so that there's as much as can be to choose from; behind the end of the
// input, until ok is false.
func (s *Shuffle[T]) Take() (v T, ok bool) {
	if s.count == 0 {
		return v, false
	}
	// The oldest of all is the first of its hash too, so age never breaks the order.
	drawn := s.ages.oldest()
	if s.takes-s.slots[drawn].added < AgeFactor*uint64(s.window) {
		drawn = s.draw()
	}
	at := s.byHash.find(s.slots[drawn].hash)
	s.takes++
	v = s.remove(at)
	if n := len(s.slots); n > minSlots && 2*s.count < n {
		s.shrink()
	}
	return v, true
}

// Oldest takes all values out, in the order in which they were added.
func (s *Shuffle[T]) Oldest() iter.Seq[T] {
	return func(yield func(T) bool) {
		for s.count > 0 {
			// The oldest of all is the first of its hash too.
			at := s.byHash.find(s.slots[s.ages.oldest()].hash)
			s.takes++
			if !yield(s.remove(at)) {
				return
			}
		}
	}
}

// draw returns a slot with a value. It draws among values, not among hashes: a hash with a tenth of the
// window's values has a tenth of the turns. Otherwise a key that comes often would fill the window up.
func (s *Shuffle[T]) draw() int32 {
	for {
		i := int32(s.random.Uint64N(uint64(len(s.slots))))
		if s.slots[i].later != vacant {
			return i
		}
	}
}

// remove takes the first of the chain at that place of the table out.
func (s *Shuffle[T]) remove(at int) T {
	c := &s.byHash.chains[at]
	i := c.head
	e := &s.slots[i]
	if e.later == none {
		s.byHash.remove(at)
	} else {
		c.head = e.later
	}
	s.ages.leave(e.age)
	v := e.value
	*e = slot[T]{later: vacant} // lets go of what the value points to
	s.free = append(s.free, i)
	s.count--
	return v
}

func (s *Shuffle[T]) newSlot() int32 {
	if n := len(s.free); n > 0 {
		i := s.free[n-1]
		s.free = s.free[:n-1]
		return i
	}
	s.slots = append(s.slots, slot[T]{})
	return int32(len(s.slots) - 1)
}

// shrink puts the values in as many slots as they need. Adding them again from the oldest on keeps the order
// of each hash. As many values as are left have been taken before, so it's amortised.
func (s *Shuffle[T]) shrink() {
	old, ages := s.slots, s.ages
	s.slots, s.free = make([]slot[T], 0, s.count), nil
	s.byHash, s.ages = newTable(s.count), newAges(s.count)
	s.count = 0
	for n := ages.first; n < ages.next; n++ {
		if !ages.left(n) {
			e := &old[ages.slots[n&uint64(len(ages.slots)-1)]]
			s.add(e.hash, e.value, e.added)
		}
	}
}
