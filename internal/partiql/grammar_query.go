package partiql

// query reads SELECT with all clauses of PartiQL.
func (p *parser) query() *query {
	p.expectKeyword("select")
	q := &query{}
	if q.distinct = p.keyword("distinct"); !q.distinct {
		p.keyword("all")
	}
	p.projection(q)
	p.expectKeyword("from")
	p.sources(q)
	if p.keyword("let") {
		q.refuse("LET", nil)
		for first := true; first || p.symbol(","); first = false {
			p.expr()
			p.expectKeyword("as")
			p.expectName()
		}
	}
	if p.keyword("where") {
		q.where = p.expr()
	}
	if p.keyword("order") {
		p.orderBy(q)
	}
	if p.keyword("group") {
		q.refuse("GROUP BY", nil)
		p.keyword("partial")
		p.expectKeyword("by")
		for first := true; first || p.symbol(","); first = false {
			p.expr()
			p.alias()
		}
	}
	if p.keyword("having") {
		q.refuse("HAVING", p.expr())
	}
	if p.keyword("limit") {
		q.refuse("LIMIT", p.expr())
	}
	return q
}

// refuse notes a clause that DynamoDB hasn't.
func (q *query) refuse(name string, argument *node) {
	if q.unsupported != nil {
		return
	}
	q.unsupported = &clause{name: name}
	if argument != nil {
		q.unsupported.at = &argument.at
	}
}

func (p *parser) projection(q *query) {
	if p.symbol("*") {
		q.star = true
		return
	}
	if p.keyword("value") {
		q.value = true
	}
	for first := true; first || p.symbol(","); first = false {
		q.projection = append(q.projection, p.expr())
		if p.alias() {
			q.aliased = true
		}
	}
}

// alias reads an optional [AS] name.
func (p *parser) alias() bool {
	if p.keyword("as") {
		p.expectName()
		return true
	}
	if p.isName() {
		p.next()
		return true
	}
	return false
}

// sources reads what FROM names, of which DynamoDB takes one.
func (p *parser) sources(q *query) {
	q.from = append(q.from, p.source())
	for {
		if p.symbol(",") {
			q.from = append(q.from, p.source())
			continue
		}
		sided, crossed := p.side(), p.keyword("cross")
		if sided || crossed {
			p.expectKeyword("join")
		} else if !p.keyword("join") {
			return
		}
		q.from = append(q.from, p.source())
		if !crossed {
			p.expectKeyword("on")
			p.expr()
		}
	}
}

func (p *parser) source() source {
	s := source{node: p.expr()}
	s.aliased = p.alias()
	for p.keyword("at") || p.keyword("by") {
		p.expectName()
		s.aliased = true
	}
	return s
}

// side reads INNER, OUTER, or LEFT, RIGHT or FULL with an optional OUTER.
func (p *parser) side() bool {
	if p.keyword("inner") || p.keyword("outer") {
		return true
	}
	if p.keyword("left") || p.keyword("right") || p.keyword("full") {
		p.keyword("outer")
		return true
	}
	return false
}

func (p *parser) orderBy(q *query) {
	p.expectKeyword("by")
	for first := true; first || p.symbol(","); first = false {
		o := orderNode{node: p.expr()}
		if o.descending = p.keyword("desc"); !o.descending {
			p.keyword("asc")
		}
		q.order = append(q.order, o)
	}
}
