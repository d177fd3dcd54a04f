package partiql

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	exprs "github.com/dynactor/dynactor/internal/expr"
)

type actionKind uint8

const (
	actionSet    actionKind = iota // path = value
	actionRemove                   //
	actionAdd                      // path = set_add(path, set)
	actionDelete                   // path = set_delete(path, set)
)

// action is one change of an UPDATE. As in update expressions, all values are those of
// the item before the update, and no two actions may touch one path.
type action struct {
	kind  actionKind
	path  Path
	value expr                 // actionSet
	set   types.AttributeValue // actionAdd, actionDelete
}

// setFunctions are calls that stand for an action: the second argument is the set.
var setFunctions = map[string]struct {
	kind actionKind
	name string // in messages
}{
	"set_add":    {actionAdd, "SET_ADD"},
	"set_delete": {actionDelete, "SET_DELETE"},
}

func readActions(assignments []assignment, parameters []types.AttributeValue) ([]action, error) {
	r := &reader{parameters: parameters, language: updateLanguage}
	actions := make([]action, len(assignments))
	paths := make([]Path, len(assignments))
	for i, a := range assignments {
		var err error
		if actions[i], err = r.action(a); err != nil {
			return nil, err
		}
		paths[i] = actions[i].path
	}
	if err := disjoint(paths); err != nil {
		return nil, err
	}
	check := new(checker) // all of the statement's values count as one expression
	for _, a := range actions {
		if err := a.path.checkDepth(); err != nil {
			return nil, err
		}
		if a.value == nil {
			continue
		}
		if err := check.check(a.value); err != nil {
			return nil, err
		}
	}
	return actions, nil
}

func (r *reader) action(a assignment) (action, error) {
	path, err := toPath(a.target)
	if err != nil {
		return action{}, err
	}
	if a.value == nil {
		return action{kind: actionRemove, path: path}, nil
	}
	if a.value.kind == nodeCall {
		if f, ok := setFunctions[a.value.text]; ok {
			set, err := r.setArgument(a.value, f.name, path)
			return action{kind: f.kind, path: path, set: set}, err
		}
	}
	value, err := r.expr(a.value)
	return action{kind: actionSet, path: path, value: value}, err
}

// setArgument reads the arguments of set_add and set_delete, of which the first repeats
// what is assigned to, and returns the second.
func (r *reader) setArgument(n *node, name string, target Path) (types.AttributeValue, error) {
	if len(n.kids) != 2 {
		return nil, invalidAt(name+" must have exactly two arguments", n.at)
	}
	args, err := r.exprs(n.kids)
	if err != nil {
		return nil, err
	}
	if first, ok := args[0].(pathExpr); !ok || !first.path.equal(target) {
		return nil, invalid("The first argument to " + name + " must equal the assignment value")
	}
	if second, ok := args[1].(valueExpr); ok {
		switch exprs.TypeName(second.value) {
		case "SS", "NS", "BS":
			return second.value, nil
		}
	}
	// The place is that of the first argument, in DynamoDB Local too.
	return nil, invalidAt("The second argument to "+name+" must be a value with type SET", n.kids[0].at)
}
