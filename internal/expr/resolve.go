package expr

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// The third step of parsing: placeholders, and what depends on them. A node's operands come
// before the node itself, in the order of the text.

// resolvePath looks up the names in a path, in place.
func (p *parser) resolvePath(dst path) error {
	if len(dst) > MaxPathDepth {
		return p.kind.errorf("The document path has too many nesting levels; nesting levels: %d", len(dst))
	}
	for i, e := range dst {
		if e.name == "" || e.name[0] != '#' && e.name[0] != ':' {
			continue
		}
		name, ok := p.params.name(e.name)
		if !ok {
			return p.kind.errorf("An expression attribute name used in the document path is not defined; attribute name: %s", e.name)
		}
		dst[i].name = name
	}
	return nil
}

func (p *parser) resolveValue(placeholder string) (types.AttributeValue, error) {
	v, ok := p.params.value(placeholder)
	if !ok {
		return nil, p.kind.errorf("An expression attribute value used in expression is not defined; attribute value: %s", placeholder)
	}
	return v, nil
}

func (p *parser) resolve(n *node) error {
	switch n.op {
	case opPath:
		return p.resolvePath(n.path)
	case opValue:
		var err error
		n.value, err = p.resolveValue(n.text)
		return err
	}
	for arg := n.first; arg != nil; arg = arg.next {
		if err := p.resolve(arg); err != nil {
			return err
		}
	}
	switch n.op {
	case opAnd, opOr, opNot:
		return nil
	case opEqual, opNotEqual:
		return p.checkDistinct(n)
	case opLess, opLessEqual, opGreater, opGreaterEqual:
		if err := p.checkTypes(n, isOrdered); err != nil {
			return err
		}
		return p.checkDistinct(n)
	case opBetween:
		return p.checkBetween(n)
	case opIn:
		if c := n.count() - 1; c > MaxInOperands {
			return p.kind.errorf("The IN operator is provided with too many operands; number of operands: %d", c)
		}
		return p.checkDistinct(n)
	case opPlus, opMinus:
		return p.checkTypes(n, isNumber)
	}
	return p.resolveFunction(n)
}

func (p *parser) resolveFunction(n *node) error {
	want := 2
	switch n.op {
	case opAttributeExists, opAttributeNotExists, opSize:
		want = 1
	}
	if c := n.count(); c != want {
		return p.kind.errorf("Incorrect number of operands for operator or function; operator or function: %s, number of operands: %d", n.op, c)
	}
	switch n.op {
	case opAttributeExists, opAttributeNotExists:
		return p.checkIsPath(n)
	case opIfNotExists:
		if err := p.checkIsPath(n); err != nil {
			return err
		}
		return p.checkDistinct(n)
	case opSize:
		return p.checkTypes(n, hasSize)
	case opBeginsWith:
		if err := p.checkTypes(n, isStringOrBinary); err != nil {
			return err
		}
		return p.checkDistinct(n)
	case opContains:
		return p.checkDistinct(n)
	case opListAppend:
		return p.checkTypes(n, isList)
	case opAttributeType:
		if err := p.checkDistinct(n); err != nil {
			return err
		}
		return p.checkTypeOperand(n)
	}
	return nil
}

func isStringOrBinary(v types.AttributeValue) bool { return isOrdered(v) && !isNumber(v) }

func isNumber(v types.AttributeValue) bool {
	_, ok := v.(*types.AttributeValueMemberN)
	return ok
}

func isList(v types.AttributeValue) bool {
	_, ok := v.(*types.AttributeValueMemberL)
	return ok
}

func hasSize(v types.AttributeValue) bool {
	switch v.(type) {
	case *types.AttributeValueMemberN, *types.AttributeValueMemberBOOL, *types.AttributeValueMemberNULL:
		return false
	}
	return true
}

// aNumber stands for what size returns, where only its type counts.
var aNumber = &types.AttributeValueMemberN{Value: "0"}

// checkTypes refuses operands whose type is known and isn't allowed: values, and size.
func (p *parser) checkTypes(n *node, allowed func(types.AttributeValue) bool) error {
	for arg := n.first; arg != nil; arg = arg.next {
		v := arg.value
		if arg.op == opSize {
			v = aNumber
		}
		if v != nil && !allowed(v) {
			return p.errOperandType(n.op, typeName(v))
		}
	}
	return nil
}

func (p *parser) errOperandType(o op, operandType string) error {
	return p.kind.errorf("Incorrect operand type for operator or function; operator or function: %s, operand type: %s", o, operandType)
}

// checkDistinct refuses a first operand that is a path and is repeated.
func (p *parser) checkDistinct(n *node) error {
	if n.first.op != opPath {
		return nil
	}
	for arg := n.first.next; arg != nil; arg = arg.next {
		if arg.op == opPath && slices.Equal(arg.path, n.first.path) {
			return p.kind.errorf("The first operand must be distinct from the remaining operands for this operator or function; operator: %s, first operand: %s", n.op, n.first.path)
		}
	}
	return nil
}

func (p *parser) checkIsPath(n *node) error {
	if n.first.op != opPath {
		return p.kind.errorf("Operator or function requires a document path; operator or function: %s", n.op)
	}
	return nil
}

func (p *parser) checkBetween(n *node) error {
	if err := p.checkTypes(n, isOrdered); err != nil {
		return err
	}
	if err := p.checkDistinct(n); err != nil {
		return err
	}
	lower, upper := n.first.next.value, n.first.next.next.value
	if lower == nil || upper == nil {
		return nil
	}
	if typeName(lower) != typeName(upper) {
		return p.kind.errorf("The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: %s, upper bound operand: AttributeValue: %s", describe(lower), describe(upper))
	}
	if c, _ := compareValues(lower, upper); c > 0 {
		return p.kind.errorf("The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: %s, upper bound operand: AttributeValue: %s", describe(lower), describe(upper))
	}
	return nil
}

// attributeTypes are the types that attribute_type knows, in the order of the error.
var attributeTypes = []string{"N", "BS", "L", "B", "NULL", "M", "S", "SS", "NS", "BOOL"}

// checkTypeOperand checks the second operand of attribute_type, which must be a value. The
// type that errors name for a path is that of none of the types; Local adds some there that
// the service has never had.
func (p *parser) checkTypeOperand(n *node) error {
	arg := n.first.next
	all := "{" + strings.Join(attributeTypes, ",") + "}"
	switch {
	case arg.op == opSize:
		return p.errOperandType(n.op, "N")
	case arg.op != opValue:
		return p.errOperandType(n.op, all)
	}
	name, ok := arg.value.(*types.AttributeValueMemberS)
	if !ok {
		return p.errOperandType(n.op, typeName(arg.value))
	}
	for _, t := range attributeTypes {
		if t == name.Value {
			return nil
		}
	}
	return p.kind.errorf("Invalid attribute type name found; type: %s, valid types: %s", name.Value, all)
}
