package partiql

import (
	"cmp"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	exprs "github.com/dynactor/dynactor/internal/expr"
	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/number"
)

// Apply returns the item as the update leaves it. The old item isn't changed; the new one
// shares with it the attributes that the update doesn't touch. Whether the result is an
// item that a table may hold is left to the caller: its size, depth and index keys.
func (u *Update) Apply(old map[string]types.AttributeValue) (map[string]types.AttributeValue, error) {
	changes := make([]change, 0, len(u.actions))
	for _, a := range u.actions {
		c, err := a.evaluate(old)
		if err != nil {
			return nil, err
		}
		if _, ok := c.path.in(Item(old)); c.value == nil && !ok {
			continue // the path may name an element that SET is going to append
		}
		changes = append(changes, c)
	}

	// Elements that are set beyond a list's end are appended in the order of their indexes,
	// and elements to be removed are named by the indexes they have in the old list. So
	// what is set is set from the front, and then what is removed is removed from the back.
	slices.SortStableFunc(changes, func(a, b change) int { return comparePaths(a.path, b.path) })
	result := maps.Clone(old)
	for _, c := range changes {
		name := c.path.Attribute()
		if value, ok := old[name]; ok && len(c.path) > 1 && result[name] == value {
			result[name] = item.Clone(map[string]types.AttributeValue{name: value})[name]
		}
		if c.value != nil {
			c.set(result)
		}
	}
	for _, c := range slices.Backward(changes) {
		if c.value == nil {
			c.remove(result)
		}
	}
	return result, nil
}

// change is an action with its outcome. A nil value removes what is there.
type change struct {
	path  Path
	value types.AttributeValue
}

func (a action) evaluate(old map[string]types.AttributeValue) (change, error) {
	c := change{path: a.path}
	var err error
	if a.kind == actionSet {
		if c.value, err = evaluate(a.value, Item(old)); err != nil {
			return change{}, err
		}
		// The value may be part of the old item, and another action may change what it
		// is copied to.
		c.value = item.Clone(map[string]types.AttributeValue{"": c.value})[""]
	}
	if !settable(a.path, old) {
		return change{}, errDocumentPath
	}
	before, ok := a.path.in(Item(old))
	switch a.kind {
	case actionAdd:
		c.value = a.set
		if ok {
			c.value, err = setAdd(before, a.set)
		}
	case actionDelete:
		if ok {
			c.value, err = setDelete(before, a.set)
		}
	}
	return c, err
}

// settable reports whether what the path's last step is taken from is there, and is of the
// type that the step needs.
func settable(path Path, old map[string]types.AttributeValue) bool {
	last := len(path) - 1
	if last == 0 {
		return true
	}
	parent, ok := path[:last].in(Item(old))
	if !ok {
		return false
	}
	want := "M"
	if path[last].Name == "" {
		want = "L"
	}
	return exprs.TypeName(parent) == want
}

// comparePaths orders paths that don't overlap, list elements by index.
func comparePaths(a, b Path) int {
	for i := range min(len(a), len(b)) {
		if n := cmp.Or(cmp.Compare(a[i].Name, b[i].Name), cmp.Compare(a[i].Index, b[i].Index)); n != 0 {
			return n
		}
	}
	return cmp.Compare(len(a), len(b))
}

func (c change) set(result map[string]types.AttributeValue) {
	last := len(c.path) - 1
	if last == 0 {
		result[c.path[0].Name] = c.value
		return
	}
	switch parent, _ := c.path[:last].in(Item(result)); v := parent.(type) {
	case *types.AttributeValueMemberM:
		v.Value[c.path[last].Name] = c.value
	case *types.AttributeValueMemberL:
		if i := c.path[last].Index; i < len(v.Value) {
			v.Value[i] = c.value
		} else {
			v.Value = append(v.Value, c.value)
		}
	}
}

func (c change) remove(result map[string]types.AttributeValue) {
	last := len(c.path) - 1
	if last == 0 {
		delete(result, c.path[0].Name)
		return
	}
	switch parent, _ := c.path[:last].in(Item(result)); v := parent.(type) {
	case *types.AttributeValueMemberM:
		delete(v.Value, c.path[last].Name)
	case *types.AttributeValueMemberL:
		if i := c.path[last].Index; i < len(v.Value) {
			v.Value = slices.Delete(v.Value, i, i+1)
		}
	}
}

// evaluate returns the value of what SET assigns.
func evaluate(e expr, old Item) (types.AttributeValue, error) {
	o, ok := e.(*operation)
	if !ok {
		v, ok := value(e, old)
		if !ok {
			return nil, errNoAttribute
		}
		return v, nil
	}
	switch o.name {
	case "=":
		return &types.AttributeValueMemberBOOL{Value: truth(o, old)}, nil
	case "if_not_exists":
		if v, ok := value(o.args[0], old); ok {
			return v, nil
		}
		return evaluate(o.args[1], old)
	}
	left, err := evaluate(o.args[0], old)
	if err != nil {
		return nil, err
	}
	right, err := evaluate(o.args[1], old)
	if err != nil {
		return nil, err
	}
	if o.name == "list_append" {
		a, okA := left.(*types.AttributeValueMemberL)
		b, okB := right.(*types.AttributeValueMemberL)
		if !okA || !okB {
			return nil, errOperandType
		}
		return &types.AttributeValueMemberL{Value: slices.Concat(a.Value, b.Value)}, nil
	}
	return calculate(o.name, left, right)
}

// calculate adds or subtracts, exactly.
func calculate(name string, left, right types.AttributeValue) (types.AttributeValue, error) {
	a, okA := left.(*types.AttributeValueMemberN)
	b, okB := right.(*types.AttributeValueMemberN)
	if !okA || !okB {
		return nil, errOperandType
	}
	x, err := number.Parse(a.Value)
	if err != nil {
		return nil, invalid(err.Error())
	}
	y, err := number.Parse(b.Value)
	if err != nil {
		return nil, invalid(err.Error())
	}
	if name == "-" {
		y = y.Neg()
	}
	sum, err := number.Add(x, y)
	if err != nil {
		return nil, invalid(err.Error())
	}
	return &types.AttributeValueMemberN{Value: sum.String()}, nil
}
