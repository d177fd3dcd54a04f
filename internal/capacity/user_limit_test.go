package capacity

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// most is what was sent in the worst of all spans of a length, from a to b.
func (c *client) most(length, a, b time.Duration) (worst float64) {
	for at := a; at+length <= b; at += slotLength {
		worst = max(worst, c.between(at, at+length).sent)
	}
	return worst
}

func TestTheUsersLimitIsKept(t *testing.T) {
	for _, adaptive := range []bool{true, false} {
		for _, units := range []float64{5, 100, 1000, 10_000} {
			t.Run(fmt.Sprintf("%v adaptive=%v", units, adaptive), func(t *testing.T) {
				w := provisioned(10 * units)
				c := w.client(Config{Adaptive: adaptive, Start: 10 * units})
				c.l.Set(w.now, units, sec)
				w.run(61 * sec)
				// The burst of the beginning is over by then.
				assert.LessOrEqual(t, c.most(10*sec, sec, 60*sec), 1.03*10*units)
				assert.GreaterOrEqual(t, c.rate(sec, 60*sec), 0.97*units)
				assert.LessOrEqual(t, c.most(10*sec, 0, 60*sec), 1.03*11*units, "with what was saved")
				assert.Zero(t, c.between(0, 60*sec).refused)
				s := c.l.Snapshot(w.now)
				assert.Equal(t, units, s.Limit)
				assert.Equal(t, units, s.Set)
				assert.InDelta(t, units, s.UsedPerSecond, 0.3*units)
			})
		}
	}
}

func TestTheUsersLimitMayChangeAtAnyTime(t *testing.T) {
	w := provisioned(10_000)
	c := w.adaptive(10_000)
	at := time.Duration(0)
	for _, units := range []float64{1000, 200, 3000, 50, 2000} {
		c.l.Set(w.now, units, sec)
		w.run(at + 30*sec)
		// A second's worth may have been saved at the rate before.
		assert.LessOrEqual(t, c.most(10*sec, at+2*sec, at+30*sec), 1.03*10*units, "%v", units)
		assert.GreaterOrEqual(t, c.rate(at+2*sec, at+30*sec), 0.97*units, "%v", units)
		at += 30 * sec
	}
	c.l.Set(w.now, 0, sec)
	w.run(at + 60*sec)
	assert.GreaterOrEqual(t, c.rate(at+10*sec, at+60*sec), 9700.0, "without a limit")
	s := c.l.Snapshot(w.now)
	assert.Zero(t, s.Set)
	assert.Equal(t, s.Adaptive, s.Limit)
}

func TestTheLowerOfBothLimitsIsInForce(t *testing.T) {
	w := provisioned(1000)
	c := w.adaptive(1000)
	c.l.Set(w.now, 5000, sec) // higher than what there is
	w.run(60 * sec)
	s := c.between(20*sec, 60*sec)
	assert.GreaterOrEqual(t, s.accepted/40, 970.0)
	assert.LessOrEqual(t, s.share(), 0.01)
	assert.Equal(t, c.l.Snapshot(w.now).Adaptive, c.l.Snapshot(w.now).Limit)

	// While the user's is what limits, the adaptive rate has no reason to rise.
	c.l.Set(w.now, 100, sec)
	w.run(300 * sec)
	assert.LessOrEqual(t, c.l.Snapshot(w.now).Adaptive, 1200.0)
	assert.InDelta(t, 100, c.rate(70*sec, 300*sec), 3)
}

func TestNoMoreIsSavedThanTheBurst(t *testing.T) {
	for _, burst := range []time.Duration{0, 100 * time.Millisecond, time.Second, time.Minute} {
		t.Run(burst.String(), func(t *testing.T) {
			const hour = int64(3600e9)
			l := New(1, Config{})
			l.Set(1, 100, burst)
			let := 0
			for l.Ready(hour) == 0 {
				l.Take(hour, 1)
				let++
				require.Less(t, let, 1_000_000)
			}
			assert.Equal(t, max(1, int(100*burst.Seconds())), let, "one may always go")
		})
	}
}

func TestWithoutLimitsNothingWaits(t *testing.T) {
	l := New(1, Config{})
	l.Take(1, 1e12)
	l.Done(2, 1, 0, 1e12)
	assert.Zero(t, l.Ready(2))
	assert.Zero(t, l.Wait(2, 1e12))
	s := l.Snapshot(2)
	assert.True(t, math.IsInf(s.Limit, 1))
	assert.Zero(t, s.Set+s.Adaptive+s.Debt)
}

func TestDebtIsPaidOff(t *testing.T) {
	l := New(1, Config{})
	l.Set(1, 100, sec)
	l.Take(1, 600)
	assert.Equal(t, 500.0, l.Snapshot(1).Debt)
	assert.InDelta(t, float64(5*sec), float64(l.Ready(1)), 10)
	assert.InDelta(t, float64(6*sec), float64(l.Wait(1, 100)), 10)
	l.Correct(1, -300)
	assert.InDelta(t, float64(2*sec), float64(l.Ready(1)), 10)
	l.Set(1, 50, sec)
	assert.InDelta(t, float64(4*sec), float64(l.Ready(1)), 10, "what is owed stays, at the new rate")
	assert.Zero(t, l.Ready(1+int64(4*sec)+10))
	assert.Zero(t, l.Snapshot(1+int64(5*sec)).Debt)
}
