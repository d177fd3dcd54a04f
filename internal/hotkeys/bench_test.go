package hotkeys

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// What a tracker costs an item. The clock advances as it would at 100,000 items a second, so turns
// of the window are in the figures. On a virtual machine with two cores of an AMD EPYC: 5 ns with
// nothing hot, 6 ns with a hot key, 9 ns while keys are refused; nothing is allocated. A lone call
// of the SDK takes more than 50,000 ns.
func BenchmarkServed(b *testing.B) {
	const each = second / 100_000
	hashes := make([]uint64, 1<<16)
	for i := range hashes {
		hashes[i] = mix(i)
	}
	key := func() string { return "some key" }
	b.Run("nothing hot", func(b *testing.B) {
		t, now := New(0, time.Minute), int64(0)
		b.ReportAllocs()
		for i := range b.N {
			now += each
			t.Served(now, Write, hashes[i%len(hashes)], 1, key)
		}
	})
	b.Run("one hot key", func(b *testing.B) {
		t, now := New(0, time.Minute), int64(0)
		b.ReportAllocs()
		for i := range b.N {
			now += each
			t.Served(now, Write, hashes[i%len(hashes)*(i%3&1)], 1, key)
		}
	})
	// 64 suspects, one of which makes a third of the traffic.
	b.Run("while keys are refused", func(b *testing.B) {
		t, now := New(0, time.Minute), int64(0)
		b.ReportAllocs()
		for i := range b.N {
			now += each
			if i%1000 == 0 {
				t.Throttled(now, Write, hashes[i/1000%64], 1, key)
			}
			t.Served(now, Write, hashes[i%len(hashes)*(i%3&1)], 1, key)
		}
	})
}

// A refusal and the judgement on it, as they come together. On the same machine: 35 ns if it's always
// the same key; 370 ns if each is another key, which displaces one from the sketch and one from the
// suspects.
func BenchmarkThrottled(b *testing.B) {
	for _, keys := range []int{1, 1 << 16} {
		b.Run(fmt.Sprint(keys, " keys"), func(b *testing.B) {
			t, now := New(0, time.Minute), int64(0)
			key := func() string { return "some key" }
			b.ReportAllocs()
			for i := range b.N {
				now += second / 10_000
				t.Throttled(now, Write, mix(i%keys), 1, key)
				t.Guilty(now, Write, mix(i%keys))
			}
		})
	}
}

// What a report costs, with all of one access's sketches full: 0.3 ms and 240 KB, paid only by who asks.
func BenchmarkTop(b *testing.B) {
	t, now := New(0, time.Minute), int64(0)
	z := rand.NewZipf(rand.New(rand.NewPCG(1, 1)), 1.1, 1, 1_000_000)
	for range 2_000_000 {
		now += second / 30_000
		key := int(z.Uint64())
		t.Served(now, Write, mix(key), 1, nil)
		if key%10 == 0 {
			t.Throttled(now, Write, mix(key), 1, nil)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		t.Top(now, 10)
	}
}
