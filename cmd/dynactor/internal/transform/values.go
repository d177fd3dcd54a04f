package transform

import (
	"fmt"
	"math"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	itemrules "github.com/dynactor/dynactor/internal/item"
)

// Binary, StringSet, NumberSet and BinarySet are what B, SS, NS and BS are in an expression. A NumberSet has ints
// and Decimals.
type (
	Binary    []byte
	StringSet []string
	NumberSet []any
	BinarySet []Binary
)

func toMap(m map[string]types.AttributeValue) (map[string]any, error) {
	out := make(map[string]any, len(m))
	for name, v := range m {
		value, err := toValue(v)
		if err != nil {
			return nil, inside(name, err)
		}
		out[name] = value
	}
	return out, nil
}

func toValue(v types.AttributeValue) (any, error) {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return v.Value, nil
	case *types.AttributeValueMemberN:
		return toNumber(v.Value)
	case *types.AttributeValueMemberBOOL:
		return v.Value, nil
	case *types.AttributeValueMemberNULL:
		if !v.Value {
			return nil, because("NULL is false, which DynamoDB doesn't take")
		}
		return nil, nil
	case *types.AttributeValueMemberB:
		return Binary(v.Value), nil
	case *types.AttributeValueMemberL:
		out := make([]any, len(v.Value))
		for i, e := range v.Value {
			var err error
			if out[i], err = toValue(e); err != nil {
				return nil, err
			}
		}
		return out, nil
	case *types.AttributeValueMemberM:
		return toMap(v.Value)
	case *types.AttributeValueMemberSS:
		return StringSet(v.Value), nil
	case *types.AttributeValueMemberNS:
		out := make(NumberSet, len(v.Value))
		for i, n := range v.Value {
			var err error
			if out[i], err = toNumber(n); err != nil {
				return nil, err
			}
		}
		return out, nil
	case *types.AttributeValueMemberBS:
		out := make(BinarySet, len(v.Value))
		for i, b := range v.Value {
			out[i] = b
		}
		return out, nil
	}
	return nil, because("a value has the type %T, which DynamoDB doesn't have", v)
}

func fromMap(m map[string]any, depth int) (map[string]types.AttributeValue, error) {
	out := make(map[string]types.AttributeValue, len(m))
	for name, v := range m {
		value, err := fromValue(v, depth)
		if err != nil {
			return nil, inside(name, err)
		}
		out[name] = value
	}
	return out, nil
}

// fromValue is the reverse of toValue. depth is how many lists and maps are around v.
func fromValue(v any, depth int) (types.AttributeValue, error) {
	if depth > itemrules.MaxDepth {
		return nil, because("more than %d lists and maps inside each other, which DynamoDB doesn't take", itemrules.MaxDepth)
	}
	switch v := v.(type) {
	case nil:
		return &types.AttributeValueMemberNULL{Value: true}, nil
	case string:
		return &types.AttributeValueMemberS{Value: v}, nil
	case bool:
		return &types.AttributeValueMemberBOOL{Value: v}, nil
	case Binary:
		return &types.AttributeValueMemberB{Value: v}, nil
	case []byte:
		return &types.AttributeValueMemberB{Value: v}, nil
	case StringSet:
		return &types.AttributeValueMemberSS{Value: v}, nil
	case NumberSet:
		out := make([]string, len(v))
		for i, e := range v {
			var err error
			if out[i], err = numberText(e); err != nil {
				return nil, err
			}
		}
		return &types.AttributeValueMemberNS{Value: out}, nil
	case BinarySet:
		out := make([][]byte, len(v))
		for i, b := range v {
			out[i] = b
		}
		return &types.AttributeValueMemberBS{Value: out}, nil
	case []any:
		return fromList(v, depth)
	case []string: // split, keys
		return fromList(v, depth)
	case []int: // a range
		return fromList(v, depth)
	case map[string]any:
		m, err := fromMap(v, depth+1)
		return &types.AttributeValueMemberM{Value: m}, err
	}
	text, err := numberText(v)
	if err != nil {
		return nil, err
	}
	return &types.AttributeValueMemberN{Value: text}, nil
}

func fromList[T any](list []T, depth int) (types.AttributeValue, error) {
	out := make([]types.AttributeValue, len(list))
	for i, e := range list {
		var err error
		if out[i], err = fromValue(any(e), depth+1); err != nil {
			return nil, err
		}
	}
	return &types.AttributeValueMemberL{Value: out}, nil
}

// numberText returns a number as DynamoDB takes it.
func numberText(v any) (string, error) {
	switch v := v.(type) {
	case int:
		return strconv.Itoa(v), nil
	case Decimal:
		return v.String(), nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return "", because("a number is infinite or not a number")
		}
	}
	d, err := decimalOf(v)
	if err != nil {
		return "", err
	}
	return d.String(), nil
}

// inside says which attribute an error is about: the outermost one.
func inside(name string, err error) error {
	return &reason{fmt.Sprintf("attribute %q: %v", name, err)}
}

// kind is what a value is, in an error.
func kind(v any) string {
	switch v.(type) {
	case nil:
		return "nil"
	case string:
		return "a text"
	case bool:
		return "true or false"
	case int, float64, Decimal:
		return "a number"
	case Binary:
		return "a binary"
	case StringSet, NumberSet, BinarySet:
		return "a set"
	case []any:
		return "a list"
	case map[string]any:
		return "a map"
	}
	return fmt.Sprintf("a %T", v)
}
