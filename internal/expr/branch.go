package expr

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// branch is a node of the tree that several document paths make together. The root is an
// item; the children of a branch are either all names or all indexes.
type branch struct {
	element
	first    int // the index of the first path through here
	leaf     int // the index of the path that ends here, or -1
	children []branch
}

func newRoot() branch { return branch{leaf: -1} }

type collision uint8

const (
	noCollision collision = iota
	overlap               // one path is the beginning of the other
	conflict              // one path takes for a list what the other takes for a map
)

// add adds the path, the leaf-th of its expression. If it collides with another it also
// returns the branch in which it does.
func (b *branch) add(dst path, leaf int) (*branch, collision) {
	at, above := b, b
	for _, e := range dst {
		if at.leaf >= 0 {
			return above, overlap
		}
		next := -1
		for i := range at.children {
			if at.children[i].element == e {
				next = i
				break
			}
		}
		if next < 0 {
			if len(at.children) > 0 && (at.children[0].name == "") != (e.name == "") {
				return at, conflict
			}
			next = len(at.children)
			at.children = append(at.children, branch{element: e, leaf: -1})
		}
		at, above = &at.children[next], at
		at.first = leaf // of paths that are added from the last to the first
	}
	if at.leaf >= 0 || len(at.children) > 0 {
		return above, overlap
	}
	at.leaf = leaf
	return nil, noCollision
}

// addName adds the path of a top-level attribute, to a root that hasn't got it.
func (b *branch) addName(name string, leaf int) {
	b.children = append(b.children, branch{element: element{name: name}, first: leaf, leaf: leaf})
}

// arrange puts the children, which were added from the last to the first, in the order of
// the text, and indexes in ascending order, in which lists are read and extended.
func (b *branch) arrange() {
	if len(b.children) > 1 {
		slices.SortFunc(b.children, func(x, y branch) int {
			if x.name == "" {
				return x.index - y.index
			}
			return x.first - y.first
		})
	}
	for i := range b.children {
		b.children[i].arrange()
	}
}

// names returns the names of the root's children.
func (b *branch) names() []string {
	names := make([]string, len(b.children))
	for i := range b.children {
		names[i] = b.children[i].name
	}
	return names
}

// project returns those parts of the item that the paths lead to.
func (b *branch) project(item Source) map[string]types.AttributeValue {
	out := make(map[string]types.AttributeValue, len(b.children))
	for i := range b.children {
		child := &b.children[i]
		if v, ok := item.Attribute(child.name); ok {
			if v = child.prune(v); v != nil {
				out[child.name] = v
			}
		}
	}
	return out
}

// prune returns v without what no path leads to, or nil if nothing is left. Elements of a
// list close ranks, in the order of the list.
func (b *branch) prune(v types.AttributeValue) types.AttributeValue {
	if b.leaf >= 0 {
		return v
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberM:
		var out map[string]types.AttributeValue
		for i := range b.children {
			child := &b.children[i]
			if child.name == "" {
				return nil
			}
			if part := v.Value[child.name]; part != nil {
				if part = child.prune(part); part != nil {
					if out == nil {
						out = make(map[string]types.AttributeValue, len(b.children))
					}
					out[child.name] = part
				}
			}
		}
		if out != nil {
			return &types.AttributeValueMemberM{Value: out}
		}
	case *types.AttributeValueMemberL:
		var out []types.AttributeValue
		for i := range b.children {
			child := &b.children[i]
			if child.name != "" {
				return nil
			}
			if child.index < len(v.Value) {
				if part := child.prune(v.Value[child.index]); part != nil {
					out = append(out, part)
				}
			}
		}
		if out != nil {
			return &types.AttributeValueMemberL{Value: out}
		}
	}
	return nil
}

// addPaths resolves n paths and adds them to one tree, from the last to the first, as the
// service does. Of two that collide it names the one at hand and the first from where they
// do, which isn't always the other.
func (p *parser) addPaths(n int, at func(int) path) (branch, error) {
	root := newRoot()
	root.children = make([]branch, 0, n)
	for i := n - 1; i >= 0; i-- {
		dst := at(i)
		if err := p.resolvePath(dst); err != nil {
			return branch{}, err
		}
		if where, c := root.add(dst, i); c != noCollision {
			verb := "overlap"
			if c == conflict {
				verb = "conflict"
			}
			return branch{}, p.kind.errorf("Two document paths %s with each other; must remove or rewrite one of these paths; path one: %s, path two: %s", verb, dst, at(where.firstLeaf()))
		}
	}
	root.arrange()
	return root, nil
}
