package partiql

type nodeKind uint8

const (
	nodeString    nodeKind = iota
	nodeNumber             // text with its sign
	nodeBool               // text is "true" or "false"
	nodeNull               //
	nodeMissing            //
	nodeIon                //
	nodeParameter          // index is its number, from zero
	nodeName               // an attribute, in text
	nodePath               // kids: what it starts at, then its elements
	nodeStar               // the last element of a path: .*
	nodeCall               // text is the function in lower case, kids its arguments
	nodeOperator           // text is the operator in lower case, kids its operands
	nodeIs                 // text is the type's name, kids what is tested
	nodeList               // [..], and (.., ..) as well
	nodeBag                // <<..>>
	nodeTuple              // {..}; kids are keys and values in turn
	nodeSelect             // query
	nodeForeign            // what DynamoDB has not: CASE, CAST, aggregates; class is its className
)

// node is what the grammar finds: a statement is wholly parsed into nodes before anything
// in it is understood. That order is visible, since what isn't well formed is said before
// all other errors, wherever in the statement it is.
type node struct {
	kind  nodeKind
	text  string
	class string
	index int
	kids  []*node
	query *query
	at    position
}

// className is how messages about values in collections call a node.
func (n *node) className() string {
	switch n.kind {
	case nodeParameter:
		return "Parameter"
	case nodeName:
		return "VariableReference"
	case nodePath:
		return "Path"
	case nodeCall, nodeOperator:
		return "NAry"
	case nodeIs:
		return "Typed"
	case nodeMissing:
		return "LiteralMissing"
	case nodeForeign:
		return n.class
	case nodeSelect:
		return "Select"
	case nodeList, nodeBag:
		return "Seq"
	case nodeTuple:
		return "Struct"
	}
	return "Literal"
}

// word is how messages about an attribute's value call a node: as it is written.
func (n *node) word() string {
	switch n.kind {
	case nodeMissing:
		return "MISSING"
	case nodeIs:
		return "is"
	case nodePath:
		return "PATH"
	case nodeSelect:
		return "SELECT"
	}
	return n.text
}

// The clauses of statements as the grammar finds them.

type source struct {
	node    *node
	aliased bool
}

type query struct {
	distinct    bool
	value       bool
	star        bool
	projection  []*node
	aliased     bool // one in the projection is
	from        []source
	where       *node
	unsupported *clause
	order       []orderNode
}

// clause is one that PartiQL has and DynamoDB hasn't.
type clause struct {
	name string
	at   *position
}

type orderNode struct {
	node       *node
	descending bool
}

type assignment struct {
	target *node
	value  *node // nil to remove
}

type modification struct {
	verb        string // insert, update or delete
	target      source
	value       *node // insert
	clause      error // insert: AT or ON CONFLICT, which DynamoDB hasn't
	assignments []assignment
	where       *node
	returning   *returningNode
}

type returningNode struct {
	modified, new bool
	star          bool
	multiple      bool
}
