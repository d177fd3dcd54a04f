package circuit

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const second = int64(time.Second)

var errDenied = errors.New("access denied")

// opened is a breaker that opened at the time returned.
func opened(t require.TestingT) (*Breaker, int64) {
	var b Breaker
	for i := range int64(Failures) {
		b.Failed(i*second, errDenied)
	}
	require.Equal(t, Open, b.State())
	return &b, (Failures - 1) * second
}

func TestTheCircuitOpensAfterFailuresInARowOverASpan(t *testing.T) {
	for name, c := range map[string]struct {
		failures int
		apart    int64
		between  func(b *Breaker, i int)
		want     State
	}{
		"enough of them over the span":       {failures: Failures, apart: (second + 8) / 9, want: Open},
		"one too few":                        {failures: Failures - 1, apart: second, want: Closed},
		"within less than the span":          {failures: 1000, apart: second/999 - 1, want: Closed},
		"a success between":                  {failures: 15, apart: second, want: Closed, between: successAt(7)},
		"a success before enough of them":    {failures: 10 + Failures, apart: second, want: Open, between: successAt(9)},
		"other trouble between says nothing": {failures: Failures, apart: second, want: Open, between: func(b *Breaker, _ int) { b.Other() }},
	} {
		t.Run(name, func(t *testing.T) {
			var b Breaker
			for i := range c.failures {
				ok, _, _ := b.Allow(int64(i) * c.apart)
				require.True(t, ok, "closed until the last failure")
				b.Failed(int64(i)*c.apart, errDenied)
				if c.between != nil {
					c.between(&b, i)
				}
			}
			require.Equal(t, c.want, b.State())
		})
	}
}

func successAt(n int) func(*Breaker, int) {
	return func(b *Breaker, i int) {
		if i == n {
			b.Success()
		}
	}
}

func TestAnOpenCircuitSaysSinceWhenAndTheLastError(t *testing.T) {
	var b Breaker
	for i := range int64(Failures) {
		b.Failed((5+i)*second, fmt.Errorf("failure %d", i))
	}
	ok, since, err := b.Allow(14*second + 1)
	require.False(t, ok)
	require.Equal(t, 5*second, since)
	require.EqualError(t, err, "failure 9")
}

func TestProbesGoOneByOneWithDoubledWaitsUpToTheLongest(t *testing.T) {
	b, now := opened(t)
	for _, wait := range []int64{1, 2, 4, 8, 16, 30, 30, 30} {
		ok, _, _ := b.Allow(now + wait*second - 1)
		require.False(t, ok, "before the wait of %d s is over", wait)
		now += wait * second
		ok, _, _ = b.Allow(now)
		require.True(t, ok, "after the wait of %d s", wait)
		require.Equal(t, HalfOpen, b.State())
		ok, _, err := b.Allow(now + 1)
		require.False(t, ok, "a second call beside the probe")
		require.ErrorIs(t, err, errDenied)
		b.Failed(now, errDenied)
		require.Equal(t, Open, b.State())
	}
}

func TestASuccessClosesTheCircuitInEveryStateAndForgetsTheWaits(t *testing.T) {
	for name, prepare := range map[string]func(b *Breaker, now int64){
		"open, by a call from before": func(*Breaker, int64) {},
		"half-open, by the probe":     func(b *Breaker, now int64) { b.Allow(now + second) },
		"open after a failed probe":   func(b *Breaker, now int64) { b.Allow(now + second); b.Failed(now+second, errDenied) },
	} {
		t.Run(name, func(t *testing.T) {
			b, now := opened(t)
			prepare(b, now)
			b.Success()
			require.Equal(t, Breaker{}, *b, "as new")
		})
	}
}

func TestAFailureOfACallFromBeforeDoesNotProlongTheWait(t *testing.T) {
	b, now := opened(t)
	b.Failed(now+second/2, errDenied)
	ok, _, _ := b.Allow(now + second)
	require.True(t, ok)
}

func TestAProbeThatMetOtherTroubleLetsTheNextGoSoon(t *testing.T) {
	b, now := opened(t)
	for range 3 { // the wait is 8 s now
		now += 100 * second
		b.Allow(now)
		b.Failed(now, errDenied)
	}
	now += 100 * second
	b.Allow(now)
	b.Other()
	require.Equal(t, Open, b.State())
	ok, _, _ := b.Allow(now + second - 1)
	require.False(t, ok)
	ok, _, _ = b.Allow(now + second)
	require.True(t, ok)
	b.Failed(now+second, errDenied)
	ok, _, _ = b.Allow(now + 17*second - 1)
	require.False(t, ok, "other trouble has neither lengthened nor reset the wait")
	ok, _, _ = b.Allow(now + 17*second)
	require.True(t, ok)
}

func TestAProbeWithoutAnAnswerDoesNotBlockForEver(t *testing.T) {
	b, now := opened(t)
	now += second
	for range 3 {
		ok, _, _ := b.Allow(now)
		require.True(t, ok)
		ok, _, _ = b.Allow(now + int64(Patience) - 1)
		require.False(t, ok)
		now += int64(Patience)
	}
}

func TestErrorsDoNotGrowByBeingHandedRound(t *testing.T) {
	b, now := opened(t)
	for range 1000 {
		_, _, err := b.Allow(now)
		require.Error(t, err)
		b.Failed(now, fmt.Errorf("circuit is open: %w", err))
	}
	_, _, err := b.Allow(now)
	require.Equal(t, errDenied, err)
	b.Failed(now, errors.New("no such table"))
	_, _, err = b.Allow(now)
	require.EqualError(t, err, "no such table")
}

func TestStatesHaveNames(t *testing.T) {
	for s, want := range map[State]string{Closed: "closed", Open: "open", HalfOpen: "half-open", 7: "unknown"} {
		require.Equal(t, want, s.String())
	}
}

// Against a model that looks at the whole history instead of keeping a state, whatever happens in
// whatever order: when it may be open, how often it lets calls through, what it says, and that it
// always lets one through in the end.
func TestTheCircuitKeepsItsPromisesOverAnyHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b Breaker
		var now, probe int64
		var row []int64 // when each failure since the last success was heard
		var last error
		probed, answered := false, false // of the last probe, since the circuit opened
		for step := range rapid.IntRange(1, 300).Draw(t, "steps") {
			now += rapid.SampledFrom([]int64{0, 1, second / 10, second, 3 * second, 40 * second}).Draw(t, "pause")
			switch rapid.SampledFrom([]string{"allow", "allow", "failed", "failed", "failed", "failed", "failed", "failed", "other", "success"}).Draw(t, "event") {
			case "allow":
				was := b.State()
				ok, since, err := b.Allow(now)
				if was == Closed {
					require.True(t, ok)
					continue
				}
				require.GreaterOrEqual(t, len(row), Failures)
				if !ok {
					require.Equal(t, row[0], since)
					require.Equal(t, last, err)
					continue
				}
				require.GreaterOrEqual(t, now-row[0], int64(Span+FirstWait))
				if probed {
					apart := int64(Patience)
					if answered {
						apart = int64(FirstWait)
					}
					require.GreaterOrEqual(t, now-probe, apart)
				}
				probe, probed, answered = now, true, false
			case "failed":
				last = fmt.Errorf("failure %d", step)
				b.Failed(now, last)
				row = append(row, now)
				answered = true
			case "other":
				b.Other()
				answered = true
			case "success":
				b.Success()
				row, probed = nil, false
			}
			if len(row) < Failures || row[len(row)-1]-row[0] < int64(Span) {
				require.Equal(t, Closed, b.State())
			} else {
				require.NotEqual(t, Closed, b.State())
			}
		}
		ok, _, _ := b.Allow(now + int64(MaxWait))
		require.True(t, ok, "nothing blocks it for longer than the longest wait")
	})
}
