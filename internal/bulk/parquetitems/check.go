package parquetitems

import (
	"errors"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/number"
)

// The reasons that a value is refused for. They never hold the value.
var (
	errNumber   = errors.New("isn't a number")
	errNotUTF8  = errors.New("has text that isn't UTF-8")
	errNoValue  = errors.New("has a value of no type")
	errTooDeep  = errors.New("is nested too deep")
	errNotJSON  = errors.New("isn't a value in DynamoDB JSON")
	errNullSet  = errors.New("has a null in a set")
	errOtherTyp = errors.New("has DynamoDB JSON of another type than its column")
)

// checkNumber tells whether DynamoDB takes a number: 38 digits, and 1E-130 to 9.99..E+125.
func checkNumber(text string) error {
	var d number.Decimal
	err := d.Set(text)
	var syntax *number.SyntaxError
	if errors.As(err, &syntax) {
		return errNumber // the other's text holds the value
	}
	return err
}

func checkText(text string) error {
	if !utf8.ValidString(text) {
		return errNotUTF8
	}
	return nil
}

// checkValue tells whether a value is what it can be in DynamoDB: its numbers, its texts, its depth.
func checkValue(v types.AttributeValue, depth int) error {
	if depth > maxDepth {
		return errTooDeep
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return checkText(v.Value)
	case *types.AttributeValueMemberN:
		return checkNumber(v.Value)
	case *types.AttributeValueMemberB, *types.AttributeValueMemberBOOL, *types.AttributeValueMemberNULL, *types.AttributeValueMemberBS:
		return nil
	case *types.AttributeValueMemberSS:
		return checkAll(v.Value, checkText)
	case *types.AttributeValueMemberNS:
		return checkAll(v.Value, checkNumber)
	case *types.AttributeValueMemberL:
		return checkAll(v.Value, func(e types.AttributeValue) error { return checkValue(e, depth+1) })
	case *types.AttributeValueMemberM:
		for name, e := range v.Value {
			if err := errors.Join(checkText(name), checkValue(e, depth+1)); err != nil {
				return err
			}
		}
		return nil
	}
	return errNoValue
}

func checkAll[T any](list []T, check func(T) error) error {
	for _, e := range list {
		if err := check(e); err != nil {
			return err
		}
	}
	return nil
}
