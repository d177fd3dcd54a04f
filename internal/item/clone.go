package item

import (
	"bytes"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Clone returns a deep copy of m that shares nothing that could be changed with it,
// and that reflect.DeepEqual cannot tell from m: nil stays nil and empty stays empty,
// at every level.
//
// Shared are only strings, values of a type that isn't DynamoDB's, and whatever lies
// deeper than MaxDepth: DynamoDB never answers with those and never accepts them, and
// without the limit a list that holds itself would overflow the stack, which no
// recover can catch.
func Clone(m map[string]types.AttributeValue) map[string]types.AttributeValue {
	return cloneMap(m, 0)
}

func cloneMap(m map[string]types.AttributeValue, depth int) map[string]types.AttributeValue {
	if m == nil {
		return nil
	}
	c := make(map[string]types.AttributeValue, len(m))
	for name, v := range m {
		c[name] = cloneValue(v, depth)
	}
	return c
}

func cloneList(l []types.AttributeValue, depth int) []types.AttributeValue {
	if l == nil {
		return nil
	}
	c := make([]types.AttributeValue, len(l))
	for i, v := range l {
		c[i] = cloneValue(v, depth)
	}
	return c
}

// cloneValue copies v, which has depth lists and maps around it. A typed nil is
// handed back as it is: it holds nothing that could be shared.
func cloneValue(v types.AttributeValue, depth int) types.AttributeValue {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		if v != nil {
			return &types.AttributeValueMemberS{Value: v.Value}
		}
	case *types.AttributeValueMemberN:
		if v != nil {
			return &types.AttributeValueMemberN{Value: v.Value}
		}
	case *types.AttributeValueMemberB:
		if v != nil {
			return &types.AttributeValueMemberB{Value: bytes.Clone(v.Value)}
		}
	case *types.AttributeValueMemberBOOL:
		if v != nil {
			return &types.AttributeValueMemberBOOL{Value: v.Value}
		}
	case *types.AttributeValueMemberNULL:
		if v != nil {
			return &types.AttributeValueMemberNULL{Value: v.Value}
		}
	case *types.AttributeValueMemberM:
		if v != nil && depth < MaxDepth {
			return &types.AttributeValueMemberM{Value: cloneMap(v.Value, depth+1)}
		}
	case *types.AttributeValueMemberL:
		if v != nil && depth < MaxDepth {
			return &types.AttributeValueMemberL{Value: cloneList(v.Value, depth+1)}
		}
	case *types.AttributeValueMemberSS:
		if v != nil {
			return &types.AttributeValueMemberSS{Value: slices.Clone(v.Value)}
		}
	case *types.AttributeValueMemberNS:
		if v != nil {
			return &types.AttributeValueMemberNS{Value: slices.Clone(v.Value)}
		}
	case *types.AttributeValueMemberBS:
		if v != nil {
			return &types.AttributeValueMemberBS{Value: cloneBinaries(v.Value)}
		}
	case *types.UnknownUnionMember:
		if v != nil {
			return &types.UnknownUnionMember{Tag: v.Tag, Value: bytes.Clone(v.Value)}
		}
	}
	return v
}

func cloneBinaries(bs [][]byte) [][]byte {
	c := slices.Clone(bs)
	for i, b := range c {
		c[i] = bytes.Clone(b)
	}
	return c
}
