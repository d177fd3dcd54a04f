package expr

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// NewAttributeUpdates returns the Update that AttributeUpdates are.
func NewAttributeUpdates(updates map[string]types.AttributeValueUpdate) (*Update, error) {
	u := &Update{root: newRoot(), legacy: true}
	for _, name := range sortedKeys(updates) {
		if name == "" {
			return nil, errEmptyName
		}
		a, err := attributeUpdate(updates[name])
		if err != nil {
			return nil, err
		}
		a.path = path{{name: name}}
		u.root.addName(name, len(u.actions))
		u.actions = append(u.actions, a)
	}
	u.order = evaluationOrder(&u.root, len(u.actions))
	return u, nil
}

func attributeUpdate(u types.AttributeValueUpdate) (action, error) {
	switch u.Action {
	case "", types.AttributeActionPut, types.AttributeActionAdd, types.AttributeActionDelete:
	default:
		return action{}, invalid("Member must satisfy enum value set: [ADD, DELETE, PUT]")
	}
	if u.Value == nil {
		if u.Action != types.AttributeActionDelete {
			return action{}, invalidParameter("Only DELETE action is allowed when no attribute value is specified")
		}
		return action{section: tokenRemove}, nil
	}
	if err := CheckValue(u.Value); err != nil {
		return action{}, err
	}
	a := action{value: &node{op: opValue, value: Normalize(u.Value)}}
	switch u.Action {
	case types.AttributeActionAdd:
		a.section = tokenAdd
		if !isAddable(u.Value) && !isList(u.Value) {
			return action{}, invalidParameter("ADD action is not supported for the type %s", longTypeName(u.Value))
		}
	case types.AttributeActionDelete:
		a.section = tokenDelete
		if !isSet(u.Value) {
			return action{}, invalidParameter("DELETE action with value is not supported for the type %s", longTypeName(u.Value))
		}
	default:
		a.section = tokenSet
	}
	return a, nil
}
