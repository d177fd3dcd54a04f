package expr

import "slices"

// What expressions may do with the attributes of a key, which the schema of the table or
// the index decides.

// CheckKeys refuses paths into attributes of the key: those are scalars.
func (c *Condition) CheckKeys(schema KeySchema) error { return checkKeyPaths(c.root, schema) }

// CheckNoKeys refuses a filter of a Query that reads an attribute of the key: that is what
// the key condition is for. The parameter is what the error calls the filter, "Filter
// Expression" or "QueryFilter".
func (c *Condition) CheckNoKeys(parameter string, schema KeySchema) error {
	if err := c.CheckKeys(schema); err != nil {
		return err
	}
	read := c.Attributes()
	for _, key := range schema.names() {
		if slices.Contains(read, key) {
			return invalid("%s can only contain non-primary key attributes: Primary key attribute: %s", parameter, key)
		}
	}
	return nil
}

// CheckKeys refuses paths into attributes of the key: those are scalars.
func (p *Projection) CheckKeys(schema KeySchema) error {
	for _, key := range schema.names() {
		for i := range p.root.children {
			if child := &p.root.children[i]; child.leaf < 0 && child.name == key {
				return errNotScalar(key)
			}
		}
	}
	return nil
}

// CheckKeys refuses an update that writes to an attribute of the key or into one, or reads
// from inside one.
func (u *Update) CheckKeys(schema KeySchema) error {
	for _, key := range schema.names() {
		for i := range u.root.children {
			if u.root.children[i].name == key {
				return invalidParameter("Cannot update attribute %s. This attribute is part of the key", key)
			}
		}
	}
	for i := range u.actions {
		if v := u.actions[i].value; v != nil {
			if err := checkKeyPaths(v, schema); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkKeyPaths refuses paths into attributes of the key, anywhere in the tree.
func checkKeyPaths(n *node, schema KeySchema) error {
	for _, key := range schema.names() {
		if n.reachesInto(key) {
			return errNotScalar(key)
		}
	}
	return nil
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

func errNotScalar(name string) error {
	return invalid("Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: %s", name)
}
