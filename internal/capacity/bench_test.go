package capacity

import "testing"

func BenchmarkCall(b *testing.B) {
	for _, bench := range []struct {
		name string
		make func() *Limiter
	}{
		{"adaptive", func() *Limiter { return New(1, Config{Adaptive: true, Start: 1e6}) }},
		{"adaptive and set", func() *Limiter {
			l := New(1, Config{Adaptive: true, Start: 1e6})
			l.Set(1, 1e6, sec)
			return l
		}},
		{"unlimited", func() *Limiter { return New(1, Config{}) }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			l := bench.make()
			now := int64(1)
			b.ReportAllocs()
			for b.Loop() {
				now += 25_000
				l.Ready(now)
				l.Take(now, 25)
				l.Done(now+5_000_000, now, 25, 0)
			}
		})
	}
}

func TestACallAllocatesNothing(t *testing.T) {
	l := New(1, Config{Adaptive: true, Start: 1000})
	l.Set(1, 1000, sec)
	now := int64(1)
	allocations := testing.AllocsPerRun(1000, func() {
		now += 25e6
		l.Ready(now)
		l.Room(now)
		l.Take(now, 25)
		l.Correct(now, -1)
		l.Done(now+5e6, now, 20, 5)
		l.Wait(now, 100)
		l.Snapshot(now)
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}
