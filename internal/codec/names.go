package codec

import (
	"encoding/binary"
	"math/bits"
)

const (
	// nameBits bounds the cache to 2 x 256 texts. A table's items share tens of names. With
	// so many places hardly three of them fall on one, which has room for two.
	nameBits = 8
	// maxNameCached is the longest text that is kept, so that a Parser holds 48 KB at most.
	maxNameCached = 64
)

// names shares the strings that repeat from item to item: attribute names, and the short
// texts of requests such as table names. Of those that fall on one place it keeps the two
// that came last.
type names [1 << nameBits][2]struct {
	words words
	name  string
}

// words are a text of up to 15 bytes as two numbers, which are compared faster than strings:
// the bytes, zeros, and in the last byte the length. Of a longer text they are the start, the
// end and the length. This is a struct because the compiler keeps no arrays in registers.
type words struct{ first, second uint64 }

// unseen are the words of no text.
var unseen = words{second: 1<<64 - 1}

func (w words) withLen(n int) words {
	w.second |= uint64(n) << 56
	return w
}

// place says where w belongs. Whoever sends names that all fall on one place only makes them
// cost what they would without the cache.
func (w words) place() uint64 {
	const odd = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio
	return (w.first ^ bits.RotateLeft64(w.second, 23)) * odd >> (64 - nameBits)
}

// get returns b as a string that does not alias b.
func (n *names) get(b []byte) string {
	if len(b) > maxNameCached {
		return string(b)
	}
	var w words
	if len(b) < 16 {
		var padded [16]byte
		copy(padded[:], b)
		w.first, w.second = binary.LittleEndian.Uint64(padded[:]), binary.LittleEndian.Uint64(padded[8:])
	} else {
		w.first, w.second = binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[len(b)-8:])>>8
	}
	w = w.withLen(len(b))
	s := &n[w.place()]
	for i := range s {
		if s[i].name == string(b) {
			return s[i].name
		}
	}
	s[1] = s[0]
	s[0].words, s[0].name = w, string(b)
	if asciiLen(b) < len(b) {
		s[0].words = unseen
	}
	return s[0].name
}

// seen returns the text of up to 15 bytes that has the words w, if get has returned it and
// JSON writes it as it is. So w need not be looked at for escapes: what has none is found,
// and what has some is not.
func (n *names) seen(w words) (string, bool) {
	s := &n[w.place()]
	if s[0].words == w {
		return s[0].name, true
	}
	return s[1].name, s[1].words == w
}
