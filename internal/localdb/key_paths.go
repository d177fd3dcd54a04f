package localdb

import "github.com/dynactor/dynactor/internal/expr"

// checkPaths refuses an expression that looks into an attribute of the table's key or of an index's: those
// are scalars.
func (t *table) checkPaths(e interface{ ReachesInto(attribute string) bool }) error {
	for _, name := range [...]string{t.schema.Partition.Name, t.schema.Sort.Name} {
		if name != "" && e.ReachesInto(name) {
			return errLooksInto("Key", name)
		}
	}
	for _, ix := range t.allIndexes() {
		for _, name := range [...]string{ix.Schema.Partition.Name, ix.Schema.Sort.Name} {
			if name != "" && e.ReachesInto(name) {
				return errLooksInto("IndexKey", name)
			}
		}
	}
	return nil
}

// checkProjectionPaths is checkPaths of a projection, if there is one.
func (t *table) checkProjectionPaths(p *expr.Projection) error {
	if p == nil {
		return nil
	}
	return t.checkPaths(p)
}

// checkConditionPaths is checkPaths of a condition or a filter, if there is one.
func (t *table) checkConditionPaths(c *expr.Condition) error {
	if c == nil {
		return nil
	}
	return t.checkPaths(c)
}

func errLooksInto(kind, name string) error {
	return validation("Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: %s: %s", kind, name)
}
