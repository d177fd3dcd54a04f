package capacity

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestExecutorsOfOneTableShareItEqually(t *testing.T) {
	simulation(t)
	defer func() { seed = 1 }()
	for _, begin := range [][]time.Duration{{0, 0}, {0, 30 * sec}, {0, 30 * sec, 45 * sec}} {
		for _, units := range []float64{1000, 4000} {
			most, warmUp, seeds := 0.05, 60*sec, uint64(4) // 50/50 within 10 %
			if units > 1000 {
				most, warmUp, seeds = 0.1, 150*sec, 2
			}
			for seed = 1; seed <= seeds; seed++ {
				t.Run(fmt.Sprintf("%v of %v, seed %d", begin, units, seed), func(t *testing.T) {
					w := provisioned(units)
					var all []*client
					for _, at := range begin {
						w.run(max(at, 1))
						all = append(all, w.adaptive(units))
					}
					last := begin[len(begin)-1]
					from, to := last+warmUp, last+warmUp+60*sec
					w.run(to)
					var sum slot
					for _, c := range all {
						s := c.between(from, to)
						sum.accepted += s.accepted
						sum.refused += s.refused
					}
					fair := 1 / float64(len(all))
					for i, c := range all {
						share := c.between(from, to).accepted / sum.accepted
						t.Logf("%d: %.3f of all", i, share)
						assert.InDelta(t, fair, share, most, "executor %d", i)
					}
					assert.GreaterOrEqual(t, sum.accepted/60, 0.97*units)
					assert.LessOrEqual(t, sum.share(), 0.01)
				})
			}
		}
	}
}

// Many executors of a table don't take each other's looks for the limit for noise, which would have all of them push on.
func TestManyExecutorsOfATableComeToTerms(t *testing.T) {
	simulation(t)
	for _, c := range []struct {
		executors int
		units     float64
		apart     time.Duration // from one's beginning to the next's
	}{{5, 1000, 0}, {10, 1000, 0}, {10, 1000, 5 * sec}, {20, 1000, 5 * sec}, {10, 4000, 5 * sec}, {10, 300, 5 * sec}} {
		t.Run(fmt.Sprintf("%d of %v, %v apart", c.executors, c.units, c.apart), func(t *testing.T) {
			w := provisioned(c.units)
			var all []*client
			for i := range c.executors {
				w.run(max(time.Duration(i)*c.apart, 1))
				all = append(all, w.adaptive(c.units))
			}
			from := time.Duration(c.executors)*c.apart + 200*sec
			to := from + 300*sec
			w.run(to)
			var sum slot
			most := 0.0
			for _, x := range all {
				s := x.between(from, to)
				sum.accepted += s.accepted
				sum.refused += s.refused
				most = max(most, s.accepted)
			}
			t.Logf("refused %.4f, the most has %.2f times its share", sum.share(), most/sum.accepted*float64(c.executors))
			assert.GreaterOrEqual(t, sum.accepted/(to-from).Seconds(), 0.97*c.units)
			assert.LessOrEqual(t, sum.share(), 0.03)
			assert.LessOrEqual(t, most/sum.accepted*float64(c.executors), 4.0)
		})
	}
}
