package partiql

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	exprs "github.com/dynactor/dynactor/internal/expr"
)

// Attributes returns the names of the top-level attributes that the update writes to, each
// once, in the order of the statement.
func (u *Update) Attributes() []string {
	var names []string
	for _, a := range u.actions {
		if name := a.path.Attribute(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Touched returns what the item has at the paths that the update writes to, and nothing
// else: RETURNING MODIFIED OLD of the item before, and MODIFIED NEW of the item after. Of
// maps and lists only the touched parts are returned, as by the service's UpdateItem;
// DynamoDB Local returns the whole attribute. The parts are shared with the item.
func (u *Update) Touched(item Source) map[string]types.AttributeValue {
	out := make(map[string]types.AttributeValue)
	for _, name := range u.Attributes() {
		value, ok := item.Attribute(name)
		if !ok {
			continue
		}
		var paths []Path
		for _, a := range u.actions {
			if a.path.Attribute() == name {
				paths = append(paths, a.path[1:])
			}
		}
		// List elements close ranks, in the order of the list.
		slices.SortFunc(paths, comparePaths)
		if value = parts(value, paths); value != nil {
			out[name] = value
		}
	}
	return out
}

// parts returns what of a value the sorted paths lead to, or nil.
func parts(value types.AttributeValue, paths []Path) types.AttributeValue {
	if len(paths[0]) == 0 {
		return value
	}
	var list []types.AttributeValue
	members := make(map[string]types.AttributeValue)
	for len(paths) > 0 {
		step, deeper := paths[0][0], []Path(nil)
		for len(paths) > 0 && paths[0][0] == step {
			deeper = append(deeper, paths[0][1:])
			paths = paths[1:]
		}
		part, ok := step.of(value)
		if !ok {
			continue
		}
		if part = parts(part, deeper); part == nil {
			continue
		}
		members[step.Name] = part
		list = append(list, part)
	}
	switch {
	case len(list) == 0:
		return nil
	case exprs.TypeName(value) == "L":
		return &types.AttributeValueMemberL{Value: list}
	}
	return &types.AttributeValueMemberM{Value: members}
}
