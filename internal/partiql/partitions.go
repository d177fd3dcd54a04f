package partiql

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// partitionsOf returns the partitions that the items for which e is true are in, if e fixes
// them: by = or IN, by AND with such a condition, or by OR of such conditions. The values
// must be of the key's type. Some may be there more than once.
func partitionsOf(e expr, attribute string) ([]types.AttributeValue, bool) {
	if name, values, ok := keyOperation(e, attribute); ok && (name == "=" || name == "IN") {
		return values, true
	}
	o, ok := e.(*operation)
	if !ok || o.name != "AND" && o.name != "OR" {
		return nil, false
	}
	left, leftFixed := partitionsOf(o.args[0], attribute)
	right, rightFixed := partitionsOf(o.args[1], attribute)
	switch {
	case o.name == "OR":
		return append(left, right...), leftFixed && rightFixed
	case leftFixed && rightFixed:
		in := keySet(keyTexts(right))
		return slices.DeleteFunc(left, func(value types.AttributeValue) bool {
			_, ok := in[keyText(value)]
			return !ok
		}), true
	case rightFixed:
		return right, true
	}
	return left, leftFixed
}

// distinctValues keeps the first of equal values. A statement has room for more than a
// thousand of them, so they aren't compared each with each.
func distinctValues(values []types.AttributeValue) []types.AttributeValue {
	seen := make(map[string]struct{}, len(values))
	return slices.DeleteFunc(values, func(value types.AttributeValue) bool {
		text := keyText(value)
		_, again := seen[text]
		seen[text] = struct{}{}
		return again
	})
}

func keyTexts(values []types.AttributeValue) []string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = keyText(value)
	}
	return texts
}

// keyText is the same for values of a key's type that are equal.
func keyText(value types.AttributeValue) string {
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberN:
		return numberKey(v.Value)
	case *types.AttributeValueMemberB:
		return string(v.Value)
	}
	return ""
}
