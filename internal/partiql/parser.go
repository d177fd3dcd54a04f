package partiql

// Bounds on what is parsed.
const (
	// MaxStatement is the longest statement in bytes, from the API reference of
	// ExecuteStatement, BatchStatementRequest and ParameterizedStatement (8,192).
	// DynamoDB Local counts bytes of UTF-8.
	MaxStatement = 8192
	// maxNesting bounds recursion: parentheses, lists, tuples and NOT within each other.
	// DynamoDB documents no bound; Local takes 100 parentheses and fails with an internal
	// error at 1,000.
	maxNesting = 256
)

// parser reads tokens into nodes. A malformed statement has one message, whatever is wrong
// and wherever, so the methods don't return errors: fail stops them all.
type parser struct {
	tokens     []token
	at         int
	parameters int // seen so far
	nesting    int
}

// malformed is what fail panics with; it doesn't leave the package.
type malformed struct{}

// fail ends parsing.
func (p *parser) fail() { panic(malformed{}) }

func (p *parser) peek() *token { return &p.tokens[p.at] }

func (p *parser) next() *token {
	t := &p.tokens[p.at]
	if t.kind != tokEOF {
		p.at++
	}
	return t
}

func (p *parser) is(kind tokenKind, text string) bool {
	t := p.peek()
	return t.kind == kind && t.text == text
}

func (p *parser) isKeyword(word string) bool { return p.is(tokKeyword, word) }
func (p *parser) isSymbol(s string) bool     { return p.is(tokSymbol, s) }

// followedBy reports whether the token after the next is this one.
func (p *parser) followedBy(kind tokenKind, text string) bool {
	if p.at+1 >= len(p.tokens) {
		return false
	}
	t := &p.tokens[p.at+1]
	return t.kind == kind && t.text == text
}

func (p *parser) keyword(word string) bool {
	if p.isKeyword(word) {
		p.at++
		return true
	}
	return false
}

func (p *parser) symbol(s string) bool {
	if p.isSymbol(s) {
		p.at++
		return true
	}
	return false
}

func (p *parser) expectKeyword(word string) {
	if !p.keyword(word) {
		p.fail()
	}
}

func (p *parser) expectSymbol(s string) {
	if !p.symbol(s) {
		p.fail()
	}
}

// isName reports whether the next token is a name: an identifier, bare or quoted.
func (p *parser) isName() bool {
	kind := p.peek().kind
	return kind == tokIdentifier || kind == tokQuoted
}

func (p *parser) expectName() *node {
	if !p.isName() {
		p.fail()
	}
	t := p.next()
	return &node{kind: nodeName, text: t.text, at: t.position}
}

// nest bounds recursion; the result ends the level.
func (p *parser) nest() func() {
	if p.nesting++; p.nesting > maxNesting {
		p.fail()
	}
	return func() { p.nesting-- }
}
