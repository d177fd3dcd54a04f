package expr

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Update is what an UpdateItem does to an item.
type Update struct {
	actions []action
	order   []int  // in which the actions are evaluated
	root    branch // its leaves are indexes of actions
	legacy  bool   // AttributeUpdates, which have an error and an ADD of their own
}

// action is one change, of one path.
type action struct {
	section tokenKind // tokenSet, tokenRemove, tokenAdd or tokenDelete
	path    path
	value   *node // nil to remove
}

// Attributes returns the names of the top-level attributes that the update writes to, in
// the order of the text, each once. None of them may be part of the key.
func (u *Update) Attributes() []string { return u.root.names() }

// Touched returns what the item has at the paths that the update writes to, and nothing
// else: UPDATED_OLD of the item before, and UPDATED_NEW of the item after. Of maps and
// lists only the touched parts are returned, as by the service; DynamoDB Local returns the
// whole attribute.
func (u *Update) Touched(item Source) map[string]types.AttributeValue {
	return u.root.project(item)
}

// Apply returns the item after the update. The item itself isn't changed: it shares with
// the result what the update didn't touch. A nil item is one that doesn't exist yet.
//
// The errors are those that depend on the item: an operand that isn't there or has the
// wrong type, a path that leads nowhere, a number out of range.
func (u *Update) Apply(item map[string]types.AttributeValue) (map[string]types.AttributeValue, error) {
	// Every operand is read before anything is written.
	var few [8]types.AttributeValue
	results := few[:]
	if len(u.actions) > len(few) {
		results = make([]types.AttributeValue, len(u.actions))
	}
	for _, i := range u.order {
		a := &u.actions[i]
		if !a.path.isInside(item) {
			return nil, errInvalidPath
		}
		v, err := u.result(a, item)
		if err != nil {
			return nil, err
		}
		results[i] = v
	}

	n := len(item)
	for i := range u.root.children {
		if _, ok := item[u.root.children[i].name]; !ok {
			n++
		}
	}
	out := make(map[string]types.AttributeValue, n)
	maps.Copy(out, item)
	for i := range u.root.children {
		u.root.children[i].updateIn(out, results)
	}
	return out, nil
}

var errInvalidPath = invalid("The document path provided in the update expression is invalid for update")

// isInside reports whether there is a map or a list for the last element of p to be in.
func (p path) isInside(item map[string]types.AttributeValue) bool {
	if len(p) == 1 {
		return true
	}
	last := len(p) - 1
	switch p[:last].find(Item(item)).(type) {
	case *types.AttributeValueMemberM:
		return p[last].name != ""
	case *types.AttributeValueMemberL:
		return p[last].name == ""
	}
	return false
}

// updateIn updates the attribute of m that b is.
func (b *branch) updateIn(m map[string]types.AttributeValue, results []types.AttributeValue) {
	if v := b.update(m[b.name], results); v != nil {
		m[b.name] = v
	} else {
		delete(m, b.name)
	}
}

// update returns what takes the place of v at b, nil for nothing. That v has the right type
// is known.
func (b *branch) update(v types.AttributeValue, results []types.AttributeValue) types.AttributeValue {
	if b.leaf >= 0 {
		return results[b.leaf]
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberM:
		out := make(map[string]types.AttributeValue, len(v.Value)+len(b.children))
		maps.Copy(out, v.Value)
		for i := range b.children {
			b.children[i].updateIn(out, results)
		}
		return &types.AttributeValueMemberM{Value: out}
	case *types.AttributeValueMemberL:
		return &types.AttributeValueMemberL{Value: b.updateList(v.Value, results)}
	}
	return v
}

// updateList updates elements by their indexes before the update. What is set beyond the
// end is appended, in the order of the indexes; what is removed leaves no gap.
func (b *branch) updateList(l []types.AttributeValue, results []types.AttributeValue) []types.AttributeValue {
	out := make([]types.AttributeValue, len(l), len(l)+len(b.children))
	copy(out, l)
	removed := false
	for i := range b.children {
		child := &b.children[i]
		if child.index < len(l) {
			v := child.update(l[child.index], results)
			out[child.index] = v
			removed = removed || v == nil
		} else if v := child.update(nil, results); v != nil {
			out = append(out, v)
		}
	}
	if removed {
		out = slices.DeleteFunc(out, func(v types.AttributeValue) bool { return v == nil })
	}
	return out
}
