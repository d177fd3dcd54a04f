package jsonl

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// PlainLen returns how many bytes d starts with that stand for themselves inside a JSON string: all but
// quotes, backslashes and control characters. It doesn't look at UTF-8.
func PlainLen(d []byte) int {
	i := 0
	for ; i+8 <= len(d); i += 8 {
		if m := stops(binary.LittleEndian.Uint64(d[i:])); m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
	}
	for i < len(d) && d[i] >= ' ' && d[i] != '"' && d[i] != '\\' {
		i++
	}
	return i
}

const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

// stops has the highest bit set of each byte of w that ends plain text. Only the lowest of them is exact, because
// the subtractions borrow from the bytes above.
func stops(w uint64) uint64 {
	quote, slash := w^lowBits*'"', w^lowBits*'\\'
	control := (w - lowBits*' ') &^ w
	return (control | (quote-lowBits)&^quote | (slash-lowBits)&^slash) & highBits
}

// AppendString appends s as a JSON string and tells whether it could: what isn't UTF-8 has no form in JSON.
func AppendString(dst []byte, s string) ([]byte, bool) {
	if !utf8.ValidString(s) {
		return dst, false
	}
	dst = append(dst, '"')
	from := len(dst)
	dst = append(dst, s...)
	if n := PlainLen(dst[from:]); n < len(s) {
		dst = appendEscaped(dst[:from+n], s[n:])
	}
	return append(dst, '"'), true
}

func appendEscaped(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\r':
			dst = append(dst, '\\', 'r')
		case c == '\t':
			dst = append(dst, '\\', 't')
		case c < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
		default:
			dst = append(dst, c)
		}
	}
	return dst
}
