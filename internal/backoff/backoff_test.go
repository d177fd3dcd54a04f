package backoff

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestCeilingDoublesUpToTheMaximum(t *testing.T) {
	p := Policy{Base: 25 * time.Millisecond, Max: 5 * time.Second}
	for n, want := range map[int]time.Duration{
		1: 25 * time.Millisecond, 2: 50 * time.Millisecond, 5: 400 * time.Millisecond,
		8: 3200 * time.Millisecond, 9: 5 * time.Second, 1000: 5 * time.Second,
	} {
		if got := p.Ceiling(n); got != want {
			t.Errorf("before retry %d: %v, want %v", n, got, want)
		}
	}
}

func TestWaitStaysWithinItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Policy{Base: time.Duration(rapid.Int64Range(0, 1e9).Draw(t, "base"))}
		p.Max = p.Base + time.Duration(rapid.Int64Range(0, 1e12).Draw(t, "more"))
		n := rapid.IntRange(1, 100000).Draw(t, "n")
		if w := p.Wait(n); w < 0 || w > p.Max || w > p.Ceiling(n) || p.Base > 0 && w == 0 {
			t.Fatalf("wait %v for %+v, retry %d", w, p, n)
		}
	})
}

// Full jitter: requests that failed together come back spread over the whole span.
func TestWaitUsesTheWholeSpan(t *testing.T) {
	p := Policy{Base: time.Second, Max: time.Minute}
	var quarters [4]int
	for range 4000 {
		quarters[min(3, int(4*p.Wait(1)/time.Second))]++
	}
	for i, n := range quarters {
		if n < 800 { // 1,000 are expected; 800 is 7 standard deviations away
			t.Errorf("quarter %d of the span has %d of 4000 waits", i, n)
		}
	}
}
