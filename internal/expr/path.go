package expr

import (
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// element is one step of a document path: into a map by name or into a list by index.
type element struct {
	name  string // "" for an index: no attribute has that name
	index int
}

// path leads from an item to a value in it. The first element is an attribute's name.
type path []element

// String is how errors quote a path: [a, [0], b].
func (p path) String() string {
	var b strings.Builder
	b.WriteByte('[')
	for i, e := range p {
		if i > 0 {
			b.WriteString(", ")
		}
		if e.name != "" {
			b.WriteString(e.name)
		} else {
			b.WriteByte('[')
			b.WriteString(strconv.Itoa(e.index))
			b.WriteByte(']')
		}
	}
	b.WriteByte(']')
	return b.String()
}

// Source is an item as conditions and projections read it: by attribute, so that what
// nobody asks for need not be decoded.
type Source interface {
	// Attribute returns the value of the top-level attribute name, or false.
	Attribute(name string) (types.AttributeValue, bool)
}

// Item is the Source of an item that is decoded.
type Item map[string]types.AttributeValue

// Attribute implements Source.
func (i Item) Attribute(name string) (types.AttributeValue, bool) {
	v, ok := i[name]
	return v, ok
}

// find returns the value at p, or nil.
func (p path) find(item Source) types.AttributeValue {
	v, ok := item.Attribute(p[0].name)
	if !ok {
		return nil
	}
	return descend(v, p[1:])
}

// descend returns the value at p below v, or nil.
func descend(v types.AttributeValue, p path) types.AttributeValue {
	for _, e := range p {
		switch at := v.(type) {
		case *types.AttributeValueMemberM:
			if e.name == "" {
				return nil
			}
			if v = at.Value[e.name]; v == nil {
				return nil
			}
		case *types.AttributeValueMemberL:
			if e.name != "" || e.index >= len(at.Value) {
				return nil
			}
			v = at.Value[e.index]
		default:
			return nil
		}
	}
	return v
}
