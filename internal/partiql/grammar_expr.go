package partiql

// The grammar of expressions, by precedence from the weakest: OR, AND, NOT, equality (=,
// <>, IS), comparison (<, BETWEEN, IN, LIKE), sum, product, sign. All of it is PartiQL's;
// what DynamoDB doesn't have is refused later, by name.

func (p *parser) expr() *node {
	defer p.nest()()
	left := p.conjunction()
	for p.isKeyword("or") {
		left = p.binary(left, p.conjunction)
	}
	return left
}

func (p *parser) conjunction() *node {
	left := p.negation()
	for p.isKeyword("and") {
		left = p.binary(left, p.negation)
	}
	return left
}

// binary takes the operator that is next, and the operand after it.
func (p *parser) binary(left *node, operand func() *node) *node {
	t := p.next()
	return &node{kind: nodeOperator, text: t.text, kids: []*node{left, operand()}, at: t.position}
}

func (p *parser) negation() *node {
	if !p.isKeyword("not") {
		return p.equality()
	}
	defer p.nest()()
	t := p.next()
	return &node{kind: nodeOperator, text: "not", kids: []*node{p.negation()}, at: t.position}
}

func negated(n *node) *node {
	return &node{kind: nodeOperator, text: "not", kids: []*node{n}, at: n.at}
}

func (p *parser) equality() *node {
	left := p.comparison()
	for {
		switch {
		case p.isSymbol("=") || p.isSymbol("<>"):
			left = p.binary(left, p.comparison)
		case p.isSymbol("!="):
			left = p.binary(left, p.comparison)
			left.text = "<>"
		case p.isKeyword("is"):
			left = p.typeTest(left)
		default:
			return left
		}
	}
}

// typeTest reads IS [NOT] type.
func (p *parser) typeTest(left *node) *node {
	at := p.next().position
	not := p.keyword("not")
	t := p.next()
	name, ok := typeNames[t.text]
	if t.kind != tokKeyword || !ok {
		p.fail()
	}
	if name == "CHARACTER" && p.keyword("varying") {
		name = "CHARACTER_VARYING"
	}
	if p.symbol("(") { // a length, as in VARCHAR(3)
		for first := true; first || p.symbol(","); first = false {
			if p.next().kind != tokNumber {
				p.fail()
			}
		}
		p.expectSymbol(")")
	}
	n := &node{kind: nodeIs, text: name, kids: []*node{left}, at: at}
	if not {
		return negated(n)
	}
	return n
}

func (p *parser) comparison() *node {
	left := p.sum()
	for {
		switch {
		case p.isSymbol("<") || p.isSymbol("<=") || p.isSymbol(">") || p.isSymbol(">="):
			left = p.binary(left, p.sum)
			continue
		case p.isKeyword("not") && (p.followedBy(tokKeyword, "in") ||
			p.followedBy(tokKeyword, "between") || p.followedBy(tokKeyword, "like")):
			p.next()
			left = negated(p.keywordComparison(left))
			continue
		}
		if n := p.keywordComparison(left); n != nil {
			left = n
			continue
		}
		return left
	}
}

// keywordComparison reads BETWEEN, IN or LIKE after its first operand, or nothing.
func (p *parser) keywordComparison(left *node) *node {
	switch {
	case p.isKeyword("between"):
		n := p.binary(left, p.sum)
		p.expectKeyword("and")
		n.kids = append(n.kids, p.sum())
		return n
	case p.isKeyword("in"):
		return p.binary(left, p.inList)
	case p.isKeyword("like"):
		n := p.binary(left, p.sum)
		if p.keyword("escape") {
			p.sum()
		}
		return n
	}
	return nil
}

// inList reads what follows IN; parentheses make a list there even of one.
func (p *parser) inList() *node {
	if p.isSymbol("(") && !p.followedBy(tokKeyword, "select") {
		t := p.next()
		return &node{kind: nodeList, kids: p.exprs(")"), at: t.position, text: "("}
	}
	return p.sum()
}

func (p *parser) sum() *node {
	left := p.product()
	for p.isSymbol("+") || p.isSymbol("-") || p.isSymbol("||") {
		left = p.binary(left, p.product)
	}
	return left
}

func (p *parser) product() *node {
	left := p.signed()
	for p.isSymbol("*") || p.isSymbol("/") || p.isSymbol("%") {
		left = p.binary(left, p.signed)
	}
	return left
}

// signed reads an operand and the signs before it. Those of a number become part of it.
func (p *parser) signed() *node {
	if !p.isSymbol("+") && !p.isSymbol("-") {
		return p.path()
	}
	defer p.nest()()
	t := p.next()
	n := p.signed()
	if n.kind != nodeNumber {
		return &node{kind: nodeOperator, text: t.text, kids: []*node{n}, at: t.position}
	}
	if t.text == "-" {
		if n.text[0] == '-' {
			n.text = n.text[1:]
		} else {
			n.text = "-" + n.text
		}
	}
	return n
}

// exprs reads expressions up to the closing symbol; at least one.
func (p *parser) exprs(end string) []*node {
	var list []*node
	for {
		list = append(list, p.expr())
		if p.symbol(end) {
			return list
		}
		p.expectSymbol(",")
	}
}
