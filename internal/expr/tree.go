package expr

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

type op uint8

const (
	// Operands.
	opPath op = iota
	opValue

	// Comparisons.
	opEqual
	opNotEqual
	opLess
	opLessEqual
	opGreater
	opGreaterEqual
	opBetween
	opIn

	// Logic.
	opAnd
	opOr
	opNot

	// Functions that are conditions.
	opAttributeExists
	opAttributeNotExists
	opAttributeType
	opBeginsWith
	opContains

	// NOT_CONTAINS of the legacy parameters, which isn't true of what isn't there.
	opNotContains

	// Functions that are operands.
	opSize
	opIfNotExists
	opListAppend
	opUnknownFunction

	// Arithmetic.
	opPlus
	opMinus
)

// isFunction reports whether o is written as a name and operands in parentheses.
func (o op) isFunction() bool { return opAttributeExists <= o && o <= opUnknownFunction }

// isTest reports whether o is a function that is a condition.
func (o op) isTest() bool { return opAttributeExists <= o && o <= opContains }

var opNames = [...]string{
	opEqual: "=", opNotEqual: "<>", opLess: "<", opLessEqual: "<=", opGreater: ">", opGreaterEqual: ">=",
	opBetween: "BETWEEN", opIn: "IN", opAnd: "AND", opOr: "OR", opNot: "NOT",
	opAttributeExists: "attribute_exists", opAttributeNotExists: "attribute_not_exists",
	opAttributeType: "attribute_type", opBeginsWith: "begins_with", opContains: "contains", opNotContains: "NOT_CONTAINS", opSize: "size",
	opIfNotExists: "if_not_exists", opListAppend: "list_append", opPlus: "+", opMinus: "-",
}

func (o op) String() string { return opNames[o] }

func functionOp(name string) op {
	for o := opAttributeExists; o < opUnknownFunction; o++ {
		if opNames[o] == name {
			return o
		}
	}
	return opUnknownFunction
}

// node is a part of a condition or of an update's value. Its operands are a list, by first
// and next, so that a tree costs no allocation beyond its nodes.
type node struct {
	op          op
	first, next *node

	text  string // of a value its placeholder, of an unknown function its name
	path  path
	value types.AttributeValue
}

// count returns how many operands n has.
func (n *node) count() int {
	c := 0
	for arg := n.first; arg != nil; arg = arg.next {
		c++
	}
	return c
}

// slab hands out nodes and path elements from chunks. The first chunk of each is part of
// the slab, which lives as long as the tree: most expressions need no other.
type slab struct {
	nodes    []node
	elements []element

	firstNodes    [8]node
	firstElements [6]element
}

const (
	nodeChunk    = 16
	elementChunk = 16
)

func (s *slab) init() {
	s.nodes, s.elements = s.firstNodes[:0], s.firstElements[:0]
}

func (s *slab) node(o op) *node {
	if len(s.nodes) == cap(s.nodes) {
		s.nodes = make([]node, 0, nodeChunk) // the nodes before live on in the tree
	}
	s.nodes = append(s.nodes, node{op: o})
	return &s.nodes[len(s.nodes)-1]
}

// extend appends to the path that was extended last, in place if there is room.
func (s *slab) extend(p path, e element) path {
	if len(p) == 0 {
		if len(s.elements) == cap(s.elements) {
			s.elements = make([]element, 0, elementChunk)
		}
		s.elements = append(s.elements, e)
		return path(s.elements[len(s.elements)-1:])
	}
	if len(s.elements) == cap(s.elements) {
		grown := make([]element, len(p), max(elementChunk, 2*len(p)))
		copy(grown, p)
		s.elements = grown
	}
	s.elements = append(s.elements, e)
	return path(s.elements[len(s.elements)-len(p)-1:])
}
