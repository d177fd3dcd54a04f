package capacity

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestRefusalsAtRandomDontCrushTheRate(t *testing.T) {
	simulation(t)
	for _, units := range []float64{1000, 5000} {
		for _, stray := range []float64{0.02, 0.04} {
			t.Run(fmt.Sprintf("%v of %v", stray, units), func(t *testing.T) {
				w := provisioned(units)
				w.stray = stray
				c := w.adaptive(units)
				w.run(300 * sec)
				s := c.between(30*sec, 300*sec)
				t.Logf("used %.3f, refused %.4f", s.accepted/270/units, s.share())
				assert.GreaterOrEqual(t, s.accepted/270, 0.9*units)
				assert.LessOrEqual(t, s.share(), stray+0.06)

				w.stray = 0
				w.run(420 * sec)
				s = c.between(360*sec, 420*sec)
				assert.GreaterOrEqual(t, s.accepted/60, 0.95*units, "when they end")
				assert.LessOrEqual(t, s.share(), 0.02, "when they end")
			})
		}
	}
}

// A service that refuses whole calls now and then, whatever it's asked, is used to the full in the long run: it's
// found out with a hundred calls at a forty-eighth of what was borne, for which 100 units/s are too few.
func TestCallsRefusedAtRandomDontCrushTheRate(t *testing.T) {
	simulation(t)
	const span = 600 * sec
	seeds := uint64(3)
	for _, units := range []float64{1000, 5000} {
		for _, share := range []float64{0.04, 0.08} {
			for s := uint64(1); s <= seeds; s++ {
				t.Run(fmt.Sprintf("%v of %v, seed %d", share, units, s), func(t *testing.T) {
					defer func() { seed = 1 }()
					seed = s
					w := provisioned(units)
					w.strayCalls = share
					c := w.adaptive(units)
					w.run(span)
					used := c.between(span/3, span)
					t.Logf("used %.3f, refused %.4f", used.accepted/(span-span/3).Seconds()/units, used.share())
					assert.GreaterOrEqual(t, used.accepted/(span-span/3).Seconds(), 0.85*units)
					assert.LessOrEqual(t, used.share(), 1.5*share+0.05)
				})
			}
		}
	}
}

func TestRandomRefusalsDontHideAFallingCapacity(t *testing.T) {
	w := provisioned(1000)
	w.stray = 0.04
	c := w.adaptive(1000)
	w.run(60 * sec)
	w.provision(500)
	w.run(120 * sec)
	assert.LessOrEqual(t, c.between(65*sec, 120*sec).share(), 0.12)
	assert.GreaterOrEqual(t, c.rate(65*sec, 120*sec), 475.0)
}

func TestNoConsumptionReported(t *testing.T) {
	simulation(t)
	for _, estimate := range []float64{0.7, 1.3} {
		for _, units := range []float64{100, 1000, 10_000} {
			t.Run(fmt.Sprintf("estimates of %v, %v", estimate, units), func(t *testing.T) {
				w := provisioned(units)
				c := w.adaptive(units)
				c.silent, c.estimate = true, estimate
				w.run(60 * sec)
				w.provision(2 * units)
				w.run(120 * sec)
				w.provision(units)
				w.run(180 * sec)
				s := c.between(30*sec, 60*sec)
				t.Logf("used %.3f, refused %.4f", s.accepted/30/units, s.share())
				assert.GreaterOrEqual(t, s.accepted/30, 0.92*units)
				assert.LessOrEqual(t, s.share(), 0.02)
				assert.GreaterOrEqual(t, c.rate(69*sec, 75*sec), 0.87*2*units, "10 s after it doubled")
				assert.LessOrEqual(t, c.between(125*sec, 180*sec).share(), 0.02, "5 s after it halved")
			})
		}
	}
}

func TestItemsLargerThanASecondsCapacityGoThroughOneByOne(t *testing.T) {
	for _, units := range []float64{5, 100, 1000, 10_000} {
		t.Run(fmt.Sprint(units), func(t *testing.T) {
			w := provisioned(units)
			c := w.adaptive(units)
			c.item, c.estimate = 100, 100
			span, least := 300*sec, 0.9
			if units < 100 { // an item in 20 s: there's little to learn from
				span, least = 3600*sec, 0.75
			}
			w.run(span)
			from := span / 3
			s := c.between(from, span)
			used := s.accepted / (span - from).Seconds() / units
			t.Logf("used %.3f, refused %.4f", used, s.share())
			assert.GreaterOrEqual(t, used, least)
			assert.LessOrEqual(t, s.share(), 0.05)

			// None waits for longer than its own debt.
			longest, quiet := 0, 0
			for i := int(from / slotLength); i < int(span/slotLength) && i < len(c.slots); i++ {
				if quiet++; c.slots[i].accepted > 0 {
					quiet = 0
				}
				longest = max(longest, quiet)
			}
			assert.LessOrEqual(t, float64(longest)*slotLength.Seconds(), 1+3*100/units)
		})
	}
}

func TestRoomIsForOneItemAtLeast(t *testing.T) {
	for _, rate := range []float64{0.1, 1, 5, 10, 50, 1000} {
		l := New(1, Config{Adaptive: true, Start: rate})
		assert.InDelta(t, max(1, rate/10), l.Room(1), 1e-9)
	}
	assert.True(t, math.IsInf(New(1, Config{}).Room(1), 1))
	l := New(1, Config{Adaptive: true, Start: 1000})
	l.Set(1, 20, time.Second)
	assert.InDelta(t, 2, l.Room(1), 1e-9, "the lower of both")
}
