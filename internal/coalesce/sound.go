package coalesce

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/item"
)

// Sound reports whether DynamoDB is sure to find nothing wrong with a coalescable input itself, so that
// the first thing it says is about the table. False means that it may, not that it will: whoever wants to
// know has to ask it.
func Sound(input any) bool {
	switch in := input.(type) {
	case *dynamodb.PutItemInput:
		size, err := item.Check(in.Item)
		return err == nil && size <= MaxItemBytes
	case *dynamodb.DeleteItemInput:
		return soundKey(in.Key)
	case *dynamodb.GetItemInput:
		return in.ProjectionExpression == nil && soundKey(in.Key)
	}
	return false
}

func soundKey(key map[string]types.AttributeValue) bool {
	if _, err := item.Check(key); err != nil {
		return false
	}
	for _, v := range key {
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			if v.Value == "" {
				return false
			}
		case *types.AttributeValueMemberB:
			if len(v.Value) == 0 {
				return false
			}
		case *types.AttributeValueMemberN:
		default:
			return false
		}
	}
	return true
}
