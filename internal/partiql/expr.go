package partiql

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// expr is an expression that is understood: a path, a value, or an operation on others.
type expr interface{ isExpr() }

type pathExpr struct{ path Path }

type valueExpr struct{ value types.AttributeValue }

// operation is an operator or a function. Names are as in messages: AND, BETWEEN, size.
type operation struct {
	name string
	args []expr
}

func (pathExpr) isExpr()   {}
func (valueExpr) isExpr()  {}
func (*operation) isExpr() {}

// language is one of the two that expressions are in, with the operators and functions
// that DynamoDB has in it.
type language struct {
	name      string // in "Unsupported operator in %s"
	article   string // in "The function is not allowed in %s"
	operators map[string]string
	functions map[string]bool
}

var (
	conditionLanguage = &language{
		name: "Condition Expression", article: "a condition expression",
		operators: map[string]string{
			"and": "AND", "or": "OR", "not": "NOT", "between": "BETWEEN", "in": "IN",
			"=": "=", "<>": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
		},
		functions: map[string]bool{
			"attribute_exists": true, "attribute_not_exists": true, "attribute_type": true,
			"begins_with": true, "contains": true, "size": true,
		},
	}
	// That = compares in updates as well is DynamoDB Local's doing: SET a = b = 1 stores a
	// boolean.
	updateLanguage = &language{
		name: "Update Expression", article: "an update expression",
		operators: map[string]string{"+": "+", "-": "-", "=": "="},
		functions: map[string]bool{"list_append": true, "if_not_exists": true},
	}
)

// reader understands nodes. It goes from left to right and stops at the first error:
// operators before their operands, functions after their arguments. That is DynamoDB's
// order, which decides what is said about a statement with several mistakes.
type reader struct {
	parameters []types.AttributeValue
	language   *language
}

func (r *reader) parameter(n *node) (types.AttributeValue, error) {
	// Local has nothing against more parameters than the statement takes.
	if n.index >= len(r.parameters) {
		return nil, errParameters
	}
	return r.parameters[n.index], nil
}

func (r *reader) expr(n *node) (expr, error) {
	switch n.kind {
	case nodeName, nodePath:
		path, err := toPath(n)
		return pathExpr{path}, err
	case nodeParameter:
		value, err := r.parameter(n)
		return valueExpr{value}, err
	case nodeMissing:
		return nil, errMissing
	case nodeSelect:
		return nil, invalidAt("Unsupported token in expression: SELECT", n.at)
	case nodeForeign:
		if n.class == "SYMBOL" {
			return nil, invalidAt("Unsupported data type: SYMBOL under key root", n.at)
		}
		return nil, invalidAt("Unsupported token in expression: "+n.text, n.at)
	case nodeCall:
		return r.call(n)
	case nodeOperator:
		return r.operator(n)
	case nodeIs:
		return r.typeTest(n)
	}
	value, err := literal(n)
	return valueExpr{value}, err
}

func (r *reader) exprs(nodes []*node) ([]expr, error) {
	list := make([]expr, len(nodes))
	for i, n := range nodes {
		var err error
		if list[i], err = r.expr(n); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (r *reader) call(n *node) (expr, error) {
	args, err := r.exprs(n.kids)
	if err != nil {
		return nil, err
	}
	if !r.language.functions[n.text] {
		if conditionLanguage.functions[n.text] || updateLanguage.functions[n.text] {
			return nil, invalid("The function is not allowed in " + r.language.article + "; function: " + n.text)
		}
		return nil, invalid("Unrecognized function: " + n.text)
	}
	return &operation{name: n.text, args: args}, nil
}

func (r *reader) operator(n *node) (expr, error) {
	name, ok := r.language.operators[n.text]
	if !ok {
		return nil, invalid("Unsupported operator in " + r.language.name + ". Operator: " + n.text)
	}
	nodes := n.kids
	if name == "IN" {
		list := n.kids[1]
		if list.kind != nodeList && list.kind != nodeBag || len(list.kids) == 0 {
			return nil, invalid("IN operator must have a left hand argument of type Variable Reference and right hand argument of type Seq with at least one member")
		}
		nodes = append([]*node{n.kids[0]}, list.kids...)
	}
	args, err := r.exprs(nodes)
	if err != nil {
		return nil, err
	}
	switch name {
	case "AND", "OR":
		for _, kid := range n.kids {
			if !isOperation(kid) {
				return nil, invalid("The arguments to AND/OR must be Expressions")
			}
		}
	case "NOT":
		if !isOperation(n.kids[0]) {
			return nil, invalid("The argument to NOT must be a Type or Expression")
		}
	}
	return &operation{name: name, args: args}, nil
}

func isOperation(n *node) bool {
	return n.kind == nodeOperator || n.kind == nodeCall || n.kind == nodeIs
}

// isTypes are DynamoDB's types by PartiQL's names after IS. MISSING and NULL are apart.
var isTypes = map[string]string{
	"BOOLEAN": "BOOL", "BLOB": "B", "STRING": "S", "NUMERIC": "N", "STRUCT": "M", "TUPLE": "M", "LIST": "L",
}

func (r *reader) typeTest(n *node) (expr, error) {
	if r.language == updateLanguage {
		return nil, invalid("IS operator is not supported in update expressions")
	}
	switch kid := n.kids[0]; {
	case kid.kind == nodeName || kid.kind == nodePath || isLiteral(kid):
	default:
		return nil, invalid("The left hand side argument to IS must be a Variable Reference, Literal, or Path")
	}
	arg, err := r.expr(n.kids[0])
	if err != nil {
		return nil, err
	}
	switch n.text {
	case "MISSING":
		return &operation{name: "attribute_not_exists", args: []expr{arg}}, nil
	case "NULL":
		return &operation{name: "=", args: []expr{arg, valueExpr{&types.AttributeValueMemberNULL{Value: true}}}}, nil
	}
	name, ok := isTypes[n.text]
	if !ok {
		return nil, invalidAt("Unsupported data type for IS operator: "+n.text+
			". Supported data types are [MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]", n.at)
	}
	return &operation{name: "attribute_type", args: []expr{arg, valueExpr{&types.AttributeValueMemberS{Value: name}}}}, nil
}
