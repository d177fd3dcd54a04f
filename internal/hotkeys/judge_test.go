package hotkeys

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// foundWithin checks that exactly these keys were guilty, each within a second of its first refusal.
func foundWithin(t *testing.T, s *simulation, want ...int) {
	t.Helper()
	require.Equal(t, want, s.guilty())
	for _, key := range want {
		require.Less(t, s.firstGuilty[key]-s.firstRefusal[key], second, "key %d", key)
	}
}

// 30 % of 6,000 writes a second are 1,800, and its partition serves 1,000.
func TestAKeyThatOverrunsItsPartitionIsGuiltyAndNoOtherIs(t *testing.T) {
	for _, others := range []int{50, 1000, 100_000} {
		t.Run(fmt.Sprint(others, " other keys"), func(t *testing.T) {
			s := (&simulation{partitions: 10, provisioned: 20_000, load: 6000, access: Write,
				next: skewed(others, map[int]float64{0: 0.3})}).start()
			s.run(5 * time.Second)
			require.NotZero(t, s.refused)
			foundWithin(t, s, 0)
			require.True(t, s.tracker.Heavy(s.now, Write, mix(0)))
			top, throttles := s.tracker.Top(s.now, 1)
			require.Equal(t, "0", top[0].Key)
			require.Equal(t, "0", throttles[0].Key)
		})
	}
}

func TestReadsAreJudgedApartFromWrites(t *testing.T) {
	// 30 % of 18,000 reads a second are 5,400, and its partition serves 3,000.
	s := (&simulation{partitions: 10, provisioned: 60_000, load: 18_000, access: Read,
		next: skewed(1000, map[int]float64{0: 0.3})}).start()
	s.run(3 * time.Second)
	foundWithin(t, s, 0)
	require.True(t, s.tracker.Guilty(s.now, Read, mix(0)))
	require.True(t, s.tracker.Heavy(s.now, Read, mix(0)))
	require.False(t, s.tracker.Guilty(s.now, Write, mix(0)))
	require.False(t, s.tracker.Heavy(s.now, Write, mix(0)))
	top, _ := s.tracker.Top(s.now, 1000)
	for _, e := range top {
		require.Equal(t, Read, e.Access)
	}
}

// The same skew, but it's the table that is too small: a second of saved units first, then refusals
// for everybody.
func TestWhenTheTableIsShortNobodyIsGuilty(t *testing.T) {
	for _, provisioned := range []float64{100, 1000, 1500} {
		for _, others := range []int{5, 50, 1000, 100_000} {
			t.Run(fmt.Sprint(provisioned, " units and ", others, " other keys"), func(t *testing.T) {
				s := (&simulation{partitions: 10, provisioned: provisioned, load: 2000, access: Write,
					next: skewed(others, map[int]float64{0: 0.3})}).start()
				s.run(12 * time.Second)
				require.NotZero(t, s.refused)
				require.Empty(t, s.guilty())
			})
		}
	}
}

// A shortage that comes and goes, with seconds of plenty between, is held against nobody either.
func TestAShortageThatComesAndGoesMakesNobodyGuilty(t *testing.T) {
	s := (&simulation{partitions: 10, provisioned: 2000, access: Write,
		next: skewed(200, map[int]float64{0: 0.3})}).start()
	for i := range 60 {
		s.load = []float64{1000, 4000, 2500}[i%3]
		s.run(700 * time.Millisecond)
	}
	require.NotZero(t, s.refused)
	require.Empty(t, s.guilty())
}

// Half of 6,000 writes a second go to one key, and the table is too small for the others as well.
func TestAHotKeyIsGuiltyAlsoWhileTheTableIsShort(t *testing.T) {
	for _, provisioned := range []float64{3000, 3400} {
		t.Run(fmt.Sprint(provisioned, " units"), func(t *testing.T) {
			s := (&simulation{partitions: 10, provisioned: provisioned, load: 6000, access: Write,
				next: skewed(1000, map[int]float64{0: 0.5})}).start()
			s.run(3 * time.Second) // what the table had saved up is gone
			s.forget()
			s.run(5 * time.Second)
			require.Greater(t, s.elsewhere.refused, s.elsewhere.items/20)
			foundWithin(t, s, 0)
		})
	}
}

// When the table refuses nearly everybody, a hot key can't stand out. It does as soon as the table's
// own limiter has done its work.
func TestAHotKeyThatASevereShortageHidesIsFoundOnceTheTableIsSlowed(t *testing.T) {
	s := (&simulation{partitions: 10, provisioned: 2200, load: 6000, access: Write,
		next: skewed(1000, map[int]float64{0: 0.5})}).start()
	s.run(3 * time.Second)
	s.forget()
	s.run(3 * time.Second)
	require.Greater(t, s.elsewhere.refused, s.elsewhere.items/2)
	require.Empty(t, s.guilty())

	s.rate = func() float64 { return 2200 }
	s.run(3 * time.Second)
	require.Equal(t, []int{0}, s.guilty())
}

func TestSeveralHotKeysInDifferentPartitionsAreAllFound(t *testing.T) {
	shares := map[int]float64{}
	hot := inPartitions(40, 8)
	for i, key := range hot {
		shares[key] = 0.04 + 0.01*float64(i%4) // 1,600 to 2,800 of 40,000
	}
	s := (&simulation{partitions: 40, provisioned: 80_000, load: 40_000, access: Write,
		next: skewed(20_000, shares)}).start()
	s.run(4 * time.Second)
	foundWithin(t, s, hot...)
}

// Strays: one call in thirty is refused for a reason that has nothing to do with its keys.
func TestAKeyThatHappensToBeRefusedIsNotGuilty(t *testing.T) {
	for _, others := range []int{10, 100, 1000} {
		t.Run(fmt.Sprint(others, " keys"), func(t *testing.T) {
			next := skewed(others, nil)
			tr := New(0, 10*time.Second)
			r := (&simulation{partitions: 1}).start().random
			for i := range 200_000 {
				now, key := int64(i)*second/2000, next()
				if r.IntN(30) > 0 {
					tr.Served(now, Write, mix(key), 1, nil)
					continue
				}
				tr.Throttled(now, Write, mix(key), 1, nil)
				require.False(t, tr.Guilty(now, Write, mix(key)), "key %d at %v", key, time.Duration(now))
			}
		})
	}
	t.Run("a rare key that is refused each time", func(t *testing.T) {
		tr := New(0, 10*time.Second)
		for i := range 20_000 {
			now := int64(i) * second / 2000
			tr.Served(now, Write, mix(i%500), 1, nil)
			if i%200 == 0 { // 10 of 2,010 a second
				tr.Throttled(now, Write, mix(1000), 1, nil)
				require.False(t, tr.Guilty(now, Write, mix(1000)))
			}
		}
	})
}

func TestJudgementNeedsEvidenceAndOthersToCompareWith(t *testing.T) {
	tr := New(0, time.Minute)
	tr.Served(0, Write, 1, 1, nil)
	require.False(t, tr.Guilty(0, Write, 7), "never refused")
	tr.Throttled(0, Write, 7, 1, nil)
	for range 200 {
		tr.Served(0, Write, 1, 1, nil)
	}
	for i := range 5 {
		// The first made it a suspect. Three are needed, and what chance explains above them: one.
		tr.Throttled(0, Write, 7, 1, nil)
		require.Equal(t, i+1 >= 4, tr.Guilty(0, Write, 7), "%d more", i+1)
	}

	alone := New(0, time.Minute)
	for range 1000 {
		alone.Throttled(0, Write, 7, 1, nil)
		require.False(t, alone.Guilty(0, Write, 7))
	}
}

// The same number of items to the key and to the rest, refused in these shares, evenly spread.
func TestTheOddsOfBeingRefusedDecide(t *testing.T) {
	for name, test := range map[string]struct {
		own, rest float64
		want      bool
	}{
		"alike":                           {0.30, 0.30, false},
		"half as much again":              {0.30, 0.20, false},
		"six times the odds":              {0.60, 0.20, true},
		"few, below the margin":           {0.04, 0.00, false},
		"six times few, below the margin": {0.06, 0.01, false},
		"few, above the margin":           {0.12, 0.01, true},
		"less than the rest":              {0.10, 0.50, false},
		"nearly all, in a shortage":       {0.95, 0.50, true},
	} {
		t.Run(name, func(t *testing.T) {
			tr := New(0, time.Minute)
			one := func(hash uint64, share float64, i int) {
				if int(float64(i+1)*share) > int(float64(i)*share) {
					tr.Throttled(0, Write, hash, 1, nil)
				} else {
					tr.Served(0, Write, hash, 1, nil)
				}
			}
			for i := range 2000 {
				one(7, test.own, i)
				one(mix(i), test.rest, i)
			}
			require.Equal(t, test.want, tr.Guilty(0, Write, 7))
		})
	}
}

func TestAKeyThatHasCooledDownIsNotGuiltyForLong(t *testing.T) {
	s := (&simulation{partitions: 10, provisioned: 20_000, load: 6000, access: Write,
		next: skewed(1000, map[int]float64{0: 0.3})}).start()
	s.run(3 * time.Second)
	require.True(t, s.tracker.Guilty(s.now, Write, mix(0)))
	s.next = skewed(1000, nil)
	clear(s.retries) // given up
	s.run(2*time.Second + 200*time.Millisecond)
	require.False(t, s.tracker.Guilty(s.now, Write, mix(0)))
	// And it doesn't cost the others anything any more.
	s.run(2 * time.Second)
	require.Zero(t, s.tracker.flows[Write].blame.n)
	require.Zero(t, s.tracker.flows[Write].blame.filter)
}

// Guilty looks at what was met in the same time: a second of plenty before the shortage, which all
// have had, is not held against the key that was refused first.
func TestPlentyBeforeAShortageIsNotHeldAgainstTheFirstThatIsRefused(t *testing.T) {
	tr := New(0, time.Minute)
	for i := range 10_000 {
		tr.Served(0, Write, mix(i%20), 1, nil)
	}
	for i := range 2000 {
		tr.Throttled(0, Write, mix(i%20), 1, nil)
		require.False(t, tr.Guilty(0, Write, mix(i%20)), i)
	}
}

// All of the table is refused, over and over, while one key is hot: it must not be displaced from
// the suspects by the thousands that are refused once.
func TestAHotKeyStaysASuspectInAStormOfRefusals(t *testing.T) {
	tr := New(0, time.Minute)
	b := &tr.flows[Write].blame
	for i := range 100_000 {
		now := int64(i) * second / 20_000
		if i%10 == 0 {
			tr.Throttled(now, Write, mix(-1), 1, nil)
		} else {
			tr.Throttled(now, Write, mix(i), 1, nil)
		}
		require.LessOrEqual(t, b.n, suspects)
		if i >= 10*suspects {
			require.NotNil(t, b.find(mix(-1)), i)
		}
	}
}

func TestAKeyIsHeavyFromThreePercentOfWhatWasServedLately(t *testing.T) {
	tr := seeded(New(0, 8*time.Second), 3)
	next := skewed(10_000, map[int]float64{0: 0.05, 1: 0.3, 2: 0.01})
	heavy := func(now int64, want ...bool) {
		t.Helper()
		for key, w := range want {
			require.Equal(t, w, tr.Heavy(now, Write, mix(key)), "key %d", key)
		}
		require.False(t, tr.Heavy(now, Write, mix(5000)))
	}
	heavy(0, false, false, false)
	run := func(from, to int64) {
		for now := from * second; now < to*second; now += second / 20_000 {
			tr.Served(now, Write, mix(next()), 1, nil)
		}
	}
	run(0, 3)
	heavy(3*second-1, true, true, false)
	heavy(3*second, true, true, false) // a new sub-window has just begun
	next = skewed(10_000, nil)
	run(3, 6)
	heavy(6*second, false, false, false)
	top, _ := tr.Top(6*second, 2)
	require.Equal(t, mix(1), top[0].Hash, "the report looks back further")
}
