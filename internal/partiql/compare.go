package partiql

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/number"
)

// typeName is DynamoDB's name of a value's type, or "" for none.
func typeName(value types.AttributeValue) string {
	switch value.(type) {
	case *types.AttributeValueMemberS:
		return "S"
	case *types.AttributeValueMemberN:
		return "N"
	case *types.AttributeValueMemberB:
		return "B"
	case *types.AttributeValueMemberBOOL:
		return "BOOL"
	case *types.AttributeValueMemberNULL:
		return "NULL"
	case *types.AttributeValueMemberL:
		return "L"
	case *types.AttributeValueMemberM:
		return "M"
	case *types.AttributeValueMemberSS:
		return "SS"
	case *types.AttributeValueMemberNS:
		return "NS"
	case *types.AttributeValueMemberBS:
		return "BS"
	}
	return ""
}

// order compares two values of one type, if that type has an order: strings by their
// UTF-8, binaries by unsigned bytes, numbers by value.
func order(a, b types.AttributeValue) (int, bool) {
	switch a := a.(type) {
	case *types.AttributeValueMemberS:
		if b, ok := b.(*types.AttributeValueMemberS); ok {
			return strings.Compare(a.Value, b.Value), true
		}
	case *types.AttributeValueMemberN:
		if b, ok := b.(*types.AttributeValueMemberN); ok {
			x, errX := number.Parse(a.Value)
			y, errY := number.Parse(b.Value)
			return x.Cmp(y), errX == nil && errY == nil
		}
	case *types.AttributeValueMemberB:
		if b, ok := b.(*types.AttributeValueMemberB); ok {
			return bytes.Compare(a.Value, b.Value), true
		}
	}
	return 0, false
}

// equal compares values of any type: numbers by value, sets without order, lists and maps
// member by member. It recurses as deep as the values do, which is 32 levels.
func equal(a, b types.AttributeValue) bool {
	if n, ok := order(a, b); ok {
		return n == 0
	}
	switch a := a.(type) {
	case *types.AttributeValueMemberBOOL:
		b, ok := b.(*types.AttributeValueMemberBOOL)
		return ok && a.Value == b.Value
	case *types.AttributeValueMemberNULL:
		_, ok := b.(*types.AttributeValueMemberNULL)
		return ok
	case *types.AttributeValueMemberL:
		b, ok := b.(*types.AttributeValueMemberL)
		return ok && slices.EqualFunc(a.Value, b.Value, equal)
	case *types.AttributeValueMemberM:
		b, ok := b.(*types.AttributeValueMemberM)
		if !ok || len(a.Value) != len(b.Value) {
			return false
		}
		for name, x := range a.Value {
			if y, ok := b.Value[name]; !ok || !equal(x, y) {
				return false
			}
		}
		return true
	case *types.AttributeValueMemberSS, *types.AttributeValueMemberNS, *types.AttributeValueMemberBS:
		return typeName(a) == typeName(b) && sameMembers(memberKeys(a), memberKeys(b))
	}
	return false
}

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

func sameMembers(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	in := keySet(a)
	for _, member := range b {
		if _, ok := in[member]; !ok {
			return false
		}
	}
	return true
}

// contains reports whether a string or binary has another within it, or a set or list has
// such a member.
func contains(a, b types.AttributeValue) bool {
	switch a := a.(type) {
	case *types.AttributeValueMemberS:
		b, ok := b.(*types.AttributeValueMemberS)
		return ok && strings.Contains(a.Value, b.Value)
	case *types.AttributeValueMemberB:
		b, ok := b.(*types.AttributeValueMemberB)
		return ok && bytes.Contains(a.Value, b.Value)
	case *types.AttributeValueMemberL:
		return slices.ContainsFunc(a.Value, func(member types.AttributeValue) bool { return equal(member, b) })
	case *types.AttributeValueMemberSS:
		b, ok := b.(*types.AttributeValueMemberS)
		return ok && slices.Contains(a.Value, b.Value)
	case *types.AttributeValueMemberNS:
		b, ok := b.(*types.AttributeValueMemberN)
		return ok && slices.Contains(memberKeys(a), numberKey(b.Value))
	case *types.AttributeValueMemberBS:
		b, ok := b.(*types.AttributeValueMemberB)
		return ok && slices.ContainsFunc(a.Value, func(member []byte) bool { return bytes.Equal(member, b.Value) })
	}
	return false
}

func beginsWith(a, b types.AttributeValue) bool {
	switch a := a.(type) {
	case *types.AttributeValueMemberS:
		b, ok := b.(*types.AttributeValueMemberS)
		return ok && strings.HasPrefix(a.Value, b.Value)
	case *types.AttributeValueMemberB:
		b, ok := b.(*types.AttributeValueMemberB)
		return ok && bytes.HasPrefix(a.Value, b.Value)
	}
	return false
}

// size is the function's result: what a string, binary, set, list or map has of units,
// bytes, or members. Other types have no size.
func size(value types.AttributeValue) (int, bool) {
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return len(utf16.Encode([]rune(v.Value))), true
	case *types.AttributeValueMemberB:
		return len(v.Value), true
	case *types.AttributeValueMemberL:
		return len(v.Value), true
	case *types.AttributeValueMemberM:
		return len(v.Value), true
	case *types.AttributeValueMemberSS:
		return len(v.Value), true
	case *types.AttributeValueMemberNS:
		return len(v.Value), true
	case *types.AttributeValueMemberBS:
		return len(v.Value), true
	}
	return 0, false
}
