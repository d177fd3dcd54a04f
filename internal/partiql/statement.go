package partiql

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// Statement is a parsed statement: *Select, *Exists, *Insert, *Update, *Delete or
// *Unsupported. It doesn't change, and may be used by many goroutines.
type Statement interface{ isStatement() }

// Table is what a statement reads or writes: a table, or one of its indexes.
type Table struct {
	Name  string
	Index string // "" for the table itself
}

// orderBy is one element of ORDER BY.
type orderBy struct {
	attribute  string
	descending bool
}

// Select is a SELECT statement.
type Select struct {
	From       Table
	Projection []Path     // nil for *
	Where      *Condition // nil without WHERE

	order    []orderBy
	orderErr error // of an ORDER BY that isn't one, which is reported by Access
}

// Exists is EXISTS(SELECT ..), a condition check of ExecuteTransaction. Its query must
// fix the whole key and have a further condition; see Select.Key.
type Exists struct{ Select *Select }

// Insert is an INSERT statement.
type Insert struct {
	Table string
	Item  map[string]types.AttributeValue // shares the values of parameters

	returning bool
}

// Update is an UPDATE statement.
type Update struct {
	Table     string
	Where     *Condition
	Returning Returning

	actions      []action
	returningErr error // reported by Key
}

// Delete is a DELETE statement.
type Delete struct {
	Table     string
	Where     *Condition
	Returning Returning // none or AllOld

	returningErr error // reported by Key
}

// Returning is what RETURNING asks for, in the words of UpdateItem's ReturnValues.
type Returning = types.ReturnValue

// Unsupported is a statement that is well formed PartiQL but no operation of DynamoDB.
type Unsupported struct {
	// Operation is what ExecuteStatement's message calls it, such as DropTable.
	Operation string
	// Expression says that the statement is a call or an operator; as such it might have
	// been an EXISTS.
	Expression bool
}

func (*Select) isStatement()      {}
func (*Exists) isStatement()      {}
func (*Insert) isStatement()      {}
func (*Update) isStatement()      {}
func (*Delete) isStatement()      {}
func (*Unsupported) isStatement() {}

// Err is the error of ExecuteStatement for the statement.
func (u *Unsupported) Err() error {
	if u.Expression {
		return ErrExists
	}
	return invalid("Unsupported operation: " + u.Operation)
}

// Parse parses and checks a statement, whose question marks stand for the parameters in
// turn. It checks all that can be told without knowing the table: what it needs the key
// for is left to Select.Access and to the Key methods. Parameters must be valid values.
//
// The error is a ValidationException (*smithy.GenericAPIError) in DynamoDB's words.
func Parse(statement string, parameters []types.AttributeValue) (Statement, error) {
	if len(statement) > MaxStatement {
		return nil, invalid("Member must have length less than or equal to 8192")
	}
	tokens, ok := lex(statement)
	if !ok {
		return nil, errMalformed(statement)
	}
	root, err := parseTokens(statement, tokens)
	if err != nil {
		return nil, err
	}
	switch root := root.(type) {
	case *Unsupported:
		return root, nil
	case *modification:
		switch root.verb {
		case "insert":
			return readInsert(root, parameters)
		case "update":
			return readUpdate(root, parameters)
		}
		return readDelete(root, parameters)
	}
	return readExpression(root.(*node), parameters)
}

// parseTokens returns a *node, a *modification, or an *Unsupported.
func parseTokens(statement string, tokens []token) (root any, err error) {
	p := &parser{tokens: tokens}
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(malformed); !ok {
				panic(r)
			}
			err = errMalformed(statement)
		}
	}()
	root = p.statement()
	p.symbol(";")
	if p.peek().kind != tokEOF {
		p.fail()
	}
	return root, nil
}

func (p *parser) statement() any {
	switch {
	case p.isKeyword("insert"):
		return p.insert()
	case p.isKeyword("update"):
		return p.update()
	case p.isKeyword("delete"):
		return p.delete()
	case p.isKeyword("create"), p.isKeyword("drop"):
		verb := map[string]string{"create": "Create", "drop": "Drop"}[p.next().text]
		object := "Table"
		if !p.keyword("table") {
			p.expectKeyword("index")
			object = "Index"
		}
		for p.peek().kind != tokEOF && !p.isSymbol(";") {
			p.next()
		}
		return &Unsupported{Operation: verb + object}
	case p.keyword("values"):
		p.rows()
		return &Unsupported{Operation: "Seq"}
	case p.keyword("exec"):
		p.expectName()
		if p.peek().kind != tokEOF && !p.isSymbol(";") {
			p.arguments()
		}
		return &Unsupported{Operation: "Exec"}
	case p.isKeyword("select"):
		n := p.subquery()
		for p.keyword("union") || p.keyword("except") || p.keyword("intersect") {
			p.keyword("all")
			if p.isKeyword("select") {
				p.subquery()
			} else {
				p.expr()
			}
			n = &node{kind: nodeOperator, at: n.at}
		}
		return n
	}
	return p.expr()
}

// arguments reads expressions with nothing after them.
func (p *parser) arguments() {
	for first := true; first || p.symbol(","); first = false {
		p.expr()
	}
}

// readExpression understands a statement that is an expression: a query, or EXISTS of one.
func readExpression(n *node, parameters []types.AttributeValue) (Statement, error) {
	switch n.kind {
	case nodeSelect:
		return readSelect(n.query, parameters)
	case nodeCall:
		if n.text == "exists" && len(n.kids) == 1 && n.kids[0].kind == nodeSelect {
			query, err := readSelect(n.kids[0].query, parameters)
			if err != nil {
				return nil, err
			}
			return &Exists{query}, nil
		}
		return &Unsupported{Operation: n.className(), Expression: true}, nil
	}
	return &Unsupported{Operation: n.className(), Expression: n.kind == nodeOperator}, nil
}
