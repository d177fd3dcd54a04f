package expr

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Condition is a condition or a filter: true or false of an item.
type Condition struct {
	root *node
}

// ParseCondition parses a ConditionExpression or a FilterExpression, as kind says.
func ParseCondition(kind Kind, src string, params *Params) (*Condition, error) {
	p, err := newParser(kind, src, params)
	if err != nil {
		return nil, err
	}
	root, err := p.parseCondition()
	if err != nil {
		return nil, err
	}
	return &Condition{root}, nil
}

func (p *parser) parseCondition() (*node, error) {
	root, err := p.condition()
	if err != nil {
		return nil, err
	}
	if err := p.checkCondition(root); err != nil {
		return nil, err
	}
	if err := p.resolve(root); err != nil {
		return nil, err
	}
	return root, p.checkOperatorCount()
}

// Attributes returns the names of the top-level attributes that the condition reads, in the
// order of the text, each once.
func (c *Condition) Attributes() []string {
	var names []string
	c.root.eachPath(func(dst path) { names = appendName(names, dst[0].name) })
	return names
}

func appendName(names []string, name string) []string {
	if slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}

func (n *node) eachPath(visit func(path)) {
	if n.op == opPath {
		visit(n.path)
	}
	for arg := n.first; arg != nil; arg = arg.next {
		arg.eachPath(visit)
	}
}

// Eval reports whether the condition is true of the item. An item that doesn't exist is one
// without attributes.
func (c *Condition) Eval(item Source) bool { return c.root.test(item) }

func (n *node) test(item Source) bool {
	switch n.op {
	case opAnd:
		for arg := n.first; arg != nil; arg = arg.next {
			if !arg.test(item) {
				return false
			}
		}
		return true
	case opOr:
		for arg := n.first; arg != nil; arg = arg.next {
			if arg.test(item) {
				return true
			}
		}
		return false
	case opNot:
		return !n.first.test(item)
	}

	// What isn't there is nil, and equals nothing: only <> is true of it.
	v := n.first.operand(item)
	switch n.op {
	case opAttributeExists:
		return v != nil
	case opAttributeNotExists:
		return v == nil
	case opNotEqual:
		w := n.first.next.operand(item)
		return v == nil || w == nil || !equalValues(v, w)
	}
	if v == nil {
		return false
	}
	if n.op == opIn {
		for arg := n.first.next; arg != nil; arg = arg.next {
			if w := arg.operand(item); w != nil && equalValues(v, w) {
				return true
			}
		}
		return false
	}
	w := n.first.next.operand(item)
	if w == nil {
		return false
	}
	switch n.op {
	case opEqual:
		return equalValues(v, w)
	case opLess, opLessEqual, opGreater, opGreaterEqual:
		c, ok := compareValues(v, w)
		return ok && n.op.holds(c)
	case opBetween:
		x := n.first.next.next.operand(item)
		if x == nil {
			return false
		}
		c, ok := compareValues(v, w)
		d, ok2 := compareValues(v, x)
		return ok && ok2 && c >= 0 && d <= 0
	case opAttributeType:
		return typeName(v) == w.(*types.AttributeValueMemberS).Value
	case opBeginsWith:
		return beginsWith(v, w)
	case opNotContains:
		return !contains(v, w)
	}
	return contains(v, w)
}

// holds reports whether a comparison is true of what compared as c.
func (o op) holds(c int) bool {
	switch o {
	case opLess:
		return c < 0
	case opLessEqual:
		return c <= 0
	case opGreater:
		return c > 0
	}
	return c >= 0
}

// operand returns the value of n for the item, or nil.
func (n *node) operand(item Source) types.AttributeValue {
	switch n.op {
	case opPath:
		return n.path.find(item)
	case opValue:
		return n.value
	}
	return size(n.first.operand(item))
}
