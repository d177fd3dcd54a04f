package capacity

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestFollowsACapacityThatDoubles(t *testing.T) {
	for _, units := range []float64{100, 1000, 10_000} {
		t.Run(fmt.Sprint(units), func(t *testing.T) {
			w := provisioned(units)
			c := w.adaptive(units)
			w.run(60 * sec)
			w.provision(2 * units)
			w.run(120 * sec)
			c.show(t, "doubled at 60 s", 55*sec, 85*sec, 4*units)
			assert.GreaterOrEqual(t, c.rate(69*sec, 70*sec), 0.9*2*units, "10 s later")
			assert.GreaterOrEqual(t, c.rate(70*sec, 120*sec), 0.95*2*units, "from then on")
			assert.LessOrEqual(t, c.between(60*sec, 120*sec).share(), 0.02)
		})
	}
}

func TestFollowsACapacityThatFalls(t *testing.T) {
	for _, units := range []float64{100, 1000, 10_000} {
		for _, to := range []float64{0.5, 0.1} {
			t.Run(fmt.Sprintf("%v to %v", units, to*units), func(t *testing.T) {
				w := provisioned(units)
				c := w.adaptive(units)
				w.run(60 * sec)
				w.provision(to * units)
				w.run(120 * sec)
				c.show(t, "fell at 60 s", 55*sec, 80*sec, 1.2*units)
				after := c.between(65*sec, 120*sec)
				assert.LessOrEqual(t, after.share(), 0.02, "5 s later")
				assert.LessOrEqual(t, c.between(65*sec, 70*sec).share(), 0.03, "in the first seconds of that")
				assert.GreaterOrEqual(t, after.accepted/55, 0.95*to*units)
				t.Logf("refused in the first 2 s: %.0f", c.between(60*sec, 62*sec).refused)
				assert.LessOrEqual(t, c.between(60*sec, 62*sec).refused, max(0.25*units, 50), "until that's found out")
			})
		}
	}
}

func TestTakesNothingForAnOverloadThatIsOnlySlow(t *testing.T) {
	w := provisioned(1000)
	c := w.adaptive(1000)
	c.demand = 900
	c.rtt = 5 * time.Millisecond
	w.run(60 * sec)
	before := c.l.Snapshot(w.now).Adaptive
	c.rtt = 500 * time.Millisecond
	w.run(120 * sec)
	assert.GreaterOrEqual(t, c.l.Snapshot(w.now).Adaptive, before)
	assert.InDelta(t, 900, c.rate(62*sec, 120*sec), 20)
	assert.Zero(t, c.between(0, 120*sec).refused)

	endless := provisioned(1000)
	c = endless.adaptive(1000)
	endless.run(60 * sec)
	c.rtt = 500 * time.Millisecond
	endless.run(120 * sec)
	assert.GreaterOrEqual(t, c.rate(65*sec, 120*sec), 970.0)
}
