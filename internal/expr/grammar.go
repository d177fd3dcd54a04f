package expr

// parser builds the tree of one expression. Its methods are the rules of the grammar; each
// begins at its first token and leaves the token after its last as the current one.
type parser struct {
	lexer
	slab
	params *Params

	wrapped   *node // what the parentheses hold that were closed last
	doubled   *node // an operand in two pairs of them, which may turn out to be none
	operators int   // operators and functions so far
}

func newParser(kind Kind, src string, params *Params) (*parser, error) {
	switch {
	case src == "":
		return nil, kind.errorf("The expression can not be empty;")
	case len(src) > MaxExpressionSize:
		return nil, kind.errorf("Expression size has exceeded the maximum allowed size; expression size: %d", len(src))
	}
	p := &parser{lexer: newLexer(kind, src), params: params}
	p.init()
	return p, nil
}

// form is what a rule has read, where the grammar needs to know.
type form uint8

const (
	formOperand   form = iota // a path or a value: not a condition
	formFunction              // a function: which of both it is, its name decides later
	formCondition             // a condition: no operand
)

// condition reads a whole condition.
func (p *parser) condition() (*node, error) {
	n, f, err := p.or()
	if err != nil {
		return nil, err
	}
	if f == formOperand || p.cur.kind != tokenEOF {
		return nil, p.syntaxError()
	}
	return n, nil
}

func (p *parser) or() (*node, form, error) {
	return p.logic(tokenOr, opOr, (*parser).and)
}

func (p *parser) and() (*node, form, error) {
	return p.logic(tokenAnd, opAnd, (*parser).not)
}

// logic reads a chain of one operator, which becomes one node with all of its operands.
func (p *parser) logic(tok tokenKind, o op, operand func(*parser) (*node, form, error)) (*node, form, error) {
	first, f, err := operand(p)
	if err != nil || p.cur.kind != tok {
		return first, f, err
	}
	n := p.node(o)
	n.first = first
	last := first
	for p.cur.kind == tok {
		if f == formOperand {
			return nil, 0, p.syntaxError()
		}
		p.operators++
		p.advance()
		if last.next, f, err = operand(p); err != nil {
			return nil, 0, err
		}
		last = last.next
	}
	if f == formOperand {
		return nil, 0, p.syntaxError()
	}
	return n, formCondition, nil
}

func (p *parser) not() (*node, form, error) {
	if p.cur.kind != tokenNot {
		return p.test()
	}
	p.operators++
	p.advance()
	first, f, err := p.not()
	if err != nil {
		return nil, 0, err
	}
	if f == formOperand {
		return nil, 0, p.syntaxError()
	}
	n := p.node(opNot)
	n.first = first
	return n, formCondition, nil
}

// test reads a comparison, a function, or what parentheses hold. It may also be a bare
// operand, which only the closing of parentheses around it may follow.
func (p *parser) test() (*node, form, error) {
	left, f, err := p.primary()
	if err != nil || f == formCondition {
		return left, f, err
	}
	tok := p.cur.kind
	if (tok < tokenEqual || tok > tokenGreaterEqual) && tok != tokenBetween && tok != tokenIn {
		if f == formOperand && tok != tokenClose {
			err = p.syntaxError()
		}
		return left, f, err
	}
	if p.doubled == left {
		return nil, 0, p.errRedundant()
	}
	p.advance()
	var n *node
	switch tok {
	case tokenBetween:
		n = p.node(opBetween)
		left.next, err = p.bounds()
	case tokenIn:
		n = p.node(opIn)
		left.next, err = p.list()
	default:
		n = p.node(opEqual + op(tok-tokenEqual))
		left.next, err = p.operand()
	}
	if err != nil {
		return nil, 0, err
	}
	p.operators++
	n.first = left
	return n, formCondition, nil
}

// bounds reads what follows BETWEEN.
func (p *parser) bounds() (*node, error) {
	lower, err := p.operand()
	if err != nil {
		return nil, err
	}
	if err := p.expect(tokenAnd); err != nil {
		return nil, err
	}
	lower.next, err = p.operand()
	return lower, err
}

// primary reads an operand, a function, or anything in parentheses.
func (p *parser) primary() (*node, form, error) {
	if p.cur.kind != tokenOpen {
		n, err := p.simple()
		if err != nil || !n.op.isFunction() {
			return n, formOperand, err
		}
		return n, formFunction, nil
	}
	p.advance()
	n, f, err := p.or()
	if err != nil {
		return nil, 0, err
	}
	if f != formOperand {
		return n, f, p.close(n)
	}
	// Only what follows tells whether it is an operand, in vain parentheses, or nothing.
	if p.wrapped == n {
		p.doubled = n
	}
	p.wrapped = n
	return n, f, p.expect(tokenClose)
}

// operand reads an operand, which may stand in parentheses.
func (p *parser) operand() (*node, error) {
	if p.cur.kind != tokenOpen {
		return p.simple()
	}
	p.advance()
	n, err := p.operand()
	if err != nil {
		return nil, err
	}
	return n, p.close(n)
}

// close reads the end of the parentheses around n, which must hold more than parentheses.
func (p *parser) close(n *node) error {
	if err := p.expect(tokenClose); err != nil {
		return err
	}
	if p.wrapped == n {
		return p.errRedundant()
	}
	p.wrapped = n
	return nil
}

func (p *parser) errRedundant() error {
	return p.kind.errorf("The expression has redundant parentheses;")
}

// simple reads a path, a value or a function.
func (p *parser) simple() (*node, error) {
	switch p.cur.kind {
	case tokenValue:
		n := p.node(opValue)
		n.text = p.text()
		p.advance()
		return n, nil
	case tokenIdentifier:
		if scan(p.src, p.cur.end).kind == tokenOpen {
			return p.function()
		}
	}
	n := p.node(opPath)
	var err error
	n.path, err = p.path()
	return n, err
}

func (p *parser) function() (*node, error) {
	p.operators++
	n := p.node(functionOp(p.text()))
	n.text = p.text()
	p.advance()
	var err error
	n.first, err = p.list()
	return n, err
}

// list reads operands in parentheses, at least one.
func (p *parser) list() (*node, error) {
	if err := p.expect(tokenOpen); err != nil {
		return nil, err
	}
	first, err := p.operand()
	if err != nil {
		return nil, err
	}
	for last := first; p.accept(tokenComma); last = last.next {
		if last.next, err = p.operand(); err != nil {
			return nil, err
		}
	}
	return first, p.expect(tokenClose)
}

// path reads a document path. Its names stay as they are written, #name included, until
// resolve looks them up; an index that is out of range stays -1.
func (p *parser) path() (path, error) {
	e, err := p.name()
	if err != nil {
		return nil, err
	}
	dst := p.extend(nil, e)
	for {
		switch p.cur.kind {
		case tokenDot:
			p.advance()
			if e, err = p.mapKey(); err != nil {
				return nil, err
			}
		case tokenOpenIndex:
			p.advance()
			if p.cur.kind != tokenIndex {
				return nil, p.syntaxError()
			}
			e = indexElement(p.text())
			p.advance()
			if err := p.expect(tokenCloseIndex); err != nil {
				return nil, err
			}
		default:
			return dst, nil
		}
		dst = p.extend(dst, e)
	}
}

func (p *parser) name() (element, error) {
	if p.cur.kind != tokenIdentifier && p.cur.kind != tokenName {
		return element{}, p.syntaxError()
	}
	e := element{name: p.text()}
	p.advance()
	return e, nil
}

// mapKey reads what follows a dot. Strangely that may be a :value to the grammar, though
// never to what comes after it: no name has such a placeholder.
func (p *parser) mapKey() (element, error) {
	if p.cur.kind != tokenValue {
		return p.name()
	}
	e := element{name: p.text()}
	p.advance()
	return e, nil
}

// indexElement returns the step into a list. An index that is too large keeps its text, for
// the error to come.
func indexElement(digits string) element {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
		if n > MaxListIndex {
			return element{name: digits, index: -1}
		}
	}
	return element{index: n}
}
