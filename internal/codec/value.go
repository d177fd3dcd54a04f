package codec

import (
	"encoding/base64"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// maxHint bounds what a wrong guess of an item's size costs: Go makes a map for so many
// attributes in about 2 KB.
const maxHint = 56

// readItem reads a map of attributes that is no value itself. An item of more than eight
// attributes would have its map grown, and so all rehashed, once or more; it is made of the
// size that the last two items had.
func (p *Parser) readItem(at place) (map[string]types.AttributeValue, error) {
	m, err := p.readAttributes(0, min(p.sizes[0], p.sizes[1], maxHint), at)
	p.sizes[0], p.sizes[1] = p.sizes[1], len(m)
	return m, err
}

// readAttributes reads a map of about hint attributes. depth is how many lists and maps are
// around its values, but for itself. at says what the place takes, in case there is no map.
func (p *Parser) readAttributes(depth, hint int, at place) (map[string]types.AttributeValue, error) {
	if p.peek() != '{' {
		return nil, p.wrongType(at)
	}
	m := make(map[string]types.AttributeValue, hint)
	for more := p.first('}'); more; {
		name, ok := p.simpleName()
		if !ok {
			key, err := p.key()
			if err != nil {
				return nil, err
			}
			name = p.names.get(key)
		}
		v, err := p.readValue(depth, attribute)
		if err != nil {
			return nil, err
		}
		m[name] = v
		if p.pos < len(p.data) && p.data[p.pos] == ',' {
			p.pos++
			continue
		}
		if more, err = p.another('}'); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// readValue reads one attribute value, or null. depth is how many lists and maps are around
// it.
func (p *Parser) readValue(depth int, at place) (v types.AttributeValue, err error) {
	if depth <= MaxDepth {
		if v := p.simpleValue(); v != nil {
			return v, nil
		}
	}
	switch p.peek() {
	case '{':
	case 'n':
		return nil, p.literal("null")
	default:
		return nil, p.wrongType(at)
	}
	offset := p.pos
	if depth > MaxDepth {
		return p.note(offset, TooDeep), p.skipValue()
	}
	found, several, inSet := kindNone, false, false
	for more := p.first('}'); more; {
		k, err := p.tag()
		if err != nil {
			return nil, err
		}
		if k == kindNone {
			err = p.skipValue()
		} else if p.peek() == 'n' {
			// A null is no value. It takes back one of the same type, as the last member
			// of a name counts.
			if err = p.literal("null"); found == k {
				found, inSet = kindNone, false
			}
		} else {
			if p.exact && found != kindNone {
				return nil, errInexact
			}
			several = several || found != kindNone && found != k
			found = k
			v, inSet, err = p.readData(k, depth)
		}
		if err != nil {
			return nil, err
		}
		if more, err = p.another('}'); err != nil {
			return nil, err
		}
	}
	switch {
	case several:
		v = p.note(offset, Several)
	case found == kindNone:
		v = p.note(offset, Empty)
	case inSet:
		v = p.note(offset, NullInStringSet)
	}
	return v, nil
}

// note remembers the first problem. It returns what stands in the place of the value.
func (p *Parser) note(offset int, problem Problem) types.AttributeValue {
	if p.problem == nil {
		p.problem = &ValueError{Offset: offset, Problem: problem}
	}
	return marker(problem)
}

// readData reads what a value of type k holds. It tells whether that is a string set with a
// null in it.
func (p *Parser) readData(k kind, depth int) (v types.AttributeValue, nullInSet bool, err error) {
	switch k {
	case kindS, kindN:
		raw, err := p.readText(placeString)
		if err != nil {
			return nil, false, err
		}
		return p.memory.scalar(k, raw), false, nil
	case kindB:
		b, err := p.readBinary()
		if err != nil {
			return nil, false, err
		}
		return p.memory.newBinary(b), false, nil
	case kindBOOL:
		b, err := p.readBool(placeBool)
		return &types.AttributeValueMemberBOOL{Value: b}, false, err
	case kindNULL:
		b, err := p.readBool(placeBool)
		return &types.AttributeValueMemberNULL{Value: b}, false, err
	case kindSS:
		set, null, err := p.readTexts()
		return &types.AttributeValueMemberSS{Value: set}, null, err
	case kindNS:
		set, _, err := p.readTexts()
		return &types.AttributeValueMemberNS{Value: set}, false, err
	case kindBS:
		set, err := p.readBinaries()
		return &types.AttributeValueMemberBS{Value: set}, false, err
	case kindL:
		list, err := p.readList(depth + 1)
		return &types.AttributeValueMemberL{Value: list}, false, err
	}
	m, err := p.readAttributes(depth+1, 0, placeMap)
	return &types.AttributeValueMemberM{Value: m}, false, err
}

// fewMembers is how many members of a list or set are gathered on the stack, so that one of
// common size is allocated once and of the right size.
const fewMembers = 8

func (p *Parser) readList(depth int) ([]types.AttributeValue, error) {
	if p.peek() != '[' {
		return nil, p.wrongType(placeList)
	}
	var few [fewMembers]types.AttributeValue
	list := few[:0]
	for more := p.first(']'); more; {
		v, err := p.readValue(depth, attribute)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		if more, err = p.another(']'); err != nil {
			return nil, err
		}
	}
	return clone(list), nil
}

// clone is slices.Clone, but for an empty slice it neither returns nil nor part of s.
func clone[T any](s []T) []T {
	c := make([]T, len(s))
	copy(c, s)
	return c
}

// readTexts reads the members of a string or number set. A null reads as an empty text, as
// the SDK does.
func (p *Parser) readTexts() (set []string, null bool, err error) {
	if p.peek() != '[' {
		return nil, false, p.wrongType(placeList)
	}
	var few [fewMembers]string
	texts := few[:0]
	for more := p.first(']'); more; {
		var raw []byte
		if p.peek() == 'n' {
			null, err = true, p.literal("null")
		} else {
			raw, err = p.readText(placeString)
		}
		if err != nil {
			return nil, false, err
		}
		texts = append(texts, p.memory.text(raw))
		if more, err = p.another(']'); err != nil {
			return nil, false, err
		}
	}
	return clone(texts), null, nil
}

// readBinaries reads the members of a binary set. A null reads as a nil binary, as the SDK
// does.
func (p *Parser) readBinaries() ([][]byte, error) {
	if p.peek() != '[' {
		return nil, p.wrongType(placeList)
	}
	set := [][]byte{}
	for more := p.first(']'); more; {
		var b []byte
		null, err := p.null()
		if !null && err == nil {
			b, err = p.readBinary()
		}
		if err != nil {
			return nil, err
		}
		set = append(set, b)
		if more, err = p.another(']'); err != nil {
			return nil, err
		}
	}
	return set, nil
}

// readText reads a string. The bytes are good until the next call.
func (p *Parser) readText(at place) ([]byte, error) {
	if p.peek() != '"' {
		return nil, p.wrongType(at)
	}
	raw, plain, err := p.scanString()
	if err == nil && !plain {
		p.scratch = appendUnquoted(p.scratch[:0], raw)
		return p.scratch, nil
	}
	return raw, err
}

func (p *Parser) readBool(at place) (bool, error) {
	switch p.peek() {
	case 't':
		return true, p.literal("true")
	case 'f':
		return false, p.literal("false")
	}
	return false, p.wrongType(at)
}

// base64Strict refuses texts whose last character has bits that no byte takes.
var base64Strict = base64.StdEncoding.Strict()

// readBinary reads a base64 string. There is no room behind the bytes; an empty one is not nil.
func (p *Parser) readBinary() ([]byte, error) {
	p.peek()
	offset := p.pos
	raw, err := p.readText(placeBinary)
	if err != nil {
		return nil, err
	}
	if len(raw)%4 != 0 {
		return nil, badBase64Length(offset, len(raw))
	}
	want := decodedLen(raw)
	b := p.memory.binary(want)
	// Decode wants no more room than it fills, as long as there are no line breaks: it skips
	// those, so that the result falls short of the input.
	n, err := base64Strict.Decode(b, raw)
	if err != nil || n != want {
		return nil, &TypeError{Offset: offset, Message: "Invalid last non-pad Base64 character dectected"}
	}
	return b, nil
}

// decodedLen returns how many bytes raw stands for, if it is base64 without line breaks.
func decodedLen(raw []byte) int {
	n := len(raw) / 4 * 3
	for i := len(raw) - 1; i >= 0 && i >= len(raw)-2 && raw[i] == '='; i-- {
		n--
	}
	return n
}
