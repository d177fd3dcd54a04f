package capacity

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Whatever has happened to a limiter, a request that waits for as long as it's told may go, and no sooner.
func TestReadyComesTrueWhenItSaysAndNotSooner(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := int64(1)
		l := New(now, Config{Adaptive: rapid.Bool().Draw(t, "adaptive"), Start: rapid.Float64Range(1, 1e5).Draw(t, "start")})
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			units := rapid.Float64Range(0, 1e4).Draw(t, "units")
			switch rapid.IntRange(0, 6).Draw(t, "do") {
			case 0:
				l.Take(now, units)
			case 1:
				l.Correct(now, units-5e3)
			case 2:
				refused := rapid.Float64Range(0, 100).Draw(t, "refused")
				l.Done(now, max(1, now-rapid.Int64Range(0, 1e9).Draw(t, "rtt")), units, refused)
			case 3:
				l.Set(now, rapid.SampledFrom([]float64{0, 0.5, 10, 1e4}).Draw(t, "limit"), rapid.SampledFrom([]time.Duration{0, sec, 300 * sec}).Draw(t, "burst"))
			case 4:
				now += rapid.Int64Range(0, 5e9).Draw(t, "pause")
			case 5:
				l.Hint(now, units)
			case 6:
				l.Snapshot(now)
			}
			require.GreaterOrEqual(t, l.Room(now), 1.0)

			wait := l.Ready(now)
			require.GreaterOrEqual(t, wait, time.Duration(0))
			// Ready may have raised the rate, so it's asked by Wait, which changes nothing.
			require.Equal(t, l.Wait(now, 0), l.Wait(now, 0))
			require.LessOrEqual(t, l.Wait(now, 0), wait)
			require.GreaterOrEqual(t, l.Wait(now, units), l.Wait(now, 0), "more take longer")
			probe := *l
			require.Zero(t, probe.Ready(now+int64(wait)))
			if wait > 10 {
				sooner := *l
				require.Positive(t, sooner.Wait(now+int64(wait)*9/10, 0))
			}
			s := l.Snapshot(now)
			require.GreaterOrEqual(t, s.Debt, 0.0)
			require.Equal(t, s.Debt > 0, l.user.debt(now) > 0 || l.own.debt(now) > 0)
			if l.adaptive {
				require.GreaterOrEqual(t, s.Adaptive, leastRate)
				require.LessOrEqual(t, s.Adaptive, float64(mostRate))
			}
		}
	})
}

func TestOneRoundTripCutsOnce(t *testing.T) {
	l := New(1, Config{Adaptive: true, Start: 1000})
	for range 20 {
		l.Take(1, 25)
	}
	for range 20 {
		l.Done(int64(10e6), 1, 0, 25)
	}
	assert.GreaterOrEqual(t, l.Snapshot(int64(10e6)).Adaptive, 1000*0.5*keeps)
	assert.Less(t, l.Snapshot(int64(10e6)).Adaptive, 1000.0)
}

func TestARateThatFellToTheLeastIsSoonBack(t *testing.T) {
	simulation(t)
	for _, units := range []float64{100, 1000, 10_000} {
		for _, outage := range []time.Duration{2 * sec, 120 * sec} {
			w := provisioned(units)
			c := w.adaptive(units)
			w.run(30 * sec)
			w.stray = 1 // an outage that looks like throttling
			w.run(30*sec + outage)
			assert.LessOrEqual(t, c.between(31*sec, 30*sec+outage).sent, 0.1*units+2*outage.Seconds(), "few are asked in vain")
			w.stray = 0
			end := 30*sec + outage + 30*sec
			w.run(end + 60*sec)
			assert.GreaterOrEqual(t, c.rate(end, end+60*sec), 0.95*units, "%v, %v", units, outage)
			assert.LessOrEqual(t, c.between(end, end+60*sec).share(), 0.02, "%v, %v", units, outage)
		}
	}
}

// A caller that asks again only when it was told to is waiting all the same.
func TestTheRateGrowsForOneWhoAsksOnlyWhenTold(t *testing.T) {
	l := New(1, Config{Adaptive: true, Start: 0.5})
	l.Take(1, 0.5)
	l.Done(2, 1, 0, 0.5) // a throttle
	now := int64(2)
	for range 400 {
		now += int64(l.Ready(now))
		if l.Ready(now) == 0 {
			l.Take(now, 1)
			l.Done(now, now, 1, 0)
		}
	}
	t.Logf("%v after %v", l.Snapshot(now).Adaptive, time.Duration(now))
	assert.Greater(t, l.Snapshot(now).Adaptive, 0.6)
}

func TestUsedCountsWhatWasAccepted(t *testing.T) {
	l := New(1, Config{})
	for i := range int64(40) {
		l.Done(i*int64(1e8)+1, i*int64(1e8)+1, 10, 3)
	}
	now := int64(39e8) + 1
	s := l.Snapshot(now)
	assert.Equal(t, 400.0, s.Used)
	assert.InDelta(t, 100, s.UsedPerSecond, 11)
	assert.Zero(t, l.Snapshot(now+int64(10e9)).UsedPerSecond)
}
