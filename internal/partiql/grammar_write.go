package partiql

func (p *parser) insert() *modification {
	m := &modification{verb: "insert"}
	p.expectKeyword("insert")
	p.expectKeyword("into")
	m.target.node = p.simplePath()
	if !p.keyword("value") {
		// The forms of PartiQL that insert many: VALUES (..), <<..>>, a query.
		switch {
		case p.keyword("values"):
			p.rows()
		case p.isKeyword("select"):
			p.query()
		default:
			p.expr()
		}
		return m
	}
	m.value = p.expr()
	if p.isKeyword("at") {
		p.next()
		p.expr()
		m.clause = invalidAt("AT is not supported in insert statements.", p.tokens[0].position)
	}
	if p.keyword("on") {
		p.expectKeyword("conflict")
		p.expectKeyword("where")
		p.expr()
		p.expectKeyword("do")
		p.expectKeyword("nothing")
		m.clause = invalid("Unsupported clause: ON CONFLICT")
	}
	m.returning = p.returning()
	return m
}

func (p *parser) update() *modification {
	m := &modification{verb: "update"}
	p.expectKeyword("update")
	m.target = source{node: p.simplePath(), aliased: p.alias()}
	for p.isKeyword("set") || p.isKeyword("remove") {
		if p.keyword("remove") {
			m.assignments = append(m.assignments, assignment{target: p.simplePath()})
			continue
		}
		p.next()
		for first := true; first || p.symbol(","); first = false {
			target := p.simplePath()
			p.expectSymbol("=")
			m.assignments = append(m.assignments, assignment{target: target, value: p.expr()})
		}
	}
	if len(m.assignments) == 0 {
		p.fail()
	}
	p.whereReturning(m)
	return m
}

func (p *parser) delete() *modification {
	m := &modification{verb: "delete"}
	p.expectKeyword("delete")
	p.expectKeyword("from")
	m.target = source{node: p.simplePath(), aliased: p.alias()}
	p.whereReturning(m)
	return m
}

func (p *parser) whereReturning(m *modification) {
	if p.keyword("where") {
		m.where = p.expr()
	}
	m.returning = p.returning()
}

// returning reads RETURNING (ALL|MODIFIED) (OLD|NEW) *.
func (p *parser) returning() *returningNode {
	if !p.keyword("returning") {
		return nil
	}
	r := p.returningElement()
	for p.symbol(",") {
		p.returningElement()
		r.multiple = true
	}
	return r
}

func (p *parser) returningElement() *returningNode {
	r := &returningNode{}
	if r.modified = p.keyword("modified"); !r.modified {
		p.expectKeyword("all")
	}
	if r.new = p.keyword("new"); !r.new {
		p.expectKeyword("old")
	}
	if r.star = p.symbol("*"); !r.star {
		p.expr()
	}
	return r
}

// simplePath reads the path of something that is written: names, and in brackets only
// literals and names.
func (p *parser) simplePath() *node {
	root := p.expectName()
	n := &node{kind: nodePath, kids: []*node{root}, at: root.at}
	for {
		switch {
		case p.symbol("."):
			n.kids = append(n.kids, p.expectName())
		case p.symbol("["):
			element := p.signed()
			switch element.kind {
			case nodeString, nodeNumber, nodeName:
			default:
				p.fail()
			}
			n.kids = append(n.kids, element)
			p.expectSymbol("]")
		case len(n.kids) == 1:
			return root
		default:
			return n
		}
	}
}

// rows reads what follows VALUES.
func (p *parser) rows() {
	for first := true; first || p.symbol(","); first = false {
		p.expectSymbol("(")
		p.exprs(")")
	}
}
