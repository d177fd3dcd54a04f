package partiql

// readSource understands what FROM or UPDATE names.
func readSource(s source) (Table, error) {
	path := []*node{s.node}
	switch s.node.kind {
	case nodeName:
	case nodePath:
		path = s.node.kids
		if path[0].kind != nodeName {
			return Table{}, errSource
		}
	default:
		return Table{}, errSource
	}
	if len(path) > 2 {
		return Table{}, invalid("A path may contain at most 2 components in the FROM clause")
	}
	names := make([]string, 2)
	for i, n := range path {
		switch {
		case n.kind != nodeName && n.kind != nodeString:
			return Table{}, invalid("Invalid list expression in source.")
		case n.text == "":
			return Table{}, errEmptyName
		case !validName(n.text):
			return Table{}, errTableName
		}
		names[i] = n.text
	}
	if s.aliased {
		return Table{}, errAlias
	}
	return Table{Name: names[0], Index: names[1]}, nil
}

// readTarget is readSource for what is written, which can't be an index.
func readTarget(s source) (string, error) {
	table, err := readSource(s)
	if err == nil && table.Index != "" {
		err = invalid("This operation is not supported on an index")
	}
	return table.Name, err
}

// validName reports whether a table or an index may have the name, by "Naming rules" in
// the developer guide: 3 to 255 of some ASCII characters.
func validName(name string) bool {
	if len(name) < 3 || len(name) > 255 {
		return false
	}
	for i := range len(name) {
		switch c := name[i]; {
		case c == '_' || c == '-' || c == '.':
		case c == '$' || !isLetter(c) && !isDigit(c):
			return false
		}
	}
	return true
}
