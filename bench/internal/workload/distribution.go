package workload

import "math/rand/v2"

// Distribution says which records are asked for.
type Distribution int

const (
	// Zipfian asks for a few records most of the time. Which ones has nothing to
	// do with their keys or their age.
	Zipfian Distribution = iota
	// Latest asks for the newest record most often, and the less the older.
	Latest
	// Uniform asks for all records alike.
	Uniform
	// Hotspot has 80 % of the operations on 20 % of the records, alike within
	// each part.
	Hotspot
	// Fresh asks for each record once, also beyond those that are there: for a
	// target that finds an item under any key.
	Fresh
	// InTurn asks for the first record, the second, and so on, and then for the
	// first again. YCSB calls it sequential.
	InTurn
)

// YCSB's defaults for the hotspot distribution.
const (
	hotRecords    = 0.2
	hotOperations = 0.8
)

func (d Distribution) String() string {
	return [...]string{"zipfian", "latest", "uniform", "hotspot", "fresh", "in turn"}[d]
}

// chooser chooses records. It is for many goroutines, each with a random
// generator of its own.
type chooser struct {
	distribution Distribution
	// spread is how many records the zipfian ranks are scrambled over: those to
	// be expected in the end, so that a hot one stays hot while others come.
	spread uint64
	latest *zipf
}

func newChooser(d Distribution, records, expected uint64) *chooser {
	c := &chooser{distribution: d, spread: expected}
	if d == Latest {
		c.latest = newZipf(records)
	}
	return c
}

// choose returns the number of one of the first n records.
func (c *chooser) choose(random *rand.Rand, n uint64) uint64 {
	switch c.distribution {
	case Latest:
		return n - 1 - c.latest.rank(random, n)
	case Hotspot:
		hot := max(1, uint64(hotRecords*float64(n)))
		if hot >= n || random.Float64() < hotOperations {
			return random.Uint64N(hot)
		}
		return hot + random.Uint64N(n-hot)
	case Uniform:
		return random.Uint64N(n)
	default:
		for {
			// A record that isn't there yet is drawn again, as YCSB does.
			if record := scramble(scrambled.rank(random.Float64()), c.spread); record < n {
				return record
			}
		}
	}
}
