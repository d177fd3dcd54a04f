package schema

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Untyped returns the Spec of items whose type doesn't tell their key: maps, and structs without
// tags. sort is "" for a table without a sort key. Where t is a struct, the key's types are found
// from its fields; otherwise they are unknown. It has no indexes and no TTL.
//
// It takes any t and any names: Validate says what is wrong with them.
func Untyped(t reflect.Type, partition, sort string) *Spec {
	s := &Spec{
		Go:        t,
		Partition: Attribute{Name: partition},
		Sort:      Attribute{Name: sort},
		Billing:   defaultBilling,
	}
	if t != nil && t.Kind() == reflect.Struct {
		fs := fieldsOf(t)
		for _, a := range []*Attribute{&s.Partition, &s.Sort} {
			if f, ok := fs.named(a.Name); ok {
				*a = attributeOf(f, probe(f.sf))
			}
		}
	}
	s.Partition.as("partition key", maxPartitionKey)
	s.Sort.as("sort key", maxSortKey)
	return s
}

// Validate checks what Untyped took on trust: that the Go type is one of items, that the names are
// names, and that a struct has fields for them. A Spec from Of is always valid.
func (s *Spec) Validate() error {
	if err := itemType(s.Go); err != nil {
		return err
	}
	var problems []error
	bad := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	if s.Partition.Name == "" {
		bad("the name of the partition key is empty: name the attribute that is the table's partition key")
	}
	if s.Sort.Name == s.Partition.Name && s.Sort.Name != "" {
		bad("the partition key and the sort key are both %q: name two attributes, or no sort key", s.Sort.Name)
	}
	for _, a := range []Attribute{s.Partition, s.Sort} {
		switch {
		case a.Name == "":
		case len(a.Name) > maxKeyName:
			bad("the name of the %s has %d bytes: DynamoDB allows %d", a.role, len(a.Name), maxKeyName)
		case unspeakable(a.Name):
			bad("the name of the %s is %q, and the SDK's expressions can't name an attribute with brackets: use the executor's own operations", a.role, a.Name)
		case s.Go.Kind() != reflect.Struct || implementsMarshaler(s.Go):
		case a.Field == "":
			bad("the %s is %q, and no field of %s is marshalled to that: name one that is, or give a field the tag `dynamodbav:\"%s\"`",
				a.role, a.Name, s.Go, a.Name)
		case a.Type == "" && fieldType(s.Go, a.Name) != "":
			bad("the %s %q: field %s is marshalled to %s: a key is a string, a number or binary",
				a.role, a.Name, a.Field, fieldType(s.Go, a.Name))
		}
	}
	if s.Go.Kind() == reflect.Struct {
		for _, f := range fieldsOf(s.Go).visible {
			if unmarshallable(f.sf.Type) {
				bad("%s.%s: %s", s.Go, f.path, rawField)
			}
		}
	}
	return errors.Join(problems...)
}

// fieldType names the type that an attribute of struct t has if it can't be a key's, and is ""
// otherwise.
func fieldType(t reflect.Type, attribute string) string {
	fs := fieldsOf(t)
	if f, ok := fs.named(attribute); ok {
		if v := probe(f.sf); v != nil && scalarType(v) == "" {
			return typeWord(v)
		}
	}
	return ""
}

func implementsMarshaler(t reflect.Type) bool {
	return t.Implements(marshalerType) || reflect.PointerTo(t).Implements(marshalerType)
}

// attributeOf returns the attribute that a field makes; probed is what probe says of it.
func attributeOf(f field, probed types.AttributeValue) Attribute {
	return Attribute{
		Name: f.name, Type: scalarType(probed), Field: f.path,
		asString: f.tag.asString, asUnixTime: f.tag.asUnixTime,
	}
}

// as gives a its part in a key.
func (a *Attribute) as(role string, maxBytes int) {
	if a.Name != "" {
		a.role, a.max = role, maxBytes
	}
}

// itemType refuses what no item can be.
func itemType(t reflect.Type) error {
	switch {
	case t == nil:
		return errors.New("an item's type is nil: use a struct or a map type")
	case t.Kind() == reflect.Pointer:
		name := t.Elem().Name()
		if name == "" {
			name = t.Elem().String()
		}
		return fmt.Errorf("%s is a pointer: use TableOf[%s], not TableOf[*%s]", t, name, name)
	case t.Kind() == reflect.Map && t.Key().Kind() != reflect.String:
		return fmt.Errorf("%s: an item's attributes are named by strings: use a map with keys of type string", t)
	case t.Kind() != reflect.Struct && t.Kind() != reflect.Map:
		return fmt.Errorf("%s: an item is a struct or a map: use a struct type with `dynactor` tags, map[string]any or map[string]types.AttributeValue", t)
	}
	return nil
}
