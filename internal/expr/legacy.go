package expr

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// The parameters from before there were expressions, as the trees of expressions. They name
// top-level attributes only, and know neither placeholders nor reserved words.

// legacyOps are the comparison operators that have an operator of expressions.
var legacyOps = map[types.ComparisonOperator]op{
	types.ComparisonOperatorEq:          opEqual,
	types.ComparisonOperatorNe:          opNotEqual,
	types.ComparisonOperatorLt:          opLess,
	types.ComparisonOperatorLe:          opLessEqual,
	types.ComparisonOperatorGt:          opGreater,
	types.ComparisonOperatorGe:          opGreaterEqual,
	types.ComparisonOperatorBetween:     opBetween,
	types.ComparisonOperatorIn:          opIn,
	types.ComparisonOperatorBeginsWith:  opBeginsWith,
	types.ComparisonOperatorContains:    opContains,
	types.ComparisonOperatorNotContains: opNotContains,
	types.ComparisonOperatorNull:        opAttributeNotExists,
	types.ComparisonOperatorNotNull:     opAttributeExists,
}

// NewFilter returns the Condition that a QueryFilter or ScanFilter is, nil if it is empty.
func NewFilter(filter map[string]types.Condition, operator types.ConditionalOperator) (*Condition, error) {
	var nodes []*node
	for _, name := range sortedKeys(filter) {
		if name == "" {
			return nil, errEmptyName
		}
		c := filter[name]
		n, err := legacyNode(name, c.ComparisonOperator, c.AttributeValueList)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return joinLegacy(nodes, operator)
}

var errEmptyName = invalid("Empty attribute name")

// legacyNode returns the tree of one comparison.
func legacyNode(name string, operator types.ComparisonOperator, values []types.AttributeValue) (*node, error) {
	o, err := checkLegacy(operator, values)
	if err != nil {
		return nil, err
	}
	n := &node{op: o, first: &node{op: opPath, path: path{{name: name}}}}
	last := n.first
	for _, v := range values {
		last.next = &node{op: opValue, value: v}
		last = last.next
	}
	return n, nil
}

// checkLegacy checks an operator and its values.
func checkLegacy(operator types.ComparisonOperator, values []types.AttributeValue) (op, error) {
	o, ok := legacyOps[operator]
	if !ok {
		return 0, invalid("Comparison type does not exist in DynamoDB")
	}
	for _, v := range values {
		if err := CheckValue(v); err != nil {
			return 0, err
		}
	}
	least, most := 1, 1
	switch o {
	case opAttributeExists, opAttributeNotExists:
		least, most = 0, 0
	case opBetween:
		least, most = 2, 2
	case opIn:
		most = len(values)
	}
	if len(values) < least || len(values) > most {
		return 0, invalidParameter("Invalid number of argument(s) for the %s ComparisonOperator", operator)
	}
	for _, v := range values {
		if !legacyAllows(o, v) {
			return 0, invalidParameter("ComparisonOperator %s is not valid for %s AttributeValue type", operator, typeName(v))
		}
		if typeName(v) != typeName(values[0]) {
			return 0, invalidParameter("AttributeValues inside AttributeValueList must be of same type")
		}
	}
	if o == opBetween {
		if c, _ := compareValues(values[0], values[1]); c > 0 {
			return 0, invalid("The BETWEEN condition was provided a range where the lower bound is greater than the upper bound")
		}
	}
	return o, nil
}

func legacyAllows(o op, v types.AttributeValue) bool {
	switch o {
	case opEqual, opNotEqual:
		return true
	case opBeginsWith:
		return isStringOrBinary(v)
	case opContains, opNotContains:
		switch v.(type) {
		case *types.AttributeValueMemberL, *types.AttributeValueMemberM:
			return false
		}
		return !isSet(v)
	}
	return isOrdered(v)
}

// joinLegacy joins conditions by the ConditionalOperator, AND if there is none.
func joinLegacy(nodes []*node, operator types.ConditionalOperator) (*Condition, error) {
	switch {
	case operator == "":
	case len(nodes) == 0:
		return nil, invalid("ConditionalOperator cannot be used without Filter or Expected")
	case len(nodes) == 1:
		return nil, invalid("ConditionalOperator can only be used when Filter or Expected has two or more elements")
	}
	switch len(nodes) {
	case 0:
		return nil, nil
	case 1:
		return &Condition{nodes[0]}, nil
	}
	root := &node{op: opAnd, first: nodes[0]}
	if operator == types.ConditionalOperatorOr {
		root.op = opOr
	}
	for i, n := range nodes[1:] {
		nodes[i].next = n
	}
	return &Condition{root}, nil
}

// NewKeyConditions returns the KeyCondition that KeyConditions are.
func NewKeyConditions(conditions map[string]types.Condition) (*KeyCondition, error) {
	k := &KeyCondition{}
	for _, name := range sortedKeys(conditions) {
		if name == "" {
			return nil, errEmptyName
		}
		c := conditions[name]
		o, err := checkLegacy(c.ComparisonOperator, c.AttributeValueList)
		if err != nil {
			return nil, err
		}
		t := keyTest{name: name, op: o}
		copy(t.args[:], c.AttributeValueList)
		k.tests = append(k.tests, t)
	}
	return k, nil
}

// NewAttributesToGet returns the Projection that AttributesToGet is.
func NewAttributesToGet(names []string) (*Projection, error) {
	if len(names) == 0 {
		return nil, invalid("AttributesToGet cannot be empty")
	}
	root := newRoot()
	seen := make(map[string]struct{}, len(names)) // nothing but the request bounds them
	for i, name := range names {
		if name == "" {
			return nil, errEmptyName
		}
		if _, ok := seen[name]; ok {
			return nil, invalidParameter("Duplicate value in attribute name: %s", name)
		}
		seen[name] = struct{}{}
		root.addName(name, i)
	}
	return &Projection{root}, nil
}
