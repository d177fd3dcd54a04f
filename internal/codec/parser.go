package codec

import (
	"reflect"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// MaxDepth is how many lists and maps an attribute value may have around it. DynamoDB takes
// 32 levels; a server has to see a little more to judge it, and recursion must end somewhere.
// A value beyond reads as TooDeep and is refused by AppendValue.
const MaxDepth = 64

// A Parser reads documents one after the other from one input. It keeps its scratch space,
// the names it has seen and what is left of its last chunk of memory, about 50 KB, so use one
// for many inputs. The zero value is empty: call Reset.
// A Parser serves one goroutine at a time.
type Parser struct {
	data []byte
	pos  int

	memory memory
	names  names
	into   reflect.Type // of the last document, and its plan
	plan   *plan
	sizes  [2]int // of the last two items, in attributes
	// listHint is how long the last list of items was, up to maxListHint.
	listHint int
	scratch  []byte // the last name or text that had escapes
	open     []byte // the closing brackets that skipValue waits for

	// exact refuses what the SDK reads in another way, see DecodeAnswer.
	exact bool

	problem *ValueError // the first one
}

// Reset gives p a new input to read from its start. The input may be changed once it has
// been read.
func (p *Parser) Reset(data []byte) {
	p.data, p.pos, p.problem = data, 0, nil
}

// More tells whether anything but white space is left, such as the next line of a bulk file.
func (p *Parser) More() bool {
	p.peek()
	return p.pos < len(p.data)
}

// Offset returns how many bytes of the input have been read.
func (p *Parser) Offset() int { return p.pos }

// Item reads the item that comes next. It returns it together with a *ValueError, if that is
// all that is wrong with it.
func (p *Parser) Item() (map[string]types.AttributeValue, error) {
	p.problem = nil
	m, err := p.readItem(itemDocument)
	if err != nil {
		return nil, err
	}
	return m, p.end()
}

// Value reads the attribute value that comes next: {"S":"a"}. It returns it together with a
// *ValueError, if that is all that is wrong with it. A null reads as nil.
func (p *Parser) Value() (types.AttributeValue, error) {
	p.problem = nil
	v, err := p.readValue(0, valueDocument)
	if err != nil {
		return nil, err
	}
	return v, p.end()
}

// end reports the problem that did not stop the reading. A nil pointer must not become an
// error that isn't nil.
func (p *Parser) end() error {
	if p.problem != nil {
		return p.problem
	}
	return nil
}

// whole refuses anything behind the document.
func (p *Parser) whole() error {
	if p.More() {
		return p.unexpected()
	}
	return nil
}

var parsers = sync.Pool{New: func() any { return new(Parser) }}

func getParser(data []byte) *Parser {
	p := parsers.Get().(*Parser)
	p.Reset(data)
	return p
}

// putParser gives p back without its input and without scratch space of uncommon size.
func putParser(p *Parser) {
	p.Reset(nil)
	p.exact = false
	if cap(p.scratch) > maxPooled {
		p.scratch = nil
	}
	parsers.Put(p)
}

// ParseItem reads data, which holds one item and nothing else: {"pk":{"S":"a"}}. It returns
// the item together with a *ValueError, if that is all that is wrong with it. An attribute
// that is null reads as nil.
func ParseItem(data []byte) (map[string]types.AttributeValue, error) {
	p := getParser(data)
	defer putParser(p)
	m, err := p.Item()
	if m == nil {
		return nil, err
	}
	if tail := p.whole(); tail != nil {
		return nil, tail
	}
	return m, err
}

// ParseValue reads data, which holds one attribute value and nothing else: {"S":"a"}. It
// returns the value together with a *ValueError, if that is all that is wrong with it. A
// null reads as nil.
func ParseValue(data []byte) (types.AttributeValue, error) {
	p := getParser(data)
	defer putParser(p)
	v, err := p.Value()
	if err != nil && v == nil {
		return nil, err
	}
	if tail := p.whole(); tail != nil {
		return nil, tail
	}
	return v, err
}
