package plainjson

import (
	"bytes"
	"unicode/utf8"

	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl"
)

func (p *parser) fail(err error) error { return &Error{p.pos, err} }

// unexpected refuses what is at the place reached.
func (p *parser) unexpected() error {
	if p.pos >= len(p.data) {
		return &Error{len(p.data), errEnd}
	}
	return p.fail(errSyntax)
}

// peek skips white space and returns the byte behind it, or 0 at the end, which no JSON token starts with.
func (p *parser) peek() byte {
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

// another steps behind the comma or bracket that follows a member, and tells whether one more follows.
func (p *parser) another(closing byte) (bool, error) {
	switch p.peek() {
	case ',':
		p.pos++
		p.peek()
		return true, nil
	case closing:
		p.pos++
		return false, nil
	}
	return false, p.unexpected()
}

// name reads a member's name and the colon behind it.
func (p *parser) name() (string, error) {
	if p.peek() != '"' {
		return "", p.unexpected()
	}
	text, err := p.text()
	if err != nil {
		return "", err
	}
	name := p.names.get(text)
	if p.peek() != ':' {
		return "", p.unexpected()
	}
	p.pos++
	return name, nil
}

// text reads a string, whose quote is known to come next. It is good until the next call.
func (p *parser) text() ([]byte, error) {
	p.pos++
	from := p.pos
	p.pos += jsonl.PlainLen(p.data[p.pos:])
	if p.pos < len(p.data) && p.data[p.pos] == '"' {
		p.pos++
		return p.data[from : p.pos-1], nil
	}
	p.scratch = append(p.scratch[:0], p.data[from:p.pos]...)
	for {
		if p.pos >= len(p.data) {
			return nil, p.unexpected()
		}
		switch p.data[p.pos] {
		case '"':
			p.pos++
			return p.scratch, nil
		case '\\':
			if err := p.escape(); err != nil {
				return nil, err
			}
		default:
			return nil, p.fail(errControl)
		}
		n := jsonl.PlainLen(p.data[p.pos:])
		p.scratch = append(p.scratch, p.data[p.pos:p.pos+n]...)
		p.pos += n
	}
}

// escape appends the character that an escape stands for to the scratch space.
func (p *parser) escape() error {
	d := p.data[p.pos:]
	if len(d) < 2 {
		p.pos = len(p.data)
		return p.unexpected()
	}
	if d[1] == 'u' {
		r, size, ok := jsonl.Escape(d)
		if !ok {
			if size == 0 && jsonl.IsEscape(d) {
				return p.fail(jsonl.ErrSurrogate)
			}
			return p.fail(errEscape)
		}
		p.scratch = utf8.AppendRune(p.scratch, r)
		p.pos += size
		return nil
	}
	const letters, characters = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	i := bytes.IndexByte([]byte(letters), d[1])
	if i < 0 {
		return p.fail(errEscape)
	}
	p.scratch = append(p.scratch, characters[i])
	p.pos += 2
	return nil
}

// number reads a JSON number.
func (p *parser) number() ([]byte, error) {
	from := p.pos
	if p.data[p.pos] == '-' {
		p.pos++
	}
	if p.pos < len(p.data) && p.data[p.pos] == '0' {
		p.pos++
	} else if !p.digits() {
		return nil, p.unexpected()
	}
	if p.pos < len(p.data) && p.data[p.pos] == '.' {
		p.pos++
		if !p.digits() {
			return nil, p.unexpected()
		}
	}
	if p.pos < len(p.data) && p.data[p.pos]|0x20 == 'e' {
		p.pos++
		if p.pos < len(p.data) && (p.data[p.pos] == '+' || p.data[p.pos] == '-') {
			p.pos++
		}
		if !p.digits() {
			return nil, p.unexpected()
		}
	}
	return p.data[from:p.pos], nil
}

func (p *parser) digits() bool {
	from := p.pos
	for p.pos < len(p.data) && '0' <= p.data[p.pos] && p.data[p.pos] <= '9' {
		p.pos++
	}
	return p.pos > from
}

func (p *parser) literal(word string) error {
	if !bytes.HasPrefix(p.data[p.pos:], []byte(word)) {
		return p.unexpected()
	}
	p.pos += len(word)
	return nil
}
