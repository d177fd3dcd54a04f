package expr

// What expressions may do with the attributes of a key, which the schema of the table or
// the index decides.

// ReachesInto reports whether the condition has a path into an attribute, such as a.b or
// a[0]. A key's attributes are scalars: nothing is in them.
func (c *Condition) ReachesInto(attribute string) bool { return c.root.reachesInto(attribute) }

// ReachesInto is Condition.ReachesInto for a projection.
func (p *Projection) ReachesInto(attribute string) bool { return p.root.reachesInto(attribute) }

// ReachesInto is Condition.ReachesInto for an update, which may read such a path or write
// to it.
func (u *Update) ReachesInto(attribute string) bool {
	if u.root.reachesInto(attribute) {
		return true
	}
	for i := range u.actions {
		if v := u.actions[i].value; v != nil && v.reachesInto(attribute) {
			return true
		}
	}
	return false
}

func (n *node) reachesInto(attribute string) bool {
	if n.op == opPath && len(n.path) > 1 && n.path[0].name == attribute {
		return true
	}
	for arg := n.first; arg != nil; arg = arg.next {
		if arg.reachesInto(attribute) {
			return true
		}
	}
	return false
}

// reachesInto is for the root: its children are attributes, each once, and those that end
// there have no paths into them.
func (b *branch) reachesInto(attribute string) bool {
	for i := range b.children {
		if child := &b.children[i]; child.name == attribute {
			return child.leaf < 0
		}
	}
	return false
}

// checkKeyPaths refuses a key condition with paths into attributes of the key.
func checkKeyPaths(n *node, schema KeySchema) error {
	for _, key := range schema.names() {
		if n.reachesInto(key) {
			return invalid("Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: %s", key)
		}
	}
	return nil
}
