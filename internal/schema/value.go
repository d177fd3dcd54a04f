package schema

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/number"
)

// Value returns v, a Go value or a types.AttributeValue, as a value of this attribute of a key. It
// is marshalled as the attribute's field is, options such as ",unixtime" included. The error says
// what is wrong with it, never what it is: a value that is nil, of another type than the
// attribute's, empty, or larger than DynamoDB allows for its part of the key.
//
// An AttributeValue is returned as it is; other bytes are copied.
func (a Attribute) Value(v any) (types.AttributeValue, error) {
	if s, ok := v.(string); ok && a.Type != types.ScalarAttributeTypeN && a.Type != types.ScalarAttributeTypeB {
		if err := a.checkString(s); err != nil {
			return nil, err
		}
		return &types.AttributeValueMemberS{Value: s}, nil
	}
	av, err := a.marshal(v)
	if err != nil {
		return nil, err
	}
	if a.Type != "" && scalarType(av) != a.Type {
		return nil, a.wrongType(v, av)
	}
	if err := a.check(av); err != nil {
		return nil, err
	}
	return av, nil
}

// marshal has the common types of keys by hand: attributevalue would find them by reflection.
func (a Attribute) marshal(v any) (types.AttributeValue, error) {
	switch v := v.(type) {
	case nil:
		return nil, a.errorf("is missing: the value given is nil, pass %s", a.pass())
	case types.AttributeValue:
		if isNil(v) {
			return nil, a.errorf("is missing: the value given is a nil %T, pass %s", v, a.pass())
		}
		return v, nil
	case int:
		return a.integer(strconv.Itoa(v)), nil
	case int64:
		return a.integer(strconv.FormatInt(v, 10)), nil
	case uint64:
		return a.integer(strconv.FormatUint(v, 10)), nil
	}
	av, err := marshalAs(v, a.asString, a.asUnixTime)
	switch {
	case err != nil:
		// The cause is a Marshaler's, and could quote the value: it's there for errors.As only.
		return nil, &marshalError{text: a.text("can't be marshalled from the value given, %s: its marshaller failed", article(v)), cause: err}
	case av == nil:
		return nil, a.errorf("can't be made of the value given, %s: pass %s", article(v), a.pass())
	}
	if _, null := av.(*types.AttributeValueMemberNULL); null {
		return nil, a.errorf("is missing: the value given is a nil %T, pass %s", v, a.pass())
	}
	return av, nil
}

func (a Attribute) integer(digits string) types.AttributeValue {
	if a.asString {
		return &types.AttributeValueMemberS{Value: digits}
	}
	return &types.AttributeValueMemberN{Value: digits}
}

// marshalAs marshals v as a field would be. A Marshaler may have its method on the pointer: items
// are marshalled by their address, so v is too.
func marshalAs(v any, asString, asUnixTime bool) (av types.AttributeValue, err error) {
	defer func() {
		if p := recover(); p != nil {
			av, err = nil, fmt.Errorf("panic: %v", p)
		}
	}()
	value := reflect.ValueOf(v)
	if value.Kind() == reflect.Pointer && value.IsNil() {
		return &types.AttributeValueMemberNULL{Value: true}, nil // not for a Marshaler to panic on
	}
	if !asString && !asUnixTime {
		addressable := reflect.New(value.Type())
		addressable.Elem().Set(value)
		return attributevalue.Marshal(addressable.Interface())
	}
	tag := reflect.StructTag(`dynamodbav:",string"`)
	if asUnixTime {
		tag = `dynamodbav:",unixtime"`
	}
	field := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "Key", Type: value.Type(), Tag: tag}}))
	field.Elem().Field(0).Set(value)
	m, err := attributevalue.MarshalMap(field.Interface())
	return m["Key"], err
}

// check says what of the content of v, which isn't nil, no key can have.
func (a Attribute) check(v types.AttributeValue) error {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return a.checkString(v.Value)
	case *types.AttributeValueMemberN:
		if _, err := number.Parse(v.Value); err != nil {
			return a.errorf("is a number that DynamoDB can't hold: it must be finite, of up to %d significant digits, and between 1E-130 and 1E+126 or zero", number.MaxDigits)
		}
		return nil
	case *types.AttributeValueMemberB:
		if len(v.Value) == 0 {
			return a.errorf("is empty: DynamoDB allows no empty binary in a key")
		}
		return a.checkSize(len(v.Value))
	}
	return a.errorf("is %s: a key is a string, a number or binary", typeWord(v))
}

func (a Attribute) checkString(s string) error {
	if s == "" {
		return a.errorf("is empty: DynamoDB allows no empty string in a key")
	}
	// The SDK sends U+FFFD for each wrong byte: two such keys would become one.
	if !utf8.ValidString(s) {
		return a.errorf("isn't valid UTF-8: make the key binary, with []byte")
	}
	return a.checkSize(len(s))
}

func (a Attribute) checkSize(n int) error {
	if a.max > 0 && n > a.max {
		return a.errorf("has %d bytes: DynamoDB allows %d", n, a.max)
	}
	return nil
}

func (a Attribute) wrongType(v any, av types.AttributeValue) error {
	return a.errorf("is %s, and the value given is %s: pass %s", scalarWord(a.Type), given(v, av), a.pass())
}

// given names what the caller passed: the Go type says more than that of the attribute, unless the
// two are one.
func given(v any, av types.AttributeValue) string {
	if _, ok := v.(types.AttributeValue); ok {
		return typeWord(av)
	}
	return article(v)
}

// article returns the Go type of v with its article.
func article(v any) string {
	name := "nil"
	if v != nil {
		name = reflect.TypeOf(v).String()
	}
	switch name {
	case "nil":
		return name
	case "[]uint8":
		return "a []byte"
	}
	switch name[0] {
	case 'a', 'e', 'i', 'o':
		return "an " + name
	}
	return "a " + name
}

// pass says what to pass.
func (a Attribute) pass() string {
	if a.Type == types.ScalarAttributeTypeB {
		return "a []byte"
	}
	return scalarWord(a.Type)
}

func (a Attribute) text(format string, args ...any) string {
	role := a.role
	if role == "" {
		role = "attribute"
	}
	return fmt.Sprintf("the %s %q ", role, a.Name) + fmt.Sprintf(format, args...)
}

func (a Attribute) errorf(format string, args ...any) error {
	return errors.New(a.text(format, args...))
}

// A marshalError hides its cause's text.
type marshalError struct {
	text  string
	cause error
}

func (e *marshalError) Error() string { return e.text }
func (e *marshalError) Unwrap() error { return e.cause }

// isNil reports whether v is nil, typed or not.
func isNil(v types.AttributeValue) bool {
	switch v := v.(type) {
	case nil:
		return true
	case *types.AttributeValueMemberS:
		return v == nil
	case *types.AttributeValueMemberN:
		return v == nil
	case *types.AttributeValueMemberB:
		return v == nil
	}
	r := reflect.ValueOf(v)
	return r.Kind() == reflect.Pointer && r.IsNil()
}
