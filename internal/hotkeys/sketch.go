package hotkeys

import "strings"

// counters is how many keys a sketch holds. Searched from end to end: 64 hashes are eight cache
// lines, and only sampled items and refusals look.
const counters = 64

// sketch is the Space-Saving algorithm (Metwally, Agrawal, El Abbadi: "Efficient computation of
// frequent and top-k elements in data streams", 2005) with weights. A key that finds no room takes
// the place of the one with the smallest count, and inherits its count, since it may have been
// there before and been displaced. What is inherited is remembered as the possible error.
//
// With N the sum of all weights: no count is below the truth, none is above it by more than N/64,
// and a key that is not here has weighed N/64 at the most.
type sketch struct {
	n     int
	hash  [counters]uint64
	count [counters]float64
	err   [counters]float64
	key   [counters]string
}

func (s *sketch) find(hash uint64) (slot int, found bool) {
	for i, h := range s.hash[:s.n] {
		if h == hash {
			return i, true
		}
	}
	return 0, false
}

// add counts weight for a key. last is the sketch before this one; a text that it holds is shared.
func (s *sketch) add(hash uint64, weight float64, key func() string, last *sketch) {
	slot, found := s.find(hash)
	if found {
		s.count[slot] += weight
		return
	}
	if s.n < counters {
		slot = s.n
		s.n++
	} else {
		for i := range s.count {
			if s.count[i] < s.count[slot] {
				slot = i
			}
		}
	}
	s.hash[slot] = hash
	s.err[slot] = s.count[slot]
	s.count[slot] += weight
	if last != nil {
		if i, found := last.find(hash); found {
			s.key[slot] = last.key[i]
			return
		}
	}
	s.key[slot] = text(key)
}

// sure is what a key has weighed at the least.
func (s *sketch) sure(slot int) float64 { return s.count[slot] - s.err[slot] }

// text is a key's text, of [MaxKey] bytes at the most, in memory of its own: a part of a larger
// string would keep all of it alive.
func text(key func() string) string {
	if key == nil {
		return ""
	}
	k := key()
	if len(k) > MaxKey {
		return k[:MaxKey-len(ellipsis)] + ellipsis
	}
	return strings.Clone(k)
}

const ellipsis = "…"
