package localdb

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/expr"
)

// parameter is one that a request may have.
type parameter struct {
	name  string
	given bool
}

// notMixed refuses a request with expressions as well as the legacy parameters that they replace. Both
// are in the order in which DynamoDB lists them.
func notMixed(legacy, expressions []parameter) error {
	if a, b := given(legacy), given(expressions); a != "" && b != "" {
		return validation("Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {%s} Expression parameters: {%s}", a, b)
	}
	return nil
}

func given(parameters []parameter) string {
	var names []string
	for _, p := range parameters {
		if p.given {
			names = append(names, p.name)
		}
	}
	return strings.Join(names, ", ")
}

// conditions are the parameters of a write that is to happen only under a condition.
type conditions struct {
	update    *string
	condition *string
	names     map[string]string
	values    map[string]types.AttributeValue

	expected map[string]types.ExpectedAttributeValue
	operator types.ConditionalOperator
	updates  map[string]types.AttributeValueUpdate
}

// notMixed refuses expressions together with the legacy parameters. It comes before values are checked.
func (c *conditions) notMixed() error {
	if c.update == nil && c.condition == nil {
		return nil
	}
	return notMixed(
		[]parameter{{"AttributeUpdates", c.updates != nil}, {"Expected", c.expected != nil}, {"ConditionalOperator", c.operator != ""}},
		[]parameter{{"UpdateExpression", c.update != nil}, {"ConditionExpression", c.condition != nil}},
	)
}

// parse parses the condition and the update of an action.
func (c *conditions) parse(a *action) (err error) {
	if c.updates != nil {
		if a.update, err = expr.NewAttributeUpdates(c.updates); err != nil {
			return err
		}
	}
	if c.expected != nil || c.operator != "" {
		if a.condition, err = expr.NewExpected(c.expected, c.operator); err != nil {
			return err
		}
	}
	if c.update == nil && c.condition == nil && c.names == nil && c.values == nil {
		return nil
	}
	kinds := [2]expr.Expression{{Kind: expr.UpdateExpression, Text: c.update}, {Kind: expr.ConditionExpression, Text: c.condition}}
	list := kinds[:]
	if a.verb != verbUpdate {
		list = kinds[1:]
	}
	params, err := expr.NewParams(c.names, c.values, list...)
	if err != nil {
		return err
	}
	if c.update != nil {
		if a.update, err = expr.ParseUpdate(*c.update, params); err != nil {
			return err
		}
	}
	if c.condition != nil {
		if a.condition, err = expr.ParseCondition(expr.ConditionExpression, *c.condition, params); err != nil {
			return err
		}
	}
	return params.CheckAllUsed()
}

// parseReturn parses what a request wants to see of an item; nil is all of it.
func parseReturn(projection *string, attributesToGet []string, names map[string]string) (*expr.Projection, error) {
	if projection == nil && attributesToGet == nil && names == nil {
		return nil, nil
	}
	e := expr.Expression{Kind: expr.ProjectionExpression, Text: projection}
	if err := notMixedReturn(attributesToGet != nil, projection != nil); err != nil {
		return nil, err
	}
	params, err := expr.NewParams(names, nil, e)
	switch {
	case err != nil:
		return nil, err
	case attributesToGet != nil:
		return expr.NewAttributesToGet(attributesToGet)
	case projection == nil:
		return nil, nil
	}
	p, err := expr.ParseProjection(*projection, params)
	if err != nil {
		return nil, err
	}
	return p, params.CheckAllUsed()
}

func notMixedReturn(attributesToGet, projection bool) error {
	return notMixed([]parameter{{"AttributesToGet", attributesToGet}}, []parameter{{"ProjectionExpression", projection}})
}
