package codec

import (
	"bytes"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/number"
	"github.com/dynactor/dynactor/internal/sealed"
)

const (
	// sealedNames is how many names of one object are compared with each other. Objects with more are decoded.
	sealedNames = 64
	// sealedBytes is DynamoDB's limit of an item's size. Larger ones are decoded, and refused where they always are.
	sealedBytes = 400 << 10
)

// Seal reads the item that comes next without decoding it, and returns it sealed: its JSON is the input's, and so must not
// be changed; keys, copied, are what else is in the map. ok is false, and nothing is read, if the item isn't surely one that
// Item reads without an error and that has the whole primary key: it's for items as DynamoDB and this package write them, and
// refuses, of those that it could read, such with escapes of the form \u0000, NULL that is false, empty sets, more names in one object
// than sealedNames, more than DynamoDB's nesting, more than its size, or much more JSON than that: who carries sealed items
// counts their size.
func (p *Parser) Seal(keys *sealed.Keys) (m map[string]types.AttributeValue, ok bool) {
	p.peek()
	s := sealer{p: p, keys: keys, start: p.pos}
	if !s.item() {
		p.pos = s.start
		return nil, false
	}
	return s.m, true
}

// SealItems reads an answer's list of items sealed, as Seal does each. rest is the answer with an empty list in its place. ok is
// false if there's no such list, or an item in it that can't be sealed. What is returned shares the answer's memory, which mustn't
// be changed any more.
func SealItems(answer []byte, keys *sealed.Keys) (items []map[string]types.AttributeValue, rest []byte, ok bool) {
	p := getParser(answer)
	defer putParser(p)
	if p.peek() != '{' {
		return nil, nil, false
	}
	from, to := -1, -1
	for more := p.first('}'); more; {
		name, err := p.key()
		if err != nil {
			return nil, nil, false
		}
		if string(name) != "Items" {
			err = p.skipValue()
		} else {
			if p.peek() != '[' || from >= 0 {
				return nil, nil, false
			}
			from = p.pos
			items = make([]map[string]types.AttributeValue, 0, len(answer)/fewestBytes)
			for more := p.first(']'); more && err == nil; {
				item, ok := p.Seal(keys)
				if !ok {
					return nil, nil, false
				}
				items = append(items, item)
				more, err = p.another(']')
			}
			to = p.pos
		}
		if err == nil {
			more, err = p.another('}')
		}
		if err != nil {
			return nil, nil, false
		}
	}
	if from < 0 || p.More() {
		return nil, nil, false
	}
	rest = append(append(append(make([]byte, 0, len(answer)-(to-from)+len(`[]`)), answer[:from]...), `[]`...), answer[to:]...)
	return items, rest, true
}

// fewestBytes is how long an item is taken to be for the room of a list. Shorter ones have it grow.
const fewestBytes = 512

// A value of a byte or two takes up to 13 of JSON, {"BOOL":true}, and its comma. What has more is white space, or many empty texts.
const mostJSON, mostJSONBesides = 16, 1 << 10

type sealer struct {
	p     *Parser
	keys  *sealed.Keys
	found int // of the primary key
	start int
	size  int
	m     map[string]types.AttributeValue
}

func (s *sealer) item() bool {
	s.m = make(map[string]types.AttributeValue, len(s.keys.Primary)+1)
	if !s.object(0, true) || s.size > sealedBytes || s.found != len(s.keys.Primary) {
		return false
	}
	json := s.p.data[s.start:s.p.pos:s.p.pos]
	if len(json) > mostJSON*s.size+mostJSONBesides {
		return false
	}
	s.m[sealed.Name] = &sealed.Item{JSON: json, Size: s.size}
	return true
}

// object reads attributes by name. depth is how many lists and maps are around their values.
func (s *sealer) object(depth int, top bool) bool {
	p := s.p
	if p.peek() != '{' {
		return false
	}
	var names [sealedNames][]byte
	n, seen := 0, uint64(0)
	for more := p.first('}'); more; {
		if p.peek() != '"' {
			return false
		}
		name, plain, err := p.scanString()
		if err != nil || !plain || len(name) == 0 || p.peek() != ':' || n == sealedNames {
			return false
		}
		p.pos++
		// Most names differ in length or in their first or last byte.
		bit := uint64(1) << ((len(name)*7 + int(name[0])*3 + int(name[len(name)-1])) & 63)
		if seen&bit != 0 {
			for _, other := range names[:n] {
				if bytes.Equal(other, name) {
					return false
				}
			}
		}
		seen |= bit
		names[n] = name
		n++
		s.size += len(name)
		if !top {
			s.size += item.ElementOverhead
		}
		if key, ok := s.keyOf(name, top); ok {
			if !s.key(key) {
				return false
			}
		} else if !s.value(depth) {
			return false
		}
		if more, err = p.another('}'); err != nil {
			return false
		}
	}
	return true
}

// keyOf returns the name of an attribute of a key, if it's one.
func (s *sealer) keyOf(name []byte, top bool) (string, bool) {
	if top {
		for _, k := range s.keys.Primary {
			if k == string(name) {
				s.found++
				return k, true
			}
		}
		for _, k := range s.keys.Indexed {
			if k == string(name) {
				return k, true
			}
		}
	}
	return "", false
}

// key reads an attribute of a key, and keeps it.
func (s *sealer) key(name string) bool {
	from := s.p.pos
	if !s.value(0) {
		return false
	}
	end := s.p.pos
	s.p.pos = from
	v, err := s.p.readValue(0, attribute)
	if err != nil || s.p.pos != end {
		return false
	}
	switch v.(type) {
	case *types.AttributeValueMemberS, *types.AttributeValueMemberN, *types.AttributeValueMemberB:
		s.m[name] = v
		return true
	}
	return false
}

// value reads {"S":"a"}, with depth lists and maps around it.
func (s *sealer) value(depth int) bool {
	p := s.p
	if p.peek() != '{' || !p.first('}') {
		return false
	}
	k, err := p.tag()
	if err != nil || !s.content(k, depth) || p.peek() != '}' {
		return false
	}
	p.pos++
	return true
}

func (s *sealer) content(k kind, depth int) bool {
	p := s.p
	switch k {
	case kindS:
		return s.text()
	case kindN:
		return s.number()
	case kindB:
		return s.binary()
	case kindBOOL:
		_, err := p.readBool(attribute)
		s.size++
		return err == nil
	case kindNULL:
		null, err := p.readBool(attribute)
		s.size++
		return err == nil && null
	case kindSS:
		return s.several(s.text)
	case kindNS:
		return s.several(s.number)
	case kindBS:
		return s.several(s.binary)
	case kindL:
		s.size += item.ContainerOverhead
		return depth < item.MaxDepth && s.list(func() bool {
			s.size += item.ElementOverhead
			return s.value(depth + 1)
		})
	case kindM:
		s.size += item.ContainerOverhead
		return depth < item.MaxDepth && s.object(depth+1, false)
	}
	return false
}

// list reads an array.
func (s *sealer) list(element func() bool) bool {
	p := s.p
	if p.peek() != '[' {
		return false
	}
	for more := p.first(']'); more; {
		if !element() {
			return false
		}
		var err error
		if more, err = p.another(']'); err != nil {
			return false
		}
	}
	return true
}

// several reads a set, which has members.
func (s *sealer) several(member func() bool) bool {
	n := 0
	return s.list(func() bool { n++; return member() }) && n > 0
}

// raw reads a string, and returns what is between its quotes.
func (s *sealer) raw() (raw []byte, plain, ok bool) {
	if s.p.peek() != '"' {
		return nil, false, false
	}
	raw, plain, err := s.p.scanString()
	return raw, plain, err == nil
}

func (s *sealer) text() bool {
	raw, plain, ok := s.raw()
	if !ok {
		return false
	}
	if !plain {
		// Surrogates are among the escapes that need a closer look.
		if bytes.Contains(raw, []byte(`\u`)) || !utf8.Valid(raw) {
			return false
		}
		s.p.scratch = appendUnquoted(s.p.scratch[:0], raw)
		raw = s.p.scratch
	}
	s.size += len(raw)
	return true
}

func (s *sealer) number() bool {
	raw, plain, ok := s.raw()
	if !ok || !plain || len(raw) > 2*number.MaxDigits {
		return false
	}
	if !isPlainNumber(raw) {
		var d number.Decimal
		if d.Set(string(raw)) != nil {
			return false
		}
	}
	s.size += item.NumberSize(string(raw))
	return true
}

// isPlainNumber says that text is a number without an exponent that is surely in DynamoDB's range: 12, -1.50.
func isPlainNumber(text []byte) bool {
	if len(text) > number.MaxDigits {
		return false
	}
	if len(text) > 0 && text[0] == '-' {
		text = text[1:]
	}
	point := 0
	for i, c := range text {
		if c == '.' && point == 0 && i > 0 && i < len(text)-1 {
			point = i
		} else if c < '0' || c > '9' {
			return false
		}
	}
	return len(text) > 0
}

func (s *sealer) binary() bool {
	raw, plain, ok := s.raw()
	if !ok || !plain || len(raw)%4 != 0 {
		return false
	}
	n := decodedLen(raw)
	s.size += n
	if len(raw) == 0 {
		return true
	}
	body := raw[:len(raw)-4]
	var bad byte
	for _, c := range body {
		bad |= notBase64[c]
	}
	if bad != 0 {
		return false
	}
	var last [3]byte
	m, err := base64Strict.Decode(last[:], raw[len(raw)-4:])
	return err == nil && m == n-len(body)/4*3
}

// notBase64 is not 0 for bytes that base64 has no use for.
var notBase64 = func() (table [256]byte) {
	for c := range table {
		table[c] = 1
	}
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		table[c] = 0
	}
	return table
}()
