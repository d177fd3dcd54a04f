package expr

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// NewExpected returns the Condition that Expected is, nil if it is empty.
func NewExpected(expected map[string]types.ExpectedAttributeValue, operator types.ConditionalOperator) (*Condition, error) {
	var nodes []*node
	for _, name := range sortedKeys(expected) {
		if name == "" {
			return nil, errEmptyName
		}
		n, err := expectedNode(name, expected[name])
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return joinLegacy(nodes, operator)
}

// expectedNode returns the tree of what is expected of one attribute, in either of two
// styles: a value that it has or that it exists at all, and a comparison.
func expectedNode(name string, e types.ExpectedAttributeValue) (*node, error) {
	refuse := func(format string, args ...any) (*node, error) {
		return nil, invalidParameter(format+" for Attribute: "+"%s", append(args, name)...)
	}
	switch {
	case e.ComparisonOperator != "" && e.Exists != nil:
		return refuse("Exists and ComparisonOperator cannot be used together")
	case e.Value != nil && e.AttributeValueList != nil:
		return refuse("Value and AttributeValueList cannot be used together")
	case e.ComparisonOperator == "" && e.AttributeValueList != nil:
		return refuse("AttributeValueList can only be used with a ComparisonOperator")
	case e.ComparisonOperator != "":
		values := e.AttributeValueList
		if e.Value != nil {
			values = []types.AttributeValue{e.Value}
		}
		if values == nil && takesValues(e.ComparisonOperator) {
			return refuse("Value or AttributeValueList must be used with ComparisonOperator: %s", e.ComparisonOperator)
		}
		return legacyNode(name, e.ComparisonOperator, values)
	case e.Exists != nil && !*e.Exists:
		if e.Value != nil {
			return refuse("Value cannot be used when Exists is false")
		}
		return legacyNode(name, types.ComparisonOperatorNull, nil)
	case e.Value == nil && e.Exists == nil:
		return refuse("Value must be provided when Exists is null")
	case e.Value == nil:
		return refuse("Value must be provided when Exists is true")
	}
	return legacyNode(name, types.ComparisonOperatorEq, []types.AttributeValue{e.Value})
}

func takesValues(operator types.ComparisonOperator) bool {
	return operator != types.ComparisonOperatorNull && operator != types.ComparisonOperatorNotNull
}
