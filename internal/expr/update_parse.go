package expr

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// ParseUpdate parses an UpdateExpression.
func ParseUpdate(src string, params *Params) (*Update, error) {
	p, err := newParser(UpdateExpression, src, params)
	if err != nil {
		return nil, err
	}
	actions, repeated, err := p.sections()
	if err != nil {
		return nil, err
	}
	for i := range actions {
		if err := p.checkPath(actions[i].path); err != nil {
			return nil, err
		}
		if actions[i].value != nil {
			if err := p.checkUpdateValue(actions[i].value, true); err != nil {
				return nil, err
			}
		}
	}
	if repeated != tokenEOF {
		return nil, p.kind.errorf("The \"%s\" section can only be used once in an update expression;", sectionNames[repeated])
	}
	root, err := p.addPaths(len(actions), func(i int) path { return actions[i].path })
	if err != nil {
		return nil, err
	}
	// From the last to the first, like the paths.
	for i := len(actions) - 1; i >= 0; i-- {
		if err := p.resolveAction(&actions[i]); err != nil {
			return nil, err
		}
	}
	if err := p.checkOperatorCount(); err != nil {
		return nil, err
	}
	return &Update{actions: actions, order: evaluationOrder(&root, len(actions)), root: root}, nil
}

var sectionNames = map[tokenKind]string{tokenSet: "SET", tokenRemove: "REMOVE", tokenAdd: "ADD", tokenDelete: "DELETE"}

// sections reads the whole update. If a section is repeated it also returns the first that
// is: an error, but one that comes later.
func (p *parser) sections() (actions []action, repeated tokenKind, err error) {
	actions = make([]action, 0, 4)
	seen := uint32(0) // a bit for each kind of section
	for seen == 0 || p.cur.kind != tokenEOF {
		section := p.cur.kind
		switch section {
		case tokenSet, tokenRemove, tokenAdd, tokenDelete:
		default:
			return nil, 0, p.syntaxError()
		}
		p.advance()
		if seen&(1<<section) != 0 && repeated == tokenEOF {
			repeated = section
		}
		seen |= 1 << section
		for more := true; more; more = p.accept(tokenComma) {
			a, err := p.action(section)
			if err != nil {
				return nil, 0, err
			}
			actions = append(actions, a)
		}
	}
	return actions, repeated, nil
}

func (p *parser) action(section tokenKind) (action, error) {
	a := action{section: section}
	var err error
	if a.path, err = p.path(); err != nil {
		return a, err
	}
	switch section {
	case tokenSet:
		if err := p.expect(tokenEqual); err != nil {
			return a, err
		}
		a.value, _, err = p.assigned()
	case tokenAdd, tokenDelete:
		if p.cur.kind != tokenValue {
			return a, p.syntaxError()
		}
		a.value, err = p.simple()
	}
	return a, err
}

// assigned reads what SET assigns: an operand, or the sum or difference of two. The whole
// may stand in parentheses, and so may each operand.
func (p *parser) assigned() (n *node, arithmetic bool, err error) {
	var left *node
	if p.cur.kind == tokenOpen {
		p.advance()
		if left, arithmetic, err = p.assigned(); err != nil {
			return nil, false, err
		}
		if err = p.close(left); err != nil {
			return nil, false, err
		}
		if arithmetic {
			return left, true, nil
		}
	} else if left, err = p.simple(); err != nil {
		return nil, false, err
	}
	o := opPlus
	switch p.cur.kind {
	case tokenPlus:
	case tokenMinus:
		o = opMinus
	default:
		return left, false, nil
	}
	p.operators++
	p.advance()
	n = p.node(o)
	n.first = left
	left.next, err = p.operand()
	return n, true, err
}

func (p *parser) resolveAction(a *action) error {
	if a.value == nil {
		return nil
	}
	if err := p.resolve(a.value); err != nil {
		return err
	}
	a.value.normalize()
	name, allowed := "ADD", isAddable
	switch a.section {
	case tokenSet:
		return nil
	case tokenDelete:
		name, allowed = "DELETE", isSet
	}
	if v := a.value.value; !allowed(v) {
		return p.kind.errorf("Incorrect operand type for operator or function; operator: %s, operand type: %s, typeSet: ALLOWED_FOR_%s_OPERAND", name, longTypeName(v), name)
	}
	return nil
}

func isAddable(v types.AttributeValue) bool { return isNumber(v) || isSet(v) }

func isSet(v types.AttributeValue) bool {
	switch v.(type) {
	case *types.AttributeValueMemberSS, *types.AttributeValueMemberNS, *types.AttributeValueMemberBS:
		return true
	}
	return false
}

// normalize puts the values that may become part of the item into the form that they are
// stored in.
func (n *node) normalize() {
	if n.op == opValue {
		n.value = Normalize(n.value)
	}
	for arg := n.first; arg != nil; arg = arg.next {
		arg.normalize()
	}
}
