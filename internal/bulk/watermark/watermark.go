package watermark

import (
	"fmt"
	"sync"
)

const (
	// firstWords is the ring's first size: 4,096 records, more than is in flight by default in a job whose
	// records take about the same time.
	firstWords = 64
	// keptWords is the largest ring that's kept while nothing is in flight: 8 KB.
	keptWords = 1024
)

// Watermark finds the number up to which all is settled. It's safe for concurrent use.
type Watermark struct {
	mu sync.Mutex
	// mark is the lowest number that isn't settled, next the one that Begin hands out.
	mark, next int64
	// settled has the bits of the numbers from the mark on, as many as it's large. Bits of numbers below the mark
	// are cleared: their places are used again. It's allocated when the first number settles out of order.
	settled ring
	// waiting counts the bits that are set: numbers above the mark that are settled.
	waiting int64
}

// New returns a watermark whose first number is from: 0, or where a resumed job goes on.
func New(from int64) *Watermark { return &Watermark{mark: from, next: from} }

// Begin hands out the next number.
func (w *Watermark) Begin() (n int64) {
	w.mu.Lock()
	n = w.next
	w.next++
	w.mu.Unlock()
	return n
}

// Settle says that number n is done with. It panics if n was not begun or is settled already.
func (w *Watermark) Settle(n int64) {
	w.mu.Lock()
	// Not at each exit by hand: the mutex must be free when a caller recovers.
	defer w.mu.Unlock()
	if n < w.mark || n >= w.next {
		panic(fmt.Sprintf("watermark: number %d settled outside of what's in flight, %d up to but not including %d", n, w.mark, w.next))
	}
	if n == w.mark {
		w.advance()
		return
	}
	if n-w.mark >= w.settled.size() {
		w.settled = w.settled.grown(n-w.mark+1, w.mark, w.waiting)
	}
	if !w.settled.set(n) {
		panic(fmt.Sprintf("watermark: number %d settled twice", n))
	}
	w.waiting++
}

// Mark returns the number below which all are settled: what Begin will hand out next if nothing is in flight.
func (w *Watermark) Mark() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.mark
}

// Span returns how many numbers lie between the mark and the next to begin, settled ones among them: what a job
// that is killed now does again at most.
func (w *Watermark) Span() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.next - w.mark
}

// InFlight returns how many numbers are begun and not settled.
func (w *Watermark) InFlight() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.next - w.mark - w.waiting
}

// advance moves the mark over the number it stands at, which has just been settled, and over all that had
// been settled behind it, a word at a time.
func (w *Watermark) advance() {
	w.mark++
	for w.waiting > 0 {
		run := w.settled.take(w.mark)
		if run == 0 {
			break
		}
		w.mark += int64(run)
		w.waiting -= int64(run)
	}
	if w.mark == w.next && len(w.settled) > keptWords {
		w.settled = nil
	}
}
