package hotkeys

import "math/rand/v2"

// precision is how many items of a sub-window are counted one by one, and then into how many
// strata the units seen so far are divided. The package documentation derives the error from it.
const precision = 1024

// sampler picks which of the units served in a sub-window are counted.
//
// The units are laid end to end on a line. The line is cut into strata, one point is drawn at random
// in each, and the item that covers the point is charged with the whole stratum. Each unit has the
// same chance of being the point, so the expected charge of an item is exactly what it cost. Fixed
// distances between the points would be simpler, and wrong for keys that come in turns: eight keys
// one after the other, sampled at every eighth, are one key.
//
// A stratum is 1/precision of the line before it. So strata grow with the traffic, nothing has to be
// known about it beforehand, and n times the traffic costs ln(n) times the samples.
//
// Where a stratum begins and ends depends on the traffic, never on the points drawn; the estimate
// would be biased otherwise.
type sampler struct {
	total float64 // units so far, the length of the line
	point float64 // the next point that is sampled: 0 while everything is counted
	step  float64 // the length of the stratum around point
	end   float64 // where that stratum ends
	exact int     // items that were counted one by one

	random *rand.Rand
}

// restart begins a new line.
func (s *sampler) restart() { *s = sampler{random: s.random} }

// weigh is what to charge the last item of the line with, which cost the given units.
func (s *sampler) weigh(units float64) float64 {
	if s.exact < precision {
		if s.exact++; s.exact == precision {
			s.end = s.total
			s.next()
		}
		return units
	}
	var charge float64
	for s.point <= s.total {
		charge += s.step
		s.next()
	}
	return charge
}

// next lays the stratum behind the last one.
func (s *sampler) next() {
	begin := s.end
	s.step = begin / precision
	if rest := s.total - begin; rest > s.step {
		// The last item covers all of this stratum and more. It's charged with it wherever the point
		// lies, so the stratum may as well be as long as the item: no loop for a large one.
		s.step, s.point, s.end = rest, s.total, s.total
		return
	}
	// Float64 is in [0, 1), the point has to lie in (begin, end].
	s.point = begin + (1-s.random.Float64())*s.step
	s.end = begin + s.step
}
