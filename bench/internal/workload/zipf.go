package workload

import (
	"math"
	"math/rand/v2"
	"sync"
	"sync/atomic"
)

// theta is how uneven YCSB's zipfian is: the r-th of the records, counted from
// 1, is asked for in proportion to r^-theta.
const theta = 0.99

// zipf draws ranks, 0 being the most frequent, by the algorithm of Gray et al.,
// "Quickly Generating Billion-Record Synthetic Databases" (SIGMOD 1994). It is
// exact for the ranks 0 and 1; the others come from a continuous curve that
// follows theirs closely. It is for many goroutines, and for a number of ranks
// that grows.
type zipf struct {
	state   atomic.Pointer[zipfState]
	growing sync.Mutex
}

// zipfState is what the algorithm needs to know of a number of ranks.
type zipfState struct {
	n         uint64
	zeta, eta float64
}

const alpha = 1 / (1 - theta)

var zeta2 = 1 + math.Pow(0.5, theta)

// zeta is the sum of r^-theta for r from 1 to n.
func zeta(n uint64) float64 { return zetaFrom(0, 0, n) }

// zetaFrom continues the sum that was known up to there.
func zetaFrom(sum float64, known, n uint64) float64 {
	for r := known + 1; r <= n; r++ {
		sum += math.Pow(float64(r), -theta)
	}
	return sum
}

func newZipfState(n uint64, zeta float64) *zipfState {
	return &zipfState{
		n:    n,
		zeta: zeta,
		eta:  (1 - math.Pow(2/float64(n), 1-theta)) / (1 - zeta2/zeta),
	}
}

func newZipf(n uint64) *zipf {
	z := new(zipf)
	z.state.Store(newZipfState(n, zeta(n)))
	return z
}

// rank draws one of at most n ranks, where n never shrinks. The ranks follow n
// by steps of a thousandth: zeta is continued there and not summed up anew, by
// whoever comes first, while the others don't wait.
func (z *zipf) rank(random *rand.Rand, n uint64) uint64 {
	s := z.state.Load()
	if n > s.n+s.n/1000 && z.growing.TryLock() {
		if s = z.state.Load(); n > s.n {
			s = newZipfState(n, zetaFrom(s.zeta, s.n, n))
			z.state.Store(s)
		}
		z.growing.Unlock()
	}
	return s.rank(random.Float64())
}

// rank is that of a number from 0 to 1.
func (s *zipfState) rank(u float64) uint64 {
	uz := u * s.zeta
	switch {
	case uz < 1:
		return 0
	case uz < zeta2:
		return 1
	}
	return min(uint64(float64(s.n)*math.Pow(s.eta*u-s.eta+1, alpha)), s.n-1)
}

// YCSB scrambles the ranks of ten billion records, whatever their number is:
// their zeta takes minutes to add up, so it has it as a constant.
const (
	scrambledRanks = 10_000_000_000
	scrambledZeta  = 26.46902820178302
)

var scrambled = newZipfState(scrambledRanks, scrambledZeta)

// scramble spreads a rank over n records, so that the most frequent ones aren't
// neighbours.
func scramble(rank, n uint64) uint64 { return fnv64(rank) % n }

// fnv64 is YCSB's Utils.fnvhash64: FNV-1a of the number's eight bytes, the
// lowest first, without its sign.
func fnv64(n uint64) uint64 {
	hash := uint64(0xCBF29CE484222325)
	for range 8 {
		hash ^= n & 0xff
		hash *= 1099511628211
		n >>= 8
	}
	if signed := int64(hash); signed < 0 && signed != math.MinInt64 {
		return uint64(-signed)
	}
	return hash & math.MaxInt64
}
