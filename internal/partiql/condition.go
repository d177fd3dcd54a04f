package partiql

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	exprs "github.com/dynactor/dynactor/internal/expr"
)

// Source is an item as conditions and projections read it.
type Source interface {
	// Attribute returns the value of the top-level attribute name, or false.
	Attribute(name string) (types.AttributeValue, bool)
}

// Item is an item as a Source; nil is one that doesn't exist.
type Item map[string]types.AttributeValue

// Attribute implements Source.
func (i Item) Attribute(name string) (types.AttributeValue, bool) {
	value, ok := i[name]
	return value, ok
}

// Condition is a WHERE clause or what remains of it. A nil *Condition is true of every
// item. It doesn't change and may be used by many goroutines.
type Condition struct{ root expr }

// Matches reports whether the condition is true of an item. It can't fail: an operation on
// an attribute that isn't there, or is of another type, is false, except <>, which is true.
func (c *Condition) Matches(item Source) bool { return c == nil || truth(c.root, item) }

// Attributes returns the top-level attributes that the condition reads, each once, in the
// order of the statement.
func (c *Condition) Attributes() []string {
	if c == nil {
		return nil
	}
	var names []string
	seen := make(map[string]struct{})
	walk(c.root, func(e expr) {
		if e, ok := e.(pathExpr); ok {
			name := e.path.Attribute()
			if _, ok := seen[name]; !ok {
				seen[name] = struct{}{}
				names = append(names, name)
			}
		}
	})
	return names
}

// walk calls f with e and all that is in it.
func walk(e expr, f func(expr)) {
	f(e)
	if o, ok := e.(*operation); ok {
		for _, arg := range o.args {
			walk(arg, f)
		}
	}
}

// conjuncts are the conditions of which all must be true.
func (c *Condition) conjuncts() []expr {
	if c == nil {
		return nil
	}
	var list []expr
	var split func(e expr)
	split = func(e expr) {
		if o, ok := e.(*operation); ok && o.name == "AND" {
			split(o.args[0])
			split(o.args[1])
			return
		}
		list = append(list, e)
	}
	split(c.root)
	return list
}

// allOf is the reverse of conjuncts.
func allOf(list []expr) *Condition {
	if len(list) == 0 {
		return nil
	}
	root := list[0]
	for _, e := range list[1:] {
		root = &operation{name: "AND", args: []expr{root, e}}
	}
	return &Condition{root}
}

// truth is the value of a condition. There is no third truth value: NOT of a comparison
// that doesn't apply is true.
func truth(e expr, item Source) bool {
	o, ok := e.(*operation)
	if !ok {
		value, _ := value(e, item)
		b, ok := value.(*types.AttributeValueMemberBOOL)
		return ok && b.Value
	}
	switch o.name {
	case "AND":
		return truth(o.args[0], item) && truth(o.args[1], item)
	case "OR":
		return truth(o.args[0], item) || truth(o.args[1], item)
	case "NOT":
		return !truth(o.args[0], item)
	case "attribute_exists":
		_, ok := value(o.args[0], item)
		return ok
	case "attribute_not_exists":
		_, ok := value(o.args[0], item)
		return !ok
	}
	first, ok := value(o.args[0], item)
	if o.name == "IN" {
		if !ok {
			return false
		}
		for _, arg := range o.args[1:] {
			if other, ok := value(arg, item); ok && exprs.Equal(first, other) {
				return true
			}
		}
		return false
	}
	second, ok2 := value(o.args[1], item)
	if !ok || !ok2 {
		return o.name == "<>"
	}
	if o.name == "BETWEEN" {
		third, ok := value(o.args[2], item)
		return ok && compares(">=", first, second) && compares("<=", first, third)
	}
	return compares(o.name, first, second)
}

// compares applies an operator or function of two values.
func compares(name string, a, b types.AttributeValue) bool {
	switch name {
	case "=":
		return exprs.Equal(a, b)
	case "<>":
		return !exprs.Equal(a, b)
	case "begins_with":
		return exprs.BeginsWith(a, b)
	case "contains":
		return exprs.Contains(a, b)
	case "attribute_type":
		name, ok := b.(*types.AttributeValueMemberS)
		return ok && exprs.TypeName(a) == name.Value
	}
	n, ok := exprs.Compare(a, b)
	if !ok {
		return false
	}
	switch name {
	case "<":
		return n < 0
	case "<=":
		return n <= 0
	case ">":
		return n > 0
	}
	return n >= 0
}

// value is the value of an operand, or false if it has none.
func value(e expr, item Source) (types.AttributeValue, bool) {
	switch e := e.(type) {
	case pathExpr:
		return e.path.in(item)
	case valueExpr:
		return e.value, e.value != nil
	case *operation:
		if e.name != "size" {
			return &types.AttributeValueMemberBOOL{Value: truth(e, item)}, true
		}
		arg, ok := value(e.args[0], item)
		if !ok {
			return nil, false
		}
		n := exprs.Size(arg)
		return n, n != nil
	}
	return nil, false
}
