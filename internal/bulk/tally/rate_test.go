package tally

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var start = time.Unix(1_700_000_000, 0)

func TestTheRateOfASteadyJob(t *testing.T) {
	for name, every := range map[string]time.Duration{
		"observed often":  time.Millisecond,
		"at the grain":    grain,
		"each second":     time.Second,
		"seldom":          4 * time.Second,
		"once in a while": time.Minute,
	} {
		t.Run(name, func(t *testing.T) {
			var r Rate
			for at := time.Duration(0); at <= 2*time.Minute; at += every {
				now := start.Add(at)
				r.Observe(now, 5_000+int64(at/time.Millisecond))
				if at > 0 {
					require.InDelta(t, 1000, r.PerSecond(now), 1e-6, "after %v", at)
				}
			}
		})
	}
}

func TestTheRateIsThatOfTheWindow(t *testing.T) {
	var r Rate
	now, total := start, int64(0)
	run := func(seconds int, perTick int64) {
		for range 10 * seconds {
			now, total = now.Add(100*time.Millisecond), total+perTick
			r.Observe(now, total)
		}
	}
	r.Observe(now, total)
	run(60, 10)
	require.InDelta(t, 100, r.PerSecond(now), 1e-6)
	run(5, 100)
	// Half a window of each, give or take a grain.
	require.InDelta(t, 550, r.PerSecond(now), 900*grain.Seconds()/Window.Seconds())
	run(6, 100)
	require.InDelta(t, 1000, r.PerSecond(now), 1e-6)
	// It stands still, and nobody observes it.
	require.InDelta(t, 500, r.PerSecond(now.Add(5*time.Second)), 50)
	require.Less(t, r.PerSecond(now.Add(time.Hour)), 0.3)
	// It stands still, and is observed.
	run(11, 0)
	require.Zero(t, r.PerSecond(now))
}

// model keeps all observations, and looks for the one that the window begins at.
func TestTheRateIsThatOfTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r Rate
		now, total := start, rapid.Int64Range(0, 1000).Draw(t, "base")
		var all []observation
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.Int64Range(1, 3000).Draw(t, "ms")) * time.Millisecond)
			if rapid.Bool().Draw(t, "observe") {
				total += rapid.Int64Range(0, 10_000).Draw(t, "items")
				r.Observe(now, total)
				if len(all) == 0 || now.Sub(all[len(all)-1].at) >= grain {
					all = append(all, observation{now, total})
				}
			}
			want := 0.0
			if len(all) > 0 {
				from := all[0]
				for _, o := range all {
					if now.Sub(o.at) >= Window {
						from = o
					}
				}
				if now.After(from.at) {
					want = float64(total-from.total) / now.Sub(from.at).Seconds()
				}
			}
			require.InDelta(t, want, r.PerSecond(now), 1e-6)
		}
	})
}

func TestTimesThatTellNothingChangeNothing(t *testing.T) {
	var r Rate
	require.Zero(t, r.PerSecond(start))
	r.Observe(start, 100)
	require.Zero(t, r.PerSecond(start))
	require.Zero(t, r.PerSecond(start.Add(-time.Second)))
	r.Observe(start, 900)
	r.Observe(start.Add(-time.Second), 900)
	require.Zero(t, r.PerSecond(start.Add(time.Second)))
	r.Observe(start.Add(time.Second), 200)
	require.InDelta(t, 100, r.PerSecond(start.Add(time.Second)), 1e-6)
	// A total that falls is nothing that can be: it isn't shown as a rate below 0.
	r.Observe(start.Add(2*time.Second), 0)
	require.Zero(t, r.PerSecond(start.Add(2*time.Second)))
}

func TestETA(t *testing.T) {
	for name, test := range map[string]struct {
		done, total int64
		rate        float64
		want        time.Duration
		ok          bool
	}{
		"half":               {50, 100, 10, 5 * time.Second, true},
		"parts of a second":  {0, 1, 8, 125 * time.Millisecond, true},
		"done":               {100, 100, 0, 0, true},
		"more than was said": {120, 100, 5, 0, true},
		"no total":           {50, 0, 10, 0, false},
		"no total, told -1":  {50, -1, 10, 0, false},
		"at rest":            {50, 100, 0, 0, false},
		"below 0":            {50, 100, -3, 0, false},
		"not a number":       {50, 100, math.NaN(), 0, false},
		"infinite":           {50, 100, math.Inf(1), 0, false},
		"a century":          {0, math.MaxInt64, 0.001, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			left, ok := ETA(test.done, test.total, test.rate)
			require.Equal(t, test.ok, ok)
			require.Equal(t, test.want, left)
		})
	}
}

func BenchmarkRate(b *testing.B) {
	var r Rate
	b.ReportAllocs()
	for i := range b.N {
		now := start.Add(time.Duration(i) * time.Millisecond)
		r.Observe(now, int64(i))
		r.PerSecond(now)
	}
}
