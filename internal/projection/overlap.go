package projection

// path is where a path stands in an expression: behind its root, which is resolved.
type path struct {
	root string
	rest int
}

// overlapping reports whether two of the paths cannot be asked for together: one lies in
// the other ("a", "a.b"), or they take the same attribute for a map and for a list
// ("a.b", "a[0]"). DynamoDB refuses both with an error that names two of the paths, and
// which two it names depends on what else is in the expression, so that what we add
// would show.
//
// All pairs are compared, since roots mostly differ and that is seen at once.
func overlapping(expr string, names map[string]string, paths []path) bool {
	for i, p := range paths {
		for _, q := range paths[:i] {
			if p.root == q.root && !apart(expr, names, p.rest, q.rest) {
				return true
			}
		}
	}
	return false
}

// apart reports whether two paths from one root part ways at two names or two indexes.
func apart(expr string, names map[string]string, p, q int) bool {
	// Both were read before, so nothing can be malformed now.
	a, b := scanner{expr: expr, pos: p, depth: 1}, scanner{expr: expr, pos: q, depth: 1}
	for {
		x, _, insideX := a.inner()
		y, _, insideY := b.inner()
		if !insideX || !insideY || (x.name == "") != (y.name == "") {
			return false
		}
		if resolve(x.name, names) != resolve(y.name, names) || x.index != y.index {
			return true
		}
	}
}

// resolve returns the attribute's name that an element's name stands for.
func resolve(name string, names map[string]string) string {
	if name != "" && name[0] == '#' {
		return names[name]
	}
	return name
}
