package hotkeys

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// What a tracker costs an item. The clock advances as it would at 100,000 items a second, so turns
// of the window are in the figures.
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
