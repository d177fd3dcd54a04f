package schema

import (
	"reflect"
	"slices"
	"strings"
)

// A field is a struct field that attributevalue might marshal to an attribute of the item.
type field struct {
	path string // of Go names, from the item's type
	name string // the attribute's
	// named says that the name is from a tag, which wins over an untagged field at the same depth.
	named bool
	depth int
	// twice: its struct is embedded more than once at this depth, so that the field hides itself.
	twice bool
	sf    reflect.StructField
	tag   marshalTag
}

// marshalTag is the part of a dynamodbav tag that matters here.
type marshalTag struct {
	name       string
	skip       bool
	asString   bool
	asUnixTime bool
}

func parseMarshalTag(tag reflect.StructTag) marshalTag {
	name, options, _ := strings.Cut(tag.Get("dynamodbav"), ",")
	if name == "-" {
		return marshalTag{skip: true}
	}
	m := marshalTag{name: name}
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "string":
			m.asString = true
		case "unixtime":
			m.asUnixTime = true
		}
	}
	return m
}

// fields are the struct fields below one type.
type fields struct {
	visible []field // that make attributes, as attributevalue orders them
	hidden  []field // that a field of the same attribute name hides
	skipped []field // that attributevalue never looks at, and embedded structs, that are only containers
}

// fieldsOf finds the fields of struct t with the rules of attributevalue, which are those of
// encoding/json: embedded structs are flattened, level by level, unless a tag names them; of several
// fields with one attribute name the shallowest wins, then the only one named by a tag.
func fieldsOf(t reflect.Type) fields {
	type embedded struct {
		t     reflect.Type
		path  string
		times int // at this depth
	}
	var (
		out        fields
		candidates []field
		done       = map[reflect.Type]bool{}
		level      = []*embedded{{t: t, times: 1}}
	)
	for depth := 0; len(level) > 0; depth++ {
		var next []*embedded
		below := map[reflect.Type]*embedded{}
		for _, e := range level {
			if done[e.t] {
				continue // what it has is hidden by itself, at a lesser depth
			}
			done[e.t] = true
			for i := range e.t.NumField() {
				sf := e.t.Field(i)
				f := field{path: e.path + sf.Name, depth: depth, twice: e.times > 1, sf: sf, tag: parseMarshalTag(sf.Tag)}
				f.name, f.named = sf.Name, f.tag.name != ""
				if f.named {
					f.name = f.tag.name
				}
				ft := sf.Type
				if ft.Name() == "" && ft.Kind() == reflect.Pointer {
					ft = ft.Elem()
				}
				switch {
				case f.tag.skip, !sf.IsExported() && !sf.Anonymous:
					out.skipped = append(out.skipped, f)
				case sf.Anonymous && !f.named && ft.Kind() == reflect.Struct:
					out.skipped = append(out.skipped, f)
					if again := below[ft]; again != nil {
						again.times++
						continue
					}
					below[ft] = &embedded{t: ft, path: f.path + ".", times: 1}
					next = append(next, below[ft])
				default:
					candidates = append(candidates, f)
				}
			}
		}
		level = next
	}
	out.resolve(candidates)
	return out
}

// resolve divides the candidates, which come in order of depth, into visible and hidden.
func (fs *fields) resolve(candidates []field) {
	winner := map[string]int{} // index in candidates, or -1 if nobody has won
	for _, f := range candidates {
		if _, known := winner[f.name]; !known {
			winner[f.name] = dominant(candidates, f)
		}
	}
	for i, f := range candidates {
		if winner[f.name] == i {
			fs.visible = append(fs.visible, f)
		} else {
			fs.hidden = append(fs.hidden, f)
		}
	}
}

// dominant returns the index of the candidate that has the attribute name of first, which is the
// first to have it and so of the least depth, or -1 if there is a tie.
func dominant(candidates []field, first field) int {
	var tied, named []int
	for i, f := range candidates {
		if f.name != first.name || f.depth != first.depth {
			continue
		}
		at := []int{i}
		if f.twice {
			at = []int{i, i}
		}
		tied = append(tied, at...)
		if f.named {
			named = append(named, at...)
		}
	}
	if len(named) > 0 {
		tied = named
	}
	if len(tied) != 1 {
		return -1
	}
	return tied[0]
}

// named returns the visible field of an attribute.
func (fs *fields) named(attribute string) (field, bool) {
	i := slices.IndexFunc(fs.visible, func(f field) bool { return f.name == attribute })
	if i < 0 {
		return field{}, false
	}
	return fs.visible[i], true
}
