package partiql

import (
	"math"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// maxPath is how many elements a document path may have: 32 levels of nesting, the limit
// on "expression attribute nesting" among DynamoDB's quotas.
const maxPath = 32

// Element is one step of a document path: the attribute of a map, or the element of a list.
type Element struct {
	Name  string // "" if it is an index; names are never empty
	Index int
}

// Path is a document path. The first element is an attribute of the item.
type Path []Element

// Attribute returns the name of the attribute of the item that the path is in.
func (p Path) Attribute() string { return p[0].Name }

// String writes the path as DynamoDB's messages do: [a, b, [0]].
func (p Path) String() string {
	var b strings.Builder
	b.WriteByte('[')
	for i, e := range p {
		if i > 0 {
			b.WriteString(", ")
		}
		if e.Name != "" {
			b.WriteString(e.Name)
			continue
		}
		b.WriteString("[" + strconv.Itoa(e.Index) + "]")
	}
	b.WriteByte(']')
	return b.String()
}

func (p Path) equal(q Path) bool {
	if len(p) != len(q) {
		return false
	}
	for i := range p {
		if p[i] != q[i] {
			return false
		}
	}
	return true
}

// is reports whether the path is this attribute, and nothing in it.
func (p Path) is(attribute string) bool { return len(p) == 1 && p[0].Name == attribute }

// in returns what the path leads to from the attribute's value on.
func (p Path) in(src Source) (types.AttributeValue, bool) {
	value, ok := src.Attribute(p[0].Name)
	for _, e := range p[1:] {
		if !ok {
			return nil, false
		}
		value, ok = e.of(value)
	}
	return value, ok
}

// of takes the step from a value.
func (e Element) of(value types.AttributeValue) (types.AttributeValue, bool) {
	switch v := value.(type) {
	case *types.AttributeValueMemberM:
		if e.Name != "" {
			member, ok := v.Value[e.Name]
			return member, ok
		}
	case *types.AttributeValueMemberL:
		if e.Name == "" && e.Index < len(v.Value) {
			return v.Value[e.Index], true
		}
	}
	return nil, false
}

// overlap returns DynamoDB's error if one of two paths leads through the other, or if they
// take the same value for a map and for a list.
func overlap(one, two Path) error {
	for i := range min(len(one), len(two)) {
		if one[i] == two[i] {
			continue
		}
		if (one[i].Name == "") != (two[i].Name == "") {
			return invalid("Two document paths conflict with each other; must remove or rewrite one of these paths; path one: " +
				one.String() + ", path two: " + two.String())
		}
		return nil
	}
	return invalid("Two document paths overlap with each other; must remove or rewrite one of these paths; path one: " +
		one.String() + ", path two: " + two.String())
}

// disjoint returns the error of the first path that overlaps with one before it.
func disjoint(paths []Path) error {
	before := make(map[string][]Path, len(paths)) // by attribute: others can't meet
	for _, one := range paths {
		name := one.Attribute()
		for _, two := range before[name] {
			if err := overlap(one, two); err != nil {
				return err
			}
		}
		before[name] = append(before[name], one)
	}
	return nil
}

// checkDepth returns the error of a path that is too long.
func (p Path) checkDepth() error {
	if len(p) > maxPath {
		return invalid("The document path has too many nesting levels; nesting levels: " + strconv.Itoa(len(p)))
	}
	return nil
}

// toPath understands a node as a document path.
func toPath(n *node) (Path, error) {
	switch n.kind {
	case nodeName:
		e, err := toElement(n)
		return Path{e}, err
	case nodePath:
	default:
		return nil, invalidAt("Unexpected path component", n.at)
	}
	root := n.kids[0]
	if root.kind == nodeList {
		return nil, invalidAt("A path cannot start with a list index", root.at)
	}
	if root.kind != nodeName {
		return nil, invalidAt("Unexpected path component", root.at)
	}
	path := make(Path, 0, len(n.kids))
	for _, kid := range n.kids {
		e, err := toElement(kid)
		if err != nil {
			return nil, err
		}
		path = append(path, e)
	}
	return path, nil
}

func toElement(n *node) (Element, error) {
	switch n.kind {
	case nodeName, nodeString:
		if n.text == "" {
			return Element{}, errEmptyName
		}
		return Element{Name: n.text}, nil
	case nodeStar:
		return Element{}, invalid("Changing item's hierarchy while reading isn't supported")
	case nodeNumber:
		if strings.ContainsAny(n.text, ".eE") {
			break
		}
		index, err := strconv.ParseInt(n.text, 10, 64)
		if err != nil || index < 0 || index > math.MaxInt32 {
			return Element{}, invalidAt("List index is not within the allowable range; index: ["+n.text+"]", n.at)
		}
		return Element{Index: int(index)}, nil
	}
	return Element{}, invalidAt("Unexpected path component", n.at)
}
