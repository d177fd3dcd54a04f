package partiql

// path reads an operand and the path from it: a.b[0]."c d".
func (p *parser) path() *node {
	root := p.operand()
	if !p.isSymbol(".") && !p.isSymbol("[") {
		return root
	}
	n := &node{kind: nodePath, kids: []*node{root}, at: root.at}
	for {
		switch {
		case p.symbol("."):
			if p.isSymbol("*") {
				n.kids = append(n.kids, &node{kind: nodeStar, at: p.next().position})
				return n
			}
			n.kids = append(n.kids, p.expectName())
		case p.symbol("["):
			n.kids = append(n.kids, p.expr())
			p.expectSymbol("]")
		default:
			return n
		}
	}
}

func (p *parser) operand() *node {
	t := p.next()
	n := &node{text: t.text, at: t.position}
	switch t.kind {
	case tokString:
		n.kind = nodeString
	case tokNumber:
		n.kind = nodeNumber
	case tokIon:
		n.kind = nodeIon
	case tokParameter:
		n.kind, n.index = nodeParameter, p.parameters
		p.parameters++
	case tokIdentifier, tokQuoted:
		if p.isSymbol("(") {
			return p.call(t)
		}
		n.kind = nodeName
	case tokKeyword:
		return p.keywordOperand(t)
	case tokSymbol:
		return p.symbolOperand(t)
	default:
		p.fail()
	}
	return n
}

func (p *parser) keywordOperand(t *token) *node {
	n := &node{text: t.text, at: t.position}
	switch t.text {
	case "true", "false":
		n.kind = nodeBool
		return n
	case "null":
		n.kind = nodeNull
		return n
	case "missing":
		if !p.isSymbol("(") {
			n.kind = nodeMissing
			return n
		}
	case "not":
		defer p.nest()()
		n.kind, n.kids = nodeOperator, []*node{p.negation()}
		return n
	}
	switch {
	case foreignKeywords[t.text]:
		return p.foreign(t)
	case functionKeywords[t.text] && p.isSymbol("("):
		return p.call(t)
	}
	p.fail()
	return nil
}

func (p *parser) symbolOperand(t *token) *node {
	n := &node{text: t.text, at: t.position}
	switch t.text {
	case "@": // PartiQL's mark of a local name, which adds nothing here
		return p.expectName()
	case "(":
		return p.parenthesized(t)
	case "[":
		n.kind = nodeList
		if !p.symbol("]") {
			n.kids = p.exprs("]")
		}
	case "<<":
		n.kind = nodeBag
		if !p.symbol(">>") {
			n.kids = p.exprs(">>")
		}
	case "{":
		n.kind = nodeTuple
		n.kids = p.members()
	default:
		p.fail()
	}
	return n
}

// parenthesized reads a query, one expression, or several as a list.
func (p *parser) parenthesized(t *token) *node {
	if p.isKeyword("select") {
		n := p.subquery()
		p.expectSymbol(")")
		return n
	}
	list := p.exprs(")")
	if len(list) == 1 {
		return list[0]
	}
	return &node{kind: nodeList, text: t.text, kids: list, at: t.position}
}

func (p *parser) subquery() *node {
	defer p.nest()()
	at := p.peek().position
	return &node{kind: nodeSelect, query: p.query(), at: at}
}

// members reads a tuple after its brace.
func (p *parser) members() []*node {
	if p.symbol("}") {
		return nil
	}
	var kids []*node
	for {
		key := p.expr()
		p.expectSymbol(":")
		kids = append(kids, key, p.expr())
		if p.symbol("}") {
			return kids
		}
		p.expectSymbol(",")
	}
}

// call reads the arguments of a function.
func (p *parser) call(name *token) *node {
	n := &node{kind: nodeCall, text: lower(name.text), at: name.position}
	p.expectSymbol("(")
	if p.symbol(")") {
		return n
	}
	if p.isKeyword("select") {
		n.kids = []*node{p.subquery()}
		p.expectSymbol(")")
		return n
	}
	switch n.text {
	case "extract":
		n.kids = append(n.kids, p.datePart())
		p.expectKeyword("from")
	case "date_add", "date_diff":
		n.kids = append(n.kids, p.datePart())
		p.expectSymbol(",")
	}
	n.kids = append(n.kids, p.exprs(")")...)
	return n
}
