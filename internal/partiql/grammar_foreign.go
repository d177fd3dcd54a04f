package partiql

// foreign reads an expression of PartiQL that DynamoDB has not, after its keyword. It is
// read at all because a statement with one is well formed, and refused for that only.
func (p *parser) foreign(t *token) *node {
	n := &node{kind: nodeForeign, text: t.text, at: t.position}
	switch t.text {
	case "case":
		p.caseOf(n)
	case "cast":
		n.class, n.at = "Typed", p.peek().position
		p.expectSymbol("(")
		p.expr()
		p.expectKeyword("as")
		if t := p.next(); t.kind != tokKeyword || typeNames[t.text] == "" {
			p.fail()
		}
		p.expectSymbol(")")
	case "date", "time":
		literal := p.next()
		if literal.kind != tokString {
			p.fail()
		}
		n.text, n.class, n.at = "UNKNOWN", "DateTimeType", literal.position
	default: // an aggregate
		n.class = "CallAgg"
		p.expectSymbol("(")
		if t.text == "count" && p.symbol("*") {
			p.expectSymbol(")")
			break
		}
		if !p.keyword("distinct") {
			p.keyword("all")
		}
		p.expr()
		p.expectSymbol(")")
	}
	return n
}

// caseOf reads CASE [e] WHEN e THEN e .. [ELSE e] END.
func (p *parser) caseOf(n *node) {
	n.text, n.class = "CASE", "SearchedCase"
	if !p.isKeyword("when") {
		n.class = "SimpleCase"
		p.expr()
	}
	for first := true; first || p.isKeyword("when"); first = false {
		p.expectKeyword("when")
		p.expr()
		p.expectKeyword("then")
		p.expr()
	}
	if p.keyword("else") {
		p.expr()
	}
	p.expectKeyword("end")
}

// datePart reads the first argument of extract, date_add and date_diff.
func (p *parser) datePart() *node {
	n := p.expectName()
	return &node{kind: nodeForeign, text: n.text, class: "SYMBOL", at: n.at}
}
