package partiql

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/number"
)

// memberKeys returns the members of a set in a form in which == is their equality.
func memberKeys(set types.AttributeValue) []string {
	switch set := set.(type) {
	case *types.AttributeValueMemberSS:
		return set.Value
	case *types.AttributeValueMemberNS:
		keys := make([]string, len(set.Value))
		for i, text := range set.Value {
			keys[i] = numberKey(text)
		}
		return keys
	case *types.AttributeValueMemberBS:
		keys := make([]string, len(set.Value))
		for i, b := range set.Value {
			keys[i] = string(b)
		}
		return keys
	}
	return nil
}

// numberKey is the same for all spellings of a number.
func numberKey(text string) string {
	d, err := number.Parse(text)
	if err != nil {
		return text
	}
	return d.String()
}
