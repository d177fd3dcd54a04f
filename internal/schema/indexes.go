package schema

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// A draft is an index while fields are still read. Only key roles make an index; an include
// waits for it.
type draft struct {
	Index
	first    field // whose tag named the index first
	global   bool
	includes []option
	// attributes of the includes, in step with them
	included []string
}

// draft returns the draft of the named index, a new one for the first field that names it.
func (r *reader) draft(f field, name string) *draft {
	for _, d := range r.drafts {
		if d.Name == name {
			return d
		}
	}
	d := &draft{Index: Index{Name: name}, first: f}
	r.drafts = append(r.drafts, d)
	return d
}

// index takes a field's role in an index.
func (r *reader) index(f field, a Attribute, ro role) {
	d := r.draft(f, ro.index)
	switch ro.kind {
	case roleGSIPartition:
		d.global = true
		if r.take("partition key of index "+ro.index, f) {
			d.Partition = a
			d.Partition.as(keyOfIndex("partition key", ro.index), maxPartitionKey)
		}
	case roleGSISort, roleLSI:
		d.global = d.global || ro.kind == roleGSISort
		d.Local = d.Local || ro.kind == roleLSI
		if r.take("sort key of index "+ro.index, f) {
			d.Sort = a
			d.Sort.as(keyOfIndex("sort key", ro.index), maxSortKey)
		}
	case roleInclude:
		d.includes = append(d.includes, option{ro, f})
		d.included = append(d.included, f.name)
	}
}

func keyOfIndex(key, index string) string { return key + " of index \"" + index + "\"" }

// indexes completes the drafts, after the table's key is known.
func (r *reader) indexes() {
	locals, inAll := 0, 0
	for _, d := range r.drafts {
		if !d.global && !d.Local {
			if r.unread {
				continue
			}
			for _, o := range d.includes {
				r.bad(o.field, "%q: no field is a key of index %q; the indexes are %s", o.text, d.Name, r.indexNames())
			}
			continue
		}
		r.keyOf(d)
		r.projectionOf(d)
		if d.Local {
			locals++
		}
		inAll += len(d.Include)
		r.spec.Indexes = append(r.spec.Indexes, d.Index)
	}
	if locals > mostLocalIndexes {
		r.badType("has %d local indexes: DynamoDB allows %d; make some global", locals, mostLocalIndexes)
	}
	if inAll > mostIncludedInAll {
		r.badType("includes %d attributes in its indexes: DynamoDB allows %d for all indexes together; project all or fewer", inAll, mostIncludedInAll)
	}
	for _, o := range sortedOptions(r.projections) {
		if !r.unread && !slices.ContainsFunc(r.spec.Indexes, func(ix Index) bool { return ix.Name == o.index }) {
			r.bad(o.field, "%q: no field is a key of index %q; the indexes are %s", o.text, o.index, r.indexNames())
		}
	}
}

// keyOf completes and checks the key of one index.
func (r *reader) keyOf(d *draft) {
	switch {
	case d.global && d.Local:
		r.bad(d.first, "index %q is both global (gsi) and local (lsi): rename one", d.Name)
		return
	case d.Local:
		d.Partition = r.spec.Partition
		d.Partition.as(keyOfIndex("partition key", d.Name), maxPartitionKey)
		if _, ok := r.taken["sort key"]; !ok && !r.unread {
			r.bad(d.first, "a local index needs a table with a sort key, and none is tagged: tag one with `dynactor:\"sort\"`, or make the index global")
		}
	case d.Partition.Name == "" && r.unread:
	case d.Partition.Name == "":
		r.bad(d.first, "index %q has no partition key: give a field the role \"gsi:%s:partition\", or, for an index with the table's partition key, use \"lsi:%s\" here", d.Name, d.Name, d.Name)
		return
	}
	if d.Partition.Name == d.Sort.Name && d.Sort.Name != "" {
		r.bad(d.first, "index %q has %q as both partition key and sort key: they are two attributes; remove one of the roles", d.Name, d.Sort.Name)
	}
}

// projectionOf says what an index holds.
func (r *reader) projectionOf(d *draft) {
	d.Projection = types.ProjectionTypeAll
	option, given := r.projections[d.Name]
	if given {
		switch option.value {
		case "all":
		case "keys":
			d.Projection = types.ProjectionTypeKeysOnly
		default:
			r.bad(option.field, "%q: an index projects \"all\" or \"keys\"; to name attributes, give their fields the role \"include:%s\"", option.text, d.Name)
		}
	}
	if len(d.includes) == 0 {
		return
	}
	if given {
		r.bad(option.field, "%q, but field %s is included in the index: remove the one or the other", option.text, d.includes[0].field.path)
		return
	}
	keys := []string{r.spec.Partition.Name, r.spec.Sort.Name, d.Partition.Name, d.Sort.Name}
	for i, name := range d.included {
		if slices.Contains(keys, name) {
			r.bad(d.includes[i].field, "%q: the attribute is of the index's or the table's key, which every index has anyway; remove it", d.includes[i].text)
		}
	}
	if len(d.included) > mostIncluded {
		r.bad(d.first, "index %q includes %d attributes: DynamoDB allows %d; project all or fewer", d.Name, len(d.included), mostIncluded)
	}
	d.Projection, d.Include = types.ProjectionTypeInclude, d.included
}

// indexNames lists the indexes that have keys.
func (r *reader) indexNames() string {
	var names []string
	for _, d := range r.drafts {
		if d.global || d.Local {
			names = append(names, d.Name)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// sortedOptions makes the order of errors that of the indexes' names.
func sortedOptions(m map[string]option) []option {
	out := make([]option, 0, len(m))
	for _, o := range m {
		out = append(out, o)
	}
	slices.SortFunc(out, func(a, b option) int { return strings.Compare(a.index, b.index) })
	return out
}
