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
