package partiql

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	exprs "github.com/dynactor/dynactor/internal/expr"
)

// setAdd returns the members of both sets, which must be of one type.
func setAdd(set, more types.AttributeValue) (types.AttributeValue, error) {
	return combine(set, more, func(inBoth bool, fromFirst bool) bool { return fromFirst || !inBoth })
}

// setDelete returns the members of a set that are not in another of its type, or nil if
// none is left: there are no empty sets.
func setDelete(set, less types.AttributeValue) (types.AttributeValue, error) {
	return combine(set, less, func(inBoth bool, fromFirst bool) bool { return fromFirst && !inBoth })
}

// combine returns the members of two sets that keep wants.
func combine(first, second types.AttributeValue, keep func(inBoth, fromFirst bool) bool) (types.AttributeValue, error) {
	if exprs.TypeName(first) != exprs.TypeName(second) {
		return nil, errOperandType
	}
	firstKeys, secondKeys := memberKeys(first), memberKeys(second)
	inFirst, inSecond := keySet(firstKeys), keySet(secondKeys)
	keptFirst := keptOf(firstKeys, inSecond, func(inBoth bool) bool { return keep(inBoth, true) })
	keptSecond := keptOf(secondKeys, inFirst, func(inBoth bool) bool { return keep(inBoth, false) })
	if len(keptFirst)+len(keptSecond) == 0 {
		return nil, nil
	}
	switch a := first.(type) {
	case *types.AttributeValueMemberSS:
		b := second.(*types.AttributeValueMemberSS)
		return &types.AttributeValueMemberSS{Value: append(pick(a.Value, keptFirst), pick(b.Value, keptSecond)...)}, nil
	case *types.AttributeValueMemberNS:
		b := second.(*types.AttributeValueMemberNS)
		return &types.AttributeValueMemberNS{Value: append(pick(a.Value, keptFirst), pick(b.Value, keptSecond)...)}, nil
	case *types.AttributeValueMemberBS:
		b := second.(*types.AttributeValueMemberBS)
		return &types.AttributeValueMemberBS{Value: append(pick(a.Value, keptFirst), pick(b.Value, keptSecond)...)}, nil
	}
	return nil, errOperandType
}

func keySet(keys []string) map[string]struct{} {
	set := make(map[string]struct{}, len(keys))
	for _, key := range keys {
		set[key] = struct{}{}
	}
	return set
}

func keptOf(keys []string, other map[string]struct{}, keep func(inBoth bool) bool) []int {
	var kept []int
	for i, key := range keys {
		if _, ok := other[key]; keep(ok) {
			kept = append(kept, i)
		}
	}
	return kept
}

func pick[T any](members []T, indexes []int) []T {
	picked := make([]T, len(indexes))
	for i, index := range indexes {
		picked[i] = members[index]
	}
	return picked
}
