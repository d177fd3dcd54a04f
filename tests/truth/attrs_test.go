package truth

import (
	"maps"
	"reflect"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// attrs is an item or a key.
type attrs = map[string]types.AttributeValue

func str(v string) types.AttributeValue { return &types.AttributeValueMemberS{Value: v} }
func num(v string) types.AttributeValue { return &types.AttributeValueMemberN{Value: v} }

// text is a string's or a number's value, "" for all else.
func text(v types.AttributeValue) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberN:
		return v.Value
	}
	return ""
}

// deepCopy copies what the battery's items are made of; it's not the engine's own.
func deepCopy(m attrs) attrs {
	if m == nil {
		return nil
	}
	c := make(attrs, len(m))
	for name, v := range m {
		c[name] = copyValue(v)
	}
	return c
}

func copyValue(v types.AttributeValue) types.AttributeValue {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return str(v.Value)
	case *types.AttributeValueMemberN:
		return num(v.Value)
	case *types.AttributeValueMemberB:
		return &types.AttributeValueMemberB{Value: slices.Clone(v.Value)}
	case *types.AttributeValueMemberM:
		return &types.AttributeValueMemberM{Value: deepCopy(v.Value)}
	case *types.AttributeValueMemberL:
		l := make([]types.AttributeValue, len(v.Value))
		for i := range l {
			l[i] = copyValue(v.Value[i])
		}
		return &types.AttributeValueMemberL{Value: l}
	}
	return v
}

// weigh is about what DynamoDB charges for the battery's items.
func weigh(m attrs) (bytes int) {
	for name, v := range m {
		bytes += len(name) + weighValue(v)
	}
	return bytes
}

func weighValue(v types.AttributeValue) int {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return len(v.Value)
	case *types.AttributeValueMemberN:
		return len(v.Value)/2 + 1
	case *types.AttributeValueMemberB:
		return len(v.Value)
	case *types.AttributeValueMemberM:
		return 3 + len(v.Value) + weigh(v.Value)
	case *types.AttributeValueMemberL:
		n := 3 + len(v.Value)
		for _, e := range v.Value {
			n += weighValue(e)
		}
		return n
	}
	return 1
}

// project picks the named attributes; all of them for no names.
func project(m attrs, names []string) attrs {
	if len(names) == 0 || m == nil {
		return m
	}
	p := maps.Clone(m)
	maps.DeleteFunc(p, func(name string, _ types.AttributeValue) bool { return !slices.Contains(names, name) })
	return p
}

// sameItem says whether two items are equal; none and an empty one are.
func sameItem(a, b attrs) bool {
	return len(a) == 0 && len(b) == 0 || reflect.DeepEqual(a, b)
}

// spoil changes an item in every place where it could be shared with somebody else's.
func spoil(m attrs) {
	for name, v := range m {
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			v.Value = "spoiled"
		case *types.AttributeValueMemberN:
			v.Value = "666"
		case *types.AttributeValueMemberB:
			clear(v.Value)
		case *types.AttributeValueMemberM:
			spoil(v.Value)
		case *types.AttributeValueMemberL:
			clear(v.Value)
		}
		delete(m, name)
	}
	if m != nil {
		m["spoiled"] = str("spoiled")
	}
}
