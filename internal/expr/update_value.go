package expr

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/number"
)

var (
	errNoOperand   = invalid("The provided expression refers to an attribute that does not exist in the item")
	errOperandType = invalid("An operand in the update expression has an incorrect data type")
	errLegacyType  = invalid("Type mismatch for attribute to update")
)

// result returns what the action leaves at its path, nil for nothing.
func (u *Update) result(a *action, item map[string]types.AttributeValue) (types.AttributeValue, error) {
	v, err := a.result(item, u.legacy)
	if err == errOperandType && u.legacy {
		err = errLegacyType
	}
	return v, err
}

func (a *action) result(item map[string]types.AttributeValue, legacy bool) (types.AttributeValue, error) {
	switch a.section {
	case tokenSet:
		return a.value.assigned(item)
	case tokenAdd:
		if old := a.path.find(Item(item)); legacy && old != nil && isList(a.value.value) {
			return appendLists(old, a.value.value)
		}
		return add(a.path.find(Item(item)), a.value.value)
	case tokenDelete:
		return remove(a.path.find(Item(item)), a.value.value)
	}
	return nil, nil
}

// assigned returns the value of n, which must have one.
func (n *node) assigned(item map[string]types.AttributeValue) (types.AttributeValue, error) {
	switch n.op {
	case opValue:
		return n.value, nil
	case opPath:
		if v := n.path.find(Item(item)); v != nil {
			return v, nil
		}
		return nil, errNoOperand
	case opIfNotExists:
		// The other operand must have a value even if it isn't needed.
		other, err := n.first.next.assigned(item)
		if err != nil {
			return nil, err
		}
		if v := n.first.path.find(Item(item)); v != nil {
			return v, nil
		}
		return other, nil
	}
	hasType := isNumber
	if n.op == opListAppend {
		hasType = isList
	}
	x, err := n.first.assignedOf(hasType, item)
	if err != nil {
		return nil, err
	}
	y, err := n.first.next.assignedOf(hasType, item)
	if err != nil {
		return nil, err
	}
	if n.op == opListAppend {
		return appendLists(x, y)
	}
	return sum(x, y, n.op == opMinus)
}

// assignedOf returns the value of n, which must have the right type.
func (n *node) assignedOf(hasType func(types.AttributeValue) bool, item map[string]types.AttributeValue) (types.AttributeValue, error) {
	v, err := n.assigned(item)
	if err == nil && !hasType(v) {
		err = errOperandType
	}
	return v, err
}

func sum(left, right types.AttributeValue, minus bool) (types.AttributeValue, error) {
	l, ok := left.(*types.AttributeValueMemberN)
	r, ok2 := right.(*types.AttributeValueMemberN)
	if !ok || !ok2 {
		return nil, errOperandType
	}
	var x, y number.Decimal
	if err := x.Set(l.Value); err != nil {
		return nil, invalid("%s", err)
	}
	if err := y.Set(r.Value); err != nil {
		return nil, invalid("%s", err)
	}
	if minus {
		y = y.Neg()
	}
	z, err := number.Add(x, y)
	if err != nil {
		return nil, invalid("%s", err)
	}
	return &types.AttributeValueMemberN{Value: z.String()}, nil
}

func appendLists(left, right types.AttributeValue) (types.AttributeValue, error) {
	l, ok := left.(*types.AttributeValueMemberL)
	r, ok2 := right.(*types.AttributeValueMemberL)
	if !ok || !ok2 {
		return nil, errOperandType
	}
	out := make([]types.AttributeValue, 0, len(l.Value)+len(r.Value))
	return &types.AttributeValueMemberL{Value: append(append(out, l.Value...), r.Value...)}, nil
}

// add is what ADD makes of the value that is there, which may be nil.
func add(old, v types.AttributeValue) (types.AttributeValue, error) {
	if old == nil {
		return v, nil
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberN:
		return sum(old, v, false)
	case *types.AttributeValueMemberSS:
		if old, ok := old.(*types.AttributeValueMemberSS); ok {
			return &types.AttributeValueMemberSS{Value: union(old.Value, v.Value, stringSet)}, nil
		}
	case *types.AttributeValueMemberNS:
		if old, ok := old.(*types.AttributeValueMemberNS); ok {
			return &types.AttributeValueMemberNS{Value: union(old.Value, v.Value, numberSet)}, nil
		}
	case *types.AttributeValueMemberBS:
		if old, ok := old.(*types.AttributeValueMemberBS); ok {
			return &types.AttributeValueMemberBS{Value: union(old.Value, v.Value, binarySet)}, nil
		}
	}
	return nil, errOperandType
}

// remove is what DELETE leaves of the value that is there: nil if that is nothing, since no
// set is empty.
func remove(old, v types.AttributeValue) (types.AttributeValue, error) {
	if old == nil {
		return nil, nil
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberSS:
		if old, ok := old.(*types.AttributeValueMemberSS); ok {
			if left := difference(old.Value, v.Value, stringSet); left != nil {
				return &types.AttributeValueMemberSS{Value: left}, nil
			}
			return nil, nil
		}
	case *types.AttributeValueMemberNS:
		if old, ok := old.(*types.AttributeValueMemberNS); ok {
			if left := difference(old.Value, v.Value, numberSet); left != nil {
				return &types.AttributeValueMemberNS{Value: left}, nil
			}
			return nil, nil
		}
	case *types.AttributeValueMemberBS:
		if old, ok := old.(*types.AttributeValueMemberBS); ok {
			if left := difference(old.Value, v.Value, binarySet); left != nil {
				return &types.AttributeValueMemberBS{Value: left}, nil
			}
			return nil, nil
		}
	}
	return nil, errOperandType
}
