package differential

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// spot is where two trees differ: the path, and the values there as JSON.
type spot struct{ path, left, right string }

func (s spot) String() string {
	return fmt.Sprintf("%s\n    - %s\n    + %s", s.path, abridged(s.left, 300), abridged(s.right, 300))
}

// difference lists where two trees differ.
func difference(left, right any) []spot {
	var d differ
	d.compare("", left, right)
	return d.spots
}

type differ struct{ spots []spot }

const absent = "(absent)"

func (d *differ) compare(path string, left, right any) {
	switch l := left.(type) {
	case map[string]any:
		if r, is := right.(map[string]any); is {
			d.compareMembers(path, l, r)
			return
		}
	case []any:
		if r, is := right.([]any); is && len(l) == len(r) {
			for i := range l {
				d.compare(fmt.Sprintf("%s[%d]", path, i), l[i], r[i])
			}
			return
		}
	}
	if l, r := render(left), render(right); l != r {
		d.add(path, l, r)
	}
}

func (d *differ) compareMembers(path string, left, right map[string]any) {
	names := slices.Collect(maps.Keys(left))
	for name := range right {
		if _, both := left[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		at := strings.TrimPrefix(path+"."+name, ".")
		l, inLeft := left[name]
		r, inRight := right[name]
		switch {
		case !inLeft:
			d.add(at, absent, render(r))
		case !inRight:
			d.add(at, render(l), absent)
		default:
			d.compare(at, l, r)
		}
	}
}

func (d *differ) add(path, left, right string) {
	d.spots = append(d.spots, spot{path, left, right})
}
