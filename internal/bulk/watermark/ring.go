package watermark

import "math/bits"

const wordBits = 64

// ring has a bit for each of a span of numbers, at the number modulo its size. Its length in words is a power of two,
// or 0.
type ring []uint64

// size is how many numbers have a bit.
func (r ring) size() int64 { return int64(len(r)) * wordBits }

// place is where the bit of number n is.
func (r ring) place(n int64) (word int, offset int) {
	at := uint64(n) & uint64(r.size()-1)
	return int(at / wordBits), int(at % wordBits)
}

// set sets the bit of n, and says whether it had not been set.
func (r ring) set(n int64) bool {
	word, offset := r.place(n)
	was := r[word]
	r[word] |= 1 << offset
	return r[word] != was
}

// take clears the bits that are set from n on without a gap, up to the end of a word, and says how many they are. What
// lies in the word before n belongs to numbers almost a whole ring ahead, and stays.
func (r ring) take(n int64) (run int) {
	word, offset := r.place(n)
	run = bits.TrailingZeros64(^(r[word] >> offset))
	if run > 0 {
		r[word] &^= ^uint64(0) >> (wordBits - run) << offset
	}
	return run
}

// grown returns a ring of at least the given size, a doubling of this one, with the count bits moved that are set
// from number from on.
func (r ring) grown(size, from, count int64) ring {
	words := max(firstWords, len(r))
	for int64(words)*wordBits < size {
		words *= 2
	}
	into := make(ring, words)
	// By bits, as the ring begins within a word. Each doubling needs as many new numbers as there are to move, so
	// that it costs little for each.
	for n := from; count > 0; n++ {
		if word, offset := r.place(n); r[word]>>offset&1 != 0 {
			into.set(n)
			count--
		}
	}
	return into
}
