package codec

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// appendUnquoted appends the text that the content of a JSON string stands for. Like
// encoding/json it reads a lone surrogate and each byte of invalid UTF-8 as U+FFFD. raw has
// passed scanString.
func appendUnquoted(dst, raw []byte) []byte {
	if !utf8.Valid(raw) {
		raw = validUTF8(raw)
	}
	for {
		i := bytes.IndexByte(raw, '\\')
		if i < 0 {
			return append(dst, raw...)
		}
		dst = append(dst, raw[:i]...)
		if c := raw[i+1]; c != 'u' {
			dst, raw = append(dst, unescaped(c)), raw[i+2:]
			continue
		}
		r := rune(hex4(raw[i+2:]))
		raw = raw[i+6:]
		if utf16.IsSurrogate(r) {
			// Only a high one with a low one behind it is a pair. A second escape that does
			// not complete it is left to be read for itself.
			low := rune(utf8.RuneError)
			if len(raw) >= 6 && raw[0] == '\\' && raw[1] == 'u' {
				low = rune(hex4(raw[2:]))
			}
			if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
				raw = raw[6:]
			}
		}
		dst = utf8.AppendRune(dst, r)
	}
}

// validUTF8 returns a copy of b with U+FFFD for each byte that isn't part of valid UTF-8.
func validUTF8(b []byte) []byte {
	valid := make([]byte, 0, len(b)+2*utf8.UTFMax)
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		valid = utf8.AppendRune(valid, r)
		b = b[size:]
	}
	return valid
}

func unescaped(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c // a quote, a backslash or a slash
}

// hex4 returns the number that the first four bytes of s write in hexadecimal, or -1.
func hex4(s []byte) int {
	if len(s) < 4 {
		return -1
	}
	n := 0
	for _, c := range s[:4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return -1
		}
		n = n<<4 | int(c)
	}
	return n
}
