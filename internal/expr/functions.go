package expr

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// beginsWith is true of two strings or two binary values, the first beginning with the
// second.
func beginsWith(v, prefix types.AttributeValue) bool {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		prefix, ok := prefix.(*types.AttributeValueMemberS)
		return ok && strings.HasPrefix(v.Value, prefix.Value)
	case *types.AttributeValueMemberB:
		prefix, ok := prefix.(*types.AttributeValueMemberB)
		return ok && bytes.HasPrefix(v.Value, prefix.Value)
	}
	return false
}

// contains is true of a string or binary value and a part of it, and of a set or list and
// one of its elements.
func contains(v, part types.AttributeValue) bool {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		part, ok := part.(*types.AttributeValueMemberS)
		return ok && strings.Contains(v.Value, part.Value)
	case *types.AttributeValueMemberB:
		part, ok := part.(*types.AttributeValueMemberB)
		return ok && bytes.Contains(v.Value, part.Value)
	case *types.AttributeValueMemberSS:
		part, ok := part.(*types.AttributeValueMemberS)
		return ok && slices.Contains(v.Value, part.Value)
	case *types.AttributeValueMemberNS:
		part, ok := part.(*types.AttributeValueMemberN)
		return ok && slices.ContainsFunc(v.Value, func(element string) bool { return equalNumbers(element, part.Value) })
	case *types.AttributeValueMemberBS:
		part, ok := part.(*types.AttributeValueMemberB)
		return ok && slices.ContainsFunc(v.Value, func(element []byte) bool { return bytes.Equal(element, part.Value) })
	case *types.AttributeValueMemberL:
		return slices.ContainsFunc(v.Value, func(element types.AttributeValue) bool { return equalValues(element, part) })
	}
	return false
}

// size returns how many characters, bytes or elements v has, or nil if its type has no
// size.
func size(v types.AttributeValue) types.AttributeValue {
	n := 0
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		n = characters(v.Value)
	case *types.AttributeValueMemberB:
		n = len(v.Value)
	case *types.AttributeValueMemberSS:
		n = len(v.Value)
	case *types.AttributeValueMemberNS:
		n = len(v.Value)
	case *types.AttributeValueMemberBS:
		n = len(v.Value)
	case *types.AttributeValueMemberL:
		n = len(v.Value)
	case *types.AttributeValueMemberM:
		n = len(v.Value)
	default:
		return nil
	}
	return &types.AttributeValueMemberN{Value: strconv.Itoa(n)}
}

// characters counts a string as Java does: in UTF-16 code units.
func characters(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}
