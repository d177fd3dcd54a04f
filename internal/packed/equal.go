package packed

// SameAttribute reports whether i and o both lack the attribute of that name, or have it with the same
// value. Sets are packed in one order, maps in any, which doesn't matter.
func (i Item) SameAttribute(o Item, name string) bool {
	a, there := i.find(name)
	b, too := o.find(name)
	return there == too && (!there || sameValue(a, b))
}

// Same reports whether i and o have the same attributes with the same values.
func (i Item) Same(o Item) bool {
	if i == o {
		return true
	}
	if i == "" || o == "" {
		return false
	}
	return sameAttributes(string(i[header:]), string(o[header:]))
}

func sameValue(a, b string) bool {
	if a == b {
		return true
	}
	if a[0] != b[0] {
		return false
	}
	switch a[0] {
	case kindL:
		return sameList(a[1:], b[1:])
	case kindM:
		return sameAttributes(a[1:], b[1:])
	}
	return false
}

func sameList(a, b string) bool {
	n, a := uvarint(a)
	m, b := uvarint(b)
	if n != m {
		return false
	}
	for range n {
		var x, y string
		x, a = chunk(a)
		y, b = chunk(b)
		if !sameValue(x, y) {
			return false
		}
	}
	return true
}

func sameAttributes(a, b string) bool {
	n, rest := uvarint(a)
	if m, _ := uvarint(b); n != m {
		return false
	}
	for range n {
		var name, x string
		name, rest = chunk(rest)
		x, rest = chunk(rest)
		if y, ok := find(b, name); !ok || !sameValue(x, y) {
			return false
		}
	}
	return true
}
