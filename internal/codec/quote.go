package codec

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// AppendString appends s as a JSON string.
func AppendString(dst []byte, s string) []byte {
	return append(appendText(append(dst, '"'), s), '"')
}

// appendText appends what a JSON string has between its quotes, byte by byte as the SDK does:
// invalid UTF-8 becomes U+FFFD, and DEL and the line separators U+2028 and U+2029 are escaped
// though JSON takes them as they are.
func appendText(dst []byte, s string) []byte {
	from := len(dst)
	// Nearly every text is copied as it is, so it is copied first and looked at then.
	dst = append(dst, s...)
	n := asciiLen(dst[from:])
	if n == len(s) {
		return dst
	}
	if s[n] >= utf8.RuneSelf {
		n += plainLen(dst[from+n:])
	}
	return appendEscaped(dst[:from+n], s[n:])
}

// plainLen returns how many bytes b starts with that are written as they are. It takes all of
// b if b is valid UTF-8 without anything to escape.
func plainLen(b []byte) int {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		if m := stops(w) | (w+lowBits)&^w&highBits; m != 0 { // that adds DEL
			return validLen(b[:i+bits.TrailingZeros64(m)>>3])
		}
	}
	for i < len(b) && b[i] >= ' ' && b[i] != '"' && b[i] != '\\' && b[i] != del {
		i++
	}
	return validLen(b[:i])
}

const del = 0x7f

// validLen returns the length of b, or less if b is not valid UTF-8 or has a line separator.
func validLen(b []byte) int {
	i := 0
	for i < len(b) {
		n := bytes.IndexByte(b[i:], lineSeparator[0])
		if n < 0 {
			i = len(b)
		} else if i += n; startsWithSeparator(b[i:]) {
			b = b[:i]
		} else {
			i++
		}
	}
	if utf8.Valid(b) {
		return len(b)
	}
	i = 0
	for i < len(b) {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		i += size
	}
	return i
}

// lineSeparator is how U+2028 starts, and U+2029, whose last byte is one more.
const lineSeparator = "\u2028"

func startsWithSeparator(b []byte) bool {
	return len(b) > 2 && b[0] == lineSeparator[0] && b[1] == lineSeparator[1] && b[2]&^1 == lineSeparator[2]
}

const hexDigits = "0123456789abcdef"

// appendEscaped appends the content of a JSON string that stands for s.
func appendEscaped(dst []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < del {
			i++
			continue
		}
		size, r := 1, rune(0)
		if c >= utf8.RuneSelf {
			if r, size = utf8.DecodeRuneInString(s[i:]); (r != utf8.RuneError || size > 1) && r != '\u2028' && r != '\u2029' {
				i += size
				continue
			}
		}
		dst = append(dst, s[from:i]...)
		switch {
		case r == '\u2028' || r == '\u2029':
			dst = append(dst, '\\', 'u', '2', '0', '2', hexDigits[r&0xf])
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, `\n`...)
		case c == '\r':
			dst = append(dst, `\r`...)
		case c == '\t':
			dst = append(dst, `\t`...)
		case c < ' ' || c == del:
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
