package schema

import (
	"fmt"
	"reflect"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

var (
	timeType      = reflect.TypeFor[time.Time]()
	marshalerType = reflect.TypeFor[attributevalue.Marshaler]()
)

// probe finds which type of attribute a field becomes, by marshalling a value of its type under its
// own tag: only so are Marshalers and options such as ",string" and ",unixtime" honoured. The field
// stands in a struct of its own, so that the Marshalers of others don't come in.
//
// It returns nil if no value that could be made, marshals: an interface, a Marshaler that fails.
func probe(sf reflect.StructField) types.AttributeValue {
	alone := reflect.StructOf([]reflect.StructField{{Name: "Probe", Type: sf.Type, Tag: sf.Tag}})
	filled := reflect.New(alone)
	fill(filled.Elem().Field(0), 0)
	// The zero value is the second try, for a Marshaler that takes only what it knows.
	for _, p := range []reflect.Value{filled, reflect.New(alone)} {
		if v := marshalOne(p.Interface()); v != nil {
			return v
		}
	}
	return nil
}

// marshalOne marshals a pointer to a struct of one field and returns what the field becomes, nil if
// nothing. A pointer, since only what is addressable has the methods of its pointer.
func marshalOne(p any) (v types.AttributeValue) {
	defer func() {
		if recover() != nil { // a user's Marshaler that is not made for odd values
			v = nil
		}
	}()
	m, err := attributevalue.MarshalMap(p)
	if err != nil {
		return nil
	}
	for _, v := range m {
		if _, null := v.(*types.AttributeValueMemberNULL); !null {
			return v
		}
	}
	return nil
}

// maxDepth ends the filling of types that contain themselves. A key is hardly deeper.
const maxDepth = 4

// fill makes v non-zero where it can. A string becomes "1", which is a number too: Number types
// are strings in Go.
func fill(v reflect.Value, depth int) {
	if depth > maxDepth || !v.CanSet() {
		return
	}
	if v.Type().ConvertibleTo(timeType) && v.Kind() == reflect.Struct {
		v.Set(reflect.ValueOf(time.Unix(1, 0).UTC()).Convert(v.Type()))
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		v.SetString("1")
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(1)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		v.SetUint(1)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), depth+1)
	case reflect.Array:
		for i := range min(v.Len(), 64) {
			fill(v.Index(i), depth+1)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), depth+1)
		}
	}
}

// scalarType returns S, N or B for values of these types, and "" for others.
func scalarType(v types.AttributeValue) types.ScalarAttributeType {
	switch v.(type) {
	case *types.AttributeValueMemberS:
		return types.ScalarAttributeTypeS
	case *types.AttributeValueMemberN:
		return types.ScalarAttributeTypeN
	case *types.AttributeValueMemberB:
		return types.ScalarAttributeTypeB
	}
	return ""
}

// typeWord names the type of v for people, with its article.
func typeWord(v types.AttributeValue) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return "a string"
	case *types.AttributeValueMemberN:
		return "a number"
	case *types.AttributeValueMemberB:
		return "binary"
	case *types.AttributeValueMemberBOOL:
		return "a boolean"
	case *types.AttributeValueMemberNULL:
		return "null"
	case *types.AttributeValueMemberL:
		return "a list"
	case *types.AttributeValueMemberM:
		return "a map"
	case *types.AttributeValueMemberSS, *types.AttributeValueMemberNS, *types.AttributeValueMemberBS:
		return "a set"
	case nil:
		return "nil"
	default:
		return fmt.Sprintf("a %T", v)
	}
}

// scalarWord is typeWord for the type of an attribute.
func scalarWord(t types.ScalarAttributeType) string {
	switch t {
	case types.ScalarAttributeTypeS:
		return "a string"
	case types.ScalarAttributeTypeN:
		return "a number"
	case types.ScalarAttributeTypeB:
		return "binary"
	}
	return "a string, number or binary"
}
