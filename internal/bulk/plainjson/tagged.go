package plainjson

import (
	"bytes"
	"encoding/base64"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl"
)

// tag steps to the value behind a tag, if the object that comes next is one: it has a single member of such a name.
// Otherwise the place reached is anywhere.
func (p *parser) tag() tag {
	if p.plain {
		return noTag
	}
	p.pos++
	if p.peek() != '"' {
		return noTag
	}
	text, err := p.text()
	if err != nil {
		return noTag
	}
	t := tagOf(string(text))
	if t == noTag || p.peek() != ':' {
		return noTag
	}
	p.pos++
	// The value is looked over rather than read: what is in it is read as a tag or as a map, and which of them
	// depends on what is behind it. Reading it both ways at each level would take 2 to the power of the levels.
	at := p.pos
	if !p.alone() {
		return noTag
	}
	p.pos = at
	return t
}

// alone tells whether the object ends behind the value that comes next. Of what isn't JSON it tells anything: whoever
// reads it finds out.
func (p *parser) alone() bool {
	for open := 0; p.pos < len(p.data); p.pos++ {
		switch p.data[p.pos] {
		case '{', '[':
			open++
		case ']':
			open--
		case '}':
			if open == 0 {
				return true
			}
			open--
		case ',':
			if open == 0 {
				return false
			}
		case '"':
			p.pos++
			for p.pos < len(p.data) {
				n := bytes.IndexByte(p.data[p.pos:], '"')
				if n < 0 {
					return false
				}
				p.pos += n
				if !escaped(p.data[:p.pos]) {
					break
				}
				p.pos++
			}
		}
	}
	return false
}

// escaped tells whether what follows before is escaped by its last backslash.
func escaped(before []byte) bool {
	n := len(before)
	for n > 0 && before[n-1] == '\\' {
		n--
	}
	return (len(before)-n)%2 == 1
}

// tagged reads the value behind the tag t and the end of its object.
func (p *parser) tagged(t tag, depth int) (v types.AttributeValue, err error) {
	switch t {
	case tagB:
		var b []byte
		b, err = p.base64(errTagB)
		v = &types.AttributeValueMemberB{Value: b}
	case tagSS:
		set := []string{}
		err = p.set(errTagSS, func() error {
			if p.peek() != '"' {
				return p.not(errTagSS)
			}
			text, err := p.text()
			set = append(set, p.memory.text(text))
			return err
		})
		v = &types.AttributeValueMemberSS{Value: set}
	case tagNS:
		set := []string{}
		err = p.set(errTagNS, func() error {
			n, err := p.setNumber()
			set = append(set, n)
			return err
		})
		v = &types.AttributeValueMemberNS{Value: set}
	case tagBS:
		set := [][]byte{}
		err = p.set(errTagBS, func() error {
			b, err := p.base64(errTagBS)
			set = append(set, b)
			return err
		})
		v = &types.AttributeValueMemberBS{Value: set}
	case tagM:
		if p.peek() != '{' {
			return nil, p.not(errTagM)
		}
		v, err = p.mapping(depth)
	}
	if err != nil {
		return nil, err
	}
	if p.peek() != '}' {
		return nil, p.unexpected()
	}
	p.pos++
	return v, nil
}

// not refuses what comes next with err, or as the end of the document if it is that.
func (p *parser) not(err error) error {
	if p.pos >= len(p.data) {
		return p.unexpected()
	}
	return p.fail(err)
}

// set reads an array; one reads each of its members.
func (p *parser) set(wrong error, one func() error) error {
	if p.peek() != '[' {
		return p.not(wrong)
	}
	p.pos++
	if p.peek() == ']' {
		p.pos++
		return nil
	}
	for {
		if err := one(); err != nil {
			return err
		}
		if more, err := p.another(']'); !more {
			return err
		}
	}
}

// setNumber reads a number, or a text that is one.
func (p *parser) setNumber() (string, error) {
	c, at := p.peek(), p.pos
	var text []byte
	var err error
	switch {
	case c == '"':
		text, err = p.text()
	case c == '-' || '0' <= c && c <= '9':
		text, err = p.number()
	default:
		err = p.not(errTagNS)
	}
	if err != nil {
		return "", err
	}
	n := p.memory.text(text)
	if err := jsonl.CheckNumber(n); err != nil {
		return "", &Error{at, err}
	}
	return n, nil
}

// strict refuses texts whose last character has bits that no byte takes.
var strict = base64.StdEncoding.Strict()

func (p *parser) base64(wrong error) ([]byte, error) {
	if p.peek() != '"' {
		return nil, p.not(wrong)
	}
	at := p.pos
	text, err := p.text()
	if err != nil {
		return nil, err
	}
	// The decoder skips line breaks, which no writer of ours makes.
	if bytes.ContainsAny(text, "\r\n") {
		return nil, &Error{at, errBase64}
	}
	b := make([]byte, strict.DecodedLen(len(text)))
	n, err := strict.Decode(b, text)
	if err != nil {
		return nil, &Error{at, errBase64} // the decoder's own error has nothing more to tell
	}
	return b[:n:n], nil
}
