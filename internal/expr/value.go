package expr

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/number"
)

// typeName returns the type of a value as expressions write it, "" if it is nil.
func typeName(v types.AttributeValue) string {
	switch v.(type) {
	case *types.AttributeValueMemberS:
		return "S"
	case *types.AttributeValueMemberN:
		return "N"
	case *types.AttributeValueMemberB:
		return "B"
	case *types.AttributeValueMemberSS:
		return "SS"
	case *types.AttributeValueMemberNS:
		return "NS"
	case *types.AttributeValueMemberBS:
		return "BS"
	case *types.AttributeValueMemberL:
		return "L"
	case *types.AttributeValueMemberM:
		return "M"
	case *types.AttributeValueMemberBOOL:
		return "BOOL"
	case *types.AttributeValueMemberNULL:
		return "NULL"
	}
	return ""
}

// longTypeName is typeName in the words that ADD and DELETE use.
func longTypeName(v types.AttributeValue) string {
	switch v.(type) {
	case *types.AttributeValueMemberS:
		return "STRING"
	case *types.AttributeValueMemberN:
		return "NUMBER"
	case *types.AttributeValueMemberB:
		return "BINARY"
	case *types.AttributeValueMemberSS:
		return "STRING_SET"
	case *types.AttributeValueMemberNS:
		return "NUMBER_SET"
	case *types.AttributeValueMemberBS:
		return "BINARY_SET"
	case *types.AttributeValueMemberL:
		return "LIST"
	case *types.AttributeValueMemberM:
		return "MAP"
	case *types.AttributeValueMemberBOOL:
		return "BOOLEAN"
	}
	return "NULL"
}

// equalValues reports whether two values are the same in a condition: of one type, numbers
// by what they count, sets whatever their order, lists and maps by their parts.
func equalValues(a, b types.AttributeValue) bool {
	switch a := a.(type) {
	case *types.AttributeValueMemberS:
		b, ok := b.(*types.AttributeValueMemberS)
		return ok && a.Value == b.Value
	case *types.AttributeValueMemberN:
		b, ok := b.(*types.AttributeValueMemberN)
		return ok && equalNumbers(a.Value, b.Value)
	case *types.AttributeValueMemberB:
		b, ok := b.(*types.AttributeValueMemberB)
		return ok && bytes.Equal(a.Value, b.Value)
	case *types.AttributeValueMemberBOOL:
		b, ok := b.(*types.AttributeValueMemberBOOL)
		return ok && a.Value == b.Value
	case *types.AttributeValueMemberNULL:
		_, ok := b.(*types.AttributeValueMemberNULL)
		return ok
	case *types.AttributeValueMemberSS:
		b, ok := b.(*types.AttributeValueMemberSS)
		return ok && equalSets(stringSet(a.Value), stringSet(b.Value))
	case *types.AttributeValueMemberNS:
		b, ok := b.(*types.AttributeValueMemberNS)
		return ok && equalSets(numberSet(a.Value), numberSet(b.Value))
	case *types.AttributeValueMemberBS:
		b, ok := b.(*types.AttributeValueMemberBS)
		return ok && equalSets(binarySet(a.Value), binarySet(b.Value))
	case *types.AttributeValueMemberL:
		b, ok := b.(*types.AttributeValueMemberL)
		return ok && slices.EqualFunc(a.Value, b.Value, equalValues)
	case *types.AttributeValueMemberM:
		b, ok := b.(*types.AttributeValueMemberM)
		return ok && maps.EqualFunc(a.Value, b.Value, equalValues)
	}
	return false
}

func equalNumbers(a, b string) bool {
	if a == b {
		return true
	}
	var x, y number.Decimal
	return x.Set(a) == nil && y.Set(b) == nil && x == y
}

// compareValues orders two values of one type that has an order: S and B by bytes, N by
// what they count. It returns ok=false for all others.
func compareValues(a, b types.AttributeValue) (c int, ok bool) {
	switch a := a.(type) {
	case *types.AttributeValueMemberS:
		if b, ok := b.(*types.AttributeValueMemberS); ok {
			return strings.Compare(a.Value, b.Value), true
		}
	case *types.AttributeValueMemberN:
		if b, ok := b.(*types.AttributeValueMemberN); ok {
			var x, y number.Decimal
			if x.Set(a.Value) == nil && y.Set(b.Value) == nil {
				return x.Cmp(y), true
			}
		}
	case *types.AttributeValueMemberB:
		if b, ok := b.(*types.AttributeValueMemberB); ok {
			return bytes.Compare(a.Value, b.Value), true
		}
	}
	return 0, false
}

// isOrdered reports whether values of v's type can be compared with <.
func isOrdered(v types.AttributeValue) bool {
	switch v.(type) {
	case *types.AttributeValueMemberS, *types.AttributeValueMemberN, *types.AttributeValueMemberB:
		return true
	}
	return false
}
