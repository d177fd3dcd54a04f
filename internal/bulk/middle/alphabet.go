package middle

import (
	"strings"
	"unicode/utf8"
)

// symbols are what values are made of: bytes, or runes.
type symbols struct {
	next func(s []byte) (symbol uint64, size int)
	add  func(dst []byte, symbol uint64) []byte
	all  alphabet
	// some are alphabets that are often used, the smallest first.
	some []alphabet
}

var (
	ofBytes = symbols{
		next: func(s []byte) (uint64, int) { return uint64(s[0]), 1 },
		add:  func(dst []byte, c uint64) []byte { return append(dst, byte(c)) },
		all:  alphabet{size: 1 << 8},
	}
	ofTexts = symbols{
		next: func(s []byte) (uint64, int) {
			r, n := utf8.DecodeRune(s)
			return uint64(r), n
		},
		add: func(dst []byte, c uint64) []byte { // a rune, or the next lower one if it's none
			if c >= 0xD800 && c <= 0xDFFF {
				c = 0xD7FF
			}
			return utf8.AppendRune(dst, rune(c))
		},
		all: alphabet{size: utf8.MaxRune + 1},
		some: []alphabet{
			named("0123456789"), named("0123456789abcdef"), named("0123456789ABCDEF"), named("abcdefghijklmnopqrstuvwxyz"),
			named("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), named("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
			{low: ' ', size: '~' - ' ' + 1},
		},
	}
)

// take takes the first symbol off s, none if there's none left.
func (with symbols) take(s []byte) (c []uint64, rest []byte) {
	if len(s) == 0 {
		return nil, nil
	}
	symbol, n := with.next(s)
	return []uint64{symbol}, s[n:]
}

// alphabet is the one that symbols at one place are taken to be from. What is the same in both, and neither a digit nor a
// hexadecimal one, is taken to be always there.
func (with symbols) alphabet(at []uint64) alphabet {
	if len(at) == 0 {
		return with.all
	}
	same := at[0] == at[len(at)-1]
	for i, a := range with.some {
		if same && i > 1 {
			return alphabet{low: at[0], size: 1}
		}
		if a.has(at) {
			return a
		}
	}
	return with.all
}

// alphabet are symbols in their order: those named, or size of them from low on.
type alphabet struct {
	named     string
	low, size uint64
}

func named(s string) alphabet { return alphabet{named: s, size: uint64(len(s))} }

func (a alphabet) has(all []uint64) bool {
	for _, c := range all {
		if a.named != "" && (c >= utf8.RuneSelf || strings.IndexByte(a.named, byte(c)) < 0) {
			return false
		}
		if a.named == "" && (c < a.low || c-a.low >= a.size) {
			return false
		}
	}
	return true
}

// digit is what a symbol is worth, one that isn't there nothing.
func (a alphabet) digit(at []uint64) uint64 {
	switch {
	case len(at) == 0:
		return 0
	case a.named != "":
		return uint64(strings.IndexByte(a.named, byte(at[0])))
	}
	return at[0] - a.low
}

func (a alphabet) symbol(digit uint64) uint64 {
	if a.named != "" {
		return uint64(a.named[digit])
	}
	return a.low + digit
}
