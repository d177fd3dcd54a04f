package schema

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const defaultBilling = types.BillingModePayPerRequest

// Tagged reports whether a struct type, or one that it embeds, has a `dynactor` tag, right or wrong.
// It is false for any other type.
func Tagged(t reflect.Type) bool {
	if t == nil || t.Kind() != reflect.Struct {
		return false
	}
	fs := fieldsOf(t)
	for _, list := range [][]field{fs.visible, fs.hidden, fs.skipped} {
		for _, f := range list {
			if hasTag(f.sf) {
				return true
			}
		}
	}
	return false
}

// Of reads the Spec of struct type t from its tags. The error joins all problems that it finds; each
// names the type, the field and its tag, and says what to change.
//
// It calls the Marshalers of fields with roles, with values made up, and takes some microseconds for
// each: call it once for a type.
func Of(t reflect.Type) (*Spec, error) {
	if err := itemType(t); err != nil {
		return nil, err
	}
	if t.Kind() == reflect.Map {
		return nil, fmt.Errorf("%s has no fields that tags could mark as its key: name the key's attributes with WithKey", t)
	}
	r := &reader{spec: &Spec{Go: t, Billing: defaultBilling}}
	r.marshalsToMap()
	fs := fieldsOf(t)
	r.unused(&fs)
	for _, f := range fs.visible {
		r.field(f)
	}
	r.table()
	r.indexes()
	if len(r.problems) > 0 {
		return nil, errors.Join(r.problems...)
	}
	return r.spec, nil
}

// A reader gathers what the tags of one type say, field by field, and what is wrong with it.
type reader struct {
	spec     *Spec
	problems []error
	// unread says that a field's roles couldn't be taken, so that those that are missing
	// elsewhere may be its.
	unread bool
	// The field that took each role that only one may have.
	taken map[string]field
	// options are what the blank field says, and projections are those for indexes, by index.
	options     map[kind]option
	projections map[string]option
	drafts      []*draft
}

// bad notes a problem of a field.
func (r *reader) bad(f field, format string, args ...any) {
	where := fmt.Sprintf("%s.%s", r.spec.Go, f.path)
	if tag := string(f.sf.Tag); tag != "" {
		where += " `" + tag + "`"
	}
	r.problems = append(r.problems, fmt.Errorf("%s: %s", where, fmt.Sprintf(format, args...)))
}

// badType notes a problem of the whole type.
func (r *reader) badType(format string, args ...any) {
	r.problems = append(r.problems, fmt.Errorf("%s: %s", r.spec.Go, fmt.Sprintf(format, args...)))
}

// unused takes the blank field's options, and refuses roles on fields that make no attribute.
func (r *reader) unused(fs *fields) {
	for _, f := range fs.skipped {
		if !hasTag(f.sf) {
			continue
		}
		if f.sf.Name == "_" {
			r.blank(f)
			continue
		}
		r.unread = true
		switch {
		case f.tag.skip:
			r.bad(f, "has a role, but isn't marshalled: remove the \"-\" or the role")
		case f.sf.Anonymous:
			r.bad(f, "has a role, but is no attribute: the fields of an embedded struct are; put the role on one of them")
		default:
			r.bad(f, "has a role, but isn't marshalled, as it isn't exported: export it or remove the role")
		}
	}
	for _, f := range fs.hidden {
		if !hasTag(f.sf) {
			continue
		}
		over, ok := fs.named(f.name)
		switch {
		case !ok:
			r.unread = true
			r.bad(f, "has a role, but isn't marshalled: another field has its attribute name, %q, at the same depth; rename one", f.name)
		case !hasTag(over.sf):
			r.unread = true
			r.bad(f, "has a role, but isn't marshalled: field %s hides it, which is the attribute %q; put the role there", over.path, f.name)
		}
		// Otherwise the field over it says anew what the attribute is for.
	}
}

// field takes the roles of one visible field.
func (r *reader) field(f field) {
	if unmarshallable(f.sf.Type) {
		r.bad(f, "%s", rawField)
		return
	}
	if !hasTag(f.sf) {
		return
	}
	roles, err := rolesOf(f.sf)
	if err != nil {
		r.unread = true
		r.bad(f, "%s", err)
		return
	}
	if !f.sf.IsExported() {
		r.unread = true
		r.bad(f, "has a role, but can't be marshalled: an embedded type that isn't exported; give the field a name")
		return
	}
	a, ok := r.attribute(f, roles)
	if !ok {
		r.unread = true
		return
	}
	for i, ro := range roles {
		if err := ro.check(); err != nil {
			r.bad(f, "%s", err)
			continue
		}
		if again(roles[:i], ro) {
			r.bad(f, "%q stands there twice: remove one", ro.text)
			continue
		}
		switch ro.kind {
		case rolePartition:
			if r.take("partition key", f) {
				r.spec.Partition = a
				r.spec.Partition.as("partition key", maxPartitionKey)
			}
		case roleSort:
			if r.take("sort key", f) {
				r.spec.Sort = a
				r.spec.Sort.as("sort key", maxSortKey)
			}
		case roleTTL:
			r.ttl(f, a)
		case roleGSIPartition, roleGSISort, roleLSI, roleInclude:
			r.index(f, a, ro)
		}
	}
}

func again(before []role, r role) bool {
	for _, b := range before {
		if b == r || b.kind == roleType && r.kind == roleType {
			return true
		}
	}
	return false
}

// attribute makes the attribute of a field, and refuses one that can't have its roles.
func (r *reader) attribute(f field, roles []role) (a Attribute, ok bool) {
	probed, needsKey := probe(f.sf), false
	a, ok = attributeOf(f, probed), true
	for _, ro := range roles {
		switch ro.kind {
		case rolePartition, roleSort, roleGSIPartition, roleGSISort, roleLSI:
			needsKey = true
		case roleType:
			told := types.ScalarAttributeType(ro.value)
			if probed != nil && a.Type != told && ro.check() == nil {
				r.bad(f, "%q, but the field is marshalled to %s: remove it, or change the field's type", ro.text, typeWord(probed))
				ok = false
			}
			a.Type = told
		}
	}
	switch {
	case needsKey && probed != nil && scalarType(probed) == "" && ok:
		r.bad(f, "is marshalled to %s: a key is a string, a number or binary; change the field's type", typeWord(probed))
		ok = false
	case needsKey && len(f.name) > maxKeyName:
		r.bad(f, "the attribute's name has %d bytes: DynamoDB allows %d for a key", len(f.name), maxKeyName)
		ok = false
	case needsKey && unspeakable(f.name):
		r.bad(f, "the attribute's name is %q, and the SDK's expressions can't name one with brackets: choose another", f.name)
		ok = false
	}
	return a, ok
}

// take reports whether f is the first to have a role that only one field may have.
func (r *reader) take(what string, f field) bool {
	if first, ok := r.taken[what]; ok {
		r.bad(f, "is a second %s, after %s: there can be one; remove one of the roles", what, first.path)
		return false
	}
	if r.taken == nil {
		r.taken = map[string]field{}
	}
	r.taken[what] = f
	return true
}

func (r *reader) ttl(f field, a Attribute) {
	if !r.take("TTL attribute", f) {
		return
	}
	if probed := probe(f.sf); probed != nil && scalarType(probed) != types.ScalarAttributeTypeN {
		r.bad(f, "is marshalled to %s, and DynamoDB expires items by a number only: use int64 for seconds since 1970, or time.Time with \",unixtime\" in the dynamodbav tag", typeWord(probed))
		return
	}
	r.spec.TTL = a
	r.spec.TTL.role = "TTL attribute"
}

// table checks the table's key and its billing, after all fields.
func (r *reader) table() {
	if _, ok := r.taken["partition key"]; !ok && !r.unread {
		r.badType("no field is the partition key: give one the tag `dynactor:\"partition\"`, or name the key's attributes with WithKey")
	}
	if p, ok := r.taken["partition key"]; ok && r.spec.Sort.Name == r.spec.Partition.Name {
		r.bad(p, "is both partition key and sort key: they are two attributes; remove one of the roles")
	}
	r.billing()
}

// marshalsToMap refuses a type whose own Marshaler doesn't make a map. Mostly it is the method of an
// embedded field, and its author doesn't know that the type has it.
func (r *reader) marshalsToMap() {
	t := r.spec.Go
	if !implementsMarshaler(t) {
		return
	}
	v := probe(reflect.StructField{Type: t})
	if _, ok := v.(*types.AttributeValueMemberM); v != nil && !ok {
		r.badType("is marshalled to %s, and an item is a map: if its Marshaler is that of an embedded type, give that field a name", typeWord(v))
	}
}
