package schema

import (
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const rawField = "a types.AttributeValue isn't marshalled as what it is, but as a map with its Go fields: give the field the value's own Go type"

// unmarshallable reports whether attributevalue would write a field of that type as something that it
// can't read back.
func unmarshallable(t reflect.Type) bool {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Map || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t == reflect.TypeFor[types.AttributeValue]()
}

// unspeakable reports whether the SDK's expression package would take part of a name for an index.
func unspeakable(name string) bool { return strings.ContainsAny(name, "[]") }
