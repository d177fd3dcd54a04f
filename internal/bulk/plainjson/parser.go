package plainjson

import (
	"sync"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl"
	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/item"
)

// parser reads one document after the other. They are known to be UTF-8. It goes down one call for each list and map,
// of which there can't be more than item.MaxDepth.
type parser struct {
	data  []byte
	pos   int
	plain bool // there are no tags

	names   names
	memory  memory
	scratch []byte // the last text that had escapes
	size    int    // of the last item, in attributes
}

var parsers = sync.Pool{New: func() any { return new(parser) }}

// maxScratch is the most scratch space that stays in the pool, in bytes.
const maxScratch = 64 << 10

// ParseValue reads data, which holds one JSON value and nothing else, tags included. Its error is an [*Error]. The
// value doesn't alias data.
func ParseValue(data []byte) (types.AttributeValue, error) {
	if !utf8.Valid(data) {
		return nil, &Error{Err: errNotUTF8}
	}
	p := parsers.Get().(*parser)
	defer p.release()
	p.reset(data)
	v, err := p.value(0)
	if err == nil {
		err = p.end()
	}
	if err != nil {
		return nil, err
	}
	return v, nil
}

func (p *parser) release() {
	p.data = nil
	if cap(p.scratch) > maxScratch {
		p.scratch = nil
	}
	parsers.Put(p)
}

func (p *parser) reset(data []byte) { p.data, p.pos = data, 0 }

// maxHint bounds what is allocated ahead because the last item was large.
const maxHint = 56

// item reads a document that is an item.
func (p *parser) item() (record.Item, error) {
	if p.peek() != '{' {
		if p.pos == len(p.data) {
			return nil, p.fail(errEnd)
		}
		return nil, p.fail(errNotObject)
	}
	m := make(record.Item, min(p.size, maxHint))
	if err := p.members(m, 0); err != nil {
		return nil, err
	}
	p.size = len(m)
	return m, p.end()
}

// end refuses anything behind the document.
func (p *parser) end() error {
	if p.peek(); p.pos < len(p.data) {
		return p.fail(errMore)
	}
	return nil
}

// value reads a value that has depth lists and maps around it.
func (p *parser) value(depth int) (types.AttributeValue, error) {
	switch c := p.peek(); {
	case c == '"':
		text, err := p.text()
		if err != nil {
			return nil, err
		}
		return p.memory.newS(text), nil
	case c == '-' || '0' <= c && c <= '9':
		at := p.pos
		digits, err := p.number()
		if err != nil {
			return nil, err
		}
		v := p.memory.newN(digits)
		if err := jsonl.CheckNumber(v.Value); err != nil {
			return nil, &Error{at, err}
		}
		return v, nil
	case c == '{':
		return p.object(depth + 1)
	case c == '[':
		return p.list(depth + 1)
	case c == 't':
		return &types.AttributeValueMemberBOOL{Value: true}, p.literal("true")
	case c == 'f':
		return &types.AttributeValueMemberBOOL{}, p.literal("false")
	case c == 'n':
		return &types.AttributeValueMemberNULL{Value: true}, p.literal("null")
	}
	return nil, p.unexpected()
}

// object reads a map or what a tag makes of it.
func (p *parser) object(depth int) (types.AttributeValue, error) {
	start := p.pos
	if t := p.tag(); t != noTag {
		return p.tagged(t, depth)
	}
	p.pos = start
	return p.mapping(depth)
}

func (p *parser) mapping(depth int) (types.AttributeValue, error) {
	if depth > item.MaxDepth {
		return nil, p.fail(errTooDeep)
	}
	m := map[string]types.AttributeValue{}
	if err := p.members(m, depth); err != nil {
		return nil, err
	}
	return &types.AttributeValueMemberM{Value: m}, nil
}

// members reads an object, whose bracket is known to come next, into m. Its values have depth lists and maps around
// them.
func (p *parser) members(m map[string]types.AttributeValue, depth int) error {
	p.pos++
	if p.peek() == '}' {
		p.pos++
		return nil
	}
	for {
		at := p.pos
		name, err := p.name()
		if err != nil {
			return err
		}
		v, err := p.value(depth)
		if err != nil {
			return err
		}
		before := len(m)
		if m[name] = v; len(m) == before {
			return &Error{at, duplicateError(name)}
		}
		if more, err := p.another('}'); !more {
			return err
		}
	}
}

// duplicateError is the name that an object has twice.
type duplicateError string

func (e duplicateError) Error() string {
	return "the name " + jsonl.Quote(string(e)) + " is twice in one object"
}

// few is how many members of a list are gathered on the stack, so that a common list is allocated once.
const few = 8

func (p *parser) list(depth int) (types.AttributeValue, error) {
	if depth > item.MaxDepth {
		return nil, p.fail(errTooDeep)
	}
	p.pos++
	if p.peek() == ']' {
		p.pos++
		return &types.AttributeValueMemberL{Value: []types.AttributeValue{}}, nil
	}
	var stack [few]types.AttributeValue
	list := stack[:0]
	for {
		v, err := p.value(depth)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		more, err := p.another(']')
		if err != nil {
			return nil, err
		}
		if !more {
			return &types.AttributeValueMemberL{Value: append(make([]types.AttributeValue, 0, len(list)), list...)}, nil
		}
	}
}
