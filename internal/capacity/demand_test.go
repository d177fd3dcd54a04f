package capacity

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestTheRateStaysWhereNobodyWaitsForIt(t *testing.T) {
	w := provisioned(10_000)
	c := w.adaptive(1000)
	c.demand = 500
	w.run(120 * sec)
	assert.Equal(t, 1000.0, c.l.Snapshot(w.now).Adaptive)
	assert.InDelta(t, 500, c.rate(10*sec, 120*sec), 5)
	assert.Zero(t, c.between(0, 120*sec).refused)

	c.demand = math.Inf(1)
	w.run(150 * sec)
	assert.GreaterOrEqual(t, c.rate(121*sec, 131*sec), 9500.0, "there when it's asked for")
}

func TestTheRateIsThereWhenDemandRisesAgain(t *testing.T) {
	simulation(t)
	for _, pause := range []time.Duration{10 * sec, time.Hour} {
		for _, low := range []float64{0, 300} {
			if low > 0 {
				pause = min(pause, 120*sec)
			}
			w := provisioned(1000)
			c := w.adaptive(1000)
			w.run(60 * sec)
			c.demand, c.fresh, c.again = low, 0, nil
			w.run(61 * sec)
			before := c.l.Snapshot(w.now).Adaptive
			end := 61*sec + pause
			w.run(end)
			assert.Equal(t, before, c.l.Snapshot(w.now).Adaptive, "nobody waited")
			c.demand = math.Inf(1)
			w.run(end + 400*sec)
			// What the service has saved is used up, and then its capacity.
			assert.GreaterOrEqual(t, c.rate(end, end+2*sec), 850.0)
			s := c.between(end, end+400*sec)
			assert.GreaterOrEqual(t, s.accepted/400, 970.0)
			assert.LessOrEqual(t, s.share(), 0.02)
		}
	}
}

func TestAHintIsABeginningUntilAThrottleSaysMore(t *testing.T) {
	l := New(1, Config{Adaptive: true, Start: 4000})
	l.Hint(1, 10)
	assert.Equal(t, 10.0, l.Snapshot(1).Adaptive)
	l.Hint(1, 0)
	assert.Equal(t, 10.0, l.Snapshot(1).Adaptive, "nothing is known")
	l.Hint(1, 20)
	assert.Equal(t, 20.0, l.Snapshot(1).Adaptive, "the table was updated")
	l.Hint(1, 10)
	l.Take(1, 5)
	l.Done(2, 1, 0, 5)
	rate := l.Snapshot(2).Adaptive
	assert.Less(t, rate, 10.0)
	l.Hint(3, 4000)
	assert.Equal(t, rate, l.Snapshot(3).Adaptive)

	fixed := New(1, Config{})
	fixed.Hint(1, 10)
	assert.Zero(t, fixed.Snapshot(1).Adaptive)
}
