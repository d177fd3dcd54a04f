package differential

import (
	"encoding/base64"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/aws/smithy-go/middleware"
)

var metadata = reflect.TypeFor[middleware.Metadata]()

// encodeStruct turns an output of the SDK, or an error, into the JSON that it was made from. What is
// not set is absent; a list or map that is empty but set is not.
func encodeStruct(v reflect.Value) map[string]any {
	members := map[string]any{}
	for field, member := range v.Fields() {
		if field.IsExported() && field.Type != metadata && !member.IsZero() {
			members[field.Name] = encode(member)
		}
	}
	return members
}

func encode(v reflect.Value) any {
	if at, is := v.Interface().(time.Time); is {
		return float64(at.UnixMilli()) / 1000
	}
	switch v.Kind() {
	case reflect.Pointer:
		return encode(v.Elem())
	case reflect.Interface:
		// A union: AttributeValueMemberS{Value} is {"S": Value}.
		member := v.Elem().Elem()
		_, kind, _ := strings.Cut(member.Type().Name(), "Member")
		return map[string]any{kind: encode(member.FieldByName("Value"))}
	case reflect.Struct:
		return encodeStruct(v)
	case reflect.Slice:
		if raw, is := v.Interface().([]byte); is {
			return base64.StdEncoding.EncodeToString(raw)
		}
		elements := make([]any, v.Len())
		for i := range elements {
			elements[i] = encode(v.Index(i))
		}
		return elements
	case reflect.Map:
		members := map[string]any{}
		for name, member := range v.Seq2() {
			members[name.String()] = encode(member)
		}
		return members
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	}
	switch {
	case v.CanInt():
		return float64(v.Int())
	case v.CanFloat():
		return v.Float()
	}
	panic(fmt.Sprintf("an SDK output holds a %s", v.Type()))
}
