package expr

// appendTests appends the conditions that AND joins at n, in the order of the text.
func appendTests(tests []keyTest, n *node) ([]keyTest, error) {
	switch n.op {
	case opAnd:
		var err error
		for arg := n.first; arg != nil; arg = arg.next {
			if tests, err = appendTests(tests, arg); err != nil {
				return nil, err
			}
		}
		return tests, nil
	case opEqual, opLess, opLessEqual, opGreater, opGreaterEqual:
	case opBetween, opBeginsWith:
		if n.first.op == opValue {
			return nil, errKeyTest("%s operator must have the key attribute as its first operand", n.op)
		}
	default:
		return nil, invalid("Invalid operator used in KeyConditionExpression: %s", n.op)
	}
	t, err := newKeyTest(n)
	if err != nil {
		return nil, err
	}
	if findTest(tests, t.name) != nil {
		return nil, invalid("KeyConditionExpressions must only contain one condition per key")
	}
	return append(tests, t), nil
}

func newKeyTest(n *node) (keyTest, error) {
	t := keyTest{op: n.op}
	values := 0
	for arg := n.first; arg != nil; arg = arg.next {
		switch {
		case arg.op == opValue:
			t.args[values] = arg.value
			values++
		case arg.op != opPath:
			return t, invalid("KeyConditionExpressions cannot contain nested operations")
		case t.name != "":
			return t, errKeyTest("Multiple attribute names used in one condition")
		case len(arg.path) > 1:
			return t, invalid("KeyConditionExpressions cannot have conditions on nested attributes")
		default:
			t.name = arg.path[0].name
		}
		if values == len(t.args) && t.name == "" {
			break // of two values, and BETWEEN can't begin with a value
		}
	}
	if t.name == "" {
		return t, errKeyTest("No key attribute specified")
	}
	if n.first.op == opValue {
		t.op = t.op.mirrored()
	}
	return t, nil
}

func errKeyTest(format string, args ...any) error {
	return invalid("Invalid condition in KeyConditionExpression: "+format, args...)
}

// mirrored returns the comparison that is the same with its operands swapped.
func (o op) mirrored() op {
	switch o {
	case opLess:
		return opGreater
	case opLessEqual:
		return opGreaterEqual
	case opGreater:
		return opLess
	case opGreaterEqual:
		return opLessEqual
	}
	return o
}
