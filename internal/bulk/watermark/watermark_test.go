package watermark

import (
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// model is a watermark that keeps every number.
type model struct {
	from, next int64
	settled    map[int64]bool
}

func (m *model) mark() int64 {
	n := m.from
	for m.settled[n] {
		n++
	}
	return n
}

func (m *model) inFlight() (open []int64) {
	for n := m.from; n < m.next; n++ {
		if !m.settled[n] {
			open = append(open, n)
		}
	}
	return open
}

func TestItMarksWhatTheModelMarks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.Int64Range(-200, 200).Draw(t, "from")
		w, m := New(from), &model{from: from, next: from, settled: map[int64]bool{}}
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				require.Equal(t, m.mark(), w.Mark())
				require.Equal(t, m.next-m.mark(), w.Span())
				require.EqualValues(t, len(m.inFlight()), w.InFlight())
			},
			"begin": func(t *rapid.T) {
				for range rapid.IntRange(1, 300).Draw(t, "numbers") {
					require.Equal(t, m.next, w.Begin())
					m.next++
				}
			},
			"settle some": func(t *rapid.T) {
				open := m.inFlight()
				if len(open) == 0 {
					t.Skip("nothing in flight")
				}
				for range rapid.IntRange(1, min(100, len(open))).Draw(t, "numbers") {
					at := rapid.IntRange(0, len(open)-1).Draw(t, "which")
					w.Settle(open[at])
					m.settled[open[at]] = true
					open = append(open[:at], open[at+1:]...)
				}
			},
			"settle all but one": func(t *rapid.T) {
				open := m.inFlight()
				if len(open) == 0 {
					t.Skip("nothing in flight")
				}
				kept := rapid.IntRange(0, len(open)-1).Draw(t, "kept")
				for at := len(open) - 1; at >= 0; at-- {
					if at != kept {
						w.Settle(open[at])
						m.settled[open[at]] = true
					}
				}
			},
		})
	})
}

// The ring's ends: the model's random spans rarely meet a word's or the ring's last bit.
func TestASpanOfAnyLengthIsMarkedAtOnceWhenItsFirstSettles(t *testing.T) {
	const ring = firstWords * wordBits
	for _, from := range []int64{0, 1, 63, 64, ring - 1, ring} {
		for _, span := range []int64{1, 2, 63, 64, 65, 128, ring - 1, ring, ring + 1, 2 * ring, 2*ring + 1} {
			w := New(from)
			for range span {
				w.Begin()
			}
			for n := from + span - 1; n > from; n-- {
				w.Settle(n)
			}
			require.Equal(t, from, w.Mark(), "from %d, span %d", from, span)
			w.Settle(from)
			require.Equal(t, from+span, w.Mark(), "from %d, span %d", from, span)
			require.Zero(t, w.Span())
		}
	}
}

func TestANumberThatIsNotInFlightCannotSettle(t *testing.T) {
	for name, settle := range map[string]func(w *Watermark){
		"not begun":            func(w *Watermark) { w.Settle(13) },
		"below the first":      func(w *Watermark) { w.Settle(9) },
		"twice at the mark":    func(w *Watermark) { w.Settle(10); w.Settle(10) },
		"twice ahead of it":    func(w *Watermark) { w.Settle(12); w.Settle(12) },
		"again once it's past": func(w *Watermark) { w.Settle(11); w.Settle(10); w.Settle(11) },
	} {
		t.Run(name, func(t *testing.T) {
			w := New(10)
			for range 3 {
				w.Begin()
			}
			require.Panics(t, func() { settle(w) })
			require.NotPanics(t, func() { w.Mark() }, "the lock is held for ever")
		})
	}
}

func TestMemoryIsBoundedByTheSpan(t *testing.T) {
	w := New(0)
	// Ten million numbers with a span of a thousand at most, settled backwards.
	for range 10_000 {
		from := w.Mark()
		for range 1000 {
			w.Begin()
		}
		for n := from + 999; n >= from; n-- {
			w.Settle(n)
		}
	}
	require.EqualValues(t, 10_000_000, w.Mark())
	require.Len(t, w.settled, firstWords)

	// A span of a million needs a bit for each, and no longer than it lasts.
	from := w.Mark()
	for range 1 << 20 {
		w.Begin()
	}
	w.Settle(from + 1<<20 - 1)
	require.Len(t, w.settled, 1<<20/wordBits)
	for n := from; n < from+1<<20-1; n++ {
		w.Settle(n)
	}
	require.Empty(t, w.settled)
}

func TestNumbersInOrderNeedNoMemory(t *testing.T) {
	w := New(0)
	require.Zero(t, testing.AllocsPerRun(1000, func() { w.Settle(w.Begin()) }))
	require.Nil(t, w.settled)
}

func TestManyGoroutinesSettle(t *testing.T) {
	const numbers = 50_000
	w := New(0)
	var settled sync.Map
	work := make(chan int64, 512)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			var held []int64
			settle := func(n int64) {
				settled.Store(n, true)
				w.Settle(n)
			}
			for n := range work {
				if held = append(held, n); len(held) > 64 {
					at := rand.IntN(len(held))
					settle(held[at])
					held[at] = held[len(held)-1]
					held = held[:len(held)-1]
				}
			}
			for _, n := range held {
				settle(n)
			}
		})
	}
	last := int64(0)
	for range numbers {
		work <- w.Begin()
		mark := w.Mark()
		require.GreaterOrEqual(t, mark, last)
		for ; last < mark; last++ {
			_, ok := settled.Load(last)
			require.True(t, ok, "the mark is at %d, and %d isn't settled", mark, last)
		}
	}
	close(work)
	wg.Wait()
	require.EqualValues(t, numbers, w.Mark())
	require.Zero(t, w.InFlight())
}

// BenchmarkRecord is what one record costs: Begin and Settle, out of order within 4,096.
func BenchmarkRecord(b *testing.B) {
	const span = 4096
	order := rand.Perm(span)
	b.ReportAllocs()
	w := New(0)
	for done := 0; done < b.N; done += span {
		from := w.Mark()
		for range span {
			w.Begin()
		}
		for _, n := range order {
			w.Settle(from + int64(n))
		}
	}
}

func BenchmarkRecordParallel(b *testing.B) {
	w := New(0)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			w.Settle(w.Begin())
		}
	})
}
