package codec

import (
	"encoding/base64"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// appendString appends s as a JSON string. Invalid UTF-8 becomes U+FFFD, byte by byte, as
// the SDK and encoding/json write it.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := len(dst)
	// Nearly every text is copied as it is, so it is copied first and looked at then.
	dst = append(dst, s...)
	if n := plainLen(dst[from:]); n < len(s) {
		dst = appendEscaped(dst[:from+n], s[n:])
	}
	return append(dst, '"')
}

// plainLen returns how many bytes b starts with that a JSON string holds as they are. It
// takes all of b if b is valid UTF-8 without anything to escape.
func plainLen(b []byte) int {
	i := asciiLen(b)
	if i == len(b) || b[i] < utf8.RuneSelf {
		return i
	}
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		if m := stops(w); m != 0 {
			return validLen(b[:i+bits.TrailingZeros64(m)>>3])
		}
	}
	for i < len(b) && b[i] >= ' ' && b[i] != '"' && b[i] != '\\' {
		i++
	}
	return validLen(b[:i])
}

// validLen returns the length of b, or less if b is not valid UTF-8.
func validLen(b []byte) int {
	if utf8.Valid(b) {
		return len(b)
	}
	i := 0
	for i < len(b) {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		i += size
	}
	return i
}

const hexDigits = "0123456789abcdef"

// appendEscaped appends the content of a JSON string that stands for s.
func appendEscaped(dst []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		size := 1
		if c >= utf8.RuneSelf {
			var r rune
			if r, size = utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
		}
		dst = append(dst, s[from:i]...)
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, `\n`...)
		case c == '\r':
			dst = append(dst, `\r`...)
		case c == '\t':
			dst = append(dst, `\t`...)
		case c < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
		default:
			dst = utf8.AppendRune(dst, utf8.RuneError)
		}
		i += size
		from = i
	}
	return append(dst, s[from:]...)
}

// appendBinary appends b in base64. Like the SDK it writes null for a nil slice, which
// DynamoDB takes for no value at all.
func appendBinary(dst, b []byte) []byte {
	if b == nil {
		return append(dst, "null"...)
	}
	dst = append(dst, '"')
	dst = base64.StdEncoding.AppendEncode(dst, b)
	return append(dst, '"')
}

func appendBool(dst []byte, v bool) []byte {
	if v {
		return append(dst, "true"...)
	}
	return append(dst, "false"...)
}
