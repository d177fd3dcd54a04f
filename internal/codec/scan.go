package codec

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// syntax refuses the input at the place reached.
func (p *Parser) syntax(reason string) error {
	return &SyntaxError{Offset: p.pos, reason: reason}
}

// unexpected refuses whatever is at the place reached.
func (p *Parser) unexpected() error {
	if p.pos >= len(p.data) {
		p.pos = len(p.data)
		return p.syntax("unexpected end")
	}
	return p.syntax("unexpected character")
}

// peek skips white space and returns the byte behind it, or 0 at the end, which no JSON
// token starts with.
func (p *Parser) peek() byte {
	for p.pos < len(p.data) {
		c := p.data[p.pos]
		if c > ' ' {
			return c
		}
		if c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return 0
		}
		p.pos++
	}
	return 0
}

// first steps behind the bracket that opens an object or array and tells whether anything
// is in it.
func (p *Parser) first(closing byte) bool {
	p.pos++
	if p.peek() != closing {
		return true
	}
	p.pos++
	return false
}

// another steps behind a member and tells whether one more follows.
func (p *Parser) another(closing byte) (bool, error) {
	switch p.peek() {
	case ',':
		p.pos++
		return true, nil
	case closing:
		p.pos++
		return false, nil
	}
	return false, p.unexpected()
}

// key reads a member's name and the colon behind it. The bytes are good until the next call.
func (p *Parser) key() ([]byte, error) {
	if p.peek() != '"' {
		return nil, p.unexpected()
	}
	// Most names end within eight bytes and have their colon right behind them.
	if d := p.data[p.pos+1:]; len(d) > 9 {
		w := binary.LittleEndian.Uint64(d)
		if m := stops(w) | w&highBits; m != 0 {
			if n := bits.TrailingZeros64(m) >> 3; d[n] == '"' && d[n+1] == ':' {
				p.pos += n + len(`"":`)
				return d[:n], nil
			}
		}
	}
	name, err := p.readText(placeString)
	if err != nil {
		return nil, err
	}
	if p.peek() != ':' {
		return nil, p.unexpected()
	}
	p.pos++
	return name, nil
}

const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

// stops marks the bytes of w that end the plain part of a string (quotes, backslashes and
// control characters) by their highest bit. Bytes above the lowest one marked may be marked
// wrongly, since a borrow runs upwards; the lowest is exact.
func stops(w uint64) uint64 {
	quote := w ^ (lowBits * '"')
	slash := w ^ (lowBits * '\\')
	return ((w-lowBits*' ')&^w | (quote-lowBits)&^quote | (slash-lowBits)&^slash) & highBits
}

// quotes is stops for quotes alone.
func quotes(w uint64) uint64 {
	quote := w ^ (lowBits * '"')
	return (quote - lowBits) &^ quote & highBits
}

// scanString reads the string whose opening quote is at the place reached, and steps behind
// it. Its content is raw; plain says that raw is the text itself, without escapes and in
// valid UTF-8. Otherwise appendUnquoted makes the text; the escapes are known to be valid.
func (p *Parser) scanString() (raw []byte, plain bool, err error) {
	d, start := p.data, p.pos+1
	i := start
	var high uint64 // has a high bit if any byte was not ASCII
	plain = true
	for {
		for i+8 <= len(d) {
			w := binary.LittleEndian.Uint64(d[i:])
			if m := stops(w); m != 0 {
				n := bits.TrailingZeros64(m) &^ 7
				high |= w & (1<<n - 1)
				i += n >> 3
				break
			}
			high |= w
			i += 8
		}
		for i < len(d) && d[i] >= ' ' && d[i] != '"' && d[i] != '\\' {
			high |= uint64(d[i])
			i++
		}
		if i >= len(d) {
			p.pos = len(d)
			return nil, false, p.unexpected()
		}
		switch d[i] {
		case '"':
			p.pos = i + 1
			raw = d[start:i]
			if high&highBits != 0 && !utf8.Valid(raw) {
				if p.exact {
					return nil, false, errInexact
				}
				plain = false
			}
			return raw, plain, nil
		case '\\':
			plain = false
			n := escapeLen(d[i:])
			if n == 0 {
				p.pos = i
				return nil, false, p.syntax("invalid escape in a string")
			}
			i += n
		default:
			p.pos = i
			return nil, false, p.syntax("control character in a string")
		}
	}
}

// escapeLen returns the length of the escape that s starts with, or 0 if it isn't one.
func escapeLen(s []byte) int {
	if len(s) < 2 {
		return 0
	}
	switch s[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if hex4(s[2:]) >= 0 {
			return 6
		}
	}
	return 0
}

// number reads a JSON number, and tells whether it is written as an integer.
func (p *Parser) number() (text []byte, integer bool, err error) {
	d, start := p.data, p.pos
	digits := func() bool {
		from := p.pos
		for p.pos < len(d) && '0' <= d[p.pos] && d[p.pos] <= '9' {
			p.pos++
		}
		return p.pos > from
	}
	if p.pos < len(d) && d[p.pos] == '-' {
		p.pos++
	}
	integer = true
	if p.pos < len(d) && d[p.pos] == '0' {
		p.pos++
	} else if !digits() {
		return nil, false, p.unexpected()
	}
	if p.pos < len(d) && d[p.pos] == '.' {
		p.pos++
		integer = false
		if !digits() {
			return nil, false, p.unexpected()
		}
	}
	if p.pos < len(d) && (d[p.pos] == 'e' || d[p.pos] == 'E') {
		p.pos++
		integer = false
		if p.pos < len(d) && (d[p.pos] == '+' || d[p.pos] == '-') {
			p.pos++
		}
		if !digits() {
			return nil, false, p.unexpected()
		}
	}
	return d[start:p.pos], integer, nil
}

// literal steps behind true, false or null.
func (p *Parser) literal(word string) error {
	for i := range len(word) {
		if p.pos >= len(p.data) || p.data[p.pos] != word[i] {
			return p.unexpected()
		}
		p.pos++
	}
	return nil
}

// null steps behind null, if that is what follows.
func (p *Parser) null() (bool, error) {
	if p.peek() != 'n' {
		return false, nil
	}
	return true, p.literal("null")
}
