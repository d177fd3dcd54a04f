package ddbjson

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl"
	"github.com/dynactor/dynactor/internal/bulk/record"
	"github.com/dynactor/dynactor/internal/item"
)

var (
	errNil     = errors.New("no value: null is written {\"NULL\":true}")
	errNull    = errors.New("NULL is false, which DynamoDB doesn't take")
	errTooDeep = fmt.Errorf("more than %d lists and maps inside each other, which DynamoDB doesn't take", item.MaxDepth)
)

// checkItem returns how many members m's DynamoDB JSON has in all its objects, or what is wrong with m.
func checkItem(m record.Item) (members int, err error) {
	for name, v := range m {
		n, err := checkValue(v, 0)
		if err != nil {
			return 0, fmt.Errorf("attribute %s: %w", jsonl.Quote(name), err)
		}
		members += 1 + n
	}
	return members, nil
}

// checkValue does the same for v, which has depth lists and maps around it.
func checkValue(v types.AttributeValue, depth int) (members int, err error) {
	switch v := v.(type) {
	case *types.AttributeValueMemberS, *types.AttributeValueMemberB, *types.AttributeValueMemberBOOL, *types.AttributeValueMemberSS:
		return 1, nil
	case *types.AttributeValueMemberN:
		return 1, jsonl.CheckNumber(v.Value)
	case *types.AttributeValueMemberNULL:
		if !v.Value {
			return 0, errNull
		}
		return 1, nil
	case *types.AttributeValueMemberNS:
		for _, n := range v.Value {
			if err := jsonl.CheckNumber(n); err != nil {
				return 0, err
			}
		}
		return 1, nil
	case *types.AttributeValueMemberBS:
		for _, b := range v.Value {
			if b == nil {
				return 0, errNil
			}
		}
		return 1, nil
	case *types.AttributeValueMemberL:
		if depth++; depth > item.MaxDepth {
			return 0, errTooDeep
		}
		members = 1
		for _, e := range v.Value {
			n, err := checkValue(e, depth)
			if err != nil {
				return 0, err
			}
			members += n
		}
		return members, nil
	case *types.AttributeValueMemberM:
		if depth++; depth > item.MaxDepth {
			return 0, errTooDeep
		}
		members = 1
		for _, e := range v.Value {
			n, err := checkValue(e, depth)
			if err != nil {
				return 0, err
			}
			members += 1 + n
		}
		return members, nil
	}
	return 0, errNil
}
