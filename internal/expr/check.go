package expr

// The second step of parsing: what can be told from the tree as it is written. The order of
// the errors is that of the text.

// checkCondition checks n as a condition, checkOperand as an operand of something.
func (p *parser) checkCondition(n *node) error {
	switch {
	case n.op == opAnd || n.op == opOr || n.op == opNot:
		for arg := n.first; arg != nil; arg = arg.next {
			if err := p.checkCondition(arg); err != nil {
				return err
			}
		}
		return nil
	case n.op.isFunction():
		if err := p.checkFunctionIsFor(n, "a condition"); err != nil {
			return err
		}
		if n.op == opSize {
			return p.errMisplaced(n)
		}
	}
	return p.checkOperands(n)
}

func (p *parser) checkOperands(n *node) error {
	for arg := n.first; arg != nil; arg = arg.next {
		if err := p.checkOperand(arg); err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) checkOperand(n *node) error {
	switch {
	case n.op == opPath:
		return p.checkPath(n.path)
	case n.op.isFunction():
		if err := p.checkFunctionIsFor(n, "a condition"); err != nil {
			return err
		}
		if n.op.isTest() {
			return p.errMisplaced(n)
		}
	}
	return p.checkOperands(n)
}

// checkUpdateValue checks n as (a part of) what SET assigns.
func (p *parser) checkUpdateValue(n *node, whole bool) error {
	switch {
	case n.op == opPath:
		return p.checkPath(n.path)
	case n.op.isFunction():
		if err := p.checkFunctionIsFor(n, "an update"); err != nil {
			return err
		}
		if n.op == opListAppend && !whole {
			return p.errMisplaced(n)
		}
	}
	for arg := n.first; arg != nil; arg = arg.next {
		if err := p.checkUpdateValue(arg, false); err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) checkFunctionIsFor(n *node, use string) error {
	if n.op == opUnknownFunction {
		return p.kind.errorf("Invalid function name; function: %s", n.text)
	}
	ofUpdates := n.op == opIfNotExists || n.op == opListAppend
	if ofUpdates != (p.kind == UpdateExpression) {
		return p.kind.errorf("The function is not allowed in %s expression; function: %s", use, n.text)
	}
	return nil
}

func (p *parser) errMisplaced(n *node) error {
	return p.kind.errorf("The function is not allowed to be used this way in an expression; function: %s", n.text)
}

func (p *parser) checkPath(dst path) error {
	for _, e := range dst {
		switch {
		case e.index < 0:
			return p.kind.errorf("List index is not within the allowable range; index: [%s]", e.name)
		case e.name != "" && e.name[0] != '#' && IsReserved(e.name):
			return p.kind.errorf("Attribute name is a reserved keyword; reserved keyword: %s", e.name)
		}
	}
	return nil
}

// checkOperatorCount comes last of all. The service stops counting at the first too many.
func (p *parser) checkOperatorCount() error {
	if p.operators > MaxOperators {
		return p.kind.errorf("The expression contains too many operators; operator count: %d", MaxOperators+1)
	}
	return nil
}
