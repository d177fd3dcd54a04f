package differential

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// decodeInput turns JSON as on the wire into an input of the SDK. The SDK has only the opposite.
func decodeInput(body string, kind reflect.Type) (reflect.Value, error) {
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return reflect.Value{}, err
	}
	value := reflect.New(kind).Elem()
	return value, decode(tree, value)
}

var (
	errInexpressible = errors.New("the SDK's types can't express that")
	attributeValue   = reflect.TypeFor[types.AttributeValue]()
)

func inexpressible(tree any, kind reflect.Type) error {
	return fmt.Errorf("%w: %v as %s", errInexpressible, tree, kind)
}

func decode(tree any, into reflect.Value) error {
	if into.Type() == attributeValue {
		value, err := decodeAttribute(tree)
		if err == nil {
			into.Set(reflect.ValueOf(value))
		}
		return err
	}
	switch into.Kind() {
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		return decode(tree, into.Elem())
	case reflect.Struct:
		return decodeMembers(tree, into)
	case reflect.Slice:
		return decodeList(tree, into)
	case reflect.Map:
		return decodeMap(tree, into)
	}
	return decodeScalar(tree, into)
}

func decodeScalar(tree any, into reflect.Value) error {
	switch tree := tree.(type) {
	case string:
		if into.Kind() == reflect.String {
			into.SetString(tree)
			return nil
		}
	case bool:
		if into.Kind() == reflect.Bool {
			into.SetBool(tree)
			return nil
		}
	case json.Number:
		if n, err := tree.Int64(); err == nil && into.CanInt() && !into.OverflowInt(n) {
			into.SetInt(n)
			return nil
		}
	}
	return inexpressible(tree, into.Type())
}

func decodeMembers(tree any, into reflect.Value) error {
	members, is := tree.(map[string]any)
	if !is {
		return inexpressible(tree, into.Type())
	}
	for name, member := range members {
		field := into.FieldByName(name)
		if !field.IsValid() || !field.CanSet() {
			return inexpressible(name, into.Type())
		}
		if err := decode(member, field); err != nil {
			return err
		}
	}
	return nil
}

func decodeList(tree any, into reflect.Value) error {
	elements, is := tree.([]any)
	if !is {
		return inexpressible(tree, into.Type())
	}
	into.Set(reflect.MakeSlice(into.Type(), len(elements), len(elements)))
	for i, element := range elements {
		if err := decode(element, into.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func decodeMap(tree any, into reflect.Value) error {
	members, is := tree.(map[string]any)
	if !is {
		return inexpressible(tree, into.Type())
	}
	into.Set(reflect.MakeMap(into.Type()))
	for name, member := range members {
		value := reflect.New(into.Type().Elem()).Elem()
		if err := decode(member, value); err != nil {
			return err
		}
		into.SetMapIndex(reflect.ValueOf(name), value)
	}
	return nil
}

func decodeAttribute(tree any) (types.AttributeValue, error) {
	members, _ := tree.(map[string]any)
	if len(members) != 1 {
		return nil, inexpressible(tree, attributeValue)
	}
	for kind, member := range members {
		switch kind {
		case "S":
			v := &types.AttributeValueMemberS{}
			return v, decode(member, reflect.ValueOf(&v.Value).Elem())
		case "N":
			v := &types.AttributeValueMemberN{}
			return v, decode(member, reflect.ValueOf(&v.Value).Elem())
		case "B":
			raw, err := decodeBase64(member)
			return &types.AttributeValueMemberB{Value: raw}, err
		case "BOOL":
			v := &types.AttributeValueMemberBOOL{}
			return v, decode(member, reflect.ValueOf(&v.Value).Elem())
		case "NULL":
			v := &types.AttributeValueMemberNULL{}
			return v, decode(member, reflect.ValueOf(&v.Value).Elem())
		case "SS":
			v := &types.AttributeValueMemberSS{}
			return v, decode(member, reflect.ValueOf(&v.Value).Elem())
		case "NS":
			v := &types.AttributeValueMemberNS{}
			return v, decode(member, reflect.ValueOf(&v.Value).Elem())
		case "BS":
			return decodeBinarySet(member)
		case "L":
			v := &types.AttributeValueMemberL{}
			return v, decode(member, reflect.ValueOf(&v.Value).Elem())
		case "M":
			v := &types.AttributeValueMemberM{}
			return v, decode(member, reflect.ValueOf(&v.Value).Elem())
		}
	}
	return nil, inexpressible(tree, attributeValue)
}

func decodeBase64(tree any) ([]byte, error) {
	text, is := tree.(string)
	if !is {
		return nil, inexpressible(tree, reflect.TypeFor[[]byte]())
	}
	return base64.StdEncoding.DecodeString(text)
}

func decodeBinarySet(tree any) (types.AttributeValue, error) {
	elements, is := tree.([]any)
	if !is {
		return nil, inexpressible(tree, attributeValue)
	}
	set := &types.AttributeValueMemberBS{Value: [][]byte{}}
	for _, element := range elements {
		raw, err := decodeBase64(element)
		if err != nil {
			return nil, err
		}
		set.Value = append(set.Value, raw)
	}
	return set, nil
}
