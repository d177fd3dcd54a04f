package ddbjson

import (
	"errors"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/bulk/plainjson/jsonl"
)

var errNotUTF8 = errors.New("text isn't UTF-8")

// fit returns v, without nil binaries, which codec writes as null, or an error if it wouldn't be read back. It
// doesn't look into lists and maps.
func fit(v types.AttributeValue) (types.AttributeValue, error) {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		if v != nil && !utf8.ValidString(v.Value) {
			return nil, errNotUTF8
		}
	case *types.AttributeValueMemberN:
		if v != nil {
			return v, jsonl.CheckNumber(v.Value)
		}
	case *types.AttributeValueMemberNULL:
		if v != nil && !v.Value {
			return nil, errNull
		}
	case *types.AttributeValueMemberSS:
		if v != nil {
			for _, s := range v.Value {
				if !utf8.ValidString(s) {
					return nil, errNotUTF8
				}
			}
		}
	case *types.AttributeValueMemberNS:
		if v != nil {
			for _, n := range v.Value {
				if err := jsonl.CheckNumber(n); err != nil {
					return nil, err
				}
			}
		}
	case *types.AttributeValueMemberB:
		if v != nil && v.Value == nil {
			return &types.AttributeValueMemberB{Value: []byte{}}, nil
		}
	case *types.AttributeValueMemberBS:
		return withoutNil(v), nil
	case *types.AttributeValueMemberL:
		if v == nil {
			return nil, errNil
		}
	case *types.AttributeValueMemberM:
		if v == nil {
			return nil, errNil
		}
	case nil:
		return nil, errNil
	}
	return v, nil
}

func withoutNil(v *types.AttributeValueMemberBS) types.AttributeValue {
	if v == nil {
		return v
	}
	set := make([][]byte, len(v.Value))
	for i, b := range v.Value {
		if set[i] = b; b == nil {
			set[i] = []byte{}
		}
	}
	return &types.AttributeValueMemberBS{Value: set}
}
